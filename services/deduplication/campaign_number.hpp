// What a calling number says: how many people complained of it lately. Weak evidence, since numbers are spoofed.
// Used by the campaign decision (asks) and the fold (remembers): both must count alike. Pure.
#pragma once

#include "common/events/deduplication.hpp"
#include "common/privacy/blind_index.hpp"
#include "services/deduplication/campaign_state.hpp"
#include "services/deduplication/profile.hpp"

namespace guiyi::deduplication {

/// A new complainant adds so much to a number's score, in hundredths; half of it is gone after a week.
inline constexpr std::int64_t number_weight_centi = 200;
/// Within so many days a complainant counts once, and complaints wait to be linked.
inline constexpr std::int64_t number_window_days = 7;

/// Blind keys of the whole numbers that called, base64, without hidden or very short ones; at most 4.
std::vector<std::string> number_keys(const profile& of, const privacy::blind_index& with);

/// Row key of such a fact's key. Empty when it is malformed.
std::string number_row_key(std::string_view in_fact);

/// Tells complainants apart, by phone, else mail, else name; 0 when the complaint has none of them.
std::uint32_t short_person(const events::matched_record& record);

/// A score after some days.
std::int64_t decayed(std::int64_t score_centi, std::int64_t days);

/// Counts one complaint of the number. Days are of 24 hours from midnight UTC: the fold knows no zone. One before the
/// last that was counted is taken for that one.
/// @param record,received_at the complaint, to be linked later when the number passes the threshold
void sight(number_row& of, std::uint32_t person, std::uint64_t record, instant received_at);

} // namespace guiyi::deduplication
