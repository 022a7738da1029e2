// `guiyi deadline`: a due date and its arithmetic, from the rulebooks and calendars of the settings.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>
#include <vector>

namespace guiyi::program {

struct deadline_options {
    std::string clock;                 ///< K1, K5+ext, ...
    std::string from;                  ///< date
    std::string rulebook;              ///< id; empty: the one in force on that date
    std::vector<std::string> excluded; ///< "FROM..TO"
    std::string language = "zh";
};

/// The due date alone on the first line (" provisional" behind it where it reaches past the calendars), then the
/// arithmetic. Where two rulebooks count a clock beside each other, the earlier date comes first and the later one with
/// its arithmetic behind it.
int deadline_command(const common_options& common, const deadline_options& options, std::ostream& out);

} // namespace guiyi::program
