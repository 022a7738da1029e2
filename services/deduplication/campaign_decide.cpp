#include "services/deduplication/campaign_decide.hpp"

#include "common/core/digest.hpp"
#include "services/deduplication/campaign_match.hpp"
#include "services/deduplication/campaign_number.hpp"
#include "services/deduplication/codec.hpp"
#include "services/deduplication/state.hpp"

#include <algorithm>
#include <set>

namespace guiyi::deduplication {

namespace {

/// What both ways of linking start from.
struct asked {
    const events::complaint_received& received;
    const events::matched_record& record;
    const case_no& of_case;
    const campaign_rule& by;
    std::chrono::minutes utc_offset;
    const store::view& rows;
    campaign_reader state;
};

std::string day_text(instant at, std::chrono::minutes utc_offset) { return format_date(date_at(at, utc_offset)); }

events::campaign_linked blank(const asked& of, const char* by) {
    events::campaign_linked out;
    out.of_case = of.of_case;
    out.receipt = of.received.receipt;
    out.received_at = of.received.received_at;
    out.received_on = day_text(out.received_at, of.utc_offset);
    out.by = by;
    out.numbers = of.record.numbers;
    for (const auto& call : of.received.summary.calls) {
        const auto& shown = call.caller_masked;
        const bool known = std::ranges::find(out.numbers_masked, shown) != out.numbers_masked.end();
        if (!shown.empty() && !known && out.numbers_masked.size() < 4) out.numbers_masked.push_back(shown);
    }
    out.respondent = of.received.summary.respondent;
    return out;
}

campaign_no next_campaign(const asked& of) {
    const int year = std::max(static_cast<int>(date_at(of.received.received_at, of.utc_offset).year()), 2000);
    return campaign_number(campaign_id_of(year, of.state.last_campaign(year) + 1));
}

std::string fingerprint(const std::vector<script_shingle>& shingles) {
    byte_writer out;
    for (const auto one : shingles) out.fixed32(one);
    return to_base64(std::move(out).take());
}

events::campaign_linked by_script(const asked& of, const script_query& script) {
    const auto verdict = judge_script(script, of.state, of.by);
    auto out = blank(of, "script");
    if (verdict.best) {
        out.resembles = campaign_number(verdict.best->campaign);
        out.exemplar = verdict.best->exemplar;
        out.containment_permille = verdict.best->permille;
        out.shared_shingles = static_cast<std::int64_t>(verdict.best->shared);
        out.evidence_centibits = verdict.best->specific_centibits;
    }
    if (verdict.runner_up) {
        out.runner_up = campaign_number(verdict.runner_up->campaign);
        out.runner_up_permille = verdict.runner_up->permille;
    }
    if (verdict.links) {
        out.campaign = out.resembles;
        auto choice = choose_exemplars(script, verdict.best->campaign, of.state, of.by);
        out.becomes_exemplar = choice.keep;
        out.drops = std::move(choice.drops);
    } else {
        out.campaign = next_campaign(of);
        out.begins = true;
        out.review = verdict.review;
        out.becomes_exemplar = true;
    }
    if (out.becomes_exemplar) {
        out.shingles = fingerprint(script.shingles);
        out.weight_centibits = script.weight_centibits;
    }
    return out;
}

/// The complaint's number with the highest score above the threshold, as it stands with this complaint counted.
struct telling_number {
    std::string in_fact;
    number_row row;
};
std::optional<telling_number> telling_of(const asked& of) {
    std::optional<telling_number> best;
    for (const auto& number : of.record.numbers) {
        auto row = of.state.number(number_row_key(number));
        if (!row) continue; // nobody else complained of it
        sight(*row, short_person(of.record), 0, of.received.received_at);
        if (row->scripts.size() > of.by.number_scripts_max || row->score_centi < of.by.number_link_centi) continue;
        if (!best || row->score_centi > best->row.score_centi) best = telling_number{number, std::move(*row)};
    }
    return best;
}

/// This complaint, and those that waited for the number to become evidence.
events::facts by_number(const asked& of) {
    const auto telling = telling_of(of);
    if (!telling) return {};
    auto own = blank(of, "number");
    own.begins = telling->row.campaign == 0;
    own.campaign = own.begins ? next_campaign(of) : campaign_number(telling->row.campaign);
    own.number_score_centi = telling->row.score_centi;
    own.numbers = {telling->in_fact};
    events::facts out{own};
    const state_reader cases(of.rows);
    for (const auto& [record, at] : telling->row.pending) {
        const auto row = record > 0 ? cases.tie_of(record) : std::nullopt;
        if (!row || of.state.link_of(row->receipt)) continue;
        events::campaign_linked waited;
        waited.campaign = own.campaign;
        waited.of_case = row->in_case;
        waited.receipt = row->receipt;
        waited.received_at = instant(std::chrono::seconds(at));
        waited.received_on = day_text(waited.received_at, of.utc_offset);
        waited.by = "number";
        waited.number_score_centi = own.number_score_centi;
        waited.numbers = own.numbers;
        out.push_back(std::move(waited));
    }
    return out;
}

std::int64_t hour_of(instant at) { return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count(); }

/// An alert when the campaign has grown much faster in the last 24 hours than in the week before.
std::optional<events::campaign_burst> burst_of(const asked& of, const events::facts& linked) {
    const auto& own = std::get<events::campaign_linked>(linked.front());
    const auto id = parse_campaign_number(own.campaign.str());
    const auto head = id ? of.state.head(*id).value_or(campaign_head{}) : campaign_head{};
    const auto now = hour_of(own.received_at);
    std::set<case_no> added;
    for (const auto& fact : linked) {
        const auto& one = std::get<events::campaign_linked>(fact);
        const auto hour = hour_of(one.received_at);
        if (hour > now - 24 && hour <= now && id && !of.state.has_case(*id, one.of_case)) added.insert(one.of_case);
    }
    const auto cases = static_cast<std::int64_t>(head.cases_between(now - 24, now) + added.size());
    const auto mean_centi = static_cast<std::int64_t>(head.cases_between(now - burst_hours, now - 24)) * 100 / 7;
    const auto day = std::chrono::sys_days(date_at(own.received_at, of.utc_offset)).time_since_epoch().count();
    if (added.empty() || cases < of.by.burst_cases || head.burst_day >= day) return std::nullopt;
    if (cases * 10'000 < of.by.burst_factor_centi * mean_centi) return std::nullopt;
    const instant since(std::chrono::hours(now - 23));
    return events::campaign_burst{own.campaign, own.received_on, cases, since, mean_centi, own.receipt};
}

} // namespace

campaign_judge::campaign_judge(campaign_rule by, std::chrono::minutes utc_offset)
    : by_(std::move(by)), utc_offset_(utc_offset) {
    for (const auto& phrase : by_.generic)
        for (const auto shingle : script_shingles(phrase)) generic_.push_back(shingle);
    std::ranges::sort(generic_);
}

events::facts campaign_judge::decide(const events::complaint_received& received, const events::fact& placed,
                                     const store::view& rows) const {
    const auto* opened = std::get_if<events::case_opened>(&placed);
    const auto* tied = std::get_if<events::complaint_tied>(&placed);
    if (!opened && !tied) return {};
    const asked of{received,
                   opened ? opened->record : tied->record,
                   opened ? opened->opened : tied->to,
                   by_,
                   utc_offset_,
                   rows,
                   campaign_reader(rows)};

    events::facts out;
    auto shingles = script_of(received.summary, by_.shared_min, by_.script_chars_max);
    if (!shingles.empty()) {
        const auto script = look_up(std::move(shingles), of.state, generic_);
        if (script.weight_centibits >= by_.bits_min_centi) out.push_back(by_script(of, script));
    }
    if (out.empty()) out = by_number(of);
    if (out.empty()) return out;
    if (auto alert = burst_of(of, out)) out.push_back(std::move(*alert));
    return out;
}

} // namespace guiyi::deduplication
