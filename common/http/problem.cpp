#include "common/http/problem.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace guiyi::http {

namespace {

struct title_row {
    int status;
    std::string_view zh, en;
};

constexpr std::array titles{
    title_row{400, "请求无法解析", "The request cannot be read"},
    title_row{401, "请先登录", "Sign in first"},
    title_row{403, "没有权限", "Not allowed"},
    title_row{404, "没有找到", "Not found"},
    title_row{405, "不支持该操作方式", "Method not allowed"},
    title_row{408, "请求发送超时", "The request took too long to arrive"},
    title_row{409, "与当前状态冲突", "Conflicts with the current state"},
    title_row{412, "数据已被更新，请刷新后重试", "Changed since it was read: read again and retry"},
    title_row{413, "内容过大", "Too large"},
    title_row{415, "不支持的内容类型", "Unsupported content type"},
    title_row{416, "请求的范围超出文件", "The asked part lies outside of the file"},
    title_row{417, "无法满足请求的前提", "Expectation cannot be met"},
    title_row{422, "填写内容有误", "The input breaks a rule"},
    title_row{429, "请求过于频繁，请稍后再试", "Too many requests: retry later"},
    title_row{431, "请求头过大", "Request header too large"},
    title_row{500, "系统内部错误", "Internal error"},
    title_row{501, "不支持的传输方式", "Not implemented"},
    title_row{503, "暂时无法受理，请稍后再试", "Cannot be served now: retry later"},
};

struct status_row {
    int status;
    std::optional<int> retry_after_s;
};

status_row status_of(errc code) {
    switch (code) {
        case errc::not_found: return {404, {}};
        case errc::invalid: return {422, {}};
        case errc::conflict:
        case errc::illegal_transition: return {409, {}};
        case errc::stale: return {412, {}};
        case errc::forbidden: return {403, {}};
        case errc::unauthenticated: return {401, {}};
        case errc::too_large: return {413, {}};
        case errc::busy: return {503, 2};
        case errc::unavailable: return {503, 10};
        case errc::timeout: return {503, 5};
        default: return {500, {}};
    }
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// The weight of "zh-CN;q=0.8" in thousandths; 1000 when it has none.
int weight_of(std::string_view range) {
    const std::size_t mark = range.find("q=");
    if (mark == range.npos) return 1000;
    const std::string_view q = range.substr(mark + 2, 5);
    int thousandths = q.starts_with('1') ? 1000 : 0;
    int place = 100;
    for (std::size_t i = 2; i < q.size() && q[i] >= '0' && q[i] <= '9' && thousandths < 1000; ++i, place /= 10)
        thousandths += (q[i] - '0') * place;
    return thousandths;
}

} // namespace

language language_of(const request& from) {
    std::string_view rest = from.header("accept-language");
    language best = language::zh;
    int best_weight = 0;
    while (!rest.empty()) {
        const std::string_view range = trimmed(rest.substr(0, rest.find(',')));
        rest.remove_prefix(std::min(rest.size(), std::min(rest.find(','), rest.size()) + 1));
        const bool zh = range.size() >= 2 && same_token(range.substr(0, 2), "zh");
        const bool en = range.size() >= 2 && same_token(range.substr(0, 2), "en");
        if ((zh || en) && weight_of(range) > best_weight) {
            best_weight = weight_of(range);
            best = en ? language::en : language::zh;
        }
    }
    return best;
}

problem status_problem(int status, language in) {
    problem out;
    out.status = status;
    for (const title_row& row : titles)
        if (row.status == status) out.title = in == language::zh ? row.zh : row.en;
    if (out.title.empty()) out.title = in == language::zh ? "请求未能完成" : "The request failed";
    return out;
}

problem problem_of(const error& why, language in) {
    const auto [status, retry_after_s] = status_of(why.code);
    problem out = status_problem(status, in);
    out.type = "urn:guiyi:problem:" + std::string(status == 500 ? "internal" : name_of(why.code));
    // What broke inside is for the log, not for the caller.
    if (status != 500) out.detail = why.detail;
    out.retry_after_s = retry_after_s;
    return out;
}

problem invalid_problem(std::vector<field_error> errors, language in) {
    problem out = status_problem(422, in);
    out.type = "urn:guiyi:problem:invalid";
    out.errors = std::move(errors);
    return out;
}

response to_response(const problem& what) {
    boost::json::object body{{"type", what.type}, {"title", what.title}, {"status", what.status}};
    if (!what.detail.empty()) body["detail"] = what.detail;
    if (!what.errors.empty()) {
        boost::json::array& list = body["errors"].emplace_array();
        for (const field_error& e : what.errors)
            list.push_back(boost::json::object{{"pointer", e.pointer}, {"code", e.code}, {"detail", e.detail}});
    }
    response out;
    out.status = what.status;
    out.content_type = "application/problem+json";
    out.body = boost::json::serialize(body);
    if (what.retry_after_s) out.headers.emplace_back("Retry-After", std::to_string(*what.retry_after_s));
    return out;
}

response to_response(const error& why, language in) { return to_response(problem_of(why, in)); }

void throw_exception_from_error(const problem& what, const boost::source_location&) {
    throw failure(error{errc::invalid, what.title});
}

} // namespace guiyi::http
