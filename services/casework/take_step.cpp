#include "services/casework/take_step.hpp"

#include "common/privacy/mask.hpp"
#include "services/casework/refuse.hpp"
#include "services/casework/step_checks.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

using privacy::mask;

/// The state a row is in after a step.
std::string state_after(const law& under, const config::transition& step, const case_row& row) {
    return step.to.empty() ? under.state_of(row) : step.to;
}

class taker {
  public:
    taker(const law& under, const step_request& what, const case_row& row, const store::view& state, instant now,
          step_reply& reply)
        : under_(under),
          what_(what),
          step_(what.step),
          row_(row),
          book_(under.book_for(row)),
          state_(state),
          now_(now),
          reply_(reply) {}

    result<events::facts> run() {
        const step_checks checks{under_, what_, row_, book_, state_, now_};
        auto role = checks.role();
        if (!role) return role.error();
        detail_.role = std::move(*role);
        if (auto done = checks.open(); !done) return done.error();
        if (auto done = checks.persons(); !done) return done.error();
        if (auto done = checks.fields(); !done) return done.error();
        if (auto done = checks.ground(); !done) return done.error();
        auto clocks = checks.clock_orders();
        if (!clocks) return clocks.error();
        detail_.clocks = std::move(*clocks);
        describe();
        reply_.stage = detail_.stage;
        return record();
    }

  private:
    std::string given(std::string_view field) const {
        const auto found = what_.given.find(field);
        return found != what_.given.end() ? found->second : std::string();
    }

    const config::track& track() const { return *under_.track_of(row_); }

    void describe() {
        detail_.action = step_.action;
        detail_.from = under_.state_of(row_);
        detail_.to = state_after(under_, step_, row_);
        const auto* state = track().find_state(detail_.to);
        detail_.stage = state && !state->stage.empty() ? state->stage : row_.state;
        detail_.track = row_.track;
        detail_.book = book_.id;
        detail_.second = officer_id(given("second"));
        if (step_.letter_if.empty() || !given(step_.letter_if).empty()) {
            detail_.letters = step_.letters;
            if (!detail_.letters.empty()) detail_.letter_to = step_.letter_to;
        }
        for (const auto& [name, value] : what_.given) {
            if (value.empty() || name == "ground" || name == "reason" || name == "note") continue;
            const auto* field = book_.find_field(name);
            detail_.fields.push_back({name, field && field->kind == "text" ? mask(value) : value});
        }
        if (step_.desk == "field") detail_.desk = desk_id(given("desk"));
        if (step_.desk == "intake") detail_.desk = under_.desks.fallback().id;
    }

    const config::ground* ground() const {
        for (const auto& one : book_.grounds_of(step_.grounds))
            if (one.code == given("ground")) return &one;
        return nullptr;
    }
    events::legal_basis basis() const {
        const auto* code = ground();
        return code ? basis_of(book_, *code) : basis_of(book_, step_);
    }

    /// The fact that tells this step; the older ones keep their meaning for who reads them.
    result<events::facts> record() {
        if (!step_.opens.empty()) return open_child();
        const bool accepts = step_.action == "accept" || step_.as == "accept";
        if (accepts) return one(events::case_accepted{what_.on, what_.who, mask(given("note")), detail_});
        if (step_.grounds == "refusal")
            return one(
                events::case_refused{what_.on, what_.who, given("ground"), mask(given("reason")), basis(), detail_});
        if (!step_.outcome.empty() && detail_.stage == stage::closed)
            return one(
                events::case_closed{what_.on, what_.who, step_.outcome, given("ground"), words(), basis(), detail_});
        events::case_stepped out{
            what_.on, what_.who, step_.outcome, given("ground"), mask(given("reason")), mask(given("note")), basis(),
            detail_,  {}};
        if (!step_.moves.empty())
            if (auto moved = move(out); !moved) return moved.error();
        auto facts = one(std::move(out));
        if (step_.related_takes.empty()) return facts;
        if (auto more = related(*facts); !more) return more.error();
        return facts;
    }

    /// What the older facts have one place for.
    std::string words() const {
        const auto reason = given("reason"), note = given("note");
        return mask(reason.empty() || note.empty() ? reason + note : reason + "\n" + note);
    }

    events::routing route(std::string nature, std::string category, instant received_at) const {
        const auto complaint = load_complaint(state_, row_.first_receipt);
        const auto& summary = complaint ? complaint->summary : events::complaint_summary{};
        if (category.empty() && !row_.categories.empty()) category = row_.categories.front();
        return {summary.channel, summary.language,   std::move(nature),   std::move(category),       summary.region,
                received_at,     summary.respondent, summary.credit_code, summary.respondent_region, summary.platform,
                summary.shop};
    }

    /// A case of its own, with nothing of the complainant (O121 §37).
    result<events::facts> open_child() {
        const auto& book = under_.book_on(now_, step_.opens);
        const auto* on = book.find_track(step_.opens);
        const auto* begins = on ? on->receive() : nullptr;
        if (!begins) return fail(errc::not_found, "no rulebook has a track " + step_.opens);
        const auto reached_us = step_.child_clock.empty() ? child_day(book, *begins) : named_day();
        std::vector<events::clock_order> clocks;
        const auto own = std::vector<std::string>{step_.child_clock};
        for (const auto& clock : step_.child_clock.empty() ? begins->starts : own)
            clocks.push_back({clock, "start", reached_us, {}, {}, {}});
        reply_.child = child_number();
        const auto nature = on->natures.empty() ? std::string() : on->natures.front();
        auto to = route(nature, given("category"), instant_on(reached_us));
        const auto category = to.category;
        if (nature == "report")
            return one(events::report_split{what_.on, reply_.child, what_.who, mask(given("lead")), category,
                                            std::move(to), book.id, on->initial, std::move(clocks), detail_});
        return one(events::child_opened{what_.on, reply_.child, what_.who, mask(given("lead")), category, std::move(to),
                                        on->id, book.id, on->initial, std::move(clocks), basis_of(book_, step_),
                                        detail_});
    }

    std::string named_day() const { return given("since").empty() ? under_.date_of(now_) : given("since"); }

    /// What a submission held besides reached us with it, whenever somebody saw it (O121 §9); what was found later, on
    /// the day that is named.
    std::string child_day(const config::rulebook& book, const config::transition& begins) const {
        const auto counts_from_receipt = [&](const std::string& id) {
            const auto clock = book.find(id);
            return clock && clock->day_zero == "receipt";
        };
        if (given("since").empty() && std::ranges::any_of(begins.starts, counts_from_receipt))
            return under_.date_of(row_.received_at);
        return named_day();
    }

    /// A moment of that day: the one we know, or its beginning.
    instant instant_on(const std::string& day) const {
        if (day == under_.date_of(now_)) return now_;
        if (day == under_.date_of(row_.received_at)) return row_.received_at;
        const auto date = parse_date(day);
        return date ? start_of(*date, under_.utc_offset) : now_;
    }

    case_no child_number() const {
        const std::string mark = "-" + step_.opens;
        std::size_t n = 1;
        while (std::ranges::find(row_.reports, case_no(what_.on.str() + mark + std::to_string(n))) !=
               row_.reports.end())
            ++n;
        return case_no(what_.on.str() + mark + std::to_string(n));
    }

    /// Over to another procedure: its track begins as if the matter had come under that name.
    result<void> move(events::case_stepped& out) {
        const auto wanted = given("track");
        const auto& book = under_.book_on(row_.received_at, wanted);
        const auto* on = book.find_track(wanted);
        if (!on)
            return fail(errc::invalid,
                        what_.in == language::zh ? "track: 没有规则包含该程序" : "track: no rulebook has it");
        const auto* initial = on->find_state(on->initial);
        out.step.track = wanted;
        out.step.book = book.id;
        out.step.to = on->initial;
        out.step.stage = initial->stage;
        const auto received_on = under_.date_of(row_.received_at);
        for (const auto& clock : on->receive()->starts)
            out.step.clocks.push_back({clock, "start", received_on, {}, {}, {}});
        out.route.push_back(route(on->natures.empty() ? std::string() : on->natures.front(), {}, row_.received_at));
        reply_.stage = out.step.stage;
        return {};
    }

    /// The step that another case takes along with this one.
    result<void> related(events::facts& facts) {
        const case_no which(given("related"));
        const auto row = load_case(state_, which);
        if (!row || which == what_.on)
            return fail(errc::invalid, what_.in == language::zh ? "related: 没有这个其他案件"
                                                                : "related: there is no such other case");
        const auto* on = under_.track_of(*row);
        const auto* step =
            on && row->merged_into.empty() ? on->step(under_.state_of(*row), step_.related_takes) : nullptr;
        if (!step)
            return refuse(
                errc::illegal_transition, what_.in,
                "关联案件现为" + under_.state_of(*row) + "，不能执行" + step_.related_takes,
                "related: " + step_.related_takes + " is not possible: that case is " + under_.state_of(*row));
        step_fields passed{{"note", what_.on.str()}, {"related", what_.on.str()}};
        passed["since"] = given("since").empty() ? under_.date_of(row_.received_at) : given("since");
        step_reply ignored;
        auto more = take_step(under_, {what_.who, which, *step, std::move(passed), what_.roles, what_.in}, *row, state_,
                              now_, ignored);
        if (!more) return more.error();
        for (auto& fact : *more) facts.push_back(std::move(fact));
        return {};
    }

    template <class Fact>
    static result<events::facts> one(Fact fact) {
        events::facts out;
        out.emplace_back(std::move(fact));
        return out;
    }

    const law& under_;
    const step_request& what_;
    const config::transition& step_;
    const case_row& row_;
    const config::rulebook& book_;
    const store::view& state_;
    instant now_;
    step_reply& reply_;
    events::step_detail detail_;
};

} // namespace

result<events::facts> take_step(const law& under, const step_request& what, const case_row& row,
                                const store::view& state, instant now, step_reply& reply) {
    return taker(under, what, row, state, now, reply).run();
}

} // namespace guiyi::casework
