#include "services/intake/faults.hpp"

#include <array>

namespace guiyi::intake {

namespace {

struct sentence {
    std::string_view code, zh, en; ///< {} stands for the argument
};

constexpr std::array sentences{
    sentence{"unknown_field", "没有这个字段", "there is no such field"},
    sentence{"wrong_type", "类型不对，应为{}", "must be {}"},
    sentence{"required", "此项必须填写", "must be given"},
    sentence{"respondent_or_call", "请填写被投诉方名称，或至少一次来电",
             "give the respondent's name or at least one call"},
    sentence{"not_in_list", "只能是：{}", "must be one of: {}"},
    sentence{"unknown_category", "没有这个类别代码", "there is no such category code"},
    sentence{"too_long", "最多{}个字符", "at most {} characters"},
    sentence{"too_many", "最多{}项", "at most {} items"},
    sentence{"out_of_range", "应为0到{}之间的整数", "must be a whole number from 0 to {}"},
    sentence{"nul", "含有不允许的空字符", "holds the character U+0000, which is not taken"},
    sentence{"control_character", "含有控制字符", "holds control characters"},
    sentence{"impossible_date", "日期或时间不存在", "this date or time does not exist"},
    sentence{"invalid_date", "无法识别的日期，请写成2026-11-20", "not a date: write it as 2026-11-20"},
    sentence{"invalid_time", "无法识别的时间，请写成2026-11-20T19:42:00+08:00或只写日期",
             "not a time: write 2026-11-20T19:42:00+08:00, or the date alone"},
    sentence{"invalid_amount", "无法识别的金额，请写成1280.00", "not an amount: write it as 1280.00"},
    sentence{"invalid_currency", "币种应为三个大写字母，如CNY", "a currency is three capital letters, as CNY"},
    sentence{"invalid_phone", "无法识别的电话号码", "not a telephone number"},
    sentence{"invalid_email", "无法识别的电子邮箱", "not an e-mail address"},
    sentence{"invalid_id_number", "证件号码有误，请核对", "not a valid identity number: check it"},
    sentence{"invalid_id_last4", "应为证件号码的后四位", "must be the last four characters of the identity number"},
    sentence{"invalid_credit_code", "统一社会信用代码有误，请核对", "not a valid unified social credit code: check it"},
    sentence{"invalid_evidence", "应为上传证据后得到的编号，如sha256:…",
             "must be the id that an upload gave, as sha256:…"},
    sentence{"unknown_evidence", "没有收到过这份证据，请先上传", "no such evidence is stored: upload it first"},
    sentence{"received_at_not_allowed", "此渠道不接受接收时间", "is taken from imports and signed-in systems only"},
    sentence{"in_future", "时间在未来", "lies in the future"},
    sentence{"too_early", "时间过早", "lies too far in the past"},
    sentence{"invalid_receipt_no", "回执编号有误，请核对", "check the number: it is not a receipt number"},
    sentence{"empty_file", "文件是空的", "the file is empty"},
    sentence{"text_or_evidence", "请填写说明或附上证据", "give a text or evidence"},
    sentence{"invalid_idempotency_key", "Idempotency-Key最多{}个字符", "Idempotency-Key has at most {} characters"},
};

struct noun {
    std::string_view en, zh;
};
constexpr std::array nouns{noun{"text", "文本"}, noun{"an object", "对象"}, noun{"a list", "列表"},
                           noun{"true or false", "true或false"}, noun{"a whole number", "整数"}};

std::string_view in_chinese(std::string_view argument) {
    for (const noun& known : nouns)
        if (known.en == argument) return known.zh;
    return argument;
}

std::string filled(std::string_view text, std::string_view argument) {
    std::string out(text);
    if (const auto at = out.find("{}"); at != out.npos) out.replace(at, 2, argument);
    return out;
}

} // namespace

void fault_list::refuse(std::string pointer, std::string_view code, std::string argument) {
    if (refused.size() < refused_max) refused.push_back({std::move(pointer), code, std::move(argument)});
}

void fault_list::doubt(std::string pointer, std::string_view code, std::string argument) {
    if (strict_) return refuse(std::move(pointer), code, std::move(argument));
    flags.push_back(std::move(pointer) + ' ' + std::string(code));
}

http::field_error in_words(const fault& what, http::language in) {
    const bool zh = in == http::language::zh;
    for (const sentence& known : sentences)
        if (known.code == what.code)
            return {what.pointer, std::string(what.code),
                    zh ? filled(known.zh, in_chinese(what.argument)) : filled(known.en, what.argument)};
    return {what.pointer, std::string(what.code), std::string(what.code)};
}

std::vector<http::field_error> in_words(const std::vector<fault>& what, http::language in) {
    std::vector<http::field_error> out;
    out.reserve(what.size());
    for (const fault& one : what) out.push_back(in_words(one, in));
    return out;
}

} // namespace guiyi::intake
