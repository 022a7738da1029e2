// Signed checkpoints: the heads of all chains at one moment, under the deployment's signature (Ed25519). A chain alone
// shows a change in the middle; a checkpoint kept elsewhere shows that the whole was written anew, or cut.
// Used by `guiyi serve` (writes one every hour), the auditor's route and `guiyi audit`.
#pragma once

#include "common/bus/bus.hpp"
#include "common/privacy/keys.hpp"
#include "common/privacy/signature.hpp"
#include "common/time/clock.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace guiyi::program {

struct chain_head {
    events::stream of = events::stream::casework;
    bus::position at;
};

struct checkpoint {
    instant at{};
    std::vector<chain_head> heads;
    std::string public_key; ///< 32 bytes; the signature under it was checked
};

/// The deployment's key for checkpoints.
privacy::signing_key checkpoint_key(const privacy::deployment_keys& keys);

/// The text of a checkpoint: lines "at", "head STREAM COMMITS HASH", "key" and "signature".
std::string to_text(const std::vector<chain_head>& heads, instant at, const privacy::signing_key& by);

/// Whether a file's text is meant to be a checkpoint.
bool is_checkpoint(std::string_view text);
/// @errors errc::corrupt when it is malformed or its signature does not hold
result<checkpoint> read_checkpoint(std::string_view text);

/// The heads now. @errors as bus::tail
result<std::vector<chain_head>> heads_of(const bus::bus& over);

/// Writes checkpoints into a folder, one file each, named by the moment.
class checkpointer {
  public:
    /// @param over, time must outlive it
    checkpointer(const bus::bus& over, const clock& time, const privacy::deployment_keys& keys,
                 std::filesystem::path folder);

    /// A checkpoint of now, as text.
    result<std::string> make() const;
    /// Writes one. @errors errc::io
    result<void> write() const;

  private:
    const bus::bus& over_;
    const clock& time_;
    privacy::signing_key key_;
    std::filesystem::path folder_;
};

/// The checkpoints of a folder, oldest first; files of other names are left alone. @errors as read_checkpoint
result<std::vector<std::pair<std::string, checkpoint>>> read_checkpoints(const std::filesystem::path& folder);

} // namespace guiyi::program
