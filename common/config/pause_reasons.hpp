// The reasons for which the law leaves days out of a clock, in words. Rulebooks name them by code, clock by clock.
// Used by casework, which says in an officer's language for what a clock may be paused and why a day did not count.
// @law O121 §22(4); O20 §20; PROC §18, §64
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace guiyi::config {

struct pause_reason {
    std::string_view id; ///< "testing"
    std::string_view zh;
    std::string_view en;
};

/// Every reason that the rulebooks name.
std::span<const pause_reason> pause_reasons() noexcept;

/// Its name; the code itself where there is none.
std::string pause_reason_name(std::string_view id, bool zh);

} // namespace guiyi::config
