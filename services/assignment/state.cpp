#include "services/assignment/state.hpp"

#include "common/events/json_codec.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace guiyi::assignment {

namespace {

store::key case_key(const case_no& which) { return store::key('c').text(which); }
store::key load_key(const officer_id& who) { return store::key('l').text(who); }
store::key due_key(const officer_id& who) { return store::key('d').text(who); }
store::key held_key(const officer_id& who) { return store::key('h').text(who); }
store::key waiting_key(const desk_id& at) { return store::key('w').text(at); }
store::key person_key(const std::string& key) { return store::key('p').text(key); }
store::key campaign_key(const campaign_no& of, const officer_id& who) { return store::key('m').text(of).text(who); }
store::key count_key(const desk_id& at, const std::string& day) { return store::key('n').text(at).text(day); }

constexpr std::string_view never = "9999-12-31";

listed_case listed_at(std::string_view key) {
    store::key_reader parts(key);
    parts.text();
    std::string due(parts.text());
    return {case_no(std::string(parts.text())), std::move(due)};
}

std::vector<listed_case> list(const store::view& from, const store::key& under, std::size_t limit) {
    std::vector<listed_case> out;
    for (auto at = from.scan(store::range::prefix(under)); at->valid() && out.size() < limit; at->next())
        out.push_back(listed_at(at->key()));
    return out;
}

void count(store::writer& to, const desk_id& at, const std::string& day, std::int64_t arrived, std::int64_t ended) {
    const auto now = counts_of(to, at, day);
    to.put(count_key(at, day), std::to_string(now.arrived + arrived) + " " + std::to_string(now.ended + ended));
}

} // namespace

const running_clock* case_row::find(std::string_view clock) const {
    const auto found = std::ranges::find(clocks, clock, &running_clock::clock);
    return found != clocks.end() ? &*found : nullptr;
}

bool case_row::busy() const { return merged_into.empty() && (!released || !clocks.empty()); }

std::string case_row::due_on() const {
    std::string out;
    for (const auto& one : clocks)
        if (!one.paused() && !one.due_on.empty() && (out.empty() || one.due_on < out)) out = one.due_on;
    return out;
}

std::vector<std::pair<std::string, std::string>> index_rows(const case_no& which, const case_row& row) {
    std::vector<std::pair<std::string, std::string>> out;
    if (!row.busy() || row.desk.empty()) return out;
    const auto due = row.due_on();
    const std::string_view place = due.empty() ? never : std::string_view(due);
    if (row.officer.empty()) {
        out.emplace_back(waiting_key(row.desk).text(place).text(which).str(), "");
    } else {
        out.emplace_back(held_key(row.officer).text(place).text(which).str(), "");
        if (!due.empty())
            out.emplace_back(due_key(row.officer).text(due).text(which).str(), std::to_string(row.weight()));
        if (const auto& campaign = row.profile.campaign; !campaign.empty())
            out.emplace_back(campaign_key(campaign, row.officer).text(which).str(), "");
    }
    for (const auto& key : row.profile.persons) out.emplace_back(person_key(key).text(which).str(), "");
    return out;
}

std::vector<listed_case> held_by(const store::view& from, const officer_id& who, std::size_t limit) {
    return list(from, held_key(who), limit);
}

std::vector<listed_case> waiting_at(const store::view& from, const desk_id& at, std::size_t limit) {
    return list(from, waiting_key(at), limit);
}

void each_waiting_at(const store::view& from, const desk_id& at, const std::function<bool(const case_no&)>& look) {
    for (auto row = from.scan(store::range::prefix(waiting_key(at))); row->valid(); row->next())
        if (!look(listed_at(row->key()).which)) return;
}

std::vector<desk_id> waiting_desks(const store::view& from) {
    std::vector<desk_id> out;
    for (auto at = from.scan(store::range::prefix(store::key('w'))); at->valid(); at->next()) {
        store::key_reader parts(at->key());
        const desk_id desk{std::string(parts.text())};
        if (out.empty() || out.back() != desk) out.push_back(desk);
    }
    return out;
}

std::vector<case_no> cases_of_person(const store::view& from, const std::string& key, std::size_t limit) {
    std::vector<case_no> out;
    for (auto at = from.scan(store::range::prefix(person_key(key))); at->valid() && out.size() < limit; at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        out.emplace_back(std::string(parts.text()));
    }
    return out;
}

bool holds_of_campaign(const store::view& from, const officer_id& who, const campaign_no& of) {
    return from.scan(store::range::prefix(campaign_key(of, who)))->valid();
}

std::int64_t load_due(const store::view& from, const officer_id& who, const std::string& since,
                      const std::string& until) {
    std::int64_t out = 0;
    store::range rows{due_key(who).raw(since).str(), due_key(who).text(until + "~").str()};
    for (auto at = from.scan(std::move(rows)); at->valid(); at->next()) out += std::stoll(std::string(at->value()));
    return out;
}

day_counts counts_of(const store::view& from, const desk_id& at, const std::string& day) {
    const auto bytes = from.get(count_key(at, day));
    day_counts out;
    if (!bytes) return out;
    const auto gap = bytes->find(' ');
    out.arrived = std::stoll(bytes->substr(0, gap));
    out.ended = std::stoll(bytes->substr(gap + 1));
    return out;
}

void count_arrival(store::writer& to, const desk_id& at, const std::string& day) { count(to, at, day, 1, 0); }
void count_end(store::writer& to, const desk_id& at, const std::string& day) { count(to, at, day, 0, 1); }

std::optional<case_row> load_case(const store::view& from, const case_no& which) {
    const auto bytes = from.get(case_key(which));
    if (!bytes) return std::nullopt;
    boost::system::error_code ec;
    const auto value = boost::json::parse(*bytes, ec);
    case_row row;
    if (ec || !events::json::read(value, row))
        throw failure(fail(errc::corrupt, "assignment state: a case row is damaged"));
    return row;
}

void save_case(store::writer& to, const case_no& which, const case_row& row) {
    std::string bytes;
    events::json::write(bytes, row);
    to.put(case_key(which), bytes);
}

std::vector<std::pair<case_no, case_row>> cases_after(const store::view& from, const case_no& after,
                                                      std::size_t limit) {
    std::vector<std::pair<case_no, case_row>> out;
    auto rows = store::range::prefix(store::key('c'));
    if (!after.empty()) rows.from = case_key(after).str() + '\0';
    for (auto at = from.scan(std::move(rows)); at->valid() && out.size() < limit; at->next()) {
        store::key_reader parts(at->key());
        case_no which{std::string(parts.text())};
        if (auto row = load_case(from, which)) out.emplace_back(std::move(which), std::move(*row));
    }
    return out;
}

std::optional<events::calendar_adopted> load_calendar(const store::view& from) {
    const auto bytes = from.get(store::key('y'));
    if (!bytes) return std::nullopt;
    boost::system::error_code ec;
    const auto value = boost::json::parse(*bytes, ec);
    events::calendar_adopted row;
    if (ec || !events::json::read(value, row))
        throw failure(fail(errc::corrupt, "assignment state: the calendar's row is damaged"));
    return row;
}

void save_calendar(store::writer& to, const events::calendar_adopted& which) {
    std::string bytes;
    events::json::write(bytes, which);
    to.put(store::key('y'), bytes);
}

std::int64_t load_of(const store::view& from, const officer_id& who) {
    const auto bytes = from.get(load_key(who));
    return bytes ? std::stoll(*bytes) : 0;
}

void add_load(store::writer& to, const officer_id& who, std::int64_t by) {
    if (who.empty()) return;
    const auto load = load_of(to, who) + by;
    if (load > 0)
        to.put(load_key(who), std::to_string(load));
    else
        to.erase(load_key(who)); // no row and none open are the same
}

std::string timer_id(const case_no& which, std::string_view clock, std::string_view warn_on) {
    std::string out = which.str() + " " + std::string(clock);
    if (!warn_on.empty()) out.append("@").append(warn_on);
    return out;
}

std::optional<timer_subject> read_timer_id(std::string_view id) {
    const auto gap = id.rfind(' ');
    if (gap == std::string_view::npos) return std::nullopt;
    const auto rest = id.substr(gap + 1);
    const auto mark = rest.find('@');
    return timer_subject{case_no(std::string(id.substr(0, gap))), std::string(rest.substr(0, mark)),
                         mark == std::string_view::npos ? std::string() : std::string(rest.substr(mark + 1))};
}

result<instant> end_of(const std::string& due_on, std::chrono::minutes utc_offset) {
    const auto date = parse_date(due_on);
    if (!date) return date.error();
    return start_of(std::chrono::sys_days(*date) + std::chrono::days(1), utc_offset);
}

instant end_of(const running_clock& of, std::chrono::minutes utc_offset) {
    return of.due_at.empty() ? end_of(of.due_on, utc_offset).value() : parse_rfc3339(of.due_at).value();
}

events::clock_stopped stopped(const law& under, const case_no& which, const running_clock& clock,
                              std::string_view cause, instant at) {
    const auto today = format_date(under.date_of(at));
    // Dates in this format compare as text.
    const auto& counted_to = clock.paused() ? clock.paused_on : today;
    const bool in_time = clock.due_at.empty() ? clock.due_on.empty() || counted_to <= clock.due_on
                                              : at < end_of(clock, under.utc_offset);
    return {which, clock.clock, today, std::string(cause), in_time};
}

} // namespace guiyi::assignment
