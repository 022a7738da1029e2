// Data keys that intake writes beside its commits, shared between processes: a stream of bundles of rows, one bundle a
// subject, outside every fold, so that a bundle can be replaced by one without the erased person's key. Each process
// copies the bundles into its own rows of store::family::keys as it needs them.
#pragma once

#include "common/bus/jetstream/api.hpp"

#include <mutex>

namespace guiyi::bus {

using key_rows = std::vector<std::pair<std::string, std::string>>;

/// A bundle as it goes over the bus, and back. @errors errc::corrupt
std::string to_bundle(const key_rows& rows);
result<key_rows> from_bundle(std::string_view body);

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
    };
    result<part_rows> rows_of(const std::vector<nats_message>& part) const;

    const jetstream_api& api_;
    store_rows store_;
    std::mutex mutex_;
    sequence reached_ = 0;
};

} // namespace guiyi::bus
