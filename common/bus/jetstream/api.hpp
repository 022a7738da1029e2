// The streams as JetStream keeps them: their names, their settings, what the servers must be, and reading from them.
// Refusals name the command that mends them. Everything here blocks and may be called from any thread.
#pragma once

#include "common/bus/bus.hpp"
#include "common/bus/jetstream/connection.hpp"

namespace guiyi::bus {

/// Older servers let several writers win one sequence, or lose what they acknowledged (2.10.23 mends both).
inline constexpr std::string_view oldest_server = "2.10.23";

/// How a stream stands. Sequences are JetStream's, which are ours: a stream holds commits and nothing else.
struct stream_info {
    sequence first = 0; ///< 0 while it is empty
    sequence last = 0;
    std::string settings_fault; ///< what is not as it must be; empty when all is
};

/// What a server tells of itself.
struct nats_server_told {
    std::string name;
    std::string version;
    bool clustered = false;     ///< several servers place streams among them, as the meta group
    std::size_t meta_group = 0; ///< how many servers are in that group, when this one leads it
};

class jetstream_api {
  public:
    /// @param prefix "guiyi": streams are guiyi-intake, ..., subjects guiyi.intake, ...
    jetstream_api(connection& over, std::string prefix, int replicas)
        : nats_(over), prefix_(std::move(prefix)), replicas_(replicas) {}

    std::string stream_name(std::string_view of) const { return prefix_ + "-" + std::string(of); }
    std::string subject(std::string_view of) const { return prefix_ + "." + std::string(of); }
    /// What processes say to each other beside the streams: prefix.say.<what>.<stream>.
    std::string saying(std::string_view what, std::string_view of) const {
        return prefix_ + ".say." + std::string(what) + "." + std::string(of);
    }

    /// Every server that answers is new enough and syncs before it acknowledges.
    /// @errors errc::invalid names the server and the mend; errc::unavailable
    result<std::vector<nats_server_told>> check_servers() const;

    /// Makes a stream that does not exist. @errors errc::unavailable, errc::invalid
    result<void> make_stream(std::string_view of) const;
    /// @errors errc::not_found, errc::unavailable
    result<stream_info> info(std::string_view of) const;
    /// Sets a stream's settings to what they must be, where JetStream lets one. @errors errc::invalid
    result<void> mend_stream(std::string_view of) const;

    /// Messages by sequence, from any replica; what that one lacks or does not answer, because it is behind or away,
    /// from the stream's leader, who lacks nothing that was acknowledged. Those that are not there have status 404.
    /// @errors errc::unavailable
    result<std::vector<nats_message>> get(std::string_view of, sequence from, std::size_t count) const;

    connection& over() const { return nats_; }

    static constexpr std::string_view keys_stream = "keys";
    static constexpr std::chrono::milliseconds answer_time{2'000};
    static constexpr std::chrono::milliseconds replica_time{500}; ///< then the leader is asked
    static constexpr int status_not_there = 404;

  private:
    std::string settings_of(std::string_view of) const;
    /// @param in sequences, and what the leader has at each. @errors errc::unavailable
    result<void> ask_leader(std::string_view of, std::vector<nats_message*>& in) const;

    connection& nats_;
    const std::string prefix_;
    const int replicas_;
};

/// "2.10.27" against "2.10.23". @returns false as well for what is no version
bool is_new_enough(std::string_view version);

} // namespace guiyi::bus
