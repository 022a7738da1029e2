#include "services/casework/actions.hpp"

#include "common/privacy/mask.hpp"
#include "services/casework/refuse.hpp"
#include "services/casework/repeat.hpp"
#include "services/casework/respondents.hpp"
#include "services/casework/step_checks.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

/// The time an operator has before an appeal, in the rulebook of telecom appeals.
constexpr std::string_view operator_clock = "M0";
/// The field of a step for what shows that the operator was asked first.
constexpr std::string_view operator_proof = "operator_proof";

using privacy::mask;

error illegal(const law& under, const action_request& what, const case_row& row) {
    const auto now = possible_now(under, row);
    return refuse(errc::illegal_transition, what.in,
                  "不能执行" + what.name() + "：案件状态为" + row.state + "，现在可以：" + now,
                  what.name() + " is not possible: the case is " + row.state + "; allowed now: " + now);
}

bool contains(const std::vector<std::string>& in, std::string_view what) {
    return std::ranges::find(in, what) != in.end();
}

/// Decides one action on a case that allows it.
class decider {
  public:
    decider(const law& under, const action_request& what, const case_row& row, const store::view& state, instant now,
            action_reply& reply)
        : under_(under), request_(what), row_(row), state_(state), now_(now), reply_(reply) {}

    result<events::facts> operator()(const accept_case& what) {
        auto given = what.given;
        add(given, "note", what.note);
        return take("accept", std::move(given));
    }

    result<events::facts> operator()(const refuse_case& what) {
        // A repeat after the case was accepted or decided is answered; what was decided stands.
        if (!is_step("refuse")) return refuse_repeats(what);
        auto given = what.given;
        add(given, "ground", what.ground);
        add(given, "reason", what.reason);
        return take("refuse", std::move(given));
    }

    result<events::facts> operator()(const split_report& what) {
        auto given = what.given;
        add(given, "lead", what.lead);
        add(given, "category", what.category);
        return take("split", std::move(given));
    }

    result<events::facts> operator()(const step_case& what) { return take(what.action, what.given); }

    result<events::facts> operator()(const categorise_case& what) {
        return one(events::case_categorised{request_.on, request_.who, what.categories});
    }

    result<events::facts> operator()(const contact_respondent& what) {
        const auto& whom = what.respondent.empty() ? row_.respondent : what.respondent;
        if (whom.empty())
            return wrong("respondent: 此项必须填写，本案没有被投诉方", "respondent: is required, the case names none");
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
        if (!found)
            return wrong("receipt: 本案没有该编号的再次投诉举报",
                         "receipt: no complaint of this case with that number is a repeat");

        const auto complaint = load_complaint(state_, what.receipt);
        const auto against = load_case(state_, living(state_, found->row.related));
        const auto possible =
            possible_kinds(complaint ? complaint->summary.nature : std::string(), against ? &*against : nullptr);
        if (std::ranges::find(possible, what.kind) == possible.end()) {
            std::string all;
            for (const auto one : possible) all.append(all.empty() ? "" : " ").append(one);
            return wrong("kind: 只能是：" + all, "kind: must be one of: " + all);
        }
        const bool changed = what.kind != found->row.kind;
        if (changed && what.reason.empty())
            return wrong("reason: 改变种类须说明理由", "reason: is required to change the kind");
        const auto received_at = complaint ? complaint->received_at : row_.received_at;
        const auto& book = under_.book_on(received_at);
        const auto* rule = book.find_repeat(what.kind);
        events::repeat_decided out{request_.on,
                                   what.receipt,
                                   what.kind,
                                   found->row.kind,
                                   changed ? "changed" : "confirmed",
                                   request_.who,
                                   mask(what.reason),
                                   basis_of_repeat(book, what.kind),
                                   rule ? rule->decides : "officer"};
        out.clock = rule ? rule->clock : std::string();
        out.nature = complaint ? complaint->summary.nature : std::string();
        out.received_on = under_.date_of(received_at);
        return one(std::move(out));
    }

    result<events::facts> operator()(const add_note& what) {
        return one(events::note_added{request_.on, request_.who, mask(what.text)});
    }

    result<events::facts> operator()(const close_case& what) {
        const auto* on = under_.track_of(row_);
        const auto* step = on ? on->step_to(under_.state_of(row_), what.outcome) : nullptr;
        if (!step) return illegal(under_, request_, row_);
        auto given = what.given;
        add(given, "ground", what.ground);
        add(given, "note", what.note);
        return take(*step, std::move(given));
    }

  private:
    static void add(step_fields& to, const char* name, const std::string& value) {
        if (!value.empty()) to[name] = value;
    }
    const config::transition* find_step(std::string_view name) const {
        const auto* on = under_.track_of(row_);
        const auto* step = on ? on->step(under_.state_of(row_), name) : nullptr;
        return step && !only_along(*on, *step) ? step : nullptr;
    }
    bool is_step(std::string_view name) const { return find_step(name) != nullptr; }

    result<events::facts> take(std::string_view name, step_fields given) {
        const auto* step = find_step(name);
        return step ? take(*step, std::move(given)) : illegal(under_, request_, row_);
    }

    /// A step that takes the proof that the operator was asked first cannot do without it: recorded with its dates, and
    /// then the operator must have had its time; or in words, in this step or an earlier one.
    result<void> operator_first(const config::transition& step, const step_fields& given) const {
        if (!contains(step.takes, operator_proof)) return {};
        if (load_operator_proof(state_, request_.on)) {
            const auto time = under_.book_for(row_).find(operator_clock);
            if (!time) return {};
            return operator_was_first(state_, request_.on, date_at(now_, under_.utc_offset), time->rule.length,
                                      request_.in);
        }
        const auto said = given.find(operator_proof);
        if ((said != given.end() && !said->second.empty()) || proved_before()) return {};
        const std::string field(operator_proof);
        return wrong(field + ": 申诉人须先向经营者投诉：请填写凭证，没有的退由经营者先行处理",
                     field +
                         ": the operator comes first: name the proof that it was asked, or send the appeal back to "
                         "the operator");
    }
    bool proved_before() const {
        const auto* on = under_.track_of(row_);
        return std::ranges::any_of(row_.taken, [&](const step_taker& one) {
            return std::ranges::any_of(on->transitions, [&](const config::transition& step) {
                return step.action == one.action && contains(step.needs, operator_proof);
            });
        });
    }

    result<events::facts> take(const config::transition& step, step_fields given) {
        if (auto first = operator_first(step, given); !first) return first.error();
        step_reply said;
        auto facts = take_step(under_, {request_.who, request_.on, step, std::move(given), request_.roles, request_.in},
                               row_, state_, now_, said);
        if (!facts) return facts;
        reply_.state = said.stage;
        reply_.step = step.to.empty() ? under_.state_of(row_) : step.to;
        reply_.child = said.child;
        if (!facts->empty() && std::holds_alternative<events::report_split>(facts->front())) reply_.report = said.child;
        if (!facts->empty())
            if (const auto* moved = std::get_if<events::case_stepped>(&facts->front())) reply_.step = moved->step.to;
        return facts;
    }

    result<events::facts> refuse_repeats(const refuse_case& what) {
        const auto answer = answer_to_repeats(under_, row_, state_, request_.on);
        if (!answer) return illegal(under_, request_, row_);
        const auto& book = *answer->book;
        if (auto role = role_for(*answer->step, book, request_.who, request_.roles, request_.in); !role)
            return role.error();
        const auto found = std::ranges::find(book.refusals, what.ground, &config::ground::code);
        if (found == book.refusals.end()) return no_such_ground(book);
        if (what.reason.empty()) return wrong("reason: 此项必须填写", "reason: is required");
        return one(events::repeat_refused{request_.on, answer->receipts, request_.who, found->code, mask(what.reason),
                                          basis_of(book, *found)});
    }

    error wrong(std::string_view zh, std::string_view en) const { return refuse(errc::invalid, request_.in, zh, en); }
    error no_such_ground(const config::rulebook& book) const {
        std::string all;
        for (const auto& one : book.refusals) all.append(all.empty() ? "" : " ").append(one.code);
        return wrong("ground: " + book.title_zh + "只有：" + all,
                     "ground: must be one of " + all + ", as " + book.id + " has them");
    }

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
    if (!row) return refuse(errc::not_found, what.in, "没有这个案件", "there is no such case");
    if (const auto into = living(state, what.on).str(); !row->merged_into.empty())
        return refuse(errc::illegal_transition, what.in, "案件已与" + into + "合并办理，请在该案件上操作",
                      "the case was joined with " + into + ": its complaints are there, act on that number");
    if (const auto is = std::to_string(row->revision); row->revision != what.revision)
        return refuse(errc::stale, what.in, "案件在读取之后已有变动，现为第" + is + "版，请重新读取",
                      "the case changed since it was read; its revision is " + is);
    const bool is_step = what.kind() == action::step;
    if (!is_step && !is_offered(under, *row, name_of(what.kind()))) return illegal(under, what, *row);
    reply = {what.on, row->state, row->revision + 1, under.state_of(*row), {}, {}};
    return std::visit(decider(under, what, *row, state, now, reply), what.what);
}

result<events::facts> decide_reveal(const receipt_no& of, const officer_id& who, const std::string& reason,
                                    const store::view& state, language in) {
    if (!load_complaint(state, of)) return refuse(errc::not_found, in, "没有这件投诉", "there is no such complaint");
    events::facts out;
    out.emplace_back(events::data_revealed{of, who, mask(reason)});
    return out;
}

} // namespace guiyi::casework
