// `guiyi doctor`: what is missing or misconfigured, one line each with the mend. Exit 0 when nothing is wrong.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>

namespace guiyi::program {

struct doctor_options {
    std::string bus;   ///< empty: as the settings say
    bool mend = false; ///< set streams of the bus to the settings they need
};

int doctor_command(const common_options& common, const doctor_options& options, std::ostream& out);

} // namespace guiyi::program
