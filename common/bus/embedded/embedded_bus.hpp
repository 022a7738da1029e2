// The bus in one process: log and states in one RocksDB, one committer that merges what is queued into one synced
// write, so that a commit is there whole or not at all and a hop costs no sync of its own (figures: section 0).
#pragma once

#include "common/bus/bus.hpp"

#include <chrono>

namespace guiyi::bus {

struct embedded_options {
    std::size_t queue_max = 4096;                ///< appends waiting; more answer errc::busy
    std::size_t merge_bytes_max = 1 << 20;       ///< of intake's commits, which people wait for, in one synced write
    std::size_t background_bytes_max = 24 << 10; ///< of the other services' commits in it
    /// Of the others, deduplication and notification go first: they tell people what happens with theirs. One write in
    /// so many goes to the rest all the same.
    std::size_t later_turn = 4;
    /// While intake's writes are this large on average, a crowd waits: the others go along with one write in crowd_turn
    /// only, or when no commit of intake came for crowd_gap. What they have to do is on disk; they catch up afterwards.
    std::size_t crowd_bytes = 32 << 10;
    std::size_t crowd_turn = 64;
    std::chrono::milliseconds crowd_gap{3};
    bool sync = true; ///< false only where nothing is acknowledged (rebuilding a copy)
};

/// The database must outlive the bus. The destructor refuses what is still queued with errc::unavailable.
std::unique_ptr<bus> embedded_bus(store::database& over, const embedded_options& options);

} // namespace guiyi::bus
