// Before filing: is the draft the same dispute as a case that its writer has already, and is the writer who they say?
// Used by the check routes, in the service's turn. Pure apart from reading state and data keys.
// Nobody may learn from an answer that somebody else complained. So a check reads no state at all; whether there is a
// case is looked up when a code is asked for, after that request was answered; and a try costs a fact either way.
// @law PIPL §51; O121 §16(2) (a repeat is refused; adding to the case that is open keeps the right and the clock)
#pragma once

#include "services/deduplication/check_state.hpp"
#include "services/deduplication/decide.hpp"
#include "services/deduplication/profile.hpp"

namespace guiyi::deduplication {

/// How long a code can be used.
inline constexpr std::chrono::minutes code_life{15};
/// Tries with one check id, whichever code was sent for it.
inline constexpr std::uint64_t tries_max = 5;
inline constexpr std::size_t code_digits = 8;

/// The name under which rows and facts know a check: they never hold the id itself.
std::string check_name(std::string_view check_id);

/// A wish that a code be sent.
struct code_wish {
    std::string check; ///< check_name
    profile draft;
    std::string code;   ///< drawn at the door: code_digits digits
    bool texts = false; ///< this deployment can send text messages
};
/// ownership_code_issued to the first complaint, of the one case the draft is tied to, that matches the draft by itself
/// and has a mail address, or a mobile number where that can be sent to. Nothing when there is none, its key was
/// erased, or enough codes were sent.
/// @errors errc::corrupt, errc::io when a candidate cannot be read
result<events::facts> issue_code(const code_wish& wish, const store::view& rows, instant now,
                                 const decision_parts& with);

/// What became of a code as typed.
struct code_reply {
    bool right = false;
    receipt_no receipt; ///< when right
    case_no in_case;    ///< where that complaint is now
};
/// ownership_code_tried, whether or not any code was issued for the check; nothing after tries_max.
/// A code is good once, until it expires, and no longer than its receipt's data key.
result<events::facts> try_code(const std::string& check, std::string_view typed, const store::view& rows, instant now,
                               const privacy::keyring& data_keys, code_reply& reply);

struct own_matter {
    case_no in_case; ///< empty: not decided yet
    bool same = false;
};
/// Whether a draft looks like the matter of a complaint whose code was given, and the case that one is in. Compares
/// with that complaint alone: others in the case may be other people's, whom its code does not speak for.
own_matter compare_with_own(const profile& draft, const receipt_no& receipt, const store::view& rows,
                            const decision_parts& with);

} // namespace guiyi::deduplication
