#include "common/runtime/thread_role.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace guiyi::runtime {

void name_thread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

void yield_to_others(int nice) {
    // On Linux the priority belongs to the thread. A refusal costs speed only.
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice));
}

} // namespace guiyi::runtime
