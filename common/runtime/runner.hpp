// Runs one service: catch up on the own stream, read inputs, decide, commit, evolve; follow on a refused commit.
// Used by the program (one runner a service) and by tests, which drive it on an executor of their own.
// All its work happens on one executor that must not run two handlers at once (a strand, or a one-thread context).
#pragma once

#include "common/bus/bus.hpp"
#include "common/runtime/command.hpp"
#include "common/runtime/recent_commits.hpp"
#include "common/runtime/service.hpp"
#include "common/time/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace guiyi::runtime {

struct runner_options {
    std::size_t batch_max = 256;              ///< inputs, timers and commands decided in one commit
    std::size_t commit_bytes_max = 512 << 10; ///< a commit is closed once about this much is gathered
    std::size_t command_queue_max = 4096;     ///< commands waiting; more answer errc::busy
    std::size_t parked_max = 50;              ///< dead letters; one more stops the service
    /// Shared by the runners of one process; null: every commit is read from the bus.
    std::shared_ptr<recent_commits> recent = {};
    /// Asked at start when the state is empty: may fill it with a snapshot. @errors errc::unavailable ends the start
    std::function<result<void>()> begin_state = {};
    /// Sees what was committed, for metrics; on the runner's executor, must return quickly.
    std::function<void(const std::vector<events::event>&)> on_commit = {};
};

/// What a runner did since start, and how it stands. Counters only grow.
struct runner_status {
    std::uint64_t commits = 0;
    std::uint64_t facts = 0;
    std::uint64_t inputs = 0; ///< input facts seen
    std::uint64_t commands = 0;
    std::uint64_t refused_commits = 0; ///< lost races: another copy appended first
    std::uint64_t failed_commits = 0;  ///< full disk, stopped bus
    std::uint64_t parked = 0;          ///< dead letters now
    sequence last_own = 0;
    std::vector<events::cause> consumed; ///< position in every input
    std::string stopped_because;         ///< empty while it runs
};

class runner {
  public:
    /// Everything given must outlive the runner, and the runner its executor's last handler: call stop() and run it
    /// dry.
    static std::shared_ptr<runner> make(boost::asio::any_io_executor on, const service& what, bus::bus& over,
                                        store::database& state, const clock& time, const runner_options& options);
    virtual ~runner() = default;

    /// Checks remembered positions, folds the tail of the own stream that the state lacks, then listens. Blocks.
    /// @errors errc::corrupt when the bus went back; errc::unknown_fact; errc::unavailable
    virtual result<void> start() = 0;

    /// Something may be due (time passed): look again. From any thread.
    virtual void poke() = 0;

    /// Queues a command; when the queue is full or the runner stopped, its done() says so at once. From any thread.
    virtual void submit(std::unique_ptr<command> one) = 0;

    /// Hands parked facts of a subject to decide again, in order. Stops at the first that fails again.
    /// `done` gets how many went through. From any thread.
    virtual void replay(std::string subject, std::function<void(result<std::size_t>)> done) = 0;

    /// No new work; what is being committed still ends. From any thread.
    virtual void stop() = 0;

    /// From any thread.
    virtual runner_status status() const = 0;

    /// Up to where an input is consumed and durable. From any thread.
    virtual sequence consumed(events::stream of) const = 0;
};

/// Drops a service's state and folds its own stream again. The runner of that service must not be running.
/// @returns how many facts were folded
result<std::uint64_t> rebuild(const service& what, bus::bus& over, store::database& state);

} // namespace guiyi::runtime
