// Who must be told what, from the facts of the other services. Pure.
// @law O121 §15 (decision and its reason are told within K1), §16, §23, §37 (reports: nobody outside hears of them)
// @law CPL §39 (the other ways)
#pragma once

#include "common/config/wording.hpp"
#include "common/privacy/keyring.hpp"
#include "common/runtime/service.hpp"

#include <chrono>

namespace guiyi::notification {

/// What decide needs beside the state. Everything outlives the service.
struct rules {
    const privacy::keyring& keys;
    const config::wording& words;
    std::vector<std::string> endpoints; ///< names of the configured webhooks (provider.hpp)
    std::chrono::minutes utc_offset{480};
};

/// Facts that follow from a fact of intake, deduplication, assignment or casework.
/// @errors errc::corrupt when a sealed contact cannot be opened
result<events::facts> decide(const rules& by, const runtime::input& one, const store::view& state);

/// The timer of a case whose assignment started no clock: tells everyone who has it, without a date.
events::facts tell_placed(const rules& by, const case_no& which, const store::view& state);

/// Timers are named "placed/" and the case.
inline constexpr std::string_view placed_timer = "placed/";

} // namespace guiyi::notification
