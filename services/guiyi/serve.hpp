// `guiyi serve`: opens the data folder, runs the services, serves both sides until a signal.
#pragma once

#include "services/guiyi/command.hpp"

#include <vector>

namespace guiyi::program {

struct serve_options {
    std::vector<std::string> services; ///< empty: all
    std::string public_listen;         ///< empty: as the settings say
    std::string staff_listen;
    std::string bus;
    std::string pages; ///< the built pages; empty: the folder web beside the program, where the build puts them
};

int serve_command(const common_options& common, const serve_options& options);

} // namespace guiyi::program
