// Names a thread for the operator's tools, and lets background work yield to people who wait.
#pragma once

namespace guiyi::runtime {

/// For the calling thread. @param name at most 15 characters
void name_thread(const char* name);

/// Lowers the calling thread's claim on the processor: what is decided later may lag while people are being answered,
/// and catches up as soon as they are. @param nice as setpriority(2), 0 to 19
void yield_to_others(int nice);

} // namespace guiyi::runtime
