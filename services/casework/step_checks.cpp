#include "services/casework/step_checks.hpp"

#include "common/privacy/mask.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::casework {

namespace {

bool contains(const std::vector<std::string>& in, std::string_view what) {
    return std::ranges::find(in, what) != in.end();
}

std::string join(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& one : words) out.append(out.empty() ? "" : ", ").append(one);
    return out.empty() ? "none" : out;
}

/// "lead (承办机构负责人)" for each.
std::string in_words(const config::rulebook& book, const std::vector<std::string>& roles) {
    std::vector<std::string> out;
    for (const auto& id : roles) {
        const auto* known = book.find_role(id);
        out.push_back(known ? id + " (" + known->title_zh + ", " + known->title_en + ")" : id);
    }
    std::string all;
    for (const auto& one : out) all.append(all.empty() ? "" : " or ").append(one);
    return all;
}

/// "K5" of the rulebook may be kept for one complaint alone as well; steps mean the case's own.
const running_clock* running(const case_row& row, std::string_view clock) {
    const auto found = std::ranges::find(row.running, clock, &running_clock::clock);
    return found != row.running.end() ? &*found : nullptr;
}

} // namespace

std::string step_checks::given(std::string_view field) const {
    const auto found = what.given.find(field);
    return found != what.given.end() ? found->second : std::string();
}

result<std::string> step_checks::role() const {
    const auto& mine = what.roles;
    for (const auto& one : what.step.who)
        if (contains(mine, one)) return one;
    return fail(errc::forbidden, what.step.action + " takes the role " + in_words(book, what.step.who) + "; " +
                                     what.who.str() + " has " + join(mine));
}

result<void> step_checks::persons() const {
    if (what.step.two_persons) {
        const officer_id second(given("second"));
        if (second.empty()) return fail(errc::invalid, "second: two officers are needed for " + what.step.action);
        if (second == what.who) return fail(errc::invalid, "second: must be somebody else than you");
        const auto theirs = under.roles_of(second);
        if (std::ranges::none_of(what.step.who, [&](const auto& one) { return contains(theirs, one); }))
            return fail(errc::invalid, "second: must have the role " + in_words(book, what.step.who));
    }
    for (const auto& action : what.step.differs_from)
        for (const auto& one : row.taken)
            if (one.action == action && (one.officer == what.who || one.second == what.who))
                return fail(errc::forbidden,
                            what.step.action + " must be decided by somebody else than who took the step " + action);
    return {};
}

result<void> step_checks::fields() const {
    for (const auto& id : what.step.needs)
        if (auto done = field(id, true); !done) return done;
    for (const auto& id : what.step.takes)
        if (auto done = field(id, id == "consent_represented" && gives_up()); !done) return done;
    for (const auto& [id, value] : what.given)
        if (!value.empty() && id != "ground" && !contains(what.step.needs, id) && !contains(what.step.takes, id))
            return fail(errc::invalid, id + ": " + what.step.action + " does not ask for it");
    return {};
}

/// A representative's settlement or withdrawal needs the consent of those represented (O121 §12).
bool step_checks::gives_up() const {
    if (!row.joint) return false;
    if (what.step.grounds.empty()) return true;
    const auto all = book.grounds_of(what.step.grounds);
    const auto found = std::ranges::find(all, given("ground"), &config::ground::code);
    return found != all.end() && found->waives;
}

result<void> step_checks::field(const std::string& id, bool needed) const {
    const auto value = given(id);
    const auto* of = book.find_field(id);
    if (value.empty()) return needed ? result<void>(fail(errc::invalid, id + ": is required")) : result<void>();
    if (of->kind == "flag" && value != "true") return fail(errc::invalid, id + ": must be true");
    if (of->kind == "date") return date(id, value);
    if (of->kind == "officer" && !under.desks.find(officer_id(value)))
        return fail(errc::invalid, id + ": is no officer here");
    if (of->kind == "case" && !load_case(state, case_no(value))) return fail(errc::invalid, id + ": is no case here");
    if (of->kind == "desk") {
        if (!under.desks.find(desk_id(value))) return fail(errc::invalid, id + ": is no unit here");
        // A unit that has it returns it to the desk; it never passes it on itself (O121 §41(2)).
        if (what.step.desk == "field" && row.desk != under.desks.fallback().id)
            return fail(errc::illegal_transition, "only the unified desk gives a case to a unit; " + row.desk.str() +
                                                      " has it and can only return it");
    }
    if (id == "track" && !contains(what.step.moves, value))
        return fail(errc::invalid, "track: must be one of: " + join(what.step.moves));
    return choice(*of, value);
}

result<void> step_checks::choice(const config::step_field& of, const std::string& value) const {
    if (of.kind == "choice" && !contains(of.choices, value))
        return fail(errc::invalid, of.id + ": must be one of: " + join(of.choices));
    if (of.kind == "number") {
        std::int64_t number = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (ec != std::errc() || end != value.data() + value.size() || number < 1 || (of.max > 0 && number > of.max))
            return fail(errc::invalid, of.id + ": must be a number from 1 to " + std::to_string(of.max));
    }
    if (of.kind == "receipts") {
        const auto count = 1 + std::ranges::count(value, ' ');
        if (of.max > 0 && count > of.max) return fail(errc::invalid, of.id + ": at most " + std::to_string(of.max));
        std::size_t from = 0;
        while (from < value.size()) {
            const auto end = std::min(value.find(' ', from), value.size());
            if (case_of(state, receipt_no(value.substr(from, end - from))) != what.on)
                return fail(errc::invalid, of.id + ": must be complaints of this case");
            from = end + 1;
        }
    }
    return {};
}

result<void> step_checks::date(const std::string& id, const std::string& value) const {
    if (!parse_date(value)) return fail(errc::invalid, id + ": must be a date, 2026-11-24");
    const auto today = under.date_of(now);
    if (id == "due_on") return within(value);
    if (value > today) return fail(errc::invalid, id + ": must not lie in the future");
    return {};
}

result<void> step_checks::within(const std::string& value) const {
    if (value < under.date_of(now)) return fail(errc::invalid, "due_on: must not lie in the past");
    const auto* clock = running(row, what.step.within);
    if (clock && !clock->due_on.empty() && value > clock->due_on)
        return fail(errc::invalid, "due_on: must not lie after " + clock->due_on + ", when " + clock->clock +
                                       " is over: the law gives no pause for it");
    return {};
}

result<void> step_checks::ground() const {
    if (what.step.grounds.empty()) return {};
    const auto code = given("ground");
    if (code.empty() && what.step.ground_optional) return {};
    const auto all = book.grounds_of(what.step.grounds);
    const auto found = std::ranges::find(all, code, &config::ground::code);
    if (found == all.end())
        return fail(errc::invalid, "ground: " + book.id + " has no such ground for " +
                                       (what.step.grounds == "refusal"       ? "refusing"
                                        : what.step.grounds == "termination" ? "terminating"
                                                                             : "not filing"));
    if (found->after.empty()) return {};
    const auto* clock = running(row, found->after);
    if (!clock || clock->paused || clock->due_on.empty() || under.date_of(now) <= clock->due_on)
        return fail(errc::invalid, "ground: " + code + " holds only once " + found->after + " is over" +
                                       (clock && !clock->paused ? " (" + clock->due_on + ")" : std::string()));
    return {};
}

/// Day zero as the step or the clock says.
std::string step_checks::start_day(const std::string& id) const {
    const auto clock = book.find(id);
    const auto& day_zero = what.step.day_zero.empty() && clock ? clock->day_zero : what.step.day_zero;
    if (day_zero == "receipt") return under.date_of(row.received_at);
    if (day_zero == "given" && !given("since").empty()) return given("since");
    return under.date_of(now);
}

result<std::vector<events::clock_order>> step_checks::clock_orders() const {
    std::vector<events::clock_order> out;
    for (const auto& id : what.step.drops) out.push_back({id, "drop", {}, {}, {}, {}});
    for (const auto& id : what.step.stops) out.push_back({id, "stop", {}, {}, {}, {}});
    if (!what.step.pauses.empty())
        if (auto done = pause(what.step.pauses, out); !done) return done.error();
    if (!what.step.resumes.empty())
        if (auto done = resume(what.step.resumes, out); !done) return done.error();
    if (!what.step.extends.empty() || !what.step.further.empty())
        if (auto done = extend(out); !done) return done.error();
    for (const auto& id : what.step.starts) out.push_back({id, "start", start_day(id), {}, {}, {}});
    return out;
}

result<void> step_checks::pause(const std::vector<std::string>& clocks, std::vector<events::clock_order>& to) const {
    const auto before = to.size();
    for (const auto& id : clocks) {
        const auto* one = running(row, id);
        if (!one || one->paused) continue;
        const auto clock = book.find(id);
        if (!clock) return clock.error();
        if (!contains(clock->pauses, given("pause_reason")))
            return fail(errc::invalid, "pause_reason: " + id + " may be paused only for: " + join(clock->pauses));
        const auto since = given("since").empty() ? under.date_of(now) : given("since");
        if (const auto noted = load_clock(state, what.on, id); noted && since < noted->started_on)
            return fail(errc::invalid, "since: " + id + " began on " + noted->started_on);
        if (!one->due_on.empty() && since > one->due_on)
            return fail(errc::illegal_transition, id + " was over on " + one->due_on + ": it can no longer be paused");
        to.push_back({id, "pause", since, given("pause_reason"), privacy::mask(given("evidence")), {}});
    }
    if (to.size() == before) return fail(errc::illegal_transition, "no clock runs that could be paused");
    return {};
}

result<void> step_checks::resume(const std::vector<std::string>& clocks, std::vector<events::clock_order>& to) const {
    const auto before = to.size();
    for (const auto& id : clocks) {
        const auto* one = running(row, id);
        if (!one || !one->paused) continue;
        const auto noted = load_clock(state, what.on, id);
        const auto since = given("since").empty() ? under.date_of(now) : given("since");
        if (noted && since < noted->paused_on)
            return fail(errc::invalid, "since: " + id + " was paused on " + noted->paused_on);
        to.push_back({id, "resume", since, {}, privacy::mask(given("evidence")), {}});
    }
    if (to.size() == before) return fail(errc::illegal_transition, "no clock is paused");
    return {};
}

result<void> step_checks::extend(std::vector<events::clock_order>& to) const {
    const auto before = to.size();
    const auto today = under.date_of(now);
    std::string why_not = "no clock runs that could be extended";
    const auto consider = [&](const std::string& id, bool further) {
        const auto* one = running(row, id);
        if (!one || one->paused) return;
        const auto noted = load_clock(state, what.on, id);
        const bool extended = noted && !noted->extended.empty();
        if (today > one->due_on)
            why_not = id + " was over on " + one->due_on + ": an extension must be granted before";
        else if (extended != further)
            why_not = further ? id + " has to be extended in the ordinary way first" : id + " was extended already";
        else
            to.push_back(
                {id, further ? "further" : "extend", today, privacy::mask(given("reason")), {}, given("days")});
    };
    for (const auto& id : what.step.extends) consider(id, false);
    for (const auto& id : what.step.further) consider(id, true);
    if (to.size() == before) return fail(errc::illegal_transition, why_not);
    return {};
}

} // namespace guiyi::casework
