// `guiyi rulebook check` and `guiyi rulebook explain`: the law as data, looked at from the command line.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>
#include <vector>

namespace guiyi::program {

/// Checks the named files, or every rulebook of the settings, those beside them in folders (abroad/) and the calendars:
/// a line for each that is sound, "file:line: reason" for everything that is not. Where the letters' folder is there,
/// every template has to be in it, in both languages. @returns exit_done, or exit_failed when anything is wrong
int rulebook_check_command(const common_options& common, const std::vector<std::string>& files, std::ostream& out);

/// Every clock of a case, day by day: what counted and what did not, with reason and article.
/// @param number a case number @param clock one of its clocks, or empty for all @param language zh or en
int rulebook_explain_command(const common_options& common, const std::string& number, const std::string& clock,
                             const std::string& language, std::ostream& out);

} // namespace guiyi::program
