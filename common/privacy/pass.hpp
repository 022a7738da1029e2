// Short-lived passes: what we hand out and get back later, sealed so that only this deployment can read or make one.
// Used by deduplication (check ids, passes to add to a complaint) and intake (takes the latter). They need no rows, so
// a restart changes nothing, and they show nothing of what is in them but its length.
#pragma once

#include "common/core/random.hpp"
#include "common/core/result.hpp"
#include "common/privacy/vault.hpp"
#include "common/time/instant.hpp"

#include <string>
#include <string_view>

namespace guiyi::privacy {

/// What opens the supplement and the status of one complaint instead of its query code; the payload is its receipt
/// number. Made by deduplication for who proved that the mail on file is theirs.
inline constexpr std::string_view pass_to_add = "pass.add";

/// Safe to use from any thread.
class passes {
  public:
    /// @param deployment_key deployment_keys::token_key, 32 bytes; passes have a key of their own derived from it
    explicit passes(std::string_view deployment_key);

    /// @param purpose what it is good for; it opens for nothing else
    /// @return letters, digits, '-' and '_'; different each time
    std::string make(std::string_view purpose, std::string_view payload, instant expires_at,
                     random_source& random) const;

    /// The payload. @errors errc::invalid for anything that was not made here for this purpose, or has expired
    result<std::string> open(std::string_view purpose, std::string_view pass, instant now) const;

  private:
    vault::data_key key_;
};

} // namespace guiyi::privacy
