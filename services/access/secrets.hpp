// What signs people in, as it is kept: cookies, tokens, links and recovery codes as keyed hashes (they are random, so
// a fast hash is enough), passwords and seeds sealed under a key derived from the deployment's. Safe from any thread.
#pragma once

#include "common/core/ids.hpp"
#include "common/core/random.hpp"
#include "common/privacy/keys.hpp"
#include "common/privacy/vault.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::access {

class secrets {
  public:
    explicit secrets(const privacy::deployment_keys& of);

    /// 256 random bits, for a cookie or a link: letters and digits.
    static std::string draw(random_source& random);
    /// A bearer token, "gy_" and 48 hexadecimal digits.
    static std::string draw_token(random_source& random);
    /// Ten recovery codes, "ABCDE-FGHIJ" each: 50 random bits.
    static std::vector<std::string> draw_recovery_codes(random_source& random);

    /// Hex of a keyed hash. @param purpose session | invitation | recovery | csrf; @param owner may be empty
    std::string hash(std::string_view purpose, std::string_view owner, std::string_view secret) const;
    std::string hash_of_token(std::string_view token) const;
    /// A recovery code as typed, without its dashes and in capitals.
    std::string hash_of_recovery(const account_id& whose, std::string_view typed) const;

    /// base64. @param purpose password | second_factor
    std::string seal(std::string_view purpose, const account_id& whose, std::string_view clear) const;
    /// @errors errc::corrupt
    result<std::string> open(std::string_view purpose, const account_id& whose, std::string_view sealed) const;

  private:
    std::string key_;
    privacy::vault::data_key seal_;
};

bool equal_in_constant_time(std::string_view a, std::string_view b);

} // namespace guiyi::access
