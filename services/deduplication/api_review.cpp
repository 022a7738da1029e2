#include "services/deduplication/api_review.hpp"

#include "common/http/json_form.hpp"
#include "common/runtime/execute.hpp"
#include "services/deduplication/quality.hpp"
#include "services/deduplication/query.hpp"
#include "services/deduplication/regroup_json.hpp"

#include <boost/json/array.hpp>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;

constexpr std::size_t reason_chars_max = 500;
constexpr std::size_t number_chars_max = 40;
constexpr std::size_t receipts_max = 500;
constexpr std::size_t page_default = 50;
constexpr std::size_t page_max = 200;
constexpr std::size_t weeks_default = 12;
constexpr std::size_t weeks_max = 520;

/// A place in the review queue: waiting ones by number, then the unsure ones as "u17".
struct queue_place {
    bool unsure = false;
    record_no before = 0;

    std::string text() const { return (unsure ? "u" : "") + std::to_string(before); }
};

std::optional<queue_place> place_of(std::string_view cursor) {
    queue_place out;
    out.unsure = cursor.starts_with('u');
    const auto before = whole_number(cursor.substr(out.unsure ? 1 : 0), out.unsure ? 0 : 1, UINT64_MAX);
    if (!before) return std::nullopt;
    out.before = *before;
    return out;
}

std::vector<queue_place> queue_from(const store::view& state, queue_place start, std::size_t limit) {
    std::vector<queue_place> out;
    if (!start.unsure) {
        for (const auto record : state_reader(state).reviews(start.before, limit)) out.push_back({false, record});
        start = {true, 0};
    }
    if (out.size() < limit)
        for (const auto record : grouping_reader(state).unsure(start.before, limit - out.size()))
            out.push_back({true, record});
    return out;
}

http::response to_response(const refusal& why, http::language in) {
    const std::string detail = in == http::language::zh ? why.zh : why.en;
    if (why.code == errc::invalid)
        return http::to_response(http::invalid_problem({{why.pointer, why.reason, detail}}, in));
    auto out = http::problem_of(fail(why.code, detail), in);
    out.detail = detail;
    out.errors = {{why.pointer, why.reason, detail}};
    return http::to_response(out);
}

http::response no_such_complaint(http::language in) {
    const std::string detail = in == http::language::zh ? "没有这件投诉" : "there is no such complaint";
    return http::to_response(fail(errc::not_found, detail), in);
}

struct changed_cases {
    std::vector<case_no> operator()(const events::cases_merged& x) const { return {x.merged, x.into}; }
    std::vector<case_no> operator()(const events::merge_undone& x) const { return {x.out_of}; }
    std::vector<case_no> operator()(const events::complaints_split& x) const { return {x.out_of}; }
};

/// Cases that stand already and would be another one after it.
std::vector<case_no> cases_changed(const regrouping& by) {
    std::vector<case_no> out;
    for (const auto& fact : by.facts)
        for (auto& one : events::hand_to<std::vector<case_no>>(changed_cases{}, fact)) out.push_back(std::move(one));
    return out;
}

/// What a command leaves for the answer: one of these.
struct outcome {
    std::optional<regrouping> done;
    std::optional<refusal> refused;
    std::optional<case_no> beyond; ///< it would change this case, which is not in the asking person's reach
};

http::response to_response(const outcome& of, http::language in, bool preview) {
    if (of.refused) return to_response(*of.refused, in);
    if (of.done) return http::json_response(200, regrouping_json(*of.done, preview));
    auto out = http::status_problem(403, in);
    out.type = "urn:guiyi:problem:out_of_reach";
    const std::string which = of.beyond.value_or(case_no()).str();
    out.detail = in == http::language::zh ? "案件" + which + "不在您的经办范围内"
                                          : "case " + which + " is with a desk outside of your reach";
    return http::to_response(out);
}

bool asked_by_the_model(const verdict_said& said, const store::view& state) {
    const auto record = state_reader(state).record_of(said.receipt);
    const auto why = record ? state_reader(state).explanation_of(*record) : std::nullopt;
    const grouping_reader groups(state);
    return said.against.empty() ||
           (why && !why->best.empty() && groups.living(why->best) == groups.living(said.against));
}

template <class Call>
http::handler plain(Call call) {
    return [call](http::request& from) -> boost::asio::awaitable<http::response> { co_return call(from); };
}

} // namespace

void review_api::add_staff_routes(http::router& to) const {
    using enum http::method;
    to.add(get, "/api/v1/reviews", plain([this](const auto& from) { return list(from); }));
    to.add(get, "/api/v1/reviews/quality", plain([this](const auto& from) { return quality(from); }));
    to.add(get, "/api/v1/reviews/{receipt_no}", plain([this](const auto& from) { return pair(from); }));
    to.add(post, "/api/v1/reviews/{receipt_no}/verdict", [this](http::request& from) { return verdict(from); });
    to.add(post, "/api/v1/complaints/{receipt_no}/untie", [this](http::request& from) { return untie(from); });
    to.add(post, "/api/v1/matching/split", [this](http::request& from) { return split(from); });
    to.add(post, "/api/v1/matching/merge", [this](http::request& from) { return merge(from); });
    to.add(post, "/api/v1/matching/undo", [this](http::request& from) { return undo(from); });
    to.add(get, "/api/v1/matching/batches", plain([this](const auto& from) { return batches(from); }));
}

http::response review_api::list(const http::request& from) const {
    const auto limit = limit_of(from, "limit", page_default, page_max);
    if (!limit) return refuse_limit(from, "limit", page_max);
    const auto cursor = from.query_value("cursor");
    const auto start = cursor ? place_of(*cursor) : queue_place{};
    if (!start) return refuse_cursor(from);
    const auto found = queue_from(state_, *start, *limit + 1);
    json::array items;
    for (std::size_t i = 0; i < std::min(found.size(), *limit); ++i)
        if (in_reach(from, found[i].before))
            if (auto item = review_json(state_, found[i].before)) items.push_back(std::move(*item));
    json::object out{{"items", std::move(items)}, {"next", nullptr}};
    if (found.size() > *limit) out["next"] = found[*limit - 1].text();
    return http::json_response(200, out);
}

/// Whether the asking person can open the pair: the gate lets those do it who handle the complaint asked about.
bool review_api::in_reach(const http::request& from, record_no record) const {
    if (!rows_ || !from.who || from.who->rows == access::row_scope::all) return true;
    const auto row = state_reader(state_).tie_of(record);
    return row && rows_->allows(*from.who, row->receipt);
}

/// A batch is shown to whoever did it, and to those who handle a complaint or case that it touched.
bool review_api::in_reach(const http::request& from, const batch_row& row) const {
    if (!rows_ || !from.who || from.who->rows == access::row_scope::all || row.by.str() == from.principal) return true;
    const auto handled = [&](const case_no& which) { return !which.empty() && rows_->allows(*from.who, which); };
    return handled(row.from) || handled(row.to) ||
           std::ranges::any_of(row.judged, [&](record_no one) { return in_reach(from, one); });
}

/// Who takes cases apart or together handles all of them. @returns one that they do not
std::optional<case_no> review_api::beyond_reach(const asker& who, const regrouping& planned) const {
    if (!rows_ || !who || who->rows == access::row_scope::all) return std::nullopt;
    for (auto& which : cases_changed(planned))
        if (!rows_->allows(*who, which)) return std::move(which);
    return std::nullopt;
}

http::response review_api::pair(const http::request& from) const {
    const auto record = state_reader(state_).record_of(receipt_no(std::string(from.param("receipt_no"))));
    auto shown = record ? pair_json(state_, *record) : std::nullopt;
    if (!shown) return no_such_complaint(http::language_of(from));
    return http::json_response(200, *shown);
}

http::response review_api::quality(const http::request& from) const {
    const auto weeks = limit_of(from, "weeks", weeks_default, weeks_max);
    if (!weeks) return refuse_limit(from, "weeks", weeks_max);
    return http::json_response(200, quality_json(state_, *weeks));
}

http::response review_api::batches(const http::request& from) const {
    const auto limit = limit_of(from, "limit", page_default, page_max);
    if (!limit) return refuse_limit(from, "limit", page_max);
    const auto cursor = from.query_value("cursor");
    const auto before = cursor ? whole_number(*cursor, 1, UINT64_MAX) : 0;
    if (!before) return refuse_cursor(from);
    const auto found = grouping_reader(state_).batches(*before, *limit + 1);
    json::array items;
    for (std::size_t i = 0; i < std::min(found.size(), *limit); ++i)
        if (in_reach(from, found[i].second)) items.push_back(batch_json(state_, found[i].first, found[i].second));
    json::object out{{"items", std::move(items)}, {"next", nullptr}};
    if (found.size() > *limit) out["next"] = std::to_string(found[*limit - 1].first);
    return http::json_response(200, out);
}

review_api::answer review_api::verdict(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    http::json_form body(from);
    verdict_said said{receipt_no(std::string(from.param("receipt_no"))), {}, {}};
    said.verdict = body.word("verdict", {"same", "different", "unsure"});
    said.against = case_no(body.text("against", false, number_chars_max));
    const actor who{officer_id(from.principal), body.prose("reason", true, reason_chars_max)};
    const bool preview = body.flag("preview");
    if (auto refused = body.refused()) co_return std::move(*refused);
    work how = [this, said, who](const store::view& state) { return judge_pair(said, who, state, with_); };
    // Who handles a complaint says what it is beside the case the model named, whoever has that; beside any other case
    // it is a merge, which takes both.
    exemption asked = [said](const store::view& state) { return asked_by_the_model(said, state); };
    auto reply = co_await carry_out(from, std::move(how), preview, std::move(asked));
    co_return reply;
}

review_api::answer review_api::untie(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    http::json_form body(from);
    const receipt_no receipt(std::string(from.param("receipt_no")));
    const actor who{officer_id(from.principal), body.prose("reason", true, reason_chars_max)};
    const bool preview = body.flag("preview");
    if (auto refused = body.refused()) co_return std::move(*refused);
    work how = [this, receipt, who](const store::view& state) {
        return deduplication::untie(receipt, who, state, with_);
    };
    auto reply = co_await carry_out(from, std::move(how), preview);
    co_return reply;
}

review_api::answer review_api::split(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    http::json_form body(from);
    const case_no of(body.text("case_no", true, number_chars_max));
    std::vector<receipt_no> receipts;
    for (auto& one : body.texts("receipts", receipts_max, true)) receipts.emplace_back(std::move(one));
    const actor who{officer_id(from.principal), body.prose("reason", true, reason_chars_max)};
    const bool preview = body.flag("preview");
    if (auto refused = body.refused()) co_return std::move(*refused);
    work how = [this, of, receipts, who](const store::view& state) {
        return deduplication::split(of, receipts, who, state, with_);
    };
    auto reply = co_await carry_out(from, std::move(how), preview);
    co_return reply;
}

review_api::answer review_api::merge(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    http::json_form body(from);
    const case_no ends(body.text("from", true, number_chars_max));
    const case_no into(body.text("into", true, number_chars_max));
    const actor who{officer_id(from.principal), body.prose("reason", true, reason_chars_max)};
    const bool preview = body.flag("preview");
    if (auto refused = body.refused()) co_return std::move(*refused);
    work how = [ends, into, who](const store::view& state) { return deduplication::merge(ends, into, who, state); };
    auto reply = co_await carry_out(from, std::move(how), preview);
    co_return reply;
}

review_api::answer review_api::undo(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    http::json_form body(from);
    const std::string batch = body.text("batch", true, number_chars_max);
    const actor who{officer_id(from.principal), body.prose("reason", false, reason_chars_max)};
    const bool preview = body.flag("preview");
    if (auto refused = body.refused()) co_return std::move(*refused);
    work how = [this, batch, who](const store::view& state) { return deduplication::undo(batch, who, state, with_); };
    exemption own = [batch, who](const store::view& state) { // what somebody could do they can take back
        const auto row = grouping_reader(state).batch(batch);
        return row && row->by == who.by;
    };
    auto reply = co_await carry_out(from, std::move(how), preview, std::move(own));
    co_return reply;
}

/// Reach is asked for what is really done: cases may have moved between a look before and the service's turn.
review_api::answer review_api::carry_out(http::request& from, work how, bool preview, exemption free) const {
    const auto in = http::language_of(from);
    const auto attempt = [this, who = from.who, how = std::move(how),
                          free = std::move(free)](const store::view& state) {
        outcome out;
        auto planned = how(state);
        if (!planned)
            out.refused = planned.error();
        else if (!free || !free(state))
            out.beyond = beyond_reach(who, *planned);
        if (planned && !out.beyond) out.done = std::move(*planned);
        return out;
    };
    if (preview) co_return to_response(attempt(state_), in, true);
    runtime::decide_with_reply<outcome> decide = [attempt](const store::view& state, instant,
                                                           outcome& reply) -> result<events::facts> {
        reply = attempt(state);
        return reply.done ? reply.done->facts : events::facts{};
    };
    const auto said = co_await runtime::execute<outcome>(runs_, from.traceparent, std::move(decide));
    co_return said ? to_response(*said, in, false) : http::to_response(said.error(), in);
}

} // namespace guiyi::deduplication
