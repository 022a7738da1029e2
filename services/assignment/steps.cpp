#include "services/assignment/steps.hpp"

#include "services/assignment/choice.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

bool ended(std::string_view stage) { return stage == "refused" || stage == "closed"; }

/// Carries out one step's orders in their order; later ones see what earlier ones did.
class worker {
  public:
    worker(const rules& by, const step_taken& what, std::vector<running_clock> clocks)
        : by_(by), what_(what), clocks_(std::move(clocks)), today_(format_date(by.law.date_of(what.at))) {}

    result<events::facts> run() {
        for (const auto& order : what_.step.clocks)
            for (const auto& one : each(order))
                if (auto done = carry_out(one); !done) return done.error();
        return std::move(out_);
    }

  private:
    /// "*" is every clock of the case; what is owed to a single complaint ends with its own answer.
    std::vector<events::clock_order> each(const events::clock_order& order) const {
        if (order.clock != "*") return {order};
        std::vector<events::clock_order> out;
        for (const auto& one : clocks_)
            if (events::clock_receipt(one.clock).empty()) {
                out.push_back(order);
                out.back().clock = one.clock;
            }
        return out;
    }

    result<void> carry_out(const events::clock_order& order) {
        if (order.what == "start") return start(order);
        if (order.what == "stop") return stop(order), result<void>{};
        if (order.what == "drop") return drop(order), result<void>{};
        if (order.what == "pause") return pause(order), result<void>{};
        if (order.what == "resume") return resume(order);
        return extend(order);
    }

    running_clock* find(const std::string& clock) {
        const auto found = std::ranges::find(clocks_, clock, &running_clock::clock);
        return found != clocks_.end() ? &*found : nullptr;
    }
    void forget(const std::string& clock) {
        std::erase_if(clocks_, [&](const running_clock& one) { return one.clock == clock; });
    }

    result<void> start(const events::clock_order& order) {
        if (find(order.clock)) return {};
        const auto* book = config::find_book(by_.law.rulebooks, what_.step.book);
        if (!book) return fail(errc::not_found, "there is no rulebook " + what_.step.book);
        const auto since = parse_date(order.since.empty() ? today_ : order.since);
        if (!since) return since.error();
        auto started = start_clock(by_.law, what_.of_case, *book, order.clock, *since, what_.at);
        if (!started) return started.error();
        running_clock now;
        now.clock = started->clock;
        now.started_on = started->started_on;
        now.due_on = started->due_on;
        now.due_at = started->due_at;
        now.started_at = started->due_at.empty() ? instant() : what_.at;
        now.book = started->book;
        clocks_.push_back(std::move(now));
        out_.emplace_back(std::move(*started));
        return {};
    }

    void stop(const events::clock_order& order) {
        const auto* one = find(order.clock);
        if (!one) return;
        out_.emplace_back(stopped(by_.law, what_.of_case, *one, what_.step.action, what_.at));
        forget(order.clock);
    }

    void drop(const events::clock_order& order) {
        if (!find(order.clock)) return;
        out_.emplace_back(events::clock_dropped{what_.of_case, order.clock});
        forget(order.clock);
    }

    void pause(const events::clock_order& order) {
        auto* one = find(order.clock);
        if (!one || one->paused()) return;
        one->paused_on = order.since.empty() ? today_ : order.since;
        one->pause_reason = order.reason;
        out_.emplace_back(events::clock_paused{what_.of_case, order.clock, one->paused_on, order.reason, order.evidence,
                                               what_.officer});
    }

    result<void> resume(const events::clock_order& order) {
        auto* one = find(order.clock);
        if (!one || !one->paused()) return {};
        const std::string on = order.since.empty() ? today_ : order.since;
        if (auto days = days_left_out(one->paused_on, on, one->pause_reason, one->due_on))
            one->pauses.push_back(std::move(*days));
        auto now = reckon(by_.law, terms_of(*one));
        if (!now) return now.error();
        out_.emplace_back(events::clock_resumed{what_.of_case, order.clock, on, one->paused_on, one->pause_reason,
                                                one->due_on, now->due_on, now->provisional, now->arithmetic,
                                                now->warn_on, what_.officer, order.evidence, now->other_due_on,
                                                now->basis, now->other_basis, now->other_arithmetic});
        one->paused_on.clear();
        one->due_on = now->due_on;
        return {};
    }

    result<void> extend(const events::clock_order& order) {
        auto* one = find(order.clock);
        if (!one || one->breached) return {};
        std::int64_t units = 0;
        if (order.what == "further") {
            units = order.days.empty() ? 0 : std::stoll(order.days);
        } else {
            const auto* book = config::find_book(by_.law.rulebooks, book_of(*one));
            const auto clock = book ? book->find(order.clock) : result<config::legal_clock>(fail(errc::not_found, ""));
            if (!clock || one->extended > 0) return {};
            units = clock->extension;
        }
        one->extended += units;
        auto now = reckon(by_.law, terms_of(*one));
        if (!now) return now.error();
        out_.emplace_back(events::clock_extended{what_.of_case, order.clock, units, one->extended, what_.officer,
                                                 what_.step.role, order.reason, one->due_on, now->due_on,
                                                 now->provisional, now->arithmetic, now->warn_on, what_.basis});
        one->due_on = now->due_on;
        return {};
    }

    std::string book_of(const running_clock& one) const { return one.book.empty() ? what_.step.book : one.book; }
    clock_terms terms_of(const running_clock& one) const {
        auto out = one.terms();
        out.book = book_of(one);
        return out;
    }

    const rules& by_;
    const step_taken& what_;
    std::vector<running_clock> clocks_;
    std::string today_;
    events::facts out_;
};

/// The unit of a step, and an officer of it.
events::case_assigned send_to(const choosing& with, const step_taken& what, const case_row& row) {
    auto [officer, trace] = choose_officer(with, what.step.desk, row.profile);
    trace.insert(trace.begin(), "step:" + what.step.action);
    return hand_over(with, what.of_case, what.step.desk, std::move(officer), row.profile, std::move(trace));
}

} // namespace

result<events::facts> on_step(const rules& by, const step_taken& what, const events::routing* route,
                              const store::view& state) {
    const auto row = load_case(state, what.of_case);
    if (!row) return events::facts{};
    auto out = worker(by, what, row->clocks).run();
    if (!out) return out;
    const bool recalled = row->released && !ended(what.step.stage) && !what.step.stage.empty();
    if (recalled) out->emplace_back(events::case_recalled{what.of_case, what.step.action});
    if (route)
        out->emplace_back(assign(choosing(by, state, what.at), what.of_case, *route, row->profile.persons));
    else if (!what.step.desk.empty() && what.step.desk != row->desk)
        out->emplace_back(send_to(choosing(by, state, what.at), what, *row));
    else if (recalled)
        std::ranges::move(call_back(choosing(by, state, what.at), what.of_case, *row, "step:" + what.step.action),
                          std::back_inserter(*out));
    if (!row->released && ended(what.step.stage)) out->emplace_back(events::case_released{what.of_case, row->officer});
    return out;
}

result<events::facts> on_child(const rules& by, const case_no& child, const std::string& book,
                               const std::vector<events::clock_order>& clocks, const events::routing& route, instant at,
                               const store::view& state) {
    if (load_case(state, child)) return events::facts{};
    events::step_detail begins;
    begins.action = "receive";
    begins.book = book;
    begins.clocks = clocks;
    auto started = worker(by, {child, begins, {}, {}, at}, {}).run();
    if (!started) return started;
    events::facts out{assign(choosing(by, state, at), child, route, {})};
    std::ranges::move(*started, std::back_inserter(out));
    return out;
}

} // namespace guiyi::assignment
