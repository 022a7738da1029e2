// Data keys that intake writes beside its commits, shared between processes: a stream of bundles of rows, one bundle a
// subject, outside every fold, so that a bundle can be replaced by one without the erased person's key. Each process
// copies the bundles into its own rows of store::family::keys as it needs them.
#pragma once

#include "common/bus/jetstream/api.hpp"

#include <map>
#include <mutex>
#include <optional>

namespace guiyi::bus {

using key_rows = std::vector<std::pair<std::string, std::string>>;

/// The commit that a bundle was published before. When another commit took its place, its keys open nothing: a repeat
/// filed at another copy draws a key of its own for the same receipt.
struct key_place {
    std::string on; ///< name of the stream
    sequence seq = 0;
    std::string hash; ///< in hexadecimal

    friend bool operator==(const key_place&, const key_place&) = default;
};

struct key_bundle {
    key_rows rows;
    std::optional<key_place> of; ///< nothing in those of an earlier version

    friend bool operator==(const key_bundle&, const key_bundle&) = default;
};

/// A bundle as it goes over the bus, and back. @errors errc::corrupt
std::string to_bundle(const key_bundle& what);
result<key_bundle> from_bundle(std::string_view body);

class key_share {
  public:
    /// Writes rows of the family keys and how far they reach, synced. Blocks.
    using store_rows = std::function<result<void>(const key_rows& rows, const std::string& reached)>;

    key_share(const jetstream_api& api, const store::view& meta, store_rows store);

    /// Copies what this process does not have yet. @errors errc::unavailable, errc::corrupt
    result<void> fetch();

    /// The row of the family meta that says how far the copy reaches.
    static constexpr std::string_view reached_row = "bus.keys";

  private:
    struct part_rows {
        key_rows all;
        std::size_t bundles = 0; ///< that they are from, or that are no more
        bool pending = false;    ///< the next one's commit is not there yet, so nobody needs what follows
    };
    enum class standing { its_own, another, none };
    using commits = std::map<std::pair<std::string, sequence>, nats_message>;

    result<part_rows> rows_of(const std::vector<nats_message>& part) const;
    result<commits> commits_of(const std::vector<std::optional<key_bundle>>& bundles) const;
    result<standing> standing_of(const key_place& place, const commits& read) const;

    const jetstream_api& api_;
    store_rows store_;
    std::mutex mutex_;
    sequence reached_ = 0;
};

} // namespace guiyi::bus
