// Names a thread for the operator's tools, and lets background work yield to people who wait.
#pragma once

namespace guiyi {

/// For the calling thread. @param name at most 15 characters
void name_thread(const char* name);

/// Asks for short turns of the processor that begin soon after something came in: for threads that people wait for.
/// Where the scheduler lets nobody choose (Linux before 6.12) it changes nothing.
void answer_soon();

/// Lowers the calling thread's claim on the processor: what is decided later may lag while people are being answered,
/// and catches up as soon as they are. @param nice as setpriority(2), added to what the process was started with
void yield_to_others(int nice);

} // namespace guiyi
