// Snapshots of a service's state: its rows as they stood at one commit of its own stream, in a folder that other
// machines see. A new copy of the service takes the newest that holds and folds what came after, instead of all.
// A snapshot holds what the state holds, sealed as there; no data key is in it, so what is erased stays erased.
#pragma once

#include "common/bus/bus.hpp"
#include "common/privacy/signature.hpp"
#include "common/runtime/service.hpp"
#include "common/time/instant.hpp"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace guiyi::runtime {

/// Up to where a service's stream is folded into its state.
bus::position folded_into(const store::database& in, const service& of);

/// What a snapshot says of itself, under the deployment's signature.
struct snapshot_head {
    std::string service;
    std::uint32_t state_version = 0;
    bus::position at; ///< of the last commit that is folded into it
    instant made{};
    struct file {
        std::string name;
        std::uint64_t bytes = 0;
        digest256 hash{};
    };
    std::vector<file> files;
};

/// What a state that was empty began with.
struct snapshot_taken {
    std::optional<snapshot_head> from; ///< nothing: it is to be folded from the first commit
    std::vector<std::string> refused;  ///< newer ones, each with the reason
};

class snapshot_folder {
  public:
    /// @param key of the deployment; it must outlive this
    snapshot_folder(std::filesystem::path root, const privacy::signing_key& key)
        : root_(std::move(root)), key_(key) {}

    /// Writes the state as it is now, whatever is committed meanwhile. Blocks as long as reading all of it takes.
    /// @returns where it lies
    /// @errors errc::invalid the state is empty; errc::conflict that snapshot is there already; errc::unavailable it
    ///         was told to stop; errc::io
    result<std::filesystem::path> write(const service& of, const store::database& from, instant now,
                                        const std::stop_token& stop = {}) const;

    /// The snapshots of a service, the newest first: what their names say, unchecked.
    struct found {
        std::filesystem::path folder;
        sequence seq = 0;
        std::uint32_t state_version = 0;
    };
    std::vector<found> list(const service& of) const;

    /// What a snapshot says of itself. @errors errc::corrupt it is not whole, or not of this deployment
    result<snapshot_head> head_of(const std::filesystem::path& snapshot) const;

    /// Fills the empty state of a service with the newest snapshot that is of its version, whole, and of the history
    /// that the bus tells. @errors errc::unavailable the bus does not tell; errc::io
    result<snapshot_taken> take(const service& of, const bus::bus& over, store::database& into) const;

    /// Removes the older snapshots of a service's version, but for some.
    void keep_newest(const service& of, std::size_t count) const;

  private:
    result<snapshot_head> take_one(const found& one, const service& of, const bus::bus& over,
                                   store::database& into) const;

    const std::filesystem::path root_;
    const privacy::signing_key& key_;
};

} // namespace guiyi::runtime
