// What people do with cases: say whether two are one, take complaints out, join cases, and take any of it back.
// Used by the API, in the service's turn or as a preview. Pure: reads the state and data keys, gives facts.
// @law SAMR-121 §15-16: a wrong "repeat" denies a right, so every step can be taken back, and "different" binds the
// machine for ever.
#pragma once

#include "common/events/event.hpp"
#include "services/deduplication/decide.hpp"
#include "services/deduplication/grouping.hpp"

#include <boost/system/result.hpp>

namespace guiyi::deduplication {

/// Complaints that one request may move.
inline constexpr std::size_t moved_max = 5'000;
/// Pairs of complaints that one request may hold apart.
inline constexpr std::size_t apart_max = 20'000;

/// Who acts, and why; the reason is masked before it is kept.
struct actor {
    officer_id by;
    std::string reason;
};

/// Why something is not done.
struct refusal {
    errc code = errc::conflict; ///< not_found, invalid, conflict or too_large
    std::string pointer;        ///< into the request, may be empty
    std::string reason;         ///< stable: "held_apart", "alone", "already_said", ...
    std::string zh;
    std::string en;
};

/// Found by Boost through ADL when value() is called on a refused regrouping.
[[noreturn]] inline void throw_exception_from_error(const refusal& why, const boost::source_location&) {
    throw failure(fail(why.code, why.en));
}

/// What is to be done.
struct regrouping {
    events::facts facts;
    std::string batch;
    bool founder_stays = false; ///< the complaint that opened the case was named, so the others leave
};

using regrouped = boost::system::result<regrouping, refusal>;

/// Two cases may be joined: nobody said that a complaint of one is another matter than a complaint of the other.
/// Merges, bridges and verdicts all ask here.
bool may_join(const case_no& a, const case_no& b, const store::view& state);

/// A person's word on a complaint and a case.
struct verdict_said {
    receipt_no receipt;
    std::string verdict; ///< same | different | unsure
    case_no against;     ///< empty: the case that the model named
};

/// `same` joins the two cases under the older number, and lifts what held this complaint apart from that case;
/// `different` holds it apart from the complaints of that case for ever; `unsure` leaves the question open. Of a
/// complaint whose tie is in doubt, `same` lets it stay and `different` takes it out.
regrouped judge_pair(const verdict_said& said, const actor& who, const store::view& state, const decision_parts& with);

/// Takes one complaint out of its case. It gets a case of its own, or its old number back when it came by a merge. What
/// the model had tied through it alone stays, and is asked about: see loose_ends.hpp.
regrouped untie(const receipt_no& receipt, const actor& who, const store::view& state, const decision_parts& with);

/// Takes complaints out of their case together.
regrouped split(const case_no& from, const std::vector<receipt_no>& receipts, const actor& who,
                const store::view& state, const decision_parts& with);

/// Joins two cases under the number `into`.
regrouped merge(const case_no& from, const case_no& into, const actor& who, const store::view& state);

/// Takes back all that was done in one request. What happened since to the same complaints stands in the way.
regrouped undo(std::string_view batch, const actor& who, const store::view& state, const decision_parts& with);

} // namespace guiyi::deduplication
