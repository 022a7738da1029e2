// What a password must be: long, and not one that everybody tries first (NIST SP 800-63B §3.1.1.2, ASVS 6.2). No rules
// about kinds of characters: they make passwords worse. Pure.
#pragma once

#include "common/core/ids.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace guiyi::access {

inline constexpr std::size_t password_chars_max = 256;

/// What is wrong with a password: a stable code and a sentence in both languages.
struct weakness {
    std::string code; ///< too_short | too_common | too_regular | about_you
    std::string zh;
    std::string en;
};

/// @param name of the person; neither it nor the account may be most of the password
std::optional<weakness> weakness_of(std::string_view password, const account_id& account, std::string_view name,
                                    std::size_t chars_min);

} // namespace guiyi::access
