#include "services/deduplication/state.hpp"

#include "common/core/digest.hpp"
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/codec.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

std::string key_of(char kind, record_no record) { return store::key(kind).number(record).str(); }
std::string posting_row(std::string_view key) { return store::key('v').raw(key).str(); }
std::string profile_row(record_no record) { return key_of('s', record); }
std::string case_key(const case_no& number) { return store::key('c').text(number).str(); }
std::string year_key(int year) { return store::key('n').number(static_cast<std::uint64_t>(year)).str(); }
constexpr std::string_view total_key = "t";

/// Rows of these keys are asked for next.
template <class Key, class MakeRow>
void expect(const store::view& rows, const std::vector<Key>& keys, MakeRow row_of_key) {
    std::vector<std::string> wanted;
    wanted.reserve(keys.size());
    for (const auto& key : keys) wanted.push_back(row_of_key(key));
    rows.expect(wanted);
}

[[noreturn]] void broken(std::string_view what) {
    throw failure(fail(errc::corrupt, "deduplication state: a broken " + std::string(what) + " row"));
}

void check(const byte_reader& in, std::string_view what) {
    if (in.bad() || !in.at_end()) broken(what);
}

posting read_posting(std::string_view bytes) {
    byte_reader in(bytes);
    posting out;
    out.records = in.number();
    out.names.resize(in.count());
    for (auto& name : out.names) name = static_cast<std::uint16_t>(in.number());
    out.listed.resize(in.count());
    record_no last = 0;
    for (auto& record : out.listed) record = last += in.number();
    if (!in.at_end()) out.nameless = in.number();
    check(in, "posting");
    return out;
}

tie_row read_tie(std::string_view bytes) {
    byte_reader in(bytes);
    tie_row out;
    out.receipt = receipt_no(std::string(in.text()));
    out.external_ref = in.text();
    out.in_case = case_no(std::string(in.text()));
    out.verdict = in.text();
    out.compared = in.number() == 1;
    out.centibits = in.integer();
    check(in, "tie");
    return out;
}

events::match_explanation read_explanation(byte_reader& in) {
    events::match_explanation out;
    out.model = in.text();
    out.candidates = in.integer();
    out.capped.resize(in.count());
    for (auto& type : out.capped) type = in.text();
    out.best = case_no(std::string(in.text()));
    out.fields.resize(in.count());
    for (auto& line : out.fields) {
        line.field = in.text();
        line.level = in.text();
        line.centibits = in.integer();
    }
    out.prior_centibits = in.integer();
    out.base_rate_centibits = in.integer();
    out.total_centibits = in.integer();
    out.runner_up = case_no(std::string(in.text()));
    out.runner_up_centibits = in.integer();
    out.band = in.text();
    out.held_by = in.text();
    out.bridged = case_no(std::string(in.text()));
    return out;
}

events::routing read_route(byte_reader& in) {
    events::routing out;
    out.channel = in.text();
    out.language = in.text();
    out.nature = in.text();
    out.category = in.text();
    out.region = in.text();
    out.received_at = instant(std::chrono::milliseconds(in.integer()));
    out.respondent = in.text();
    out.credit_code = in.text();
    if (!in.at_end()) { // rows from before places were told apart end here
        out.address = in.text();
        out.platform = in.text();
        out.shop = in.text();
    }
    check(in, "explanation");
    return out;
}

std::uint64_t read_number(const std::optional<std::string>& bytes) { return bytes ? byte_reader(*bytes).number() : 0; }

std::string number_bytes(std::uint64_t value) { return std::move(byte_writer().number(value)).take(); }

} // namespace

std::string explanation_bytes(const events::match_explanation& why) {
    byte_writer out;
    out.text(why.model).integer(why.candidates).number(why.capped.size());
    for (const auto& type : why.capped) out.text(type);
    out.text(why.best.str()).number(why.fields.size());
    for (const auto& line : why.fields) out.text(line.field).text(line.level).integer(line.centibits);
    out.integer(why.prior_centibits).integer(why.base_rate_centibits).integer(why.total_centibits);
    out.text(why.runner_up.str()).integer(why.runner_up_centibits).text(why.band);
    out.text(why.held_by).text(why.bridged.str());
    return std::move(out).take();
}

events::match_explanation explanation_in(std::string_view bytes) {
    byte_reader in(bytes);
    auto out = read_explanation(in);
    check(in, "explanation");
    return out;
}

void case_row::add_id(const std::string& id) {
    if (!id.empty() && ids.size() < 2 && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

std::string posting_key(std::string_view fact_key) {
    const auto colon = fact_key.find(':');
    if (colon == std::string_view::npos) return {};
    const auto* kind = key_kind_named(fact_key.substr(0, colon));
    const auto hash = from_base64(fact_key.substr(colon + 1));
    if (!kind || !hash || hash->size() != privacy::blind_index::size_bytes) return {};
    return row_of(*kind, *hash);
}

posting state_reader::posting_of(std::string_view key) const {
    const auto row = rows_.get(posting_row(key));
    return row ? read_posting(*row) : posting{};
}

void state_reader::expect_postings(const std::vector<std::string>& keys) const { expect(rows_, keys, posting_row); }

std::optional<stored_profile> state_reader::profile_of(record_no record) const {
    const auto row = rows_.get(profile_row(record));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    stored_profile out;
    out.receipt = receipt_no(std::string(in.text()));
    out.in_case = case_no(std::string(in.text()));
    out.sealed = in.text();
    out.id = in.text();
    check(in, "profile");
    return out;
}

void state_reader::expect_profiles(const std::vector<record_no>& records) const { expect(rows_, records, profile_row); }

std::optional<tie_row> state_reader::tie_of(record_no record) const {
    const auto row = rows_.get(key_of('r', record));
    return row ? std::optional(read_tie(*row)) : std::nullopt;
}

std::optional<events::match_explanation> state_reader::explanation_of(record_no record) const {
    const auto row = rows_.get(key_of('x', record));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    auto out = read_explanation(in);
    read_route(in);
    return out;
}

std::optional<events::routing> state_reader::route_of(record_no record) const {
    const auto row = rows_.get(key_of('x', record));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    read_explanation(in);
    return read_route(in);
}

std::optional<record_no> state_reader::record_of(const receipt_no& receipt) const {
    const auto row = rows_.get(store::key('i').text(receipt));
    return row ? std::optional(byte_reader(*row).number()) : std::nullopt;
}

std::optional<case_row> state_reader::case_of(const case_no& number) const {
    const auto row = rows_.get(case_key(number));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    case_row out;
    out.members = in.number();
    out.listed.resize(in.count());
    for (auto& record : out.listed) record = in.number();
    out.beside = case_no(std::string(in.text()));
    out.opener = in.number();
    out.ids.resize(in.count());
    for (auto& id : out.ids) id = in.text();
    check(in, "case");
    return out;
}

std::uint32_t state_reader::last_case(int year) const {
    return static_cast<std::uint32_t>(read_number(rows_.get(year_key(year))));
}

std::uint64_t state_reader::records() const { return read_number(rows_.get(total_key)); }

std::vector<record_no> state_reader::reviews(record_no before, std::size_t limit) const {
    auto range = store::range::prefix("w");
    if (before > 0) range.to = key_of('w', before);
    std::vector<record_no> out;
    const auto rows = rows_.scan_back(std::move(range));
    for (; rows->valid() && out.size() < limit; rows->next()) out.push_back(store::key_reader(rows->key()).number());
    return out;
}

std::vector<std::pair<record_no, tie_row>> state_reader::ties_after(record_no after, record_no last,
                                                                    std::size_t limit) const {
    std::vector<std::pair<record_no, tie_row>> out;
    const auto rows = rows_.scan({key_of('r', after + 1), key_of('r', last + 1)});
    for (; rows->valid() && out.size() < limit; rows->next())
        out.emplace_back(store::key_reader(rows->key()).number(), read_tie(rows->value()));
    return out;
}

void state_writer::put(std::string_view key, const posting& row) {
    byte_writer out;
    out.number(row.records).number(row.names.size());
    for (const auto name : row.names) out.number(name);
    out.number(row.listed.size());
    record_no last = 0;
    for (const auto record : row.listed) {
        out.number(record - last);
        last = record;
    }
    if (row.nameless > 0) out.number(row.nameless); // most rows have none, and there are many rows
    rows_.put(posting_row(key), std::move(out).take());
}

void state_writer::put(record_no record, const stored_profile& row) {
    byte_writer out;
    out.text(row.receipt.str()).text(row.in_case.str()).text(row.sealed).text(row.id);
    rows_.put(profile_row(record), std::move(out).take());
}

void state_writer::put(record_no record, const tie_row& row) {
    byte_writer out;
    out.text(row.receipt.str()).text(row.external_ref).text(row.in_case.str()).text(row.verdict);
    out.number(row.compared ? 1 : 0).integer(row.centibits);
    rows_.put(key_of('r', record), std::move(out).take());
}

void state_writer::put(record_no record, const events::match_explanation& why, const events::routing& route) {
    byte_writer out;
    out.raw(explanation_bytes(why));
    out.text(route.channel).text(route.language).text(route.nature).text(route.category).text(route.region);
    out.integer(route.received_at.time_since_epoch().count());
    out.text(route.respondent).text(route.credit_code);
    out.text(route.address).text(route.platform).text(route.shop);
    rows_.put(key_of('x', record), std::move(out).take());
}

void state_writer::put_receipt(const receipt_no& receipt, record_no record) {
    rows_.put(store::key('i').text(receipt), number_bytes(record));
}

void state_writer::put(const case_no& number, const case_row& row) {
    byte_writer out;
    out.number(row.members).number(row.listed.size());
    for (const auto record : row.listed) out.number(record);
    out.text(row.beside.str()).number(row.opener).number(row.ids.size());
    for (const auto& id : row.ids) out.text(id);
    rows_.put(case_key(number), std::move(out).take());
}

void state_writer::put_last_case(int year, std::uint32_t number) { rows_.put(year_key(year), number_bytes(number)); }
void state_writer::put_records(std::uint64_t total) { rows_.put(total_key, number_bytes(total)); }
void state_writer::put_review(record_no record) { rows_.put(key_of('w', record), {}); }
void state_writer::drop_review(record_no record) { rows_.erase(key_of('w', record)); }
void state_writer::drop(const case_no& number) { rows_.erase(case_key(number)); }

} // namespace guiyi::deduplication
