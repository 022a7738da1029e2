#include "services/casework/read_action.hpp"

#include "common/http/json.hpp"
#include "services/casework/body_reader.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::casework {

namespace {

constexpr std::size_t text_chars_max = 4000;
constexpr std::size_t name_chars_max = 200;
constexpr std::size_t code_chars_max = 30;
constexpr std::size_t receipt_chars_max = 40;
constexpr std::size_t categories_max = 10;

void check_category(body_reader& from, std::string_view field, const std::string& code,
                    const config::taxonomy& topics) {
    if (!code.empty() && !topics.known(code))
        from.refuse(field, "unknown_category", "没有这个类别代码", "there is no such category code");
}

std::string read_ground(body_reader& from, const std::vector<config::ground>& grounds) {
    std::string code = from.text("ground", need::required, code_chars_max);
    if (code.empty() || std::ranges::find(grounds, code, &config::ground::code) != grounds.end()) return code;
    std::string all;
    for (const auto& one : grounds) all += (all.empty() ? "" : " ") + one.code;
    from.refuse("ground", "not_in_list", "只能是：" + all, "must be one of: " + all);
    return code;
}

action_body read_close(body_reader& from, const config::rulebook& book) {
    close_case out;
    out.outcome = from.text("outcome", need::required, code_chars_max);
    if (!out.outcome.empty() && !is_outcome(out.outcome))
        from.refuse("outcome", "not_in_list", "只能是：agreed terminated filed not_filed answered",
                    "must be one of: agreed terminated filed not_filed answered");
    if (out.outcome == "terminated") out.ground = read_ground(from, book.terminations);
    out.note = from.text("note", need::optional, text_chars_max);
    return out;
}

action_body read_reply(body_reader& from) {
    record_reply out;
    out.respondent = from.text("respondent", need::optional, name_chars_max);
    out.text = from.text("text", need::required, text_chars_max);
    out.result = from.text("result", need::required, code_chars_max);
    constexpr std::array results{"refund", "refused", "partly", "other"};
    if (!out.result.empty() && std::ranges::find(results, out.result) == results.end())
        from.refuse("result", "not_in_list", "只能是：refund refused partly other",
                    "must be one of: refund refused partly other");
    return out;
}

action_body read_split(body_reader& from, const config::taxonomy& topics) {
    split_report out;
    out.lead = from.text("lead", need::required, text_chars_max);
    out.category = from.text("category", need::optional, code_chars_max);
    check_category(from, "category", out.category, topics);
    return out;
}

action_body read_categories(body_reader& from, const config::taxonomy& topics) {
    categorise_case out{from.texts("categories", categories_max)};
    for (std::size_t i = 0; i < out.categories.size(); ++i) {
        const auto& code = out.categories[i];
        const std::string place = "categories/" + std::to_string(i);
        if (!topics.known(code))
            from.refuse(place, "unknown_category", "没有这个类别代码", "there is no such category code");
        else if (std::ranges::find(out.categories, code) - out.categories.begin() < static_cast<std::ptrdiff_t>(i))
            from.refuse(place, "duplicate", "重复", "is named twice");
    }
    return out;
}

action_body read_body(action which, body_reader& from, const config::rulebook& book, const config::taxonomy& topics) {
    switch (which) {
        case action::accept: return accept_case{from.text("note", need::optional, text_chars_max)};
        case action::refuse: {
            refuse_case out;
            out.ground = read_ground(from, book.refusals);
            out.reason = from.text("reason", need::required, text_chars_max);
            return out;
        }
        case action::split: return read_split(from, topics);
        case action::categorise: return read_categories(from, topics);
        case action::contact: {
            contact_respondent out;
            out.respondent = from.text("respondent", need::optional, name_chars_max);
            out.text = from.text("text", need::required, text_chars_max);
            return out;
        }
        case action::reply: return read_reply(from);
        case action::classify_repeat: {
            classify_repeat out;
            out.receipt = receipt_no(from.text("receipt", need::required, receipt_chars_max));
            out.kind = from.text("kind", need::required, code_chars_max);
            out.reason = from.text("reason", need::optional, text_chars_max);
            return out;
        }
        case action::note: return add_note{from.text("text", need::required, text_chars_max)};
        case action::close: return read_close(from, book);
    }
    return add_note{};
}

} // namespace

parsed_action read_action(action which, const http::request& from, const config::rulebook& book,
                          const config::taxonomy& topics) {
    const auto in = http::language_of(from);
    boost::json::value body = boost::json::object();
    if (!from.body.empty()) {
        auto parsed = http::parse_body(from);
        if (!parsed) return parsed.error();
        body = std::move(*parsed);
    }
    const auto* object = body.if_object();
    if (!object)
        return http::invalid_problem({{"", "wrong_type", in == http::language::zh ? "应为对象" : "must be an object"}},
                                     in);
    body_reader reader(*object, in);
    action_body out = read_body(which, reader, book, topics);
    reader.finish();
    if (!reader.good()) return http::invalid_problem(reader.take(), in);
    return out;
}

boost::system::result<std::uint64_t, http::problem> read_revision(const http::request& from) {
    std::string_view text = from.header("if-match");
    std::uint64_t revision = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), revision);
        if (ec == std::errc() && end == text.data() + text.size()) return {boost::system::in_place_value, revision};
    }
    const auto in = http::language_of(from);
    return http::invalid_problem({{"/If-Match", "required",
                                   in == http::language::zh ? "请在If-Match中给出读取案件时的ETag"
                                                            : "give the ETag of the case as you read it in If-Match"}},
                                 in);
}

} // namespace guiyi::casework
