#include "services/guiyi/bus_error.hpp"

#include <signal.h>
#include <unistd.h>

#include <string_view>

namespace guiyi::program {

namespace {

constexpr std::string_view said =
    "guiyi: a page of a data file could not be read from the disk (SIGBUS). Nothing was lost that is still on the "
    "disk: "
    "look at the kernel's log for the disk's errors, restore a backup onto a good one if they stay, and start again.\n";

/// Only what a signal handler may call.
void explain(int signal) {
    static_cast<void>(!::write(STDERR_FILENO, said.data(), said.size()));
    ::raise(signal); // handled as if we had not been there, once this returns
}

} // namespace

void explain_bus_errors() {
    struct sigaction once{};
    once.sa_handler = explain;
    once.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGBUS, &once, nullptr);
}

} // namespace guiyi::program
