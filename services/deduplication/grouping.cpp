#include "services/deduplication/grouping.hpp"

#include "services/deduplication/codec.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::deduplication {

namespace {

constexpr std::size_t batch_digits = 7;

std::string record_key(char kind, record_no record) { return store::key(kind).number(record).str(); }
std::string member_key(const case_no& number, record_no record) {
    return store::key('m').text(number).number(record).str();
}
std::string members_of(const case_no& number) { return store::key('m').text(number).str(); }
std::string ended_key(const case_no& number) { return store::key('a').text(number).str(); }
std::string into_key(const case_no& into, const case_no& ended) { return store::key('e').text(into).text(ended).str(); }
std::string doubt_key(record_no record, std::uint64_t batch) {
    return store::key('d').number(record).number(batch).str();
}
std::string apart_key(record_no a, record_no b) { return store::key('k').number(a).number(b).str(); }
std::string said_key(record_no record, std::uint64_t ordinal) {
    return store::key('j').number(record).number(ordinal).str();
}
std::string label_key(std::uint64_t week, record_no record, std::uint64_t ordinal) {
    return store::key('l').number(week).number(record).number(ordinal).str();
}
std::string count_key(std::uint64_t week, std::string_view band) {
    return store::key('y').number(week).text(band).str();
}

void check(const byte_reader& in, std::string_view what) {
    if (in.bad() || !in.at_end())
        throw failure(fail(errc::corrupt, "deduplication state: a broken " + std::string(what) + " row"));
}

void put_numbers(byte_writer& out, const std::vector<std::uint64_t>& numbers) {
    out.number(numbers.size());
    for (const auto number : numbers) out.number(number);
}

std::vector<std::uint64_t> read_numbers(byte_reader& in) {
    std::vector<std::uint64_t> out(in.count());
    for (auto& number : out) number = in.number();
    return out;
}

std::string words_bytes(const std::vector<pair_word>& words) {
    byte_writer out;
    out.number(words.size());
    for (const auto& word : words) out.number(word.batch).number(word.apart ? 1 : 0);
    return std::move(out).take();
}

std::vector<pair_word> read_words(std::string_view bytes) {
    byte_reader in(bytes);
    std::vector<pair_word> out(in.count());
    for (auto& word : out) {
        word.batch = in.number();
        word.apart = in.number() == 1;
    }
    check(in, "pair");
    return out;
}

std::vector<pair_word> read_words(const std::optional<std::string>& bytes) {
    return bytes ? read_words(std::string_view(*bytes)) : std::vector<pair_word>();
}

/// Whether the last word says apart, one batch's left out.
bool holds(const std::vector<pair_word>& words, std::optional<std::uint64_t> without) {
    const auto last =
        std::find_if(words.rbegin(), words.rend(), [&](const pair_word& one) { return one.batch != without; });
    return last != words.rend() && last->apart;
}

instant read_moment(byte_reader& in) { return instant(std::chrono::milliseconds(in.integer())); }

judgement read_judgement(std::string_view bytes) {
    byte_reader in(bytes);
    judgement out;
    out.of_case = case_no(std::string(in.text()));
    out.verdict = in.text();
    out.reason = in.text();
    out.by = officer_id(std::string(in.text()));
    out.at = read_moment(in);
    out.band = in.text();
    out.total_centibits = in.integer();
    out.answers = in.number() == 1;
    out.others = read_numbers(in);
    out.batch = in.text();
    out.replaced = read_numbers(in);
    check(in, "judgement");
    return out;
}

std::string judgement_bytes(const judgement& row) {
    byte_writer out;
    out.text(row.of_case.str()).text(row.verdict).text(row.reason).text(row.by.str());
    out.integer(row.at.time_since_epoch().count()).text(row.band).integer(row.total_centibits);
    out.number(row.answers ? 1 : 0);
    put_numbers(out, row.others);
    out.text(row.batch);
    put_numbers(out, row.replaced);
    return std::move(out).take();
}

batch_row read_batch(std::string_view bytes) {
    byte_reader in(bytes);
    batch_row out;
    out.cause = in.text();
    out.reason = in.text();
    out.by = officer_id(std::string(in.text()));
    out.at = read_moment(in);
    out.judged = read_numbers(in);
    out.move = in.text();
    out.from = case_no(std::string(in.text()));
    out.to = case_no(std::string(in.text()));
    out.moved = in.number();
    out.undoes = in.text();
    out.undone_by = in.text();
    out.doubted = read_numbers(in);
    out.records = in.number();
    check(in, "batch");
    return out;
}

std::string label_bytes(const judgement& said) {
    return std::move(byte_writer().text(said.band).text(said.verdict)).take();
}

std::uint64_t read_count(const std::optional<std::string>& bytes) { return bytes ? byte_reader(*bytes).number() : 0; }

std::vector<record_no> newest_first(const store::view& rows, char kind, record_no before, std::size_t limit) {
    auto range = store::range::prefix(std::string(1, kind));
    if (before > 0) range.to = record_key(kind, before);
    std::vector<record_no> out;
    const auto found = rows.scan_back(std::move(range));
    for (; found->valid() && out.size() < limit; found->next()) out.push_back(store::key_reader(found->key()).number());
    return out;
}

} // namespace

std::uint64_t week_of(instant at) {
    using namespace std::chrono;
    // 1970-01-01 was a Thursday: the Monday before it begins the first week.
    const auto since_monday = floor<days>(at).time_since_epoch().count() + 3;
    return since_monday < 0 ? 0 : static_cast<std::uint64_t>(since_monday / 7);
}

std::string week_name(std::uint64_t week) {
    using namespace std::chrono;
    // A week belongs to the year of its Thursday.
    const sys_days thursday{days(static_cast<int>(week) * 7)};
    const year_month_day date(thursday);
    const auto number = (thursday - sys_days(date.year() / January / 1)).count() / 7 + 1;
    return std::to_string(static_cast<int>(date.year())) + (number < 10 ? "-W0" : "-W") + std::to_string(number);
}

std::string batch_id(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return "B" + std::string(batch_digits - std::min(batch_digits, digits.size()), '0') + digits;
}

std::optional<std::uint64_t> batch_number(std::string_view id) {
    std::uint64_t number = 0;
    if (!id.starts_with('B')) return std::nullopt;
    const auto [end, ec] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
    if (ec != std::errc{} || end != id.data() + id.size() || number == 0) return std::nullopt;
    return number;
}

case_no grouping_reader::living(const case_no& number) const {
    case_no at = number;
    for (auto row = ended(at); row; row = ended(at)) at = row->into;
    return at;
}

std::optional<ended_case> grouping_reader::ended(const case_no& number) const {
    const auto row = rows_.get(ended_key(number));
    if (!row) return std::nullopt;
    byte_reader in(*row);
    ended_case out;
    out.into = case_no(std::string(in.text()));
    out.opener = in.number();
    out.moved = read_numbers(in);
    out.batch = in.text();
    check(in, "ended case");
    return out;
}

std::vector<case_no> grouping_reader::numbers_of(const case_no& living) const {
    std::vector<case_no> out, open{living};
    while (!open.empty()) {
        const case_no one = std::move(open.back());
        open.pop_back();
        const auto rows = rows_.scan(store::range::prefix(store::key('e').text(one).str()));
        for (; rows->valid(); rows->next()) {
            store::key_reader key(rows->key());
            key.text();
            out.emplace_back(std::string(key.text()));
            open.push_back(out.back());
        }
    }
    std::ranges::sort(out);
    return out;
}

std::vector<record_no> grouping_reader::members(const case_no& number) const {
    const auto row = state_reader(rows_).case_of(number);
    if (!row) return {};
    std::vector<record_no> out = row->listed;
    if (row->members <= row->listed.size()) return out;
    const auto rest = rows_.scan(store::range::prefix(members_of(number)));
    for (; rest->valid(); rest->next()) {
        store::key_reader key(rest->key());
        key.text();
        out.push_back(key.number());
    }
    return out;
}

bool grouping_reader::are_apart_without(record_no a, record_no b, std::optional<std::uint64_t> batch) const {
    return holds(read_words(rows_.get(apart_key(a, b))), batch);
}

std::vector<record_no> grouping_reader::apart_from(record_no record) const {
    std::vector<record_no> out;
    const auto rows = rows_.scan(store::range::prefix(record_key('k', record)));
    for (; rows->valid(); rows->next()) {
        if (!holds(read_words(rows->value()), {})) continue;
        store::key_reader key(rows->key());
        key.number();
        out.push_back(key.number());
    }
    return out;
}

std::vector<judgement> grouping_reader::judgements(record_no record) const {
    std::vector<judgement> out;
    const auto rows = rows_.scan(store::range::prefix(record_key('j', record)));
    for (; rows->valid(); rows->next()) out.push_back(read_judgement(rows->value()));
    return out;
}

std::vector<record_no> grouping_reader::unsure(record_no before, std::size_t limit) const {
    return newest_first(rows_, 'q', before, limit);
}

std::vector<doubt_row> grouping_reader::doubts(record_no record) const {
    std::vector<doubt_row> out;
    const auto rows = rows_.scan(store::range::prefix(record_key('d', record)));
    for (; rows->valid(); rows->next()) {
        byte_reader in(rows->value());
        store::key_reader key(rows->key());
        key.number();
        doubt_row one;
        one.batch = key.number();
        one.of_case = case_no(std::string(in.text()));
        one.together = read_numbers(in);
        one.why = explanation_in(in.text());
        check(in, "doubt");
        out.push_back(std::move(one));
    }
    return out;
}

std::optional<batch_row> grouping_reader::batch(std::string_view id) const {
    const auto number = batch_number(id);
    const auto row = number ? rows_.get(record_key('b', *number)) : std::nullopt;
    return row ? std::optional(read_batch(*row)) : std::nullopt;
}

std::vector<std::pair<std::uint64_t, batch_row>> grouping_reader::batches(std::uint64_t before,
                                                                          std::size_t limit) const {
    auto range = store::range::prefix("b");
    if (before > 0) range.to = record_key('b', before);
    std::vector<std::pair<std::uint64_t, batch_row>> out;
    const auto rows = rows_.scan_back(std::move(range));
    for (; rows->valid() && out.size() < limit; rows->next())
        out.emplace_back(store::key_reader(rows->key()).number(), read_batch(rows->value()));
    return out;
}

std::string grouping_reader::next_batch() const {
    const auto last = newest_first(rows_, 'b', 0, 1);
    return batch_id(last.empty() ? 1 : last.front() + 1);
}

std::vector<std::pair<std::uint64_t, label_row>> grouping_reader::labels_since(std::uint64_t first) const {
    std::vector<std::pair<std::uint64_t, label_row>> out;
    auto range = store::range::prefix("l");
    range.from = store::key('l').number(first).str();
    const auto rows = rows_.scan(std::move(range));
    for (; rows->valid(); rows->next()) {
        byte_reader in(rows->value());
        label_row row;
        row.band = in.text();
        row.verdict = in.text();
        check(in, "label");
        out.emplace_back(store::key_reader(rows->key()).number(), std::move(row));
    }
    return out;
}

std::optional<std::uint64_t> grouping_reader::last_week() const {
    const auto rows = rows_.scan_back(store::range::prefix("y"));
    return rows->valid() ? std::optional(store::key_reader(rows->key()).number()) : std::nullopt;
}

std::uint64_t grouping_reader::decisions(std::uint64_t week, std::string_view band) const {
    return read_count(rows_.get(count_key(week, band)));
}

void grouping_writer::put_member(const case_no& number, record_no record) { rows_.put(member_key(number, record), {}); }

void grouping_writer::set_members(const case_no& number, case_row row, const std::vector<record_no>& members) {
    drop_case(number);
    const auto listed = std::min(members.size(), members_kept_max);
    row.members = members.size();
    row.listed.assign(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(listed));
    for (std::size_t i = listed; i < members.size(); ++i) put_member(number, members[i]);
    state_writer(rows_).put(number, row);
}

void grouping_writer::drop_case(const case_no& number) {
    const auto row = state_reader(rows_).case_of(number);
    if (!row) return;
    const auto members = grouping_reader(rows_).members(number);
    for (std::size_t i = row->listed.size(); i < members.size(); ++i) rows_.erase(member_key(number, members[i]));
    state_writer(rows_).drop(number);
}

void grouping_writer::put(const case_no& number, const ended_case& row) {
    byte_writer out;
    out.text(row.into.str()).number(row.opener);
    put_numbers(out, row.moved);
    out.text(row.batch);
    rows_.put(ended_key(number), std::move(out).take());
    rows_.put(into_key(row.into, number), {});
}

void grouping_writer::drop_ended(const case_no& number) {
    const auto row = grouping_reader(rows_).ended(number);
    if (!row) return;
    rows_.erase(into_key(row->into, number));
    rows_.erase(ended_key(number));
}

void grouping_writer::say(record_no a, record_no b, pair_word word) {
    auto words = read_words(rows_.get(apart_key(a, b)));
    words.push_back(word);
    put_words(a, b, words);
}

void grouping_writer::unsay(record_no a, record_no b, std::uint64_t batch) {
    auto words = read_words(rows_.get(apart_key(a, b)));
    std::erase_if(words, [batch](const pair_word& word) { return word.batch == batch; });
    put_words(a, b, words);
}

void grouping_writer::put_words(record_no a, record_no b, const std::vector<pair_word>& words) {
    for (const auto& key : {apart_key(a, b), apart_key(b, a)})
        if (words.empty())
            rows_.erase(key);
        else
            rows_.put(key, words_bytes(words));
}

void grouping_writer::push(record_no record, judgement said) {
    const grouping_reader groups(rows_);
    const auto before = groups.judgements(record);
    const case_no pair_with = groups.living(said.of_case);
    const auto week = week_received(record);
    for (std::uint64_t old = 0; old < before.size(); ++old) {
        const std::string label = label_key(week, record, old);
        if (!rows_.has(label) || groups.living(before[old].of_case) != pair_with) continue;
        rows_.erase(label);
        said.replaced.push_back(old);
    }
    rows_.put(said_key(record, before.size()), judgement_bytes(said));
    rows_.put(label_key(week, record, before.size()), label_bytes(said));
}

std::optional<judgement> grouping_writer::pop(record_no record) {
    auto said = grouping_reader(rows_).judgements(record);
    if (said.empty()) return std::nullopt;
    const std::size_t top = said.size() - 1;
    rows_.erase(said_key(record, top));
    const auto week = week_received(record);
    rows_.erase(label_key(week, record, top));
    for (const auto old : said[top].replaced) rows_.put(label_key(week, record, old), label_bytes(said[old]));
    return std::move(said.back());
}

doubt_state state_of(const doubt_row& doubt, const grouping_reader& groups, record_no record, const case_no& in_case) {
    if (groups.living(doubt.of_case) != in_case) return doubt_state::none;
    auto out = doubt_state::open;
    for (const auto& one : groups.judgements(record))
        if (batch_number(one.batch).value_or(0) > doubt.batch && groups.living(one.of_case) == in_case)
            out = one.verdict == "unsure" ? doubt_state::unsure : doubt_state::none;
    return out;
}

std::optional<doubt_row> open_doubt(const store::view& rows, record_no record) {
    const grouping_reader groups(rows);
    const auto tie = state_reader(rows).tie_of(record);
    if (!tie || tie->verdict != "tie") return std::nullopt;
    auto all = groups.doubts(record);
    for (auto one = all.rbegin(); one != all.rend(); ++one)
        if (state_of(*one, groups, record, tie->in_case) != doubt_state::none) return std::move(*one);
    return std::nullopt;
}

void grouping_writer::put_doubt(record_no record, const doubt_row& row) {
    byte_writer out;
    out.text(row.of_case.str());
    put_numbers(out, row.together);
    out.text(explanation_bytes(row.why));
    rows_.put(doubt_key(record, row.batch), std::move(out).take());
}

void grouping_writer::drop_doubt(record_no record, std::uint64_t batch) { rows_.erase(doubt_key(record, batch)); }

void grouping_writer::put_unsure(record_no record) { rows_.put(record_key('q', record), {}); }
void grouping_writer::drop_unsure(record_no record) { rows_.erase(record_key('q', record)); }

void grouping_writer::put(std::uint64_t number, const batch_row& row) {
    byte_writer out;
    out.text(row.cause).text(row.reason).text(row.by.str()).integer(row.at.time_since_epoch().count());
    put_numbers(out, row.judged);
    out.text(row.move).text(row.from.str()).text(row.to.str()).number(row.moved);
    out.text(row.undoes).text(row.undone_by);
    put_numbers(out, row.doubted);
    out.number(row.records);
    rows_.put(record_key('b', number), std::move(out).take());
}

/// Verdicts count where the decisions do on which they were given, however much later: shares of a week are of one set.
std::uint64_t grouping_writer::week_received(record_no record) const {
    const auto route = state_reader(rows_).route_of(record);
    return week_of(route ? route->received_at : instant{});
}

void grouping_writer::count_decision(instant received_at, std::string_view band) {
    const std::string key = count_key(week_of(received_at), band);
    rows_.put(key, std::move(byte_writer().number(read_count(rows_.get(key)) + 1)).take());
}

} // namespace guiyi::deduplication
