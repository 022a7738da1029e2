#include "services/intake/next_step.hpp"

#include "common/config/spelling.hpp"

#include <array>
#include <span>

namespace guiyi::intake {

namespace {

struct words {
    std::string_view code, zh, en; ///< {} stands for the date
};

constexpr std::array by_clock{
    words{"K1", "承办单位会在{}（含当日）之前决定是否受理，并告诉您。",
          "By {} the desk decides whether to accept the case, and tells you."},
    words{"K2", "正在调解，应当在{}（含当日）之前完成；需要您配合时承办人员会联系您。",
          "Mediation is under way and ends by {}; you will be contacted when you are needed."},
    words{"K3", "承办单位会在{}（含当日）之前书面告诉您调解终止的情况。",
          "By {} you are told in writing how the mediation ended."},
    words{"K5", "承办单位会在{}（含当日）之前核查您反映的线索，并决定是否立案。",
          "By {} what you reported is checked, and it is decided whether to file a case."},
    words{"K5r", "承办单位会在{}（含当日）之前核查您反映的线索，并决定是否立案。",
          "By {} what you reported is checked, and it is decided whether to file a case."},
    words{"K5t", "承办单位会在{}（含当日）之前告诉您是否立案。", "By {} you are told whether a case was filed."},
    words{"K6", "案件正在查处，应当在{}（含当日）之前作出决定。", "The case is being decided, by {}."},
};

constexpr std::array clocks{
    words{"K1", "决定是否受理并告知您", "decide whether to accept, and tell you"},
    words{"K2", "完成调解", "finish the mediation"},
    words{"K3", "告知您调解终止", "tell you that the mediation ended"},
    words{"K4", "核查调解中发现的线索", "check what came to light in the mediation"},
    words{"K5", "核查举报并决定是否立案", "check the report and decide whether to file a case"},
    words{"K5r", "核查举报并决定是否立案", "check the report and decide whether to file a case"},
    words{"K5t", "告知您是否立案", "tell you whether a case was filed"},
    words{"K6", "作出处理决定", "decide the case"},
    words{"K7", "与其他部门商定由谁办理", "agree with another department on who handles it"},
    words{"K7b", "由上级机关确定由谁办理", "have a higher authority settle who handles it"},
    words{"K8", "投诉的时效", "the time within which one may complain"},
    words{"K9", "可以处罚的时效", "the time within which a penalty is possible"},
    words{"K9h", "可以处罚的时效", "the time within which a penalty is possible"},
    words{"K10", "决定是否移送公安机关", "decide whether it goes to the police"},
    words{"K10h", "移送公安机关", "hand it over to the police"},
    words{"K11", "公安机关审查是否立案", "have the police examine it"},
    words{"K11h", "公安机关转送有权处理的机关", "have the police pass it on to the competent body"},
    words{"K12", "向公安机关移交物品和材料", "hand over the evidence to the police"},
    words{"K13", "决定承办人员是否回避", "decide whether the officer steps aside"},
    words{"M0", "先由电信企业处理", "let the operator handle it first"},
    words{"M1", "决定是否受理申诉并告知您", "decide whether to accept the appeal, and tell you"},
    words{"M2", "转给电信企业办理", "pass it to the operator"},
    words{"M3", "由电信企业答复", "have the operator reply"},
    words{"M4", "答复您", "answer you"},
    words{"M5", "完成申诉调解", "finish the mediation of the appeal"},
    words{"N1", "转给电信企业处理", "forward it to the telephone company"},
    words{"N2", "由电信企业反馈处理情况", "have the telephone company report what it did"},
    words{"N3", "告知您处理情况", "tell you what was done"},
    words{"A1", "决定是否受理并告知您", "decide whether to accept, and tell you"},
    words{"A2", "完成调解", "finish the mediation"},
    words{"A3", "由经营者答复", "have the firm reply"},
    words{"B1", "由公司回应", "have the company respond"},
    words{"B2", "由公司作最终回应", "have the company's final response"},
    words{"B3", "听取您的反馈", "hear your feedback"},
    words{"F1", "由运营商书面答复", "have the provider answer in writing"},
};

constexpr std::array by_stage{
    words{"received", "正在登记、查重并分派承办单位，通常当天完成，分派后会通知您。",
          "It is being registered and given to a desk, usually the same day; you will be told."},
    words{"accepted", "承办单位正在处理，有进展会通知您。", "The desk is at work on it and will tell you of progress."},
    words{"contacted", "正在等待被投诉方答复。", "The respondent's answer is awaited."},
    words{"replied", "承办人员正在核对对方的答复，并会与您联系。",
          "The officer is checking the respondent's answer and will contact you."},
    words{"refused",
          "本件已经结束。您还可以与经营者协商和解、请求消费者协会调解、向其他有关部门投诉、提请仲裁或者提起诉讼。",
          "This case has ended. You may still settle with the trader, ask a consumer association, another department, "
          "arbitration or a court."},
    words{"closed", "本件已经办结。请在本页告诉我们结果是否落实、您是否满意（回访）。",
          "This case is closed. Please tell us on this page whether what was agreed was done, and how satisfied you "
          "are."},
    words{"closed without agreement",
          "调解没有达成一致，本件已经办结。您还可以与经营者协商和解、请求消费者协会调解、提请仲裁或者提起诉讼。"
          "请在本页告诉我们您是否满意（回访）。",
          "No agreement was reached, and this case is closed. You may still settle with the trader, ask a consumer "
          "association, arbitration or a court. Please tell us on this page how satisfied you are."},
    words{"mediation ended",
          "调解已经终止，本件已经办结。争议还没有解决的，您还可以与经营者协商和解、请求消费者协会调解、提请仲裁或者"
          "提起诉讼。请在本页告诉我们您是否满意（回访）。",
          "The mediation has ended, and this case is closed. If the dispute is not settled, you may still settle with "
          "the trader, ask a consumer association, arbitration or a court. Please tell us on this page how satisfied "
          "you are."},
    words{"closed otherwise", "本件已经办结。请在本页告诉我们您是否满意（回访）。",
          "This case is closed. Please tell us on this page how satisfied you are."},
    words{"sent", "本件已由其他部门办理，由该部门答复您。如果退回我们办理，会在这里说明。",
          "Another department handles it now, and answers you. Should it come back to us, you are told here."},
    words{"withdrawn", "您已要求撤回。是否终止由承办人员决定，决定后会通知您。",
          "You asked to withdraw. An officer decides whether the case ends, and you will be told."},
};

constexpr std::array reasons{
    words{"restarted", "收到新的材料，期限重新计算", "the period began anew with new material"},
    words{"extended", "经批准延长", "an extension was approved"},
    words{"calendar", "国务院办公厅公布了放假安排", "the official holiday notice was published"},
    words{"rulebook", "期限的计算规则作了更正", "the rule by which it is counted was corrected"},
    words{"paused", "依法不计入期限的时间已扣除", "time that the law does not count was taken out"},
    words{"paused:testing", "检测、检验的时间依法不计入期限", "time for testing is not counted by law"},
    words{"paused:appraisal", "鉴定的时间依法不计入期限", "time for appraisal is not counted by law"},
};

std::string_view find(std::span<const words> in, std::string_view code, bool zh) {
    for (const auto& one : in)
        if (one.code == code) return zh ? one.zh : one.en;
    return {};
}

std::string with_date(std::string_view text, const std::string& date) {
    std::string out(text);
    const auto place = out.find("{}");
    if (place != out.npos) out.replace(place, 2, date);
    return out;
}

/// "K1" of "K1+R2".
std::string_view own_name(std::string_view clock) { return clock.substr(0, clock.find_first_of("+ ")); }

constexpr std::string_view own_period = "B3"; // within which the complainant may say more: nobody else is late

/// A day that has passed is no promise any more.
std::string late(std::string_view what, bool can_urge, bool zh) {
    if (zh)
        return "本应在{}（含当日）之前" + std::string(what) + "，现在已经逾期。" +
               (can_urge ? "您可以在本页催办。" : "");
    return "This is late. Due by {}: " + std::string(what) + "." + (can_urge ? " You can urge it on this page." : "");
}

std::string said_by(const running_clock& first, std::string_view today, bool can_urge, bool zh) {
    if (first.paused)
        return zh ? "办理期限现在暂停计算，恢复后日期会顺延，届时会在这里说明。"
                  : "The period is suspended for now; its date will be later, and is told here when it goes on.";
    const auto day = config::spelt_date(first.due_on, zh ? "zh" : "en");
    const auto name = own_name(first.clock);
    const auto what = find(clocks, name, zh);
    if (first.due_on < today && !what.empty())
        return name == own_period ? std::string() : with_date(late(what, can_urge, zh), day);
    if (const auto own = find(by_clock, name, zh); !own.empty()) return with_date(own, day);
    if (what.empty()) return {};
    return zh ? "下一步：" + std::string(what) + "，应当在" + day + "（含当日）之前完成。"
              : "Next: " + std::string(what) + ", by " + day + ".";
}

/// A case that is registered and not yet with anybody waits for the same as a complaint without one; what was agreed
/// can have been carried out only where something was, and mediation also ends because the complaint was taken back.
std::string_view told_as(std::string_view stage, std::string_view detail) {
    if (stage == "registered") return "received";
    if (stage != "closed" || detail.starts_with("agreed")) return stage;
    const bool without = detail.starts_with("failed") || detail == "terminated T3" || detail == "terminated T5";
    if (without) return "closed without agreement";
    return detail.starts_with("terminated") ? "mediation ended" : "closed otherwise";
}

} // namespace

std::string next_step(std::string_view stage, std::string_view detail, const running_clock* first,
                      std::string_view today, http::language in) {
    const bool zh = in == http::language::zh;
    const bool over = ends(stage) || stage == "withdrawn";
    const std::string dated = first ? said_by(*first, today, stage != "withdrawn", zh) : std::string();
    const bool waits = stage == "contacted" || stage == "replied";
    std::string out(find(by_stage, told_as(stage, detail), zh));
    if (dated.empty()) return out.empty() ? std::string(find(by_stage, "accepted", zh)) : out;
    // A repeat of a case that has ended is owed an answer of its own, by its date.
    if (over || waits) return out + (zh ? "" : " ") + dated;
    return dated;
}

std::string clock_words(std::string_view clock, http::language in) {
    const bool zh = in == http::language::zh;
    const auto known = find(clocks, own_name(clock), zh);
    return std::string(known.empty() ? (zh ? "下一步处理" : "the next step") : known);
}

std::string written(const moved_date& what) { return what.clock + " " + what.was + " " + what.why; }

moved_date moved_date_in(std::string_view detail) {
    moved_date out;
    const auto first = detail.find(' ');
    out.clock = detail.substr(0, first);
    if (first == detail.npos) return out;
    detail.remove_prefix(first + 1);
    const auto second = detail.find(' ');
    out.was = detail.substr(0, second);
    if (second != detail.npos) out.why = detail.substr(second + 1);
    return out;
}

std::string why_moved(std::string_view why, http::language in) {
    const bool zh = in == http::language::zh;
    auto known = find(reasons, why, zh);
    if (known.empty()) known = find(reasons, why.substr(0, why.find(':')), zh);
    if (known.empty()) known = zh ? "按规定重新计算" : "it was computed anew by the rules";
    return std::string(known);
}

} // namespace guiyi::intake
