#include "common/core/thread_role.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace guiyi {

void name_thread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

namespace {

/// As sched_setattr(2) reads it; glibc 2.36 has no name for it.
struct scheduling {
    std::uint32_t size = sizeof(scheduling);
    std::uint32_t policy = 0;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime_ns = 0; // the turn that is asked for
    std::uint64_t deadline_ns = 0, period_ns = 0;
};

constexpr std::uint64_t short_turn_ns = 100'000; // the shortest there is
constexpr std::uint64_t keep_policy = 0x08;      // SCHED_FLAG_KEEP_POLICY: an operator may have chosen one

/// What the thread has now: at its beginning, what the process was started with.
int current_nice() { return ::getpriority(PRIO_PROCESS, 0); }

} // namespace

void answer_soon() {
    scheduling as;
    as.flags = keep_policy;
    as.nice = current_nice();
    as.runtime_ns = short_turn_ns;
    static_cast<void>(::syscall(SYS_sched_setattr, 0, &as, 0)); // a refusal costs speed only
}

void yield_to_others(int nice) {
    // On Linux the priority belongs to the thread. A refusal costs speed only.
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, current_nice() + nice));
}

} // namespace guiyi
