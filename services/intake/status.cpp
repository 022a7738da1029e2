#include "services/intake/status.hpp"

#include "common/config/spelling.hpp"
#include "services/intake/next_step.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <map>
#include <span>

namespace guiyi::intake {

namespace {

namespace json = boost::json;

struct word {
    std::string_view code, zh, en;
};

std::string_view find_word(std::span<const word> in, std::string_view code, bool zh) {
    for (const word& known : in)
        if (known.code == code) return zh ? known.zh : known.en;
    return {};
}

constexpr auto no_end = std::numeric_limits<std::uint64_t>::max();

constexpr std::array stages{
    word{"received", "已收到投诉", "Your complaint was received"},
    word{"registered", "已登记立档", "Your complaint was registered as a case"},
    word{"joined", "已并入您此前的同一件投诉", "Added to your earlier case about the same dispute"},
    word{"merged", "已与以下案件合并办理", "Joined with case"},
    word{"restored", "已恢复单独办理，案件编号", "Has its own case again"},
    word{"split", "已作为单独的案件办理，案件编号", "Has a case of its own now"},
    word{"assigned", "已分派承办单位", "A desk was given the case"},
    word{"accepted", "已受理", "The case was accepted"},
    word{"refused", "不予受理", "The case was not accepted"},
    word{"contacted", "已联系被投诉方", "The respondent was contacted"},
    word{"replied", "被投诉方已答复", "The respondent replied"},
    word{"closed", "已办结", "The case is closed"},
    word{"sent", "已转给其他部门办理", "The case went to another department"},
    word{"urged", "您已催办", "You asked for progress"},
    word{"supplemented", "您已补充材料", "You added material"},
    word{"withdrawn", "您已撤回投诉", "You withdrew your complaint"},
    word{"clock_started", "办理期限开始计算", "A deadline began"},
    word{"clock_breached", "已超过办理期限", "A deadline has passed"},
    word{"clock_moved", "办理期限有变动", "A deadline moved"},
    word{"date_certain", "办理期限已确定，不再是暂定", "A deadline is no longer provisional"},
    word{"date_provisional", "办理期限改为暂定", "A deadline is provisional now"},
    word{"clock_paused", "办理期限暂停计算", "A deadline is suspended"},
    word{"similar", "发现其他人的类似投诉，一并分析",
         "Similar complaints by other people were found, and are looked at together"},
    word{"feedback", "您已评价办理情况（回访）", "You gave feedback on the handling"},
};

constexpr std::array results{
    word{"refund", "同意退款", "agreed to refund"},
    word{"refused", "拒绝", "refused"},
    word{"partly", "部分同意", "agreed in part"},
    word{"other", "其他", "other"},
    word{"agreed", "达成一致", "an agreement was reached"},
    word{"terminated", "终止调解", "the mediation was ended"},
    word{"filed", "已立案", "a case was filed"},
    word{"not_filed", "不予立案", "no case was filed"},
    word{"answered", "已答复", "answered"},
    word{"decided", "已作出处理决定", "the case was decided"},
    word{"no_penalty", "不予处罚", "no penalty was imposed"},
    word{"withdrawn", "撤销案件", "the case was withdrawn"},
    word{"taken_back", "按您的撤回办结", "closed as you withdrew it"},
    word{"transferred", "已移送公安机关", "transferred to the police"},
    word{"not_transferred", "不移送公安机关", "not transferred to the police"},
    word{"failed", "调解不成", "no agreement was reached"},
    word{"referred", "已转有关部门", "referred to the competent department"},
    // Steps that end a case, by their names in the rulebooks.
    word{"no_authority", "本单位无权处理，请向有权处理的部门反映",
         "we may not handle it; please turn to the department that may"},
    word{"not_again", "与此前的举报相同，不再另行处理", "the same as an earlier report, which is not handled again"},
    word{"merge_new_facts", "您反映的新情况已并入此前的举报一起办理",
         "joined to the earlier report, and handled there"},
    word{"crime", "涉嫌犯罪，已提请移送公安机关", "it may be a crime, and its transfer to the police was proposed"},
};

/// Steps that take an ended case up again, by their names in the rulebooks.
constexpr std::array returns{
    word{"redo_by_order", "原来的决定已被撤销，本件重新办理",
         "The decision was set aside, and the case is taken up again"},
    word{"recheck_by_order", "原来的决定已被撤销，本件重新核查",
         "The decision was set aside, and the matter is checked again"},
    word{"redecide_by_order", "原来的决定已被撤销，本件重新作出处理决定",
         "The decision was set aside, and the case is decided again"},
    word{"sent_back", "其他部门已退回，由我们继续办理", "The other department sent it back, and we go on with it"},
    word{"received_there", "转往的部门已收到，正在办理",
         "The department it went to has received it, and is at work on it"},
};

/// Turns what is stored, which is in codes, into sentences of one language.
class teller {
  public:
    teller(const config::wording& words, http::language in)
        : words_(words), zh_(in == http::language::zh), language_(zh_ ? "zh" : "en") {}

    std::string clock(std::string_view clock) const { return clock_words(clock, in()); }

    /// Without an article, the instrument alone says as much as is known.
    std::string basis(const events::legal_basis& of) const {
        const auto known = words_.basis(of.instrument, of.article, language_);
        return known.empty() ? of.instrument : known;
    }

    std::string step(const step_row& step) const {
        const auto text = find_word(stages, step.stage, zh_);
        if (step.stage == "similar") return std::string(text); // the number of a campaign is for the staff
        if (step.stage == "clock_moved") return moved(step, text);
        if (step.stage == "clock_paused") return with(text, clock(step.detail) + why(moved_date_in(step.detail).was));
        if (step.stage.starts_with("clock_")) return with(text, clock(step.detail) + by(step.due_on));
        if (step.stage == "replied" || step.stage == "closed") return with(text, outcome(step.detail));
        if (step.stage == "refused") return with(text, refusal(step.detail));
        if (step.stage == "contacted" || step.stage == "sent" || step.stage == "merged" || step.stage == "restored" ||
            step.stage == "split")
            return with(text, step.detail);
        if (const auto again = find_word(returns, step.detail, zh_); !again.empty()) return std::string(again);
        return std::string(text.empty() ? std::string_view(step.stage) : text);
    }

    /// "A deadline moved: mediation, from A to B (why)". A date may also stay and turn certain, or provisional.
    std::string moved(const step_row& step, std::string_view text) const {
        const auto what = moved_date_in(step.detail);
        if (what.was == step.due_on && !what.why.starts_with("paused:"))
            return with(find_word(stages, step.provisional ? "date_provisional" : "date_certain", zh_),
                        clock(what.clock) + by(step.due_on) + why(what.why));
        return with(text, clock(what.clock) + (zh_ ? "，由" : ", from ") + day(what.was) + (zh_ ? "改为" : " to ") +
                              day(step.due_on) + why(what.why));
    }

  private:
    http::language in() const { return zh_ ? http::language::zh : http::language::en; }

    std::string day(const std::string& date) const { return config::spelt_date(date, language_); }

    std::string why(std::string_view code) const {
        const auto text = why_moved(code, in());
        return zh_ ? "（" + text + "）" : " (" + text + ")";
    }

    std::string with(std::string_view text, const std::string& more) const {
        if (more.empty()) return std::string(text);
        return std::string(text) + (zh_ ? "：" : ": ") + more;
    }

    std::string by(const std::string& due_on) const {
        return due_on.empty() ? "" : (zh_ ? "，最晚" : " by ") + day(due_on);
    }

    std::string ground(std::string_view code) const {
        auto known = words_.ground(code, language_);
        return known.empty() ? std::string(code) : known;
    }

    /// "NA5", or "NA5: the officer's reason".
    std::string refusal(std::string_view detail) const {
        const auto colon = detail.find(": ");
        if (colon == detail.npos) return ground(detail);
        return ground(detail.substr(0, colon)) + (zh_ ? "。" : ". ") + std::string(detail.substr(colon + 2));
    }

    /// "agreed", or "terminated T2".
    std::string outcome(std::string_view detail) const {
        const auto space = detail.find(' ');
        const auto known = find_word(results, detail.substr(0, space), zh_);
        if (known.empty()) return {}; // a code tells nobody anything
        if (space == detail.npos) return std::string(known);
        const auto why = ground(detail.substr(space + 1));
        return std::string(known) + (zh_ ? "（" + why + "）" : " (" + why + ")");
    }

    const config::wording& words_;
    bool zh_;
    std::string_view language_;
};

step_row current_stage(const receipt_row& receipt, const case_row& of_case) {
    if (const auto* mine = receipt.answer(); mine && !mine->refused.empty() && !receipt.withdrawn)
        return {{}, "refused", mine->refused, {}, false};
    if (ends(of_case.stage) || (!of_case.stage.empty() && !receipt.withdrawn))
        return {{}, of_case.stage, of_case.detail, {}, false};
    if (receipt.withdrawn) return {{}, "withdrawn", {}, {}, false};
    return {{}, receipt.in_case.empty() ? "received" : "registered", {}, {}, false};
}

std::optional<running_clock> first_clock(const receipt_row& receipt, const case_row& of) {
    // Whatever ends a case takes its clocks away; what runs afterwards, as until its end is told in writing, is owed.
    auto running = of.clocks;
    if (const auto* mine = receipt.answer()) std::ranges::copy(mine->clocks, std::back_inserter(running));
    if (running.empty()) return std::nullopt;
    return *std::ranges::min_element(running, {}, &running_clock::due_on);
}

json::value next_deadline(const std::optional<running_clock>& first, const teller& say) {
    if (!first) return nullptr;
    return json::object{{"due_on", first->due_on},
                        {"provisional", first->provisional},
                        {"paused", first->paused},
                        {"basis", say.basis(first->basis)},
                        {"what", say.clock(first->clock)}};
}

/// How many other people's cases are alike: a number, and nothing by which anybody could be known.
std::uint64_t similar_to(const case_row& of_case, const state_reader& state) {
    if (of_case.campaign.empty()) return 0;
    const auto all = state.cases_in(of_case.campaign);
    return all > 0 ? all - 1 : 0;
}

json::object wish_json(const contact_wish& wish) {
    json::object out;
    if (!wish.channel.empty()) out["channel"] = wish.channel;
    if (!wish.language.empty()) out["language"] = wish.language;
    if (!wish.frequency.empty()) out["frequency"] = wish.frequency;
    return out;
}

json::value feedback_json(const receipt_row& row, std::chrono::minutes utc_offset) {
    if (!row.feedback) return nullptr;
    return json::object{{"at", format_local(row.feedback->at, utc_offset)},
                        {"satisfaction", row.feedback->satisfaction},
                        {"promise", row.feedback->promise},
                        {"call_back", row.feedback->call_back}};
}

/// The steps of every case the receipt was in while it was there, and its moves between them, by time.
std::vector<step_row> steps_seen(const receipt_row& row, const std::vector<move_row>& moves,
                                 const state_reader& state) {
    std::vector<step_row> out = state.steps(row.in_case, row.placed_from, no_end, history_max);
    std::map<case_no, std::uint64_t> shown_from{{row.in_case, row.placed_from}}; // nothing is shown twice
    for (auto left = moves.rbegin(); left != moves.rend(); ++left) {
        auto& from = shown_from.try_emplace(left->left, no_end).first->second;
        auto older = state.steps(left->left, left->placed_from, std::min(left->placed_to, from), history_max);
        from = std::min(from, left->placed_from);
        older.push_back({left->at, left->how, left->to.str(), {}, false});
        std::vector<step_row> both;
        std::ranges::merge(older, out, std::back_inserter(both), {}, &step_row::at, &step_row::at);
        out = std::move(both);
    }
    return out;
}

std::vector<step_row> history_of(const receipt_no& receipt, const receipt_row& row, const state_reader& state) {
    // An import may state a time of receipt that the machine's clock had not reached; it is first all the same.
    std::vector<step_row> out{{row.received_at, "received", {}, {}, false}};
    std::vector<step_row> of_cases;
    if (!row.in_case.empty()) {
        const auto moves = state.moves(receipt);
        const auto& verdict = moves.empty() ? row.verdict : moves.front().verdict;
        const instant placed_at = moves.empty() ? row.placed_at : moves.front().placed_at;
        out.push_back({placed_at, verdict == "tie" ? "joined" : "registered", {}, {}, false});
        of_cases = steps_seen(row, moves, state);
    }
    auto own = state.steps(receipt, history_max);
    for (auto* steps : {&of_cases, &own})
        std::erase_if(*steps, [](const step_row& step) {
            return step.stage == "clock_stopped" || step.stage == "clock_dropped";
        });
    std::ranges::merge(of_cases, own, std::back_inserter(out), {}, &step_row::at, &step_row::at);
    if (out.size() > history_max) out.erase(out.begin() + 1, out.end() - (history_max - 1));
    return out;
}

} // namespace

result<json::object> status_of(const receipt_no& receipt, const store::view& rows, instant now,
                               std::chrono::minutes utc_offset, const config::wording& words, http::language in) {
    const teller say(words, in);
    const state_reader state(rows);
    const auto row = state.find(receipt);
    if (!row) return fail(errc::not_found, "no complaint under this receipt number");
    const case_row of_case = row->in_case.empty() ? case_row() : state.find(row->in_case).value_or(case_row());
    const step_row stage = current_stage(*row, of_case);
    const auto first = first_clock(*row, of_case);
    const auto today = format_date(date_at(now, utc_offset));
    json::array history;
    for (const step_row& step : history_of(receipt, *row, state))
        history.push_back(
            json::object{{"at", format_local(step.at, utc_offset)}, {"stage", step.stage}, {"text", say.step(step)}});
    return json::object{{"receipt_no", receipt.str()},
                        {"received_at", format_local(row->received_at, utc_offset)},
                        {"stage", stage.stage},
                        {"stage_text", say.step(stage)},
                        {"case_no", row->in_case.empty() ? json::value(nullptr) : json::value(row->in_case.str())},
                        {"next_deadline", next_deadline(first, say)},
                        {"next_step", next_step(stage.stage, stage.detail, first ? &*first : nullptr, today, in)},
                        {"similar", similar_to(of_case, state)},
                        {"urges", row->urges},
                        {"preferences", wish_json(row->wish)},
                        {"feedback", feedback_json(*row, utc_offset)},
                        {"history", std::move(history)}};
}

} // namespace guiyi::intake
