#include "services/deduplication/campaign_fold.hpp"

#include "common/core/digest.hpp"
#include "services/deduplication/campaign_number.hpp"
#include "services/deduplication/campaign_state.hpp"
#include "services/deduplication/codec.hpp"
#include "services/deduplication/state.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

std::int64_t day_number(const std::string& date) {
    const auto day = parse_date(date);
    return day ? std::chrono::sys_days(*day).time_since_epoch().count() : 0;
}

void count_at(std::vector<std::pair<std::int64_t, std::uint64_t>>& counts, std::int64_t when, std::int64_t span) {
    const auto at = std::ranges::lower_bound(counts, when, {}, &std::pair<std::int64_t, std::uint64_t>::first);
    if (at != counts.end() && at->first == when)
        ++at->second;
    else
        counts.insert(at, {when, 1});
    std::erase_if(counts, [newest = counts.back().first, span](const auto& one) { return one.first <= newest - span; });
}

bool add_text(std::vector<std::string>& to, const std::string& text, std::size_t max) {
    if (text.empty() || to.size() >= max || std::ranges::find(to, text) != to.end()) return false;
    to.push_back(text);
    return true;
}

std::vector<script_shingle> shingles_in(const std::string& base64) {
    const auto bytes = from_base64(base64);
    std::vector<script_shingle> out(bytes ? bytes->size() / 4 : 0);
    if (!bytes) return out;
    byte_reader in(*bytes);
    for (auto& one : out) one = in.fixed32();
    return out;
}

void drop_exemplars(const events::campaign_linked& fact, campaign_id id, campaign_head& head,
                    const campaign_reader& state, campaign_writer& to) {
    for (std::size_t slot = 0; slot < exemplars_kept_max && !fact.drops.empty(); ++slot) {
        if ((head.slots >> slot & 1U) == 0) continue;
        const auto exemplar = state.exemplar(id, slot);
        if (!exemplar || std::ranges::find(fact.drops, exemplar->receipt) == fact.drops.end()) continue;
        for (const auto shingle : exemplar->shingles) {
            auto posting = state.posting(shingle);
            if (posting.stopped) continue;
            std::erase(posting.exemplars, id * exemplars_kept_max + slot);
            to.put(shingle, posting);
        }
        to.drop_exemplar(id, slot);
        head.slots &= ~(1U << slot);
    }
}

void add_exemplar(const events::campaign_linked& fact, campaign_id id, campaign_head& head,
                  const campaign_reader& state, campaign_writer& to) {
    std::size_t slot = 0;
    while (slot < exemplars_kept_max && (head.slots >> slot & 1U) != 0) ++slot;
    if (slot == exemplars_kept_max) return;
    head.slots |= 1U << slot;
    const script_exemplar row{{fact.receipt, fact.weight_centibits}, shingles_in(fact.shingles)};
    for (const auto shingle : row.shingles) {
        auto posting = state.posting(shingle);
        if (posting.stopped) continue;
        const auto exemplar = id * exemplars_kept_max + slot;
        posting.exemplars.insert(std::ranges::lower_bound(posting.exemplars, exemplar), exemplar);
        if (posting.campaigns() >= shared_campaigns_max) posting = {true, {}};
        to.put(shingle, posting);
    }
    to.put(id, slot, row);
}

/// The number belongs to the campaign now, and the complaint no longer waits under it.
void tell_numbers(store::writer& rows, const events::campaign_linked& fact, campaign_id id) {
    const campaign_reader state(rows);
    const auto record = state_reader(rows).record_of(fact.receipt);
    for (const auto& number : fact.numbers) {
        const auto key = number_row_key(number);
        auto row = state.number(key);
        if (!row) continue;
        std::erase_if(row->pending, [&](const auto& one) { return record && one.first == *record; });
        if (row->campaign == 0) row->campaign = id;
        const bool heard = std::ranges::find(row->scripts, id) != row->scripts.end();
        if (fact.by == "script" && !heard && row->scripts.size() < number_scripts_kept_max) row->scripts.push_back(id);
        campaign_writer(rows).put_number(key, *row);
    }
}

void fold_linked(store::writer& rows, const events::campaign_linked& fact) {
    const auto id = parse_campaign_number(fact.campaign.str());
    const campaign_reader state(rows);
    if (!id || state.link_of(fact.receipt)) return;
    campaign_writer to(rows);
    const auto before = state.head(*id).value_or(campaign_head{});
    auto head = before;
    if (fact.begins) {
        to.put_last_campaign(year_of(*id), count_of(*id));
        if (const auto other = parse_campaign_number(fact.resembles.str()); other && fact.review) {
            head.resembles = *other;
            head.resembles_permille = fact.containment_permille;
        }
    }
    ++head.complaints;
    head.first_seen = before.complaints == 0 ? fact.received_at : std::min(before.first_seen, fact.received_at);
    head.last_seen = std::max(before.last_seen, fact.received_at);
    if (!state.has_case(*id, fact.of_case)) {
        ++head.cases;
        to.put_case(*id, fact.of_case);
        count_at(head.days, day_number(fact.received_on), growth_days_max);
        const auto hour = std::chrono::floor<std::chrono::hours>(fact.received_at).time_since_epoch().count();
        count_at(head.hours, hour, burst_hours);
    }
    drop_exemplars(fact, *id, head, state, to);
    if (fact.becomes_exemplar) add_exemplar(fact, *id, head, state, to);
    to.put(*id, head, before);
    to.put_member(*id, head.complaints,
                  {fact.receipt, fact.of_case, fact.received_at, fact.by, fact.begins ? 0 : fact.containment_permille,
                   fact.begins ? receipt_no() : fact.exemplar});

    auto details = state.details(*id);
    bool changed = add_text(details.respondents, fact.respondent, respondents_max);
    for (const auto& number : fact.numbers_masked)
        changed = add_text(details.numbers_masked, number, numbers_masked_max) || changed;
    if (changed) to.put(*id, details);
    tell_numbers(rows, fact, *id);
}

void fold_burst(store::writer& rows, const events::campaign_burst& fact) {
    const auto id = parse_campaign_number(fact.campaign.str());
    const campaign_reader state(rows);
    const auto before = id ? state.head(*id) : std::nullopt;
    if (!before) return;
    auto head = *before;
    head.burst_day = day_number(fact.day);
    campaign_writer to(rows);
    to.put(*id, head, *before);
    to.put_alert(*id, head.burst_day, {fact.cases, fact.since, fact.daily_mean_centi, fact.receipt});
}

} // namespace

void fold_sighting(store::writer& rows, const events::matched_record& record, std::uint64_t number) {
    const auto person = short_person(record);
    for (const auto& one : record.numbers) {
        const auto key = number_row_key(one);
        if (key.empty()) continue;
        auto row = campaign_reader(rows).number(key).value_or(number_row{});
        sight(row, person, number, record.route.received_at);
        campaign_writer(rows).put_number(key, row);
    }
}

void fold_campaign(store::writer& rows, const events::event& fact) {
    if (const auto* linked = std::get_if<events::campaign_linked>(&fact.data))
        fold_linked(rows, *linked);
    else if (const auto* burst = std::get_if<events::campaign_burst>(&fact.data))
        fold_burst(rows, *burst);
}

} // namespace guiyi::deduplication
