#include "services/assignment/service.hpp"

#include "services/assignment/evolve.hpp"
#include "services/assignment/steps.hpp"
#include "services/assignment/watch.hpp"

#include <algorithm>
#include <iterator>

namespace guiyi::assignment {

service::service(const config::desk_book& desks, const config::taxonomy& topics,
                 const std::vector<config::rulebook>& rulebooks, const calendar& days, std::chrono::minutes utc_offset)
    : rules_{desks, topics, {rulebooks, days, utc_offset}} {
    if (rulebooks.empty()) throw failure(fail(errc::invalid, "assignment needs at least one rulebook"));
}

namespace {

/// Facts of casework that tell of a step, with the clocks it orders.
class step_reader {
  public:
    step_reader(const rules& by, instant at, const store::view& state) : by_(by), at_(at), state_(state) {}

    result<events::facts> operator()(const events::case_accepted& fact) const {
        if (fact.step.empty()) return on_case_accepted(by_, fact, at_, state_);
        return step({fact.accepted, fact.step, {}, fact.officer, at_}, nullptr);
    }
    result<events::facts> operator()(const events::case_refused& fact) const {
        if (fact.step.empty()) return on_case_refused(by_, fact, at_, state_);
        return step({fact.refused, fact.step, fact.basis, fact.officer, at_}, nullptr);
    }
    result<events::facts> operator()(const events::case_closed& fact) const {
        if (fact.step.empty()) return on_case_closed(by_, fact, at_, state_);
        return step({fact.closed, fact.step, fact.basis, fact.officer, at_}, nullptr);
    }
    result<events::facts> operator()(const events::case_stepped& fact) const {
        const auto* route = fact.route.empty() ? nullptr : &fact.route.front();
        return step({fact.of_case, fact.step, fact.basis, fact.officer, at_}, route);
    }
    result<events::facts> operator()(const events::report_split& fact) const {
        if (fact.step.empty()) return on_report_split(by_, fact, at_, state_);
        return on_child(by_, fact.report, fact.book, fact.clocks, fact.route, at_, state_);
    }
    result<events::facts> operator()(const events::child_opened& fact) const {
        auto out = on_child(by_, fact.child, fact.book, fact.clocks, fact.route, at_, state_);
        if (!out) return out;
        auto mine = step({fact.from, fact.step, fact.basis, fact.officer, at_}, nullptr);
        if (!mine) return mine;
        std::ranges::move(*mine, std::back_inserter(*out));
        return out;
    }
    result<events::facts> operator()(const events::repeat_refused& fact) const {
        return on_repeat_refused(by_, fact, at_, state_);
    }
    result<events::facts> operator()(const events::repeat_decided& fact) const {
        return on_repeat_decided(by_, fact, at_, state_);
    }
    result<events::facts> operator()(const events::case_opened& fact) const {
        return on_case_opened(by_, fact, at_, state_);
    }
    result<events::facts> operator()(const events::campaign_linked& fact) const {
        return on_campaign_linked(fact, state_);
    }
    result<events::facts> operator()(const events::complaint_tied& fact) const {
        return on_complaint_tied(by_, fact, at_, state_);
    }
    result<events::facts> operator()(const events::cases_merged& fact) const {
        return on_cases_merged(by_, fact, at_, state_);
    }
    result<events::facts> operator()(const events::merge_undone& fact) const {
        return on_merge_undone(by_, fact, at_, state_);
    }
    result<events::facts> operator()(const events::complaints_split& fact) const {
        return on_complaints_split(by_, fact, at_, state_);
    }
    result<events::facts> operator()(const events::note_added& fact) const { return deed(fact.of_case); }
    result<events::facts> operator()(const events::case_categorised& fact) const { return deed(fact.of_case); }
    result<events::facts> operator()(const events::respondent_contacted& fact) const { return deed(fact.of_case); }
    result<events::facts> operator()(const events::respondent_replied& fact) const { return deed(fact.of_case); }
    result<events::facts> operator()(const events::letter_issued& fact) const { return deed(fact.of_case); }

  private:
    result<events::facts> deed(const case_no& which) const { return on_deed(by_, which, at_, state_); }
    /// A step is a deed too, unless it ended the case.
    result<events::facts> step(const step_taken& what, const events::routing* route) const {
        auto out = on_step(by_, what, route, state_);
        if (out && out->empty()) return deed(what.of_case);
        const bool moved = out && std::ranges::any_of(*out, [](const events::fact& one) {
                               return std::holds_alternative<events::case_assigned>(one) ||
                                      std::holds_alternative<events::case_touched>(one) ||
                                      std::holds_alternative<events::case_released>(one);
                           });
        if (out && !moved) std::ranges::move(on_deed(by_, what.of_case, at_, state_), std::back_inserter(*out));
        return out;
    }

    const rules& by_;
    instant at_; // the day it happened, however late it is read
    const store::view& state_;
};

} // namespace

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant) const {
    return events::hand_to<result<events::facts>>(step_reader(rules_, one.what.time, state), one.what.data);
}

result<events::facts> service::on_timer(std::string_view timer, instant, const store::view& state, instant now) const {
    return timer.starts_with('!') ? on_watch(rules_, timer, state, now) : on_clock_due(rules_, state, timer, now);
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    assignment::evolve(state, fact, rules_.law.utc_offset);
}

} // namespace guiyi::assignment
