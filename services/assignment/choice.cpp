#include "services/assignment/choice.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

constexpr std::size_t persons_cases_max = 20; // of one person that are looked at

struct candidate {
    member who;
    std::int64_t load = 0;
    std::int64_t near = 0; ///< of it, due soon

    bool has_room_for(std::int64_t weight) const { return load < who.capacity && load + weight <= who.capacity; }
    /// At most so many hundredths of the capacity fuller than another.
    bool within(std::int64_t margin, const candidate& least) const {
        return 100 * (load * least.who.capacity - least.load * who.capacity) <=
               margin * who.capacity * least.who.capacity;
    }
    /// Less full in proportion; among equals who has less that is due soon; then the lower id.
    bool comes_before(const candidate& other) const {
        const auto mine = load * other.who.capacity, theirs = other.load * who.capacity;
        if (mine != theirs) return mine < theirs;
        return near != other.near ? near < other.near : who.id < other.who.id;
    }
};

using candidates = std::vector<candidate>;

template <class Fits>
candidates those(const candidates& all, Fits fits) {
    candidates out;
    std::ranges::copy_if(all, std::back_inserter(out), fits);
    return out;
}

bool can_all(const member& who, const std::vector<std::string>& skills) {
    return std::ranges::all_of(skills, [&](const std::string& one) { return who.can(one); });
}

bool by_load(const candidate& a, const candidate& b) { return a.comes_before(b); }

/// Who has an open case of the same person; the code says which.
std::optional<std::pair<officer_id, std::string>> of_same_person(const choosing& with, const candidates& all,
                                                                 const candidate& least,
                                                                 const events::case_profile& about) {
    const auto margin = with.by.desks.staffing.person_margin;
    for (const auto& key : about.persons)
        for (const auto& other : cases_of_person(with.state, key, persons_cases_max)) {
            const auto row = load_case(with.state, other);
            if (!row || row->officer.empty()) continue;
            if (std::ranges::any_of(
                    all, [&](const candidate& one) { return one.who.id == row->officer && one.within(margin, least); }))
                return std::pair(row->officer, "same_person:" + other.str());
        }
    return std::nullopt;
}

/// The least full of those who have open cases of the same campaign.
std::optional<officer_id> of_same_campaign(const choosing& with, const candidates& all, const candidate& least,
                                           const events::case_profile& about) {
    if (about.campaign.empty()) return std::nullopt;
    const auto held = those(all, [&](const candidate& one) {
        return one.within(with.by.desks.staffing.campaign_margin, least) &&
               holds_of_campaign(with.state, one.who.id, about.campaign);
    });
    if (held.empty()) return std::nullopt;
    return std::ranges::min_element(held, by_load)->who.id;
}

std::string load_code(const candidate& of) {
    return "load:" + std::to_string(of.load) + "/" + std::to_string(of.who.capacity);
}

std::string joined(const std::vector<std::string>& skills) {
    std::string out;
    for (const auto& one : skills) out.append(out.empty() ? "" : "+").append(one);
    return out;
}

/// One who may have the case. Away and conflict are counted, to say why nobody is left.
class search {
  public:
    search(const choosing& with, const desk_id& of, const events::case_profile& about,
           const std::vector<officer_id>& but_not)
        : with_(with), about_(about), weight_(std::max<std::int64_t>(1, about.weight)) {
        const auto today = format_date(with.today);
        const auto soon =
            format_date(std::chrono::sys_days(with.today) + std::chrono::days(with.by.desks.staffing.near_days));
        for (const auto& one : with.by.desks.officers) {
            if (one.desk != of || std::ranges::find(but_not, one.id) != but_not.end()) continue;
            auto who = member_of(with.state, one);
            if (!who.on_duty) continue;
            ++on_duty_;
            if (away_on(with.state, one.id, today)) continue;
            ++present_;
            if (has_interest(with.state, one.id, about)) continue;
            const auto load = with.load(one.id);
            free_.push_back({std::move(who), load, load_due(with.state, one.id, today, soon)});
        }
    }

    chosen_officer run() {
        if (free_.empty())
            return {{}, {on_duty_ == 0 ? "officers:none" : present_ == 0 ? "officers:away" : "officers:conflict"}};
        auto fit = those(free_, [&](const candidate& one) { return one.has_room_for(weight_); });
        if (fit.empty()) return {{}, {"officers:full"}};
        fit = skilled(fit);
        // Who does not work today, or has gone home, gets nothing today, unless nobody else is there.
        const auto works = [&](const candidate& one) { return one.who.works_later(with_.today, with_.of_day); };
        if (auto here = those(fit, works); !here.empty()) fit = std::move(here);
        const auto least = *std::ranges::min_element(fit, by_load);
        if (auto same = of_same_person(with_, fit, least, about_)) {
            trace_.push_back(std::move(same->second));
            return {std::move(same->first), std::move(trace_)};
        }
        if (auto held = of_same_campaign(with_, fit, least, about_)) {
            trace_.push_back("campaign:" + about_.campaign.str());
            return {std::move(*held), std::move(trace_)};
        }
        trace_.push_back(load_code(least));
        return {least.who.id, std::move(trace_)};
    }

  private:
    candidates skilled(const candidates& fit) {
        if (about_.skills.empty()) return fit;
        const auto can = [&](const candidate& one) { return can_all(one.who, about_.skills); };
        auto able = those(fit, can);
        const bool anybody = std::ranges::any_of(free_, can);
        trace_.push_back("skill:" +
                         std::string(!able.empty() ? ""
                                     : anybody     ? "full:"
                                                   : "none:") +
                         joined(about_.skills));
        return able.empty() ? fit : able;
    }

    const choosing& with_;
    const events::case_profile& about_;
    std::int64_t weight_;
    int on_duty_ = 0, present_ = 0;
    candidates free_;
    std::vector<std::string> trace_;
};

bool names_person(const std::string& key) {
    return key.starts_with("phone:") || key.starts_with("email:") || key.starts_with("id_number:");
}

} // namespace

choosing::choosing(const rules& with, const store::view& rows, instant at)
    : by(with),
      state(rows),
      today(with.law.date_of(at)),
      of_day(
          std::chrono::floor<std::chrono::minutes>(at - start_of(std::chrono::sys_days(today), with.law.utc_offset))) {}

std::int64_t choosing::load(const officer_id& who) const {
    const auto found = planned.find(who);
    return load_of(state, who) + (found != planned.end() ? found->second : 0);
}

chosen_officer choose_officer(const choosing& with, const desk_id& of, const events::case_profile& about,
                              const std::vector<officer_id>& but_not) {
    return search(with, of, about, but_not).run();
}

std::string why_not(const choosing& with, const officer_id& who, const desk_id& of, const events::case_profile& about) {
    const auto* known = with.by.desks.find(who);
    if (!known) return "unknown";
    if (known->desk != of) return "other_desk";
    if (!member_of(with.state, *known).on_duty) return "off_duty";
    if (const auto away = away_on(with.state, who, format_date(with.today))) return "away:" + away->until;
    return has_interest(with.state, who, about) ? "conflict" : "";
}

namespace {

bool is_there(const choosing& with, const officer_id& who) {
    const auto* known = with.by.desks.find(who);
    return known && member_of(with.state, *known).works_on(with.today) &&
           !away_on(with.state, who, format_date(with.today));
}

} // namespace

std::vector<officer_id> stand_ins(const choosing& with, const officer_id& who, const desk_id& at,
                                  const events::case_profile& about) {
    const auto leave = away_on(with.state, who, format_date(with.today));
    if (!leave && (!with.by.law.days.working(with.today) || is_there(with, who))) return {};
    if (leave && !leave->deputy.empty() && why_not(with, leave->deputy, at, about).empty()) return {leave->deputy};
    auto leads = with.by.desks.leads_of(at), heads = with.by.desks.with_role(access::role::head, at);
    for (auto* those : {&leads, &heads}) {
        std::erase_if(*those, [&](const officer_id& one) { return one == who || !is_there(with, one); });
        if (!those->empty()) return std::move(*those);
    }
    return {};
}

bool has_room(const choosing& with, const officer_id& who, std::int64_t weight) {
    const auto* known = with.by.desks.find(who);
    return known && with.load(who) + weight <= member_of(with.state, *known).capacity;
}

events::case_profile profile_of(const rules& by, const events::routing& route, const std::vector<std::string>& keys) {
    const auto& with = by.desks.staffing;
    events::case_profile out{route.nature,
                             route.category,
                             route.language,
                             route.respondent,
                             route.credit_code,
                             with.weight_of(route.nature, route.category),
                             with.skills_for(route.nature, route.category, route.language),
                             {},
                             route.campaign};
    std::ranges::copy_if(keys, std::back_inserter(out.persons), names_person);
    return out;
}

events::case_assigned hand_over(const choosing& with, const case_no& which, const desk_id& at, officer_id to,
                                const events::case_profile& about, std::vector<std::string> trace) {
    events::case_assigned out{which, at, std::move(to), std::move(trace)};
    if (!out.officer.empty()) out.idle_on = idle_dates(with.by, about.nature, with.today, out.officer);
    return out;
}

events::facts call_back(const choosing& with, const case_no& which, const case_row& row, std::string why) {
    const bool busy = row.busy(), waits = row.officer.empty();
    if (busy && (waits || !row.idle_on.empty())) return {};
    if (busy ||
        (why_not(with, row.officer, row.desk, row.profile).empty() && has_room(with, row.officer, row.weight()))) {
        const auto today = format_date(with.today);
        auto dates = idle_dates(with.by, row.profile.nature, with.today, row.officer);
        if (dates.empty() || (row.touched_on == today && row.idle_on == dates)) return {}; // as it was
        return {events::case_touched{which, today, std::move(dates)}};
    }
    auto [officer, trace] = choose_officer(with, row.desk, row.profile, row.returned_by);
    if (officer.empty() && waits) return {};
    trace.insert(trace.begin(), std::move(why));
    return {hand_over(with, which, row.desk, std::move(officer), row.profile, std::move(trace))};
}

local_date working_days_after(const calendar& by, local_date from, std::int64_t days) {
    auto day = std::chrono::sys_days(from);
    while (days > 0) {
        day += std::chrono::days(1);
        if (by.working(local_date(day))) --days;
    }
    return local_date(day);
}

namespace {

/// The day so many of those on which somebody works after a day. Their weekdays do not change from day to day, so no
/// state is asked.
local_date own_days_after(const rules& by, const config::officer& who, local_date from, std::int64_t days) {
    const member one{who.id, who.desk, 0, true, {}, who.weekdays, who.hours};
    auto day = std::chrono::sys_days(from);
    while (days > 0) {
        day += std::chrono::days(1);
        if (one.there_on(local_date(day), by.law.days)) --days;
    }
    return local_date(day);
}

} // namespace

std::vector<std::string> idle_dates(const rules& by, std::string_view nature, local_date from, const officer_id& who) {
    const auto* rule = by.desks.staffing.idle_of(nature);
    if (!rule) return {};
    const auto* known = by.desks.find(who);
    std::vector<std::string> out;
    for (const auto days : {rule->officer_days, rule->lead_days, rule->release_days}) {
        if (days <= 0)
            out.emplace_back();
        else
            out.push_back(format_date(known ? own_days_after(by, *known, from, days)
                                            : working_days_after(by.law.days, from, days)));
    }
    return out;
}

} // namespace guiyi::assignment
