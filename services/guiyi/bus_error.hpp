// Why a process ends whose disk fails under a mapped file (common/store/mapped_files.hpp), where no error can be
// returned. Used by every command.
#pragma once

namespace guiyi::program {

/// From now on SIGBUS first says on standard error what it means and what to do, then ends the process as ever.
void explain_bus_errors();

} // namespace guiyi::program
