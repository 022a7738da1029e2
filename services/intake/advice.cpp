#include "services/intake/advice.hpp"

#include "common/triage/suggest.hpp"

#include <boost/json/object.hpp>

#include <array>

namespace guiyi::intake {

namespace {

struct label {
    std::string_view pointer, zh, en;
};
constexpr std::array labels{
    label{"/complainant/name", "姓名", "your name"},
    label{"/complainant/phone", "电话", "your telephone number"},
    label{"/complainant/address", "通讯地址", "your postal address"},
    label{"/complainant/email", "电子邮箱", "your e-mail address"},
    label{"/respondent/name", "被投诉方名称", "the respondent's name"},
    label{"/respondent/address", "被投诉方地址", "the respondent's address"},
    label{"/requests", "具体诉求", "what you ask for"},
};

std::string label_of(std::string_view pointer, bool zh) {
    for (const label& known : labels)
        if (known.pointer == pointer) return std::string(zh ? known.zh : known.en);
    return std::string(pointer);
}

std::string list_of(const std::vector<std::string>& pointers, bool zh) {
    std::string out;
    for (const auto& one : pointers) {
        if (!out.empty()) out += zh ? "、" : ", ";
        out += label_of(std::string_view(one).substr(0, one.find(' ')), zh);
    }
    return out;
}

void add(boost::json::array& to, std::string_view code, std::string_view text) {
    to.push_back(boost::json::object{{"code", code}, {"text", text}});
}

/// What cannot wait for anybody to read the complaint. By its words; the category that was chosen counts as well.
void add_fraud(boost::json::array& to, const events::complaint_summary& complaint, const receipt_no& receipt,
               const config::taxonomy& topics, bool zh) {
    const auto said = triage::suggest(receipt, complaint, topics);
    const auto suggests = [&](std::string_view axis, std::string_view code) {
        return said && triage::suggests(*said, axis, code);
    };
    if (suggests("harm", "self_harm"))
        add(to, "danger",
            zh ? "如果您或者身边的人有生命危险，请立即拨打110或者120"
               : "If you or somebody near you is in danger, call 110 or 120 at once");
    if (suggests("action", triage::action::call_110))
        add(to, "call_110",
            zh ? "您的钱可能正在被转走：请马上拨打110报警，并联系银行紧急止付；不要再转账，不要说出验证码"
               : "Your money may be moving right now: call 110 at once and ask your bank to stop the "
                 "payment; transfer nothing more and tell nobody a code");
    else if (complaint.category.starts_with('E') || (said && !said->referral.empty()))
        add(to, "call_110",
            zh ? "如果钱正在被转走，请立即拨打110；反诈咨询请拨打96110"
               : "If money is moving now, call 110 at once; for advice on fraud call 96110");
    else if (said && said->category.starts_with('E'))
        add(to, "fraud_96110",
            zh ? "这类来电多为诈骗：不要转账，不要说出验证码；反诈咨询请拨打96110，已经转账的请立即拨打110"
               : "Calls like this are mostly fraud: transfer nothing and tell nobody a code; for "
                 "advice call 96110, and 110 at once if you have paid");
    if (suggests("action", triage::action::warn_refund_lure) || complaint.category == "E7")
        add(to, "refund_lure",
            zh ? "当心“代为退款、代为维权”的来电：投诉举报不收任何费用，我们不会要您转账、付手续费或提供验证码"
               : "Beware of calls that offer to get your money back: filing is free, and we never "
                 "ask you to transfer money, pay a fee or tell a code");
}

} // namespace

boost::json::array advice_for(const events::complaint_summary& complaint, const submit_reply& said,
                              const config::taxonomy& topics, http::language in) {
    const bool zh = in == http::language::zh;
    boost::json::array out;
    const auto tell = [&](std::string_view code, std::string text) { add(out, code, text); };
    add_fraud(out, complaint, said.receipt, topics, zh);
    if (!said.same_content) {
        tell("content_differs",
             zh ? "同一编号的投诉此前已登记，内容与本次不同，未作更改；请凭原查询码补充材料"
                : "A complaint under this reference was taken before with other content and stays as it is; "
                  "use its query code to add to it");
        return out;
    }
    if (!complaint.incomplete.empty())
        tell("incomplete", (zh ? "还缺少：" : "Still missing: ") + list_of(complaint.incomplete, zh));
    if (!complaint.flags.empty())
        tell("unreadable", (zh ? "以下内容无法识别，已按原样保留：" : "Kept as given, since it could not be read: ") +
                               list_of(complaint.flags, zh));
    if (complaint.anonymous && complaint.nature == "report")
        tell("anonymous_report", zh ? "匿名提交按举报处理，不能调解退款等诉求"
                                    : "An anonymous submission is handled as a report: refunds cannot be mediated");
    tell("keep_evidence",
         zh ? "请保留通话记录、录音、短信和付款凭证" : "Keep call logs, recordings, messages and proof of payment");
    return out;
}

} // namespace guiyi::intake
