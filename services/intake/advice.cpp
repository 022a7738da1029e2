#include "services/intake/advice.hpp"

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

} // namespace

boost::json::array advice_for(const events::complaint_summary& complaint, const submit_reply& said, http::language in) {
    const bool zh = in == http::language::zh;
    boost::json::array out;
    const auto add = [&](std::string_view code, std::string text) {
        out.push_back(boost::json::object{{"code", code}, {"text", std::move(text)}});
    };
    if (complaint.category.starts_with('E'))
        add("call_110", zh ? "如果钱正在被转走，请立即拨打110；反诈咨询请拨打96110"
                           : "If money is moving now, call 110 at once; for advice on fraud call 96110");
    if (!said.same_content) {
        add("content_differs",
            zh ? "同一编号的投诉此前已登记，内容与本次不同，未作更改；请凭原查询码补充材料"
               : "A complaint under this reference was taken before with other content and stays as it is; "
                 "use its query code to add to it");
        return out;
    }
    if (!complaint.incomplete.empty())
        add("incomplete", (zh ? "还缺少：" : "Still missing: ") + list_of(complaint.incomplete, zh));
    if (!complaint.flags.empty())
        add("unreadable", (zh ? "以下内容无法识别，已按原样保留：" : "Kept as given, since it could not be read: ") +
                              list_of(complaint.flags, zh));
    if (complaint.anonymous && complaint.nature == "report")
        add("anonymous_report", zh ? "匿名提交按举报处理，不能调解退款等诉求"
                                   : "An anonymous submission is handled as a report: refunds cannot be mediated");
    add("keep_evidence",
        zh ? "请保留通话记录、录音、短信和付款凭证" : "Keep call logs, recordings, messages and proof of payment");
    return out;
}

} // namespace guiyi::intake
