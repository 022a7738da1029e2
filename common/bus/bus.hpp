// The bus contract (design: the rule that everything rests on). A stream is an append-only list of commits; appending
// with the expected last sequence is the lock, and what is appended is durable together with its owner's state.
// Used by common/runtime. Backends: embedded/ (RocksDB, one process) and jetstream/ (NATS, any number of processes).
#pragma once

#include "common/core/digest.hpp"
#include "common/core/ids.hpp"
#include "common/core/result.hpp"
#include "common/events/stream.hpp"
#include "common/store/database.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace guiyi::bus {

/// A position in a stream that can be checked: the hash chains every commit to all before it.
/// hash(n) = BLAKE2b-256(hash(n-1) ‖ body(n)), hash(0) = 32 zero bytes.
struct position {
    sequence seq = 0;
    digest256 hash{};

    friend bool operator==(const position&, const position&) = default;
};

/// A stored commit.
struct record {
    position at;
    std::string body; ///< JSON line of common/events
};

/// What a service wants committed: the record, and the state that goes with it, whole or not at all.
struct append_request {
    events::stream on = events::stream::intake;
    sequence expected_last = 0;          ///< refused with errc::stale when the stream's tail is elsewhere
    std::string body;                    ///< empty: only state (positions of inputs that needed no fact)
    std::shared_ptr<store::batch> state; ///< may be null
    /// blake2b(hash of the commit before, body), by who had to know it anyway; the bus computes it where it is missing.
    std::optional<digest256> hash{};
    /// Commits of another copy that the state folds. Kept with it where the stream itself lies elsewhere.
    std::vector<record> folded{};
};

/// Called once, on a thread of the bus, when the append is durable or refused; must return quickly.
/// errc::stale: another instance got there first; errc::busy: queue full; errc::unavailable: disk full or stopping.
using append_done = std::function<void(result<position>)>;

class bus {
  public:
    virtual ~bus() = default;

    /// Queues an append. Durable (power loss safe) when `done` says so. Order of one caller's appends is kept.
    virtual void append(append_request what, append_done done) = 0;

    /// The last commit of a stream; sequence 0 when there is none. Waits some seconds for a bus that is away, as read()
    /// and fetch_keys() do. @errors errc::unavailable it stayed away
    virtual result<position> tail(events::stream of) const = 0;

    /// The last sequence that this process has heard of, which may be a moment old. Never waits for another machine.
    virtual sequence last_heard(events::stream of) const {
        const auto last = tail(of);
        return last ? last->seq : 0;
    }

    /// Commits from a sequence on, oldest first, at most `limit` records and about `limit_bytes`.
    /// @errors errc::not_found when records before the tail are missing (trimmed or lost): never skipped silently
    virtual result<std::vector<record>> read(events::stream of, sequence from, std::size_t limit,
                                             std::size_t limit_bytes = 1 << 20) const = 0;

    /// `wake` is called after every commit to the stream, on a thread of the bus; must return quickly.
    /// Dropping the returned handle ends it, and waits for a call under way.
    virtual std::shared_ptr<void> on_commit(events::stream of, std::function<void()> wake) = 0;

    /// Whether other processes append to these streams too: then a service folds what another copy of it committed.
    virtual bool shared() const { return false; }

    /// Whether this copy is to decide what comes in and what falls due. Among several copies one at a time thinks so,
    /// mostly: it only spares them racing, the lock is the append.
    virtual bool has_turn(events::stream) const { return true; }

    /// Why nothing can be appended or read at the moment.
    /// @errors errc::unavailable the bus is away; errc::corrupt a stream went back
    virtual result<void> usable() const { return {}; }

    /// Drops this process's own copies of a stream's commits below a sequence, where the stream itself lies elsewhere
    /// and has them. They are what a stream that came back shorter is filled from. Blocks.
    /// @errors errc::invalid they are the stream itself; errc::corrupt the stream has another commit at `below`;
    ///         errc::unavailable
    virtual result<void> drop_own(events::stream of, sequence below);

    /// The process is about to end: what waits for an answer of another machine fails from now on instead of waiting.
    virtual void stop_waiting() {}

    /// Data keys lie outside every stream, so that they can be erased. Brings those that other processes wrote with
    /// their commits (rows of store::family::keys) into this process's store. Blocks. @errors errc::unavailable
    virtual result<void> fetch_keys() { return {}; }
};

/// Checks that a remembered position still stands on the bus. @errors errc::corrupt when the bus went back or differs:
/// the consumer must stop, not skip; errc::unavailable a shared one went back, and is filled again by its owner
result<void> check_position(const bus& on, events::stream of, const position& remembered);

/// What to say of a shared stream that is shorter than it was. @returns errc::unavailable
error came_back_shorter(events::stream of, sequence ends, sequence ended);

/// Folds the chain over a whole stream, or over what comes after a commit whose hash is known. @returns its tail.
/// @errors errc::corrupt with the first sequence that breaks it
result<position> verify_chain(const bus& on, events::stream of, const position& before = {});

} // namespace guiyi::bus
