#include "services/assignment/staff.hpp"

#include "common/events/json_rows.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

store::key change_key(const officer_id& who) { return store::key('o').text(who); }
store::key leave_key(const officer_id& who) { return store::key('v').text(who); }
store::key interest_key(const officer_id& who) { return store::key('x').text(who); }
store::key number_key(char kind) { return store::key('k').text(std::string(1, kind)); }
store::key batch_key(const std::string& batch) { return store::key('b').text(batch); }

template <class Row>
std::vector<Row> rows_under(const store::view& from, const store::key& under) {
    std::vector<Row> out;
    for (auto at = from.scan(store::range::prefix(under)); at->valid(); at->next())
        out.push_back(events::json::from_row<Row>(at->value(), "assignment"));
    return out;
}

} // namespace

bool member::can(const std::string& skill) const { return std::ranges::find(skills, skill) != skills.end(); }

bool member::works_on(local_date date) const {
    const auto day = static_cast<std::int64_t>(std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding());
    return weekdays.empty() || std::ranges::find(weekdays, day) != weekdays.end();
}

bool member::works_later(local_date date, std::chrono::minutes at) const {
    const auto day = static_cast<std::int64_t>(std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding());
    if (hours.empty()) return works_on(date);
    return std::ranges::any_of(hours,
                               [&](const config::working_span& one) { return one.weekday == day && at < one.until; });
}

bool member::there_on(local_date date, const calendar& days) const {
    const std::chrono::weekday day{std::chrono::sys_days(date)};
    const bool weekend = day == std::chrono::Saturday || day == std::chrono::Sunday;
    return works_on(date) && (days.working(date) || (weekend && !weekdays.empty()));
}

member member_of(const store::view& from, const config::officer& by_book) {
    member out{by_book.id,     by_book.desk,     by_book.capacity, by_book.on_duty,
               by_book.skills, by_book.weekdays, by_book.hours};
    if (const auto bytes = from.get(change_key(by_book.id))) {
        auto now = events::json::from_row<events::staff_changed>(*bytes, "assignment");
        out.capacity = now.capacity;
        out.on_duty = now.on_duty;
        out.skills = std::move(now.skills);
    }
    return out;
}

void save_change(store::writer& to, const events::staff_changed& now) {
    to.put(change_key(now.officer), events::json::to_row(now));
}

std::vector<leave_row> leaves_of(const store::view& from, const officer_id& who) {
    return rows_under<leave_row>(from, leave_key(who));
}

std::optional<leave_row> load_leave(const store::view& from, const officer_id& who, const std::string& leave) {
    const auto bytes = from.get(leave_key(who).text(leave));
    if (!bytes) return std::nullopt;
    return events::json::from_row<leave_row>(*bytes, "assignment");
}

void save_leave(store::writer& to, const leave_row& row) {
    to.put(leave_key(row.officer).text(row.leave), events::json::to_row(row));
}

void erase_leave(store::writer& to, const officer_id& who, const std::string& leave) {
    to.erase(leave_key(who).text(leave));
}

std::optional<leave_row> away_on(const store::view& from, const officer_id& who, const std::string& day) {
    for (auto& one : leaves_of(from, who))
        if (one.from <= day && day <= one.until) return std::move(one);
    return std::nullopt;
}

std::vector<interest_row> interests_of(const store::view& from, const officer_id& who) {
    return rows_under<interest_row>(from, interest_key(who));
}

void save_interest(store::writer& to, const officer_id& who, const interest_row& row) {
    to.put(interest_key(who).text(row.interest), events::json::to_row(row));
}

void erase_interest(store::writer& to, const officer_id& who, const std::string& interest) {
    to.erase(interest_key(who).text(interest));
}

bool interest_row::concerns(const events::case_profile& about) const {
    return (!credit_code.empty() && credit_code == about.credit_code) ||
           (!respondent.empty() && respondent == config::compared_name(about.respondent)) ||
           std::ranges::find_first_of(persons, about.persons) != persons.end();
}

bool has_interest(const store::view& from, const officer_id& who, const events::case_profile& about) {
    return std::ranges::any_of(interests_of(from, who), [&](const interest_row& one) { return one.concerns(about); });
}

interest_row row_of(const events::interest_declared& fact) {
    return {fact.interest, config::compared_name(fact.respondent), fact.credit_code, fact.reason, fact.complainant_of,
            fact.persons};
}

std::string next_number(const store::view& from, char kind) {
    const auto last = from.get(number_key(kind));
    return kind + std::to_string((last ? std::stoull(*last) : 0) + 1);
}

void note_number(store::writer& to, const std::string& number) { to.put(number_key(number.front()), number.substr(1)); }

std::optional<events::cases_rebalanced> load_batch(const store::view& from, const std::string& batch) {
    const auto bytes = from.get(batch_key(batch));
    if (!bytes) return std::nullopt;
    return events::json::from_row<events::cases_rebalanced>(*bytes, "assignment");
}

void save_batch(store::writer& to, const events::cases_rebalanced& row) {
    to.put(batch_key(row.batch), events::json::to_row(row));
}

void erase_batch(store::writer& to, const std::string& batch) { to.erase(batch_key(batch)); }

} // namespace guiyi::assignment
