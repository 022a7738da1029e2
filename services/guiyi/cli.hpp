// The command line of `guiyi`.
#pragma once

namespace guiyi::program {

/// Runs one command. @returns its exit code (command.hpp)
int run(int argc, char** argv);

} // namespace guiyi::program
