// Where the data keys of complaints are kept; the port by which services get at them.
#pragma once

#include "common/core/result.hpp"
#include "common/privacy/vault.hpp"

#include <string_view>

namespace guiyi::privacy {

/// Data keys by id. Implementations are safe to call from any thread.
class keyring {
  public:
    virtual ~keyring() = default;

    /// The data key of that id, unwrapped.
    /// @errors errc::not_found when it was never there or has been erased; errc::corrupt; errc::io
    virtual result<vault::data_key> find(std::string_view key_id) const = 0;
};

} // namespace guiyi::privacy
