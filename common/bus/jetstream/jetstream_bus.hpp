// The bus over NATS JetStream: one stream a service, one message a commit, appended with the expected last sequence of
// its subject and acknowledged by the quorum; then the commit, in the owner's own copy, and its state are synced
// together. Any number of processes, and of copies of one service.
//
// What is not there after a quorum lost it comes back from an owner's copy: at start and whenever a stream is found
// shorter than it was, whoever has kept what is missing appends it again under the same sequences.
#pragma once

#include "common/bus/bus.hpp"
#include "common/bus/jetstream/connection.hpp"

#include <chrono>

namespace guiyi::bus {

struct jetstream_options {
    nats_access access;
    std::string prefix = "guiyi"; ///< of streams and subjects; one deployment, one prefix
    int replicas = 3;             ///< copies of each stream; 1 only where one server is all there is
    /// Services that decide here; the copies of one settle by themselves whose turn it is.
    std::vector<events::stream> serves = {events::all_streams.begin(), events::all_streams.end()};
    std::size_t queue_max = 4096;                   ///< appends under way; more answer errc::busy
    std::chrono::milliseconds answer_after{2'000};  ///< an append without an answer is sent again
    std::chrono::milliseconds give_up_after{8'000}; ///< then it is errc::unavailable; it may yet have come through
    std::chrono::milliseconds read_within{12'000};  ///< what is asked of a stream is asked again for so long
    std::chrono::milliseconds turn_after{1'500};    ///< a copy that hears nothing for this long takes the turn
};

/// Connects, makes the streams that are missing, and brings back what a stream lost.
/// The database must outlive the bus. The destructor refuses what is under way with errc::unavailable.
/// @errors errc::invalid servers or streams are not as they must be, with the command that mends them;
///         errc::unavailable; errc::corrupt a stream tells another history than this process has kept
result<std::unique_ptr<bus>> jetstream_bus(store::database& over, const jetstream_options& options);

/// What a cluster is like, in sentences for `guiyi doctor`.
struct cluster_finding {
    bool good = true;
    std::string what;
    std::string mend; ///< empty when good
};

/// Servers, streams, how long an acknowledgement takes, and whether of many writers for one sequence just one wins
/// (on a stream of its own). With `mend` also sets the streams' settings. Blocks some seconds.
std::vector<cluster_finding> examine_cluster(const jetstream_options& options, bool mend);

} // namespace guiyi::bus
