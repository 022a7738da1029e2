#include "services/casework/step_checks.hpp"

#include "common/config/pause_reasons.hpp"
#include "common/privacy/mask.hpp"
#include "services/casework/refuse.hpp"

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

/// "承办机构负责人", "lead (head of the handling unit)" for each.
std::string in_words(const config::rulebook& book, const std::vector<std::string>& roles, language in) {
    const bool zh = in == language::zh;
    std::string all;
    for (const auto& id : roles) {
        const auto* known = book.find_role(id);
        all.append(all.empty() ? "" : zh ? "或者" : " or ");
        all += !known ? id : zh ? known->title_zh : id + " (" + known->title_en + ")";
    }
    return all;
}

/// The reasons for which a clock may be paused.
std::string in_words(const std::vector<std::string>& reasons, bool zh) {
    std::string all;
    for (const auto& one : reasons)
        all.append(all.empty() ? "" : zh ? "、" : ", ").append(config::pause_reason_name(one, zh));
    return all.empty() ? zh ? "无" : "none" : all;
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

error step_checks::wrong(std::string_view field, std::string_view zh, std::string_view en) const {
    return refuse(errc::invalid, what.in, std::string(field) + ": " + std::string(zh),
                  std::string(field) + ": " + std::string(en));
}

error step_checks::not_now(std::string_view zh, std::string_view en) const {
    return refuse(errc::illegal_transition, what.in, zh, en);
}

result<std::string> role_for(const config::transition& step, const config::rulebook& book, const officer_id& who,
                             const std::vector<std::string>& mine, language in) {
    for (const auto& one : step.who)
        if (contains(mine, one)) return one;
    return refuse(errc::forbidden, in, step.title_zh + "须由" + in_words(book, step.who, language::zh) + "作出",
                  step.action + " takes the role " + in_words(book, step.who, language::en) + "; " + who.str() +
                      " has " + join(mine));
}

result<std::string> step_checks::role() const { return role_for(what.step, book, what.who, what.roles, what.in); }

result<void> step_checks::open() const {
    if (open_to(row, what.step)) return {};
    const auto ways = join(what.step.ended_as);
    return not_now(what.step.title_zh + "只适用于以下结果的案件：" + ways + "；本案为" + row.state +
                       (row.outcome.empty() ? "" : "，" + row.outcome),
                   what.step.action + " is only for a case that ended as: " + ways + "; this one is " + row.state +
                       (row.outcome.empty() ? "" : ", " + row.outcome));
}

result<void> step_checks::persons() const {
    if (what.step.two_persons) {
        const officer_id second(given("second"));
        if (second.empty())
            return wrong("second", what.step.title_zh + "须由两名人员共同进行",
                         "two officers are needed for " + what.step.action);
        if (second == what.who) return wrong("second", "不能是本人", "must be somebody else than you");
        const auto theirs = under.roles_of(second);
        if (std::ranges::none_of(what.step.who, [&](const auto& one) { return contains(theirs, one); }))
            return wrong("second", "须具有以下角色：" + in_words(book, what.step.who, language::zh),
                         "must have the role " + in_words(book, what.step.who, language::en));
    }
    for (const auto& action : what.step.differs_from)
        for (const auto& one : row.taken)
            if (one.action == action && (one.officer == what.who || one.second == what.who))
                return refuse(errc::forbidden, what.in, what.step.title_zh + "须由没有参加" + action + "的人员决定",
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
            return wrong(id, what.step.title_zh + "不需要此项", what.step.action + " does not ask for it");
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
    if (value.empty()) return needed ? result<void>(wrong(id, "此项必须填写", "is required")) : result<void>();
    if (of->kind == "flag" && value != "true") return wrong(id, "必须确认", "must be true");
    if (of->kind == "date") return date(id, value);
    if (of->kind == "officer" && !under.desks.find(officer_id(value)))
        return wrong(id, "没有这名人员", "is no officer here");
    if (of->kind == "case" && !load_case(state, case_no(value))) return wrong(id, "没有这个案件", "is no case here");
    if (of->kind == "desk") {
        if (!under.desks.find(desk_id(value))) return wrong(id, "没有这个承办单位", "is no unit here");
        // A unit that has it returns it to the desk; it never passes it on itself (O121 §41(2)).
        if (what.step.desk == "field" && row.desk != under.desks.fallback().id)
            return not_now(
                "只有统一接收机构可以分送案件；现由" + row.desk.str() + "承办，只能退回",
                "only the unified desk gives a case to a unit; " + row.desk.str() + " has it and can only return it");
    }
    if (id == "track" && !contains(what.step.moves, value))
        return wrong("track", "只能是：" + join(what.step.moves), "must be one of: " + join(what.step.moves));
    return choice(*of, value);
}

result<void> step_checks::choice(const config::step_field& of, const std::string& value) const {
    if (of.kind == "choice" && !contains(of.choices, value))
        return wrong(of.id, "只能是：" + join(of.choices), "must be one of: " + join(of.choices));
    if (of.kind == "number") {
        std::int64_t number = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (ec != std::errc() || end != value.data() + value.size() || number < 1 || (of.max > 0 && number > of.max))
            return wrong(of.id, "应为1至" + std::to_string(of.max) + "的整数",
                         "must be a number from 1 to " + std::to_string(of.max));
    }
    if (of.kind == "receipts") {
        const auto count = 1 + std::ranges::count(value, ' ');
        if (of.max > 0 && count > of.max)
            return wrong(of.id, "至多" + std::to_string(of.max) + "件", "at most " + std::to_string(of.max));
        std::size_t from = 0;
        while (from < value.size()) {
            const auto end = std::min(value.find(' ', from), value.size());
            const receipt_no one(value.substr(from, end - from));
            if (case_of(state, one) != what.on)
                return wrong(of.id, "须为本案中的投诉编号", "must be complaints of this case");
            if (!of.choices.empty() && !repeats_as(one, of.choices))
                return wrong(of.id, "须为已认定的以下再次投诉举报：" + join(of.choices),
                             "must have been found to be a repeat of this kind: " + join(of.choices));
            from = end + 1;
        }
    }
    return {};
}

/// Whether somebody, and not the machine alone, found a complaint of this case to be a repeat of such a kind.
bool step_checks::repeats_as(const receipt_no& one, const std::vector<std::string>& kinds) const {
    return std::ranges::any_of(repeats_of(state, what.on, receipts_max), [&](const standing_repeat& is) {
        return is.receipt == one && is.row.decided != "none" && contains(kinds, is.row.kind);
    });
}

result<void> step_checks::date(const std::string& id, const std::string& value) const {
    if (!parse_date(value)) return wrong(id, "应为日期，如2026-11-24", "must be a date, 2026-11-24");
    const auto today = under.date_of(now);
    if (id == "due_on") return within(value);
    if (value > today) return wrong(id, "不得晚于今天", "must not lie in the future");
    return {};
}

result<void> step_checks::within(const std::string& value) const {
    if (value < under.date_of(now)) return wrong("due_on", "不得早于今天", "must not lie in the past");
    const auto* clock = running(row, what.step.within);
    if (clock && !clock->due_on.empty() && value > clock->due_on)
        return wrong("due_on",
                     "不得晚于" + clock->due_on + "（" + clock->clock + "届满）：法律没有规定可以扣除这段时间",
                     "must not lie after " + clock->due_on + ", when " + clock->clock +
                         " is over: the law gives no pause for it");
    return {};
}

result<void> step_checks::ground() const {
    if (what.step.grounds.empty()) return {};
    const auto code = given("ground");
    if (code.empty() && what.step.ground_optional) return {};
    const auto all = book.grounds_of(what.step.grounds);
    const auto found = std::ranges::find(all, code, &config::ground::code);
    if (found == all.end()) return no_such_ground();
    if (!found->holds_in(under.state_of(row))) return not_in_this_state(*found);
    if (found->after.empty()) return {};
    const auto* clock = running(row, found->after);
    if (!clock || clock->paused || clock->due_on.empty() || under.date_of(now) <= clock->due_on)
        return too_early(*found, clock);
    return {};
}

error step_checks::no_such_ground() const {
    const auto& list = what.step.grounds;
    const std::string_view for_what = list == "refusal"       ? "refusing"
                                      : list == "termination" ? "terminating"
                                                              : "not filing";
    return wrong("ground", book.title_zh + "没有规定这项理由",
                 book.id + " has no such ground for " + std::string(for_what));
}

error step_checks::not_in_this_state(const config::ground& of) const {
    const auto* on = under.track_of(row);
    const auto is = under.state_of(row);
    const auto* known = on ? on->find_state(is) : nullptr;
    return wrong("ground", of.code + "不适用于“" + (known ? known->title_zh : is) + "”的案件",
                 of.code + " cannot be the ground while the case is " + (known ? known->title_en : is));
}

error step_checks::too_early(const config::ground& of, const running_clock* clock) const {
    const auto due = clock && !clock->paused ? clock->due_on : std::string();
    return wrong("ground", of.after + (due.empty() ? "" : "（" + due + "）") + "届满后才能适用" + of.code,
                 of.code + " holds only once " + of.after + " is over" + (due.empty() ? "" : " (" + due + ")"));
}

/// Day zero as the step or the clock says.
std::string step_checks::start_day(const std::string& id) const {
    const auto clock = book.find(id);
    const auto& day_zero = what.step.day_zero.empty() && clock ? clock->day_zero : what.step.day_zero;
    if (day_zero == "receipt" && !given("since").empty()) return given("since");
    if (day_zero == "receipt") {
        // A matter that came back reached us anew on the day from which the clock counts that this step ends.
        for (const auto& ends : what.step.stops)
            if (const auto noted = load_clock(state, what.on, ends); noted && running(row, ends))
                return noted->started_on;
        return under.date_of(row.received_at);
    }
    if (day_zero != "given") return under.date_of(now);
    if (const auto named = day_of_named(); !named.empty()) return named;
    return given("since").empty() ? under.date_of(now) : given("since");
}

/// The day on which the complaint that the step names reached us; empty where it names none.
std::string step_checks::day_of_named() const {
    for (const auto* fields : {&what.step.needs, &what.step.takes})
        for (const auto& id : *fields) {
            const auto* of = book.find_field(id);
            if (!of || of->kind != "receipts" || given(id).empty()) continue;
            if (const auto named = load_complaint(state, receipt_no(given(id))))
                return under.date_of(named->received_at);
        }
    return {};
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
            return wrong("pause_reason", id + "只能因下列事由扣除：" + in_words(clock->pauses, true),
                         id + " may be paused only for: " + in_words(clock->pauses, false));
        const auto since = given("since").empty() ? under.date_of(now) : given("since");
        if (const auto noted = load_clock(state, what.on, id); noted && since < noted->started_on)
            return wrong("since", id + "自" + noted->started_on + "起算", id + " began on " + noted->started_on);
        if (!one->due_on.empty() && since > one->due_on)
            return not_now(id + "已于" + one->due_on + "届满，不能再扣除期限",
                           id + " was over on " + one->due_on + ": it can no longer be paused");
        to.push_back({id, "pause", since, given("pause_reason"), privacy::mask(given("evidence")), {}});
    }
    if (to.size() == before) return not_now("没有可以扣除的期限在计算", "no clock runs that could be paused");
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
            return wrong("since", id + "自" + noted->paused_on + "起扣除", id + " was paused on " + noted->paused_on);
        to.push_back({id, "resume", since, {}, privacy::mask(given("evidence")), {}});
    }
    if (to.size() == before) return not_now("没有正在扣除的期限", "no clock is paused");
    return {};
}

result<void> step_checks::extend(std::vector<events::clock_order>& to) const {
    const auto before = to.size();
    const auto today = under.date_of(now);
    error why_not = not_now("没有可以延长的期限在计算", "no clock runs that could be extended");
    const auto consider = [&](const std::string& id, bool further) {
        const auto* one = running(row, id);
        if (!one) return;
        if (one->paused) {
            why_not =
                not_now(id + "正在扣除期限：恢复计算后才能延长", id + " is paused: extend it once it counts again");
            return;
        }
        const auto noted = load_clock(state, what.on, id);
        const bool extended = noted && !noted->extended.empty();
        if (today > one->due_on)
            why_not = not_now(id + "已于" + one->due_on + "届满：延长须在届满前批准",
                              id + " was over on " + one->due_on + ": an extension must be granted before");
        else if (extended != further)
            why_not = further ? not_now(id + "须先按规定延长一次", id + " has to be extended in the ordinary way first")
                              : not_now(id + "已经延长过", id + " was extended already");
        else
            to.push_back(
                {id, further ? "further" : "extend", today, privacy::mask(given("reason")), {}, given("days")});
    };
    for (const auto& id : what.step.extends) consider(id, false);
    for (const auto& id : what.step.further) consider(id, true);
    if (to.size() == before) return why_not;
    return {};
}

} // namespace guiyi::casework
