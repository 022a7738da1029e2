#include "services/deduplication/campaign_state.hpp"

#include "services/deduplication/codec.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::deduplication {

namespace {

constexpr unsigned count_bits = 24;

std::string key_of(char kind, std::uint64_t first) { return store::key(kind).number(first).str(); }
std::string key_of(char kind, std::uint64_t first, std::uint64_t second) {
    return store::key(kind).number(first).number(second).str();
}
std::string shingle_key(script_shingle of) {
    std::string bytes(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(of >> (24 - 8 * i) & 0xff);
    return store::key('F').raw(bytes).str();
}
std::string year_key(int year) { return key_of('K', static_cast<std::uint64_t>(year)); }
std::string case_key(const case_no& number, campaign_id id) { return store::key('H').text(number).number(id).str(); }

[[noreturn]] void broken(std::string_view what) {
    throw failure(fail(errc::corrupt, "deduplication state: a broken " + std::string(what) + " row"));
}
void check(const byte_reader& in, std::string_view what) {
    if (in.bad() || !in.at_end()) broken(what);
}

instant read_instant(byte_reader& in) { return instant(std::chrono::milliseconds(in.integer())); }
void write(byte_writer& to, instant at) { to.integer(at.time_since_epoch().count()); }

void write(byte_writer& to, const std::vector<std::string>& texts) {
    to.number(texts.size());
    for (const auto& one : texts) to.text(one);
}
std::vector<std::string> read_texts(byte_reader& in) {
    std::vector<std::string> out(in.count());
    for (auto& one : out) one = in.text();
    return out;
}

void write(byte_writer& to, const std::vector<std::pair<std::int64_t, std::uint64_t>>& counts) {
    to.number(counts.size());
    std::int64_t last = 0;
    for (const auto& [when, cases] : counts) {
        to.integer(when - last).number(cases);
        last = when;
    }
}
std::vector<std::pair<std::int64_t, std::uint64_t>> read_counts(byte_reader& in) {
    std::vector<std::pair<std::int64_t, std::uint64_t>> out(in.count());
    std::int64_t last = 0;
    for (auto& [when, cases] : out) {
        when = last += in.integer();
        cases = in.number();
    }
    return out;
}

std::uint64_t activity(const campaign_head& row) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(row.last_seen.time_since_epoch().count(), 0));
}

campaign_member read_member(std::string_view bytes) {
    byte_reader in(bytes);
    campaign_member out;
    out.receipt = receipt_no(std::string(in.text()));
    out.of_case = case_no(std::string(in.text()));
    out.received_at = read_instant(in);
    out.by = in.text();
    out.permille = in.integer();
    out.exemplar = receipt_no(std::string(in.text()));
    check(in, "campaign member");
    return out;
}

exemplar_outline read_outline(byte_reader& in) {
    exemplar_outline out;
    out.receipt = receipt_no(std::string(in.text()));
    out.weight_centibits = in.integer();
    return out;
}

campaign_alert read_alert(std::string_view bytes) {
    byte_reader in(bytes);
    campaign_alert out;
    out.cases = in.integer();
    out.since = read_instant(in);
    out.daily_mean_centi = in.integer();
    out.receipt = receipt_no(std::string(in.text()));
    check(in, "campaign alert");
    return out;
}

} // namespace

campaign_id campaign_id_of(int year, std::uint32_t count) {
    return static_cast<campaign_id>(std::max(year, 2000) - 2000) << count_bits | count;
}

int year_of(campaign_id id) { return static_cast<int>(id >> count_bits) + 2000; }
std::uint32_t count_of(campaign_id id) { return static_cast<std::uint32_t>(id & ((1U << count_bits) - 1)); }

campaign_no campaign_number(campaign_id id) {
    const std::string count = std::to_string(count_of(id));
    return campaign_no("M" + std::to_string(year_of(id)) + "-" +
                       std::string(6 - std::min<std::size_t>(count.size(), 6), '0') + count);
}

std::optional<campaign_id> parse_campaign_number(std::string_view number) {
    int year = 0;
    std::uint32_t count = 0;
    if (number.size() < 7 || number[0] != 'M' || number[5] != '-') return std::nullopt;
    const auto read = [](std::string_view text, auto& to) {
        return std::from_chars(text.data(), text.data() + text.size(), to).ptr == text.data() + text.size();
    };
    if (!read(number.substr(1, 4), year) || !read(number.substr(6), count) || year < 2000) return std::nullopt;
    const auto id = campaign_id_of(year, count);
    return campaign_number(id).str() == number ? std::optional(id) : std::nullopt;
}

std::uint64_t campaign_head::cases_between(std::int64_t after, std::int64_t until) const {
    std::uint64_t sum = 0;
    for (const auto& [hour, count] : hours)
        if (hour > after && hour <= until) sum += count;
    return sum;
}

std::size_t shingle_posting::campaigns() const {
    std::size_t out = 0;
    for (std::size_t i = 0; i < exemplars.size(); ++i)
        out += i == 0 || exemplars[i] / exemplars_kept_max != exemplars[i - 1] / exemplars_kept_max;
    return out;
}

std::optional<campaign_head> campaign_reader::head(campaign_id id) const {
    const auto row = rows_.get(key_of('A', id));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    campaign_head out;
    out.cases = in.number();
    out.complaints = in.number();
    out.first_seen = read_instant(in);
    out.last_seen = read_instant(in);
    out.slots = static_cast<std::uint32_t>(in.number());
    out.burst_day = in.integer();
    out.resembles = in.number();
    out.resembles_permille = in.integer();
    out.days = read_counts(in);
    out.hours = read_counts(in);
    check(in, "campaign");
    return out;
}

campaign_details campaign_reader::details(campaign_id id) const {
    const auto row = rows_.get(key_of('B', id));
    if (!row) return {};
    byte_reader in(*row);
    campaign_details out;
    out.numbers_masked = read_texts(in);
    out.respondents = read_texts(in);
    check(in, "campaign details");
    return out;
}

std::vector<std::pair<std::uint64_t, campaign_member>> campaign_reader::members(campaign_id id, std::uint64_t after,
                                                                                std::size_t limit) const {
    auto range = store::range::prefix(key_of('C', id));
    range.from = key_of('C', id, after + 1);
    std::vector<std::pair<std::uint64_t, campaign_member>> out;
    const auto rows = rows_.scan(std::move(range));
    for (; rows->valid() && out.size() < limit; rows->next()) {
        store::key_reader key(rows->key());
        key.number();
        out.emplace_back(key.number(), read_member(rows->value()));
    }
    return out;
}

std::vector<std::pair<std::int64_t, campaign_alert>> campaign_reader::alerts(campaign_id id, std::size_t limit) const {
    std::vector<std::pair<std::int64_t, campaign_alert>> out;
    const auto rows = rows_.scan_back(store::range::prefix(key_of('D', id)));
    for (; rows->valid() && out.size() < limit; rows->next()) {
        store::key_reader key(rows->key());
        key.number();
        out.emplace_back(static_cast<std::int64_t>(key.number()), read_alert(rows->value()));
    }
    return out;
}

std::optional<exemplar_outline> campaign_reader::outline(std::uint64_t which) const {
    const auto row = rows_.get(key_of('E', which));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    auto out = read_outline(in);
    if (in.bad()) broken("exemplar");
    return out;
}

void campaign_reader::expect_exemplars(const std::vector<std::uint64_t>& which) const {
    std::vector<std::string> rows;
    rows.reserve(which.size());
    for (const auto one : which) rows.push_back(key_of('E', one));
    rows_.expect(rows);
}

std::optional<script_exemplar> campaign_reader::exemplar(campaign_id id, std::size_t slot) const {
    const auto row = rows_.get(key_of('E', id * exemplars_kept_max + slot));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    script_exemplar out{read_outline(in), {}};
    out.shingles.resize(in.count());
    for (auto& one : out.shingles) one = in.fixed32();
    check(in, "exemplar");
    return out;
}

shingle_posting campaign_reader::posting(script_shingle of) const {
    const auto row = rows_.get(shingle_key(of));
    if (!row) return {};
    if (row->empty()) return {true, {}};
    byte_reader in(*row);
    shingle_posting out;
    out.exemplars.resize(in.count());
    std::uint64_t last = 0;
    for (auto& one : out.exemplars) one = last += in.number();
    check(in, "shingle");
    return out;
}

void campaign_reader::expect(const std::vector<script_shingle>& script) const {
    std::vector<std::string> rows;
    rows.reserve(script.size());
    for (const auto shingle : script) rows.push_back(shingle_key(shingle));
    rows_.expect(rows);
}

std::optional<campaign_link> campaign_reader::link_of(const receipt_no& receipt) const {
    const auto row = rows_.get(store::key('G').text(receipt));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    campaign_link out{in.number(), in.number()};
    check(in, "campaign link");
    return out;
}

bool campaign_reader::has_case(campaign_id id, const case_no& number) const { return rows_.has(case_key(number, id)); }

std::optional<campaign_id> campaign_reader::campaign_of(const case_no& number) const {
    const auto rows = rows_.scan(store::range::prefix(store::key('H').text(number).str()));
    if (!rows->valid()) return std::nullopt;
    store::key_reader key(rows->key());
    key.text();
    return key.number();
}

std::optional<number_row> campaign_reader::number(std::string_view key) const {
    const auto row = rows_.get(store::key('I').raw(key));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    number_row out;
    out.score_centi = in.integer();
    out.day = in.integer();
    out.campaign = in.number();
    out.scripts.resize(in.count());
    for (auto& one : out.scripts) one = in.number();
    out.persons.resize(in.count());
    for (auto& [person, day] : out.persons) {
        person = in.fixed32();
        day = out.day - in.integer();
    }
    out.pending.resize(in.count());
    for (auto& [record, at] : out.pending) {
        record = in.number();
        at = in.integer();
    }
    check(in, "calling number");
    return out;
}

std::uint32_t campaign_reader::last_campaign(int year) const {
    const auto row = rows_.get(year_key(year));
    return row ? static_cast<std::uint32_t>(byte_reader(*row).number()) : 0;
}

std::vector<std::pair<std::uint64_t, campaign_id>> campaign_reader::listed(bool by_size,
                                                                           std::pair<std::uint64_t, campaign_id> below,
                                                                           std::size_t limit) const {
    const char kind = by_size ? 'S' : 'O';
    auto range = store::range::prefix(std::string(1, kind));
    if (below.second > 0) range.to = key_of(kind, below.first, below.second);
    std::vector<std::pair<std::uint64_t, campaign_id>> out;
    const auto rows = rows_.scan_back(std::move(range));
    for (; rows->valid() && out.size() < limit; rows->next()) {
        store::key_reader key(rows->key());
        const auto value = key.number();
        out.emplace_back(value, key.number());
    }
    return out;
}

void campaign_writer::put(campaign_id id, const campaign_head& row, const campaign_head& before) {
    byte_writer out;
    out.number(row.cases).number(row.complaints);
    write(out, row.first_seen);
    write(out, row.last_seen);
    out.number(row.slots).integer(row.burst_day).number(row.resembles).integer(row.resembles_permille);
    write(out, row.days);
    write(out, row.hours);
    rows_.put(key_of('A', id), std::move(out).take());

    const bool was_listed = before.complaints >= 2, is_listed = row.complaints >= 2;
    if (was_listed && activity(before) != activity(row)) rows_.erase(key_of('O', activity(before), id));
    if (is_listed && (!was_listed || activity(before) != activity(row))) rows_.put(key_of('O', activity(row), id), {});
    if (was_listed && before.cases != row.cases) rows_.erase(key_of('S', before.cases, id));
    if (is_listed && (!was_listed || before.cases != row.cases)) rows_.put(key_of('S', row.cases, id), {});
}

void campaign_writer::put(campaign_id id, const campaign_details& row) {
    byte_writer out;
    write(out, row.numbers_masked);
    write(out, row.respondents);
    rows_.put(key_of('B', id), std::move(out).take());
}

void campaign_writer::put_member(campaign_id id, std::uint64_t member, const campaign_member& row) {
    byte_writer out;
    out.text(row.receipt.str()).text(row.of_case.str());
    write(out, row.received_at);
    out.text(row.by).integer(row.permille).text(row.exemplar.str());
    rows_.put(key_of('C', id, member), std::move(out).take());
    rows_.put(store::key('G').text(row.receipt), std::move(byte_writer().number(id).number(member)).take());
}

void campaign_writer::put_alert(campaign_id id, std::int64_t day, const campaign_alert& row) {
    byte_writer out;
    out.integer(row.cases);
    write(out, row.since);
    out.integer(row.daily_mean_centi).text(row.receipt.str());
    rows_.put(key_of('D', id, static_cast<std::uint64_t>(day)), std::move(out).take());
}

void campaign_writer::put(campaign_id id, std::size_t slot, const script_exemplar& row) {
    byte_writer out;
    out.text(row.receipt.str()).integer(row.weight_centibits).number(row.shingles.size());
    for (const auto one : row.shingles) out.fixed32(one);
    rows_.put(key_of('E', id * exemplars_kept_max + slot), std::move(out).take());
}

void campaign_writer::drop_exemplar(campaign_id id, std::size_t slot) {
    rows_.erase(key_of('E', id * exemplars_kept_max + slot));
}

void campaign_writer::put(script_shingle of, const shingle_posting& row) {
    if (row.stopped) return rows_.put(shingle_key(of), {});
    if (row.exemplars.empty()) return rows_.erase(shingle_key(of));
    byte_writer out;
    out.number(row.exemplars.size());
    std::uint64_t last = 0;
    for (const auto one : row.exemplars) {
        out.number(one - last);
        last = one;
    }
    rows_.put(shingle_key(of), std::move(out).take());
}

void campaign_writer::put_case(campaign_id id, const case_no& number) { rows_.put(case_key(number, id), {}); }

void campaign_writer::put_number(std::string_view key, const number_row& row) {
    byte_writer out;
    out.integer(row.score_centi).integer(row.day).number(row.campaign).number(row.scripts.size());
    for (const auto one : row.scripts) out.number(one);
    out.number(row.persons.size());
    for (const auto& [person, day] : row.persons) out.fixed32(person).integer(row.day - day);
    out.number(row.pending.size());
    for (const auto& [record, at] : row.pending) out.number(record).integer(at);
    rows_.put(store::key('I').raw(key), std::move(out).take());
}

void campaign_writer::put_last_campaign(int year, std::uint32_t count) {
    rows_.put(year_key(year), std::move(byte_writer().number(count)).take());
}

} // namespace guiyi::deduplication
