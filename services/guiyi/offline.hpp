// A data folder that nobody serves, opened for one command: the same node on a loopback port of its own, so that
// commands speak to it exactly as to a running system. Sends no notices.
#pragma once

#include "services/guiyi/node.hpp"

namespace guiyi::program {

struct offline_system {
    std::unique_ptr<clock> time;
    std::unique_ptr<random_source> random;
    std::unique_ptr<node> opened;
    running_system reach;

    /// @errors as node::open and start
    static result<offline_system> open(const config::settings& settings);
};

} // namespace guiyi::program
