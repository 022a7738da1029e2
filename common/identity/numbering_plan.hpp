// Which strings of ASCII digits are dialable numbers, by the Chinese and the North American numbering plan.
// Used by identity::normalise_phone and by privacy::find, so that both agree on what a phone number is. Pure.
#pragma once

#include <string_view>

namespace guiyi::identity {

/// 11 digits beginning with 13 to 19 (mobile and virtual operators).
bool is_mobile(std::string_view digits);

/// Area code with its leading 0 (010, 02x, 0[3-9]xx) and a subscriber number of 7 or 8 digits that begins with 2-8.
bool is_fixed(std::string_view digits);

/// 10 digits of the North American plan: NXX NXX XXXX, N from 2 to 9, neither part of the form x11.
bool is_nanp(std::string_view digits);

/// Numbers of organisations: 400 800 95xxx 96xxx 1010xxxx 100xx 11x 12xxx 106…
bool is_service(std::string_view digits);

} // namespace guiyi::identity
