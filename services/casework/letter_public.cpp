#include "common/http/json.hpp"
#include "services/casework/body_reader.hpp"
#include "services/casework/letter_answer.hpp"
#include "services/casework/letter_api.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace guiyi::casework {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t code_chars_max = 100;

/// One answer for a wrong code and for a receipt that is not there: who guesses learns nothing.
http::response closed(http::language in) {
    return http::to_response(
        fail(errc::not_found,
             in == http::language::zh ? "登记编号或查询码不正确" : "the receipt number or the query code is wrong"),
        in);
}

/// Issued to this complainant, still standing, and sent in a way that is read online.
bool is_theirs(const letter_row& row, const receipt_no& whose) {
    const auto online = [](const dispatch_row& one) { return one.channel == "internet" || one.channel == "email"; };
    return row.issued() && row.replaced_by.empty() && row.addressee == "complainant" && row.receipt == whose &&
           std::ranges::any_of(row.sent, online);
}

struct proven {
    receipt_no receipt;
    std::string format;
};

} // namespace

void letter_api::add_public_routes(http::router& to) {
    using enum http::method;
    to.add(post, "/api/v1/status/letters", [this](http::request& from) { return own_list(from); });
    to.add(post, "/api/v1/status/letters/{letter}", [this](http::request& from) { return own_file(from); });
}

namespace {

boost::system::result<proven, http::response> prove(const http::request& from, const letter_parts& parts) {
    const auto in = http::language_of(from);
    const auto body = http::parse_body(from);
    if (!body) return http::to_response(body.error());
    const json::object none;
    const auto* object = body->if_object();
    body_reader reader(object ? *object : none, in);
    const auto typed = reader.text("receipt_no", need::required, code_chars_max);
    const auto code = reader.text("query_code", need::required, code_chars_max);
    auto format = reader.text("format", need::optional, code_chars_max);
    if (format.empty()) format = "pdf";
    if (format != "pdf" && format != "html")
        reader.refuse("format", "not_in_list", "只能是：pdf html", "must be one of: pdf html");
    reader.finish();
    if (!reader.good()) return http::to_response(http::invalid_problem(reader.take(), in));
    auto receipt = parts.opens ? parts.opens(typed, code) : std::nullopt;
    if (!receipt) return closed(in);
    return proven{std::move(*receipt), std::move(format)};
}

} // namespace

letter_api::answer letter_api::own_list(http::request& from) {
    const auto who = prove(from, parts_);
    if (!who) co_return who.error();
    json::array out;
    if (const auto in_case = case_of(parts_.committed, who->receipt))
        for (const auto& [which, row] : letters_of(parts_.committed, *in_case)) {
            if (!is_theirs(row, who->receipt)) continue;
            const auto* form = parts_.book.find(row.form);
            out.push_back(json::object{{"letter", which.str()},
                                       {"number", row.number},
                                       {"title_zh", form ? form->title_zh : row.form},
                                       {"title_en", form ? form->title_en : row.form},
                                       {"issued_on", row.issued_on},
                                       {"html_sha256", row.html_sha256},
                                       {"pdf_sha256", row.pdf_sha256}});
        }
    co_return http::json_response(200, {{"letters", std::move(out)}});
}

letter_api::answer letter_api::own_file(http::request& from) {
    const auto in = http::language_of(from);
    const auto who = prove(from, parts_);
    if (!who) co_return who.error();
    const letter_no which{std::string(from.param("letter"))};
    const auto row = load_letter(parts_.committed, which);
    if (!row || !is_theirs(*row, who->receipt)) co_return closed(in);
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(disk_.get_executor(), asio::use_awaitable));
    auto bytes = kept(which, *row, who->format);
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    if (!bytes) co_return http::to_response(bytes.error(), in);
    const auto& hash = who->format == "pdf" ? row->pdf_sha256 : row->html_sha256;
    co_return document(std::move(*bytes), who->format, hash, which.str());
}

} // namespace guiyi::casework
