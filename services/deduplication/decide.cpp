#include "services/deduplication/decide.hpp"

#include "common/core/digest.hpp"
#include "common/identity/id_number.hpp"
#include "common/privacy/vault.hpp"
#include "services/deduplication/campaign_number.hpp"
#include "services/deduplication/candidates.hpp"
#include "services/deduplication/case_number.hpp"
#include "services/deduplication/normalise.hpp"
#include "services/deduplication/regroup.hpp"
#include "services/deduplication/shadow.hpp"

namespace guiyi::deduplication {

namespace {

events::matched_record record_of(const events::complaint_received& received) {
    const auto& told = received.summary;
    return {received.receipt,
            told.external_ref,
            {},
            {},
            {told.channel, told.language, told.nature, told.category, told.region, received.received_at,
             told.respondent, told.credit_code, told.respondent_region, told.platform, told.shop},
            {}};
}

result<profile> open(const events::complaint_received& received, const privacy::vault::data_key& key,
                     std::chrono::minutes utc_offset) {
    const auto sealed = from_base64(received.sealed);
    if (!sealed) return fail(errc::corrupt, "a sealed complaint is not base64");
    const auto clear = privacy::vault::open(key, "complaint", received.receipt.str(), *sealed);
    if (!clear) return clear.error();
    return normalise(*clear, received.received_at, utc_offset);
}

/// Its key was erased before it could be compared: a case must still exist for whoever waits on it.
events::match_explanation nothing_to_compare(const model& by) {
    events::match_explanation out;
    out.model = by.version;
    out.fields.push_back({"complaint", "erased", 0});
    out.band = "new";
    return out;
}

/// @param to the case a tie joins
events::fact placed(events::matched_record record, events::match_explanation why, case_no to, const state_reader& state,
                    std::chrono::minutes utc_offset) {
    if (why.band == "tie") return events::complaint_tied{std::move(to), std::move(record), std::move(why)};
    const int year = static_cast<int>(date_at(record.route.received_at, utc_offset).year());
    std::string verdict = why.band;
    return events::case_opened{case_number(year, state.last_case(year) + 1), std::move(verdict), std::move(record),
                               std::move(why)};
}

/// Two cases that the complaint shows to be one. The complaint is tied to the one that stays.
/// @param why told what came of it
std::optional<events::cases_merged> bridge(const profile& record, const candidates& found,
                                           events::match_explanation& why, const store::view& rows, const model& by) {
    const auto apart = [&rows](const case_no& a, const case_no& b) { return !may_join(a, b, rows); };
    const auto other = bridged_with(record, found.cases, found.common, by, why, apart);
    if (other.empty()) return std::nullopt;
    const state_reader state(rows);
    const auto one = state.case_of(why.best), two = state.case_of(other);
    if (!one || !two) return std::nullopt;
    if (one->members + two->members + 1 > by.rule.bridge_members) {
        if (why.band == "review") why.held_by = "bound";
        return std::nullopt;
    }
    const bool best_stays = one->opener < two->opener;
    const auto& stays = best_stays ? why.best : other;
    auto joined = merge(best_stays ? other : why.best, stays, {}, rows);
    auto* fact = joined ? std::get_if<events::cases_merged>(&joined->facts.front()) : nullptr;
    if (!fact) return std::nullopt; // somebody said that they are different matters
    fact->cause = "bridge";
    why.band = "tie";
    why.held_by.clear();
    why.bridged = other;
    return std::move(*fact);
}

} // namespace

result<events::facts> decide(const events::complaint_received& received, const store::view& rows,
                             const decision_parts& with) {
    const state_reader state(rows);
    if (state.record_of(received.receipt)) return events::facts{};
    auto record = record_of(received);
    const auto key = with.data_keys.find(received.receipt.str());
    if (!key && key.error().code == errc::not_found)
        return events::facts{placed(std::move(record), nothing_to_compare(with.by), {}, state, with.utc_offset)};
    if (!key) return key.error();

    const auto profile = open(received, *key, with.utc_offset);
    if (!profile) return profile.error();
    const auto plain = plain_keys(*profile);
    const auto keys = hashed(plain, with.index);
    auto found = find_candidates(*profile, plain, keys, with.index, state, with.data_keys, with.by);
    if (!found) return found.error();
    auto why = judge(*profile, found->cases, found->common, with.by, found->compared, std::move(found->capped));
    if (with.watching) with.watching->watch(*profile, *found, why);

    for (const auto& one : keys)
        if (one.filed) record.keys.push_back(one.in_fact());
    record.numbers = number_keys(*profile, with.index);
    record.id_is_valid = identity::valid_id_number(profile->id_number);
    record.sealed_profile = to_base64(privacy::vault::seal(*key, "profile", received.receipt.str(), encode(*profile)));
    events::facts out;
    auto merged = bridge(*profile, *found, why, rows, with.by);
    case_no to = merged ? merged->into : why.best;
    out.push_back(placed(std::move(record), std::move(why), std::move(to), state, with.utc_offset));
    if (merged) out.emplace_back(std::move(*merged));
    return out;
}

} // namespace guiyi::deduplication
