// What intake records, and what it answers: pure decisions over its state. Used by service (inputs) and by the routes.
// @law O121 §15 (every complaint is answered), domain 8.1 (urge, supplement and withdrawal are events, never new cases)
#pragma once

#include "common/events/event.hpp"
#include "common/runtime/service.hpp"
#include "services/intake/reception.hpp"

#include <chrono>

namespace guiyi::intake {

/// Urges of one receipt taken on one day of the office.
inline constexpr std::uint64_t urges_a_day_max = 20;

/// What became of a submission.
struct submit_reply {
    receipt_no receipt;
    instant received_at{};
    bool repeat = false;                       ///< known already: nothing new was recorded
    bool same_content = true;                  ///< false: the repeat's content differs from what the receipt holds
    std::vector<std::string> unknown_evidence; ///< pointers; with any of them nothing was recorded
};

/// The receipt of the same channel and reference, or of the same idempotency key, if there is one; else the complaint
/// is recorded under its candidate number.
/// @errors errc::conflict when the candidate number is another complaint's: try the next
result<events::facts> submit(const sealed_submission& what, const store::view& state, submit_reply& reply);

/// Nothing when the same content is stored already.
events::facts keep_evidence(const events::evidence_stored& what, const store::view& state);

/// What became of something a complainant did about a receipt.
struct act_reply {
    case_no in_case; ///< empty until placed
    instant at{};
    std::optional<std::chrono::seconds> retry_after; ///< set: too many today, nothing was recorded
    std::vector<std::string> unknown_evidence;       ///< pointers; with any of them nothing was recorded
};

/// @errors errc::not_found; errc::conflict once withdrawn
result<events::facts> urge(const events::complaint_urged& what, const store::view& state, instant now,
                           std::chrono::minutes utc_offset, act_reply& reply);
/// @param limit supplements that one receipt may have
/// @errors errc::not_found; errc::conflict over the limit
result<events::facts> supplement(const events::complaint_supplemented& what, const store::view& state, instant now,
                                 std::size_t limit, act_reply& reply);
/// @errors errc::not_found; errc::conflict when withdrawn already
result<events::facts> withdraw(const events::complaint_withdrawn& what, const store::view& state, instant now,
                               act_reply& reply);

/// @errors errc::not_found
result<events::facts> prefer(const events::contact_preferred& what, const store::view& state, instant now,
                             act_reply& reply);
/// The call-back (回访), once the case or the complaint's own part of it is decided; the case is filled in.
/// @law O121 §26
/// @errors errc::not_found; errc::conflict before that
result<events::facts> give_feedback(events::feedback_given what, const store::view& state, instant now,
                                    act_reply& reply);

/// What other services did that complainants may read. Cases of no receipt (a report that was split off) are nobody's
/// business here and leave no trace.
events::facts follow(const runtime::input& one, const store::view& state);

} // namespace guiyi::intake
