#include "services/assignment/staff_decide.hpp"

#include "common/core/digest.hpp"
#include "common/privacy/mask.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

constexpr std::size_t held_max = 5'000; // cases of one officer that are looked at

error no_officer(const officer_id& who) { return fail(errc::not_found, "there is no officer " + who.str()); }

/// A case that somebody can still have.
result<case_row> open_case(const choosing& with, const case_no& which) {
    auto row = load_case(with.state, which);
    if (!row) return fail(errc::not_found, "there is no case " + which.str());
    if (!row->busy()) return fail(errc::illegal_transition, which.str() + " is over: nobody has to act on it");
    return std::move(*row);
}

/// As somebody asked for, in their words.
events::case_assigned hand_over_as_asked(const choosing& with, const case_no& which, const case_row& row, officer_id to,
                                         std::vector<std::string> trace, const asked_by& asked) {
    auto out = hand_over(with, which, row.desk, std::move(to), row.profile, std::move(trace));
    out.by = asked.who;
    out.reason = privacy::mask(asked.reason);
    return out;
}

std::string in_words(const std::string& why) {
    if (why == "other_desk") return "works at another desk; a case goes to another desk by dispatching it";
    if (why == "off_duty") return "gets no cases at present";
    if (why == "conflict") return "has declared an interest in a party of it and must not act";
    if (why.starts_with("away:")) return "is away until " + why.substr(5);
    return "is not known here";
}

result<void> may_have(const choosing& with, const officer_id& who, const case_row& row) {
    const auto why = why_not(with, who, row.desk, row.profile);
    if (why.empty()) return {};
    return fail(why == "conflict" ? errc::forbidden : errc::conflict, who.str() + " " + in_words(why));
}

std::string print(const rebalance_plan& of) {
    std::string all;
    for (const auto& one : of.stay) all += one.str() + "\n";
    for (const auto& one : of.moves) all += one.of_case.str() + "\n" + one.from.str() + "\n" + one.to.str() + "\n";
    return to_hex(blake2b(all)).substr(0, 32);
}

/// The moves of a batch as assignments.
void carry_out(const choosing& with, const std::vector<events::case_move>& moves, const std::string& batch,
               const asked_by& asked, events::facts& to) {
    for (const auto& one : moves)
        if (const auto row = load_case(with.state, one.of_case))
            to.emplace_back(hand_over_as_asked(with, one.of_case, *row, one.to,
                                               {"rebalance:" + batch, "from:" + one.from.str(), one.why}, asked));
}

} // namespace

result<events::facts> change_staff(const choosing& with, events::staff_changed now, const asked_by& asked) {
    const auto* known = with.by.desks.find(now.officer);
    if (!known) return no_officer(now.officer);
    for (const auto& skill : now.skills)
        if (std::ranges::none_of(with.by.desks.staffing.needs, [&](const auto& need) { return need.skill == skill; }))
            return fail(errc::invalid, "skills: no case ever needs " + skill);
    now.desk = known->desk;
    now.by = asked.who;
    now.reason = privacy::mask(asked.reason);
    return events::facts{std::move(now)};
}

result<events::facts> plan_leave(const choosing& with, events::leave_planned what, const asked_by& asked) {
    const auto* known = with.by.desks.find(what.officer);
    if (!known) return no_officer(what.officer);
    if (what.until < what.from) return fail(errc::invalid, "until: must not lie before from");
    if (what.until < format_date(with.today)) return fail(errc::invalid, "until: is past already");
    for (const auto& one : leaves_of(with.state, what.officer))
        if (one.from <= what.until && what.from <= one.until)
            return fail(errc::conflict, what.officer.str() + " is away from " + one.from + " to " + one.until +
                                            " already (" + one.leave + ")");
    if (!what.deputy.empty()) {
        const auto* deputy = with.by.desks.find(what.deputy);
        if (!deputy || what.deputy == what.officer || deputy->desk != known->desk)
            return fail(errc::invalid, "deputy: must be another officer of " + known->desk.str());
        for (const auto& one : leaves_of(with.state, what.deputy))
            if (one.from <= what.until && what.from <= one.until)
                return fail(errc::conflict, "deputy: " + what.deputy.str() + " is away then too");
    }
    what.leave = next_number(with.state, 'L');
    what.by = asked.who;
    return events::facts{std::move(what)};
}

result<events::facts> cancel_leave(const choosing& with, const officer_id& who, const std::string& leave,
                                   const asked_by& asked) {
    const auto* known = with.by.desks.find(who);
    if (!known || !load_leave(with.state, who, leave))
        return fail(errc::not_found, who.str() + " has no leave " + leave);
    return events::facts{events::leave_cancelled{leave, who, asked.who, known->desk}};
}

result<events::facts> declare_interest(const choosing& with, events::interest_declared what, const asked_by& asked) {
    if (!with.by.desks.find(what.officer)) return no_officer(what.officer);
    if (!what.complainant_of.empty()) {
        const auto row = load_case(with.state, what.complainant_of);
        if (!row) return fail(errc::not_found, "there is no case " + what.complainant_of.str());
        what.persons = row->profile.persons;
        if (what.persons.empty())
            return fail(errc::conflict, "case_no: nothing identifies the complainant of " + what.complainant_of.str());
    }
    if (config::compared_name(what.respondent).empty() && what.credit_code.empty() && what.persons.empty())
        return fail(errc::invalid, "respondent: name the firm, give its credit code, or a case of the person");
    what.interest = next_number(with.state, 'I');
    what.by = asked.who;
    what.reason = privacy::mask(asked.reason);
    const auto meant = row_of(what);
    events::facts moved;
    for (const auto& one : held_by(with.state, what.officer, held_max)) {
        const auto row = load_case(with.state, one.which);
        if (!row || !meant.concerns(row->profile)) continue;
        auto [to, trace] = choose_officer(with, row->desk, row->profile, {what.officer});
        trace.insert(trace.begin(), {"conflict:" + what.interest, "from:" + what.officer.str()});
        moved.emplace_back(hand_over_as_asked(with, one.which, *row, std::move(to), std::move(trace), asked));
    }
    events::facts out{std::move(what)};
    std::ranges::move(moved, std::back_inserter(out));
    return out;
}

result<events::facts> withdraw_interest(const choosing& with, const officer_id& who, const std::string& interest,
                                        const asked_by& asked) {
    const auto all = interests_of(with.state, who);
    if (std::ranges::find(all, interest, &interest_row::interest) == all.end())
        return fail(errc::not_found, who.str() + " has declared no interest " + interest);
    return events::facts{events::interest_withdrawn{interest, who, asked.who}};
}

result<events::facts> give_case(const choosing& with, const case_no& which, const officer_id& to,
                                const asked_by& asked) {
    const auto row = open_case(with, which);
    if (!row) return row.error();
    if (row->officer == to) return events::facts{};
    if (auto fit = may_have(with, to, *row); !fit) return fit.error();
    std::vector<std::string> trace{"given"};
    if (!has_room(with, to, row->weight())) trace.emplace_back("over_cap");
    if (!row->officer.empty()) trace.push_back("from:" + row->officer.str());
    return events::facts{hand_over_as_asked(with, which, *row, to, std::move(trace), asked)};
}

result<events::facts> take_case(const choosing& with, const case_no& which, const asked_by& asked) {
    const auto row = open_case(with, which);
    if (!row) return row.error();
    if (row->officer == asked.who) return events::facts{};
    if (!row->officer.empty() && !asked.leads)
        return fail(errc::conflict, row->officer.str() + " has it; ask them to return it, or the lead to give it");
    if (auto fit = may_have(with, asked.who, *row); !fit) return fit.error();
    if (!has_room(with, asked.who, row->weight()))
        return fail(errc::conflict, asked.who.str() + " has no room for it: the lead may give it all the same");
    std::vector<std::string> trace{"taken"};
    if (!row->officer.empty()) trace.push_back("from:" + row->officer.str());
    return events::facts{hand_over_as_asked(with, which, *row, asked.who, std::move(trace), asked)};
}

result<events::facts> return_case(const choosing& with, const case_no& which, const asked_by& asked) {
    const auto row = open_case(with, which);
    if (!row) return row.error();
    if (row->officer.empty()) return events::facts{};
    if (row->officer != asked.who && !asked.leads)
        return fail(errc::forbidden, row->officer.str() + " has it: they or the lead may return it");
    return events::facts{hand_over_as_asked(with, which, *row, {}, {"returned", "from:" + row->officer.str()}, asked)};
}

rebalance_plan plan_rebalance(choosing with, const officer_id& from, const std::string& until) {
    rebalance_plan out;
    for (const auto& one : held_by(with.state, from, held_max)) {
        if (!until.empty() && one.due_on > until) break;
        const auto row = load_case(with.state, one.which);
        if (!row) continue;
        auto but_not = row->returned_by;
        but_not.push_back(from);
        auto [to, trace] = choose_officer(with, row->desk, row->profile, but_not);
        if (to.empty()) {
            out.stay.push_back(one.which);
            continue;
        }
        with.planned[to] += row->weight();
        out.moves.push_back({one.which, from, std::move(to), trace.back()});
    }
    out.fingerprint = print(out);
    return out;
}

result<events::facts> rebalance(const choosing& with, const officer_id& from, const std::string& until,
                                const std::string& fingerprint, const asked_by& asked) {
    if (!with.by.desks.find(from)) return no_officer(from);
    const auto plan = plan_rebalance(with, from, until);
    if (plan.fingerprint != fingerprint)
        return fail(errc::stale, "the plan is another by now: look at the preview again");
    if (plan.moves.empty()) return events::facts{};
    const auto batch = next_number(with.state, 'B');
    events::facts out{events::cases_rebalanced{batch, from, privacy::mask(asked.reason), asked.who, plan.moves}};
    carry_out(with, plan.moves, batch, asked, out);
    return out;
}

result<events::facts> undo_rebalance(const choosing& with, const std::string& batch, const asked_by& asked) {
    const auto done = load_batch(with.state, batch);
    if (!done) return fail(errc::not_found, "there is no rebalancing " + batch + " that could be taken back");
    std::vector<events::case_move> back;
    for (const auto& one : done->moves) {
        const auto row = load_case(with.state, one.of_case);
        // Who has gone on with a case, or passed it on, keeps it so; and nobody gets what they may not have by now.
        if (row && row->busy() && row->officer == one.to && may_have(with, one.from, *row))
            back.push_back({one.of_case, one.to, one.from, "undone"});
    }
    events::facts out{events::rebalance_undone{batch, done->officer, asked.who, back}};
    carry_out(with, back, batch, asked, out);
    return out;
}

} // namespace guiyi::assignment
