// What the words of a complaint suggest: nature, category, harm and technique, what to be careful about and what to do
// first, each with the words that led to it. Used by intake (advice with the receipt) and casework (officers' hints).
// Pure. A hint never decides anything: a person does (PIPL §24(3)).
// @law ATFL §6, §20, §30 (fraud goes to the police at once); O121 §9 (a mixed submission is two matters)
#pragma once

#include "common/config/taxonomy.hpp"
#include "common/events/parts.hpp"
#include "common/events/triage.hpp"

#include <optional>

namespace guiyi::triage {

/// Codes of hints on the axis "action".
namespace action {
inline constexpr std::string_view call_110 = "call_110";         ///< money is moving: the police, now
inline constexpr std::string_view refer_police = "refer_police"; ///< fraud with harm: a police referral (track P)
inline constexpr std::string_view split_report = "split_report"; ///< asks for redress and for punishment: two matters
inline constexpr std::string_view operator_first = "operator_first"; ///< own telecom operator: it must be asked first
inline constexpr std::string_view warn_refund_lure = "warn_refund_lure"; ///< somebody "helps" to get money back: E7
} // namespace action

/// Nothing when no words lead anywhere. Spans are places in the summary given.
std::optional<events::complaint_hinted> suggest(const receipt_no& of, const events::complaint_summary& what,
                                                const config::taxonomy& by);

/// Whether a hint of that axis and code was made.
bool suggests(const events::complaint_hinted& what, std::string_view axis, std::string_view code);

} // namespace guiyi::triage
