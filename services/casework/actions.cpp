#include "services/casework/actions.hpp"

#include "common/privacy/mask.hpp"
#include "services/casework/repeat.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

using privacy::mask;

/// Complaints of a case among which a repeat is looked for.
constexpr std::size_t receipts_max = 1000;

error illegal(const action_request& what, const case_row& row) {
    return fail(errc::illegal_transition, std::string(name_of(what.kind())) + " is not possible: the case is " +
                                              row.state + "; allowed now: " + possible_now(row));
}

/// Decides one action on a case that allows it.
class decider {
  public:
    decider(const law& under, const action_request& what, const case_row& row, const store::view& state, instant now,
            action_reply& reply)
        : under_(under), request_(what), row_(row), state_(state), now_(now), reply_(reply) {}

    result<events::facts> operator()(const accept_case& what) {
        reply_.state = stage::accepted;
        return one(events::case_accepted{request_.on, request_.who, mask(what.note)});
    }

    result<events::facts> operator()(const refuse_case& what) {
        const auto& book = under_.book_for(row_);
        const auto* ground = refusal_ground(book, what.ground);
        if (!ground) return fail(errc::invalid, "ground: " + book.id + " has no such ground for refusing");
        if (what.reason.empty()) return fail(errc::invalid, "reason: is required");
        // A repeat after the case was accepted or decided is answered; what was decided stands.
        if (row_.state != stage::registered)
            return one(events::repeat_refused{request_.on, row_.repeats(), request_.who, ground->code,
                                              mask(what.reason), basis_of(book, *ground)});
        reply_.state = stage::refused;
        return one(
            events::case_refused{request_.on, request_.who, ground->code, mask(what.reason), basis_of(book, *ground)});
    }

    result<events::facts> operator()(const split_report& what) {
        events::report_split out;
        out.from = request_.on;
        out.report = case_no(request_.on.str() + "-R" + std::to_string(row_.reports.size() + 1));
        out.officer = request_.who;
        out.lead = mask(what.lead);
        out.category = what.category;
        if (out.category.empty() && !row_.categories.empty()) out.category = row_.categories.front();
        const auto complaint = load_complaint(state_, row_.first_receipt);
        const auto& summary = complaint ? complaint->summary : events::complaint_summary{};
        out.route = {summary.channel, summary.language, "report", out.category, summary.region, now_};
        reply_.report = out.report;
        return one(std::move(out));
    }

    result<events::facts> operator()(const categorise_case& what) {
        return one(events::case_categorised{request_.on, request_.who, what.categories});
    }

    result<events::facts> operator()(const contact_respondent& what) {
        const auto& whom = what.respondent.empty() ? row_.respondent : what.respondent;
        if (whom.empty()) return fail(errc::invalid, "respondent: is required, the case names none");
        return one(events::respondent_contacted{request_.on, request_.who, mask(whom), mask(what.text)});
    }

    result<events::facts> operator()(const record_reply& what) {
        const auto& who = what.respondent.empty() ? row_.contacted : what.respondent;
        const auto days = std::chrono::floor<std::chrono::days>(now_ - row_.contacted_at).count();
        return one(events::respondent_replied{request_.on, request_.who, mask(who), mask(what.text), what.result,
                                              std::max<std::int64_t>(0, days)});
    }

    result<events::facts> operator()(const classify_repeat& what) {
        const auto known = repeats_of(state_, request_.on, receipts_max);
        const standing_repeat* found = nullptr;
        for (const auto& one : known)
            if (one.receipt == what.receipt && (!found || one.row.kind == what.kind)) found = &one;
        if (!found) return fail(errc::invalid, "receipt: no complaint of this case with that number is a repeat");

        const auto complaint = load_complaint(state_, what.receipt);
        const auto against = load_case(state_, living(state_, found->row.related));
        const auto possible =
            possible_kinds(complaint ? complaint->summary.nature : std::string(), against ? &*against : nullptr);
        if (std::ranges::find(possible, what.kind) == possible.end()) {
            std::string all;
            for (const auto one : possible) all.append(all.empty() ? "" : " ").append(one);
            return fail(errc::invalid, "kind: must be one of: " + all);
        }
        const bool changed = what.kind != found->row.kind;
        if (changed && what.reason.empty()) return fail(errc::invalid, "reason: is required to change the kind");
        const auto& book = under_.book_for(row_);
        const auto* rule = book.find_repeat(what.kind);
        return one(events::repeat_decided{request_.on, what.receipt, what.kind, found->row.kind,
                                          changed ? "changed" : "confirmed", request_.who, mask(what.reason),
                                          basis_of_repeat(book, what.kind), rule ? rule->decides : "officer"});
    }

    result<events::facts> operator()(const add_note& what) {
        return one(events::note_added{request_.on, request_.who, mask(what.text)});
    }

    result<events::facts> operator()(const close_case& what) {
        const auto outcomes = allowed_outcomes(row_);
        if (std::ranges::find(outcomes, what.outcome) == outcomes.end()) return illegal(request_, row_);
        const auto& book = under_.book_for(row_);
        events::case_closed out{request_.on, request_.who, what.outcome, {}, mask(what.note), {}};
        if (what.outcome == "terminated") {
            const auto* ground = termination_ground(book, what.ground);
            if (!ground) return fail(errc::invalid, "ground: " + book.id + " has no such ground for terminating");
            out.ground = ground->code;
            out.basis = basis_of(book, *ground);
        } else {
            out.basis = basis_of(book, action::close, row_);
        }
        reply_.state = stage::closed;
        return one(std::move(out));
    }

  private:
    template <class Fact>
    static result<events::facts> one(Fact fact) {
        events::facts out;
        out.emplace_back(std::move(fact));
        return out;
    }

    const law& under_;
    const action_request& request_;
    const case_row& row_;
    const store::view& state_;
    instant now_;
    action_reply& reply_;
};

} // namespace

result<events::facts> decide_action(const law& under, const action_request& what, const store::view& state, instant now,
                                    action_reply& reply) {
    const auto row = load_case(state, what.on);
    if (!row) return fail(errc::not_found, "there is no such case");
    if (!row->merged_into.empty())
        return fail(errc::illegal_transition, "the case was joined with " + living(state, what.on).str() +
                                                  ": its complaints are there, act on that number");
    if (row->revision != what.revision)
        return fail(errc::stale,
                    "the case changed since it was read; its revision is " + std::to_string(row->revision));
    const auto allowed = allowed_actions(*row);
    if (std::ranges::find(allowed, what.kind()) == allowed.end()) return illegal(what, *row);
    reply = {what.on, row->state, row->revision + 1, {}};
    return std::visit(decider(under, what, *row, state, now, reply), what.what);
}

result<events::facts> decide_reveal(const receipt_no& of, const officer_id& who, const std::string& reason,
                                    const store::view& state) {
    if (!load_complaint(state, of)) return fail(errc::not_found, "there is no such complaint");
    events::facts out;
    out.emplace_back(events::data_revealed{of, who, mask(reason)});
    return out;
}

} // namespace guiyi::casework
