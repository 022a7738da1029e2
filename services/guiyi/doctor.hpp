// `guiyi doctor`: what is missing or misconfigured, one line each with the mend. Exit 0 when nothing is wrong.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>

namespace guiyi::program {

int doctor_command(const common_options& common, std::ostream& out);

} // namespace guiyi::program
