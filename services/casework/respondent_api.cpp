#include "services/casework/respondent_api.hpp"

#include "common/http/json.hpp"
#include "common/runtime/execute.hpp"
#include "services/casework/body_reader.hpp"
#include "services/casework/refuse.hpp"
#include "services/casework/rows.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace guiyi::casework {

namespace json = boost::json;

namespace {

constexpr std::size_t page_size = 50;
constexpr std::size_t receipts_named_max = 200; // in one request
constexpr std::size_t receipts_shown_max = 200;
constexpr std::size_t reason_chars_max = 500;
constexpr std::size_t name_chars_max = 200;
constexpr std::size_t code_chars_max = 40;
constexpr std::size_t evidence_max = 50;

http::response no_respondent(http::language in) {
    return http::to_response(
        fail(errc::not_found, in == http::language::zh ? "没有这个被投诉方" : "there is no such respondent"), in);
}

http::response refused(const error& why, http::language in) {
    const auto colon = why.detail.find(": ");
    if (why.code != errc::invalid || colon == std::string::npos) return http::to_response(why, in);
    // The pointer names the field; a Chinese sentence does not begin with its English name.
    const auto detail = in == http::language::zh ? why.detail.substr(colon + 2) : why.detail;
    return http::to_response(http::invalid_problem({{"/" + why.detail.substr(0, colon), "invalid", detail}}, in));
}

/// Who may not ask, or what is wrong with the body; else nothing, and `body` is set.
std::optional<http::response> open(const http::request& from, json::object& body) {
    const auto in = http::language_of(from);
    if (from.principal.empty()) return http::to_response(http::status_problem(401, in));
    auto parsed = http::parse_body(from);
    if (!parsed) return http::to_response(parsed.error());
    if (parsed->is_object()) body = std::move(parsed->get_object());
    return std::nullopt;
}

struct nothing {};
using decision = std::function<result<events::facts>(const store::view&, instant)>;

boost::asio::awaitable<result<nothing>> run(runtime::runner& on, const http::request& from, decision how) {
    runtime::decide_with_reply<nothing> decide = [how = std::move(how)](const store::view& state, instant now,
                                                                        nothing&) { return how(state, now); };
    auto said = co_await runtime::execute<nothing>(on, from.traceparent, std::move(decide));
    co_return said;
}

} // namespace

void respondent_api::add_staff_routes(http::router& to) {
    using enum http::method;
    const std::string one_of = "/api/v1/respondents/{respondent}";
    to.add(get, "/api/v1/respondents", [this](http::request& from) -> answer { co_return list(from); });
    to.add(get, one_of, [this](http::request& from) -> answer { co_return one(from); });
    to.add(post, one_of + "/merge", [this](http::request& from) { return merge(from); });
    to.add(post, one_of + "/restore", [this](http::request& from) { return restore(from); });
    to.add(post, one_of + "/split", [this](http::request& from) { return split(from); });
    const std::string proofs = "/api/v1/cases/{case_no}/operator-proof";
    to.add(get, proofs, [this](http::request& from) -> answer { co_return proof(from); });
    to.add(post, proofs, [this](http::request& from) { return record_proof(from); });
}

json::object respondent_api::shown(const respondent_no& which, const firm_row& row) const {
    json::object out = json::parse(to_row(row)).as_object();
    out["respondent"] = which.str();
    // As many as its page lists: those of the records that were merged into it are its own now.
    out["complaints"] = row.complaints + of_merged(which);
    return out;
}

std::uint64_t respondent_api::of_merged(const respondent_no& which) const {
    std::uint64_t out = 0;
    for (const auto& one : merged_into(state_, which))
        if (const auto row = load_firm(state_, one)) out += row->complaints + of_merged(one);
    return out;
}

http::response respondent_api::list(const http::request& from) const {
    const respondent_no after{std::string(from.query_value("cursor").value_or(""))};
    const auto found = find_firms(state_, from.query_value("q").value_or(""), after, page_size);
    json::array rows;
    for (const auto& [which, row] : found) rows.push_back(shown(which, row));
    const auto next = found.size() == page_size ? json::value(found.back().first.str()) : json::value(nullptr);
    return http::json_response(200, {{"respondents", std::move(rows)}, {"next", next}});
}

http::response respondent_api::page(const respondent_no& which) const {
    const auto row = load_firm(state_, which);
    if (!row) return no_respondent(http::language::en);
    auto out = shown(which, *row);
    json::array receipts, cases, merged;
    std::set<case_no> seen;
    for (const auto& receipt : receipts_of_firm(state_, which, receipts_shown_max)) {
        receipts.emplace_back(receipt.str());
        if (const auto in = case_of(state_, receipt); in && seen.insert(*in).second) cases.emplace_back(in->str());
    }
    for (const auto& one : merged_into(state_, which)) merged.emplace_back(one.str());
    out["receipts"] = std::move(receipts);
    out["cases"] = std::move(cases);
    out["merged"] = std::move(merged);
    if (!row->merged_into.empty()) out["living"] = living_firm(state_, which).str();
    return http::json_response(200, out);
}

http::response respondent_api::one(const http::request& from) const {
    const respondent_no which{std::string(from.param("respondent"))};
    if (!load_firm(state_, which)) return no_respondent(http::language_of(from));
    return page(which);
}

respondent_api::answer respondent_api::merge(http::request& from) {
    const auto in = http::language_of(from);
    json::object body;
    if (auto no = open(from, body)) co_return std::move(*no);
    body_reader reader(body, in);
    const respondent_no into{reader.text("into", need::required, code_chars_max)};
    const auto reason = reader.text("reason", need::required, reason_chars_max);
    reader.finish();
    if (!reader.good()) co_return http::to_response(http::invalid_problem(reader.take(), in));
    const respondent_no which{std::string(from.param("respondent"))};
    decision how = [which, into, reason, who = officer_id(from.principal), in](const store::view& state, instant) {
        return decide_merge(which, into, reason, who, state, deciding_in(in));
    };
    const auto said = co_await run(runner_, from, std::move(how));
    if (!said) co_return refused(said.error(), in);
    co_return page(into);
}

respondent_api::answer respondent_api::restore(http::request& from) {
    const auto in = http::language_of(from);
    json::object body;
    if (auto no = open(from, body)) co_return std::move(*no);
    body_reader reader(body, in);
    const auto reason = reader.text("reason", need::required, reason_chars_max);
    reader.finish();
    if (!reader.good()) co_return http::to_response(http::invalid_problem(reader.take(), in));
    const respondent_no which{std::string(from.param("respondent"))};
    decision how = [which, reason, who = officer_id(from.principal), in](const store::view& state, instant) {
        return decide_restore(which, reason, who, state, deciding_in(in));
    };
    const auto said = co_await run(runner_, from, std::move(how));
    if (!said) co_return refused(said.error(), in);
    co_return page(which);
}

respondent_api::answer respondent_api::split(http::request& from) {
    const auto in = http::language_of(from);
    json::object body;
    if (auto no = open(from, body)) co_return std::move(*no);
    body_reader reader(body, in);
    std::vector<receipt_no> receipts;
    for (auto& one : reader.texts("receipts", receipts_named_max)) receipts.emplace_back(std::move(one));
    const auto name = reader.text("name", need::required, name_chars_max);
    const auto reason = reader.text("reason", need::required, reason_chars_max);
    reader.finish();
    if (!reader.good()) co_return http::to_response(http::invalid_problem(reader.take(), in));
    const respondent_no which{std::string(from.param("respondent"))};
    runtime::decide_with_reply<respondent_no> decide = [which, receipts, name, reason, who = officer_id(from.principal),
                                                        in](const store::view& state, instant, respondent_no& opened) {
        return decide_split(which, receipts, name, reason, who, state, opened, deciding_in(in));
    };
    const auto opened = co_await runtime::execute<respondent_no>(runner_, from.traceparent, std::move(decide));
    if (!opened) co_return refused(opened.error(), in);
    co_return page(*opened);
}

http::response respondent_api::proof(const http::request& from) const {
    const auto in = http::language_of(from);
    const auto found = load_operator_proof(state_, case_no(std::string(from.param("case_no"))));
    if (!found)
        return http::to_response(refuse(errc::not_found, deciding_in(in), "本案没有登记先向经营者投诉的凭证",
                                        "no operator-first proof is recorded for this case"),
                                 in);
    return http::json_response(200, json::parse(to_row(*found)));
}

respondent_api::answer respondent_api::record_proof(http::request& from) {
    const auto in = http::language_of(from);
    json::object body;
    if (auto no = open(from, body)) co_return std::move(*no);
    events::operator_approached what;
    what.of_case = case_no(std::string(from.param("case_no")));
    what.officer = officer_id(from.principal);
    if (const auto* said = body.if_contains("satisfied"); said && said->is_bool()) what.satisfied = said->get_bool();
    body.erase("satisfied");
    body_reader reader(body, in);
    what.operator_name = reader.text("operator_name", need::required, name_chars_max);
    what.approached_on = reader.text("approached_on", need::required, code_chars_max);
    what.answered_on = reader.text("answered_on", need::optional, code_chars_max);
    what.reference = reader.text("reference", need::optional, name_chars_max);
    if (body.if_contains("evidence")) what.evidence = reader.texts("evidence", evidence_max);
    reader.finish();
    if (!reader.good()) co_return http::to_response(http::invalid_problem(reader.take(), in));
    decision how = [what, offset = utc_offset_, in](const store::view& state, instant now) {
        return decide_operator_proof(what, state, date_at(now, offset), deciding_in(in));
    };
    const auto said = co_await run(runner_, from, std::move(how));
    if (!said) co_return refused(said.error(), in);
    co_return proof(from);
}

} // namespace guiyi::casework
