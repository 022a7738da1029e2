#include "services/casework/hints.hpp"

#include "common/triage/suggest.hpp"
#include "services/casework/rows.hpp"
#include "services/casework/state.hpp"
#include "services/casework/tables.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace guiyi::casework {

namespace {

namespace json = boost::json;

constexpr std::size_t spans_shown_max = 20;
constexpr std::array axes{"nature", "category", "harm", "technique", "caution", "action"};

store::key hints_key(const receipt_no& of) { return table("hint").text(of); }

int rank(std::string_view urgency) { return urgency == "now" ? 2 : urgency == "soon" ? 1 : 0; }

/// The case's row says how urgent its most urgent complaint is.
void set_urgency(store::writer& state, const case_no& of) {
    const auto before = load_case(state, of);
    if (!before) return;
    std::string urgency;
    for (const auto& receipt : receipts_of(state, of, receipts_max)) {
        const auto said = load_hints(state, receipt);
        if (said && rank(said->urgency) > rank(urgency)) urgency = said->urgency;
    }
    if (urgency == before->urgency) return;
    auto row = *before;
    row.urgency = std::move(urgency);
    save_case(state, of, row, &*before);
}

class folder {
  public:
    explicit folder(store::writer& state) : state_(state) {}

    void operator()(const events::complaint_hinted& fact) { state_.put(hints_key(fact.receipt), to_row(fact)); }
    void operator()(const events::case_registered& fact) { set_urgency(state_, fact.registered); }
    void operator()(const events::complaint_joined& fact) { set_urgency(state_, fact.joined); }
    void operator()(const events::case_merged_noted& fact) {
        set_urgency(state_, fact.into);
        set_urgency(state_, fact.merged);
    }
    void operator()(const events::case_restored_noted& fact) {
        set_urgency(state_, fact.restored);
        set_urgency(state_, fact.out_of);
    }
    void operator()(const events::case_split_noted& fact) {
        set_urgency(state_, fact.opened);
        set_urgency(state_, fact.out_of);
    }

  private:
    store::writer& state_;
};

struct action_words {
    std::string_view code, zh, en;
};
constexpr std::array actions{
    action_words{"call_110", "钱正在转移：请投诉人立即拨打110", "Money is moving: the person must call 110 now"},
    action_words{"refer_police", "疑似诈骗且已有损害：可立即移送公安线索，不等任何期限",
                 "Fraud with harm: a police referral may be opened at once, no clock is waited for"},
    action_words{"split_report", "既要求解决纠纷又要求查处：投诉与举报分别处理（O121 §9）",
                 "Asks for redress and for punishment: handle as two matters (O121 §9)"},
    action_words{"operator_first", "电信服务争议：先由本人的运营商处理，满15日可申诉",
                 "Telecom service: the user's own operator first, an appeal after 15 days"},
    action_words{"warn_refund_lure", "有人以代为维权退款为诱饵：提醒投诉人不要付费、不要提供验证码",
                 "Somebody offers to recover the money: warn the person to pay nothing and give no code"},
};

std::pair<std::string, std::string> names_of(const config::taxonomy& by, std::string_view axis, std::string_view code) {
    if (axis == "nature")
        if (const auto* found = by.find_nature(code)) return {found->name_zh, found->name_en};
    if (axis == "category")
        if (const auto* found = by.find(code)) return {found->name_zh, found->name_en};
    if (const auto* found = by.words().find_flag(axis, code)) return {found->name_zh, found->name_en};
    for (const auto& one : actions)
        if (one.code == code) return {std::string(one.zh), std::string(one.en)};
    return {std::string(code), std::string(code)};
}

struct shown_hint {
    std::int64_t weight = 0;
    json::array because;
};

} // namespace

void add_hints(events::facts& to, const config::taxonomy& by) {
    events::facts more;
    for (const auto& fact : to)
        if (const auto* one = std::get_if<events::complaint_noted>(&fact))
            if (auto said = triage::suggest(one->receipt, one->summary, by)) more.emplace_back(std::move(*said));
    for (auto& fact : more) to.push_back(std::move(fact));
}

void evolve_hints(store::writer& state, const events::event& fact) { events::hand_to(folder(state), fact.data); }

std::optional<events::complaint_hinted> load_hints(const store::view& from, const receipt_no& of) {
    const auto bytes = from.get(hints_key(of));
    if (!bytes) return std::nullopt;
    return from_row<events::complaint_hinted>(*bytes);
}

json::object hints_page(const config::taxonomy& by, const store::view& from, const case_no& of) {
    std::map<std::pair<std::string, std::string>, shown_hint> all;
    std::string urgency = "normal", referral;
    for (const auto& receipt : receipts_of(from, of, receipts_max)) {
        const auto said = load_hints(from, receipt);
        if (!said) continue;
        if (rank(said->urgency) > rank(urgency)) urgency = said->urgency;
        if (!said->referral.empty()) referral = said->referral;
        for (const auto& one : said->hints) {
            auto& shown = all[{one.axis, one.code}];
            shown.weight += one.weight;
            for (const auto& span : one.because)
                if (shown.because.size() < spans_shown_max)
                    shown.because.push_back(json::object{{"receipt_no", receipt.str()},
                                                         {"field", span.field},
                                                         {"at", span.at},
                                                         {"size", span.size},
                                                         {"words", span.words}});
        }
    }
    json::array hints;
    std::map<std::string, std::string, std::less<>> strongest;
    for (const std::string axis : axes) {
        std::vector<std::pair<std::string, shown_hint*>> of_axis;
        for (auto& [at, one] : all)
            if (at.first == axis) of_axis.emplace_back(at.second, &one);
        std::ranges::sort(of_axis, [](const auto& left, const auto& right) {
            const auto a = left.second->weight, b = right.second->weight;
            return a != b ? a > b : left.first < right.first;
        });
        if (!of_axis.empty()) strongest[axis] = of_axis.front().first;
        for (auto& [code, one] : of_axis) {
            auto [zh, en] = names_of(by, axis, code);
            hints.push_back(json::object{{"axis", axis},
                                         {"code", code},
                                         {"zh", std::move(zh)},
                                         {"en", std::move(en)},
                                         {"weight", one->weight},
                                         {"because", std::move(one->because)}});
        }
    }
    const auto text = [&](const std::string& what) { return what.empty() ? json::value(nullptr) : json::value(what); };
    const auto* topic = by.find(strongest["category"]);
    return {{"urgency", urgency},
            {"nature", text(strongest["nature"])},
            {"category", text(strongest["category"])},
            {"desk", topic ? json::value(config::name_of(topic->desk)) : json::value(nullptr)},
            {"referral", text(referral)},
            {"hints", std::move(hints)}};
}

} // namespace guiyi::casework
