#include "services/deduplication/evolve.hpp"

#include "common/core/digest.hpp"
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/campaign_fold.hpp"
#include "services/deduplication/case_number.hpp"
#include "services/deduplication/check_state.hpp"
#include "services/deduplication/grouping.hpp"
#include "services/deduplication/regroup_fold.hpp"
#include "services/deduplication/state.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

/// What is behind the record's first key of a kind; empty when it has none.
std::string hash_of(const events::matched_record& record, std::string_view kind) {
    for (const std::string_view key : record.keys)
        if (key.starts_with(kind) && key.substr(kind.size()).starts_with(':')) {
            auto hash = from_base64(key.substr(kind.size() + 1));
            return hash ? std::move(*hash) : std::string();
        }
    return {};
}

/// A short hash of the record's name, taken from its "name" key; nothing when it gave none.
std::optional<std::uint16_t> short_name(const events::matched_record& record) {
    const std::string hash = hash_of(record, "name");
    if (hash.size() < 2) return std::nullopt;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(hash[i])); };
    return static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
}

void add_name(posting& to, std::uint16_t name) {
    const auto at = std::ranges::lower_bound(to.names, name);
    if (to.names.size() < names_kept_max && (at == to.names.end() || *at != name)) to.names.insert(at, name);
}

void file_under(const std::string& fact_key, record_no record, std::optional<std::uint16_t> name,
                const state_reader& state, state_writer& to) {
    const auto* kind = key_kind_named(std::string_view(fact_key).substr(0, fact_key.find(':')));
    const std::string key = posting_key(fact_key);
    if (!kind || key.empty()) return;
    posting row = state.posting_of(key);
    ++row.records;
    if (kind->counts_names && name) add_name(row, *name);
    if (kind->counts_names && !name) ++row.nameless;
    if (kind->lists_records && row.records <= postings_kept_max)
        row.listed.push_back(record);
    else
        row.listed.clear();
    to.put(key, row);
}

/// What every decision leaves behind.
void add_record(store::writer& rows, const events::matched_record& record, const events::match_explanation& why,
                const case_no& in_case, std::string verdict) {
    const state_reader state(rows);
    state_writer to(rows);
    const record_no number = state.records() + 1;
    to.put_records(number);
    to.put_receipt(record.receipt, number);
    const auto sealed = from_base64(record.sealed_profile);
    const std::string id = record.id_is_valid ? hash_of(record, "id_number") : std::string();
    to.put(number, stored_profile{record.receipt, in_case, sealed ? *sealed : std::string(), id});
    if (verdict == "review") to.put_review(number);
    to.put(number, tie_row{record.receipt, record.external_ref, in_case, std::move(verdict), !why.best.empty(),
                           why.total_centibits});
    to.put(number, why, record.route);
    grouping_writer(rows).count_decision(record.route.received_at, why.band);

    case_row members = state.case_of(in_case).value_or(case_row{});
    if (++members.members == 1) members.opener = number;
    if (members.listed.size() < members_kept_max)
        members.listed.push_back(number);
    else
        grouping_writer(rows).put_member(in_case, number);
    if (why.band == "review") members.beside = why.best;
    members.add_id(id);
    to.put(in_case, members);

    const auto name = short_name(record);
    for (const auto& key : record.keys) file_under(key, number, name, state, to);
    fold_sighting(rows, record, number);
}

} // namespace

void evolve(store::writer& rows, const events::event& fact) {
    if (const auto* opened = std::get_if<events::case_opened>(&fact.data)) {
        if (const auto parts = parse_case_number(opened->opened))
            state_writer(rows).put_last_case(parts->year, parts->count);
        add_record(rows, opened->record, opened->why, opened->opened, opened->verdict);
    } else if (const auto* tied = std::get_if<events::complaint_tied>(&fact.data)) {
        add_record(rows, tied->record, tied->why, tied->to, "tie");
    } else {
        fold_regrouping(rows, fact);
        fold_campaign(rows, fact);
        fold_check(rows, fact);
    }
}

} // namespace guiyi::deduplication
