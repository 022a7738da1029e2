#include "services/casework/search_api.hpp"

#include "common/http/json.hpp"
#include "common/http/json_form.hpp"
#include "services/casework/present.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace guiyi::casework {

namespace {

namespace json = boost::json;
using access::role;

constexpr std::size_t words_max = 200;
constexpr std::int64_t hits_max = 100, skip_max = 100'000;
constexpr std::size_t passages_max = 3;
constexpr std::size_t around_bytes = 120; // of a passage before its first word, and behind its last

/// Who may have a complainant's clear data revealed may also look for a person by it.
constexpr access::role_set may_know{role::intake, role::dispatch, role::officer, role::mediator,
                                    role::lead,   role::head,     role::chief,   role::triage};

/// The nearest beginning of a character, from a place in bytes.
std::size_t whole(std::string_view text, std::size_t at) {
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    return std::min(at, text.size());
}

/// A text around what was found in it, in pieces that are hits or not: no markup for anybody to misread.
json::array pieces(std::string_view text, const std::vector<search::span>& found) {
    const auto first = found.front().begin, last_wanted = first + 2 * around_bytes;
    const auto begin = first > around_bytes ? whole(text, first - around_bytes) : 0;
    const auto end = whole(text, std::min(text.size(), last_wanted));
    json::array out;
    const auto add = [&](std::size_t from, std::size_t to, bool hit) {
        if (from >= to) return;
        json::object piece{{"text", text.substr(from, to - from)}};
        if (hit) piece["hit"] = true;
        out.push_back(std::move(piece));
    };
    if (begin > 0) out.push_back(json::object{{"text", "…"}});
    auto at = begin;
    for (const auto& one : found) {
        if (one.end > end) break;
        add(at, one.begin, false);
        add(one.begin, one.end, true);
        at = one.end;
    }
    add(at, end, false);
    if (end < text.size()) out.push_back(json::object{{"text", "…"}});
    return out;
}

struct looked_into {
    json::array passages;   ///< of the texts that hold most of the words
    bool holds_all = false; ///< each word is in one of the texts
};
/// Whether and where a case holds the words.
looked_into look_into(const std::vector<case_text>& texts, const std::vector<search::wanted>& asked) {
    std::vector<bool> held(asked.size(), false);
    std::vector<std::pair<const case_text*, std::vector<search::span>>> found;
    for (const auto& one : texts)
        if (auto spans = search::find_words(asked, one.text, held); !spans.empty())
            found.emplace_back(&one, std::move(spans));
    std::ranges::sort(found, [](const auto& a, const auto& b) {
        return a.second.size() != b.second.size() ? a.second.size() > b.second.size() : a.first < b.first;
    });
    looked_into out;
    out.holds_all = std::ranges::find(held, false) == held.end();
    std::vector<std::string_view> shown;
    for (const auto& [text, spans] : found) {
        if (out.passages.size() == passages_max) break;
        if (std::ranges::find(shown, text->text) != shown.end()) continue;
        shown.emplace_back(text->text);
        out.passages.push_back(json::object{{"in", text->what}, {"pieces", pieces(text->text, spans)}});
    }
    return out;
}

} // namespace

void search_api::add_staff_routes(http::router& to) {
    to.add(http::method::post, "/api/v1/search",
           [this](http::request& from) -> boost::asio::awaitable<http::response> { co_return search(from); });
}

http::response search_api::search(const http::request& from) const {
    http::json_form body(from);
    search::question what;
    what.words = body.text("q", true, words_max);
    what.limit = static_cast<std::size_t>(body.number("limit", 1, hits_max).value_or(20));
    what.skip = static_cast<std::size_t>(body.number("skip", 0, skip_max).value_or(0));
    if (auto refused = body.refused()) return std::move(*refused);
    // The gate of the staff side says who asks; without it (tests) nothing is out of reach.
    const bool people = !from.who || from.who->has_any(may_know);
    what.keys = with_.sealed.of_question(what.words, people);
    if (from.who && from.who->rows != access::row_scope::all) what.within = from.who->desks;
    const auto hits_wanted = std::exchange(what.limit, with_.candidates_max);
    const auto found = with_.in.find(what);
    if (!found) return http::to_response(found.error(), http::language_of(from));
    const auto asked = search::read_query(what.words);
    json::array hits;
    std::size_t looked_at = 0;
    for (; looked_at < found->cases.size() && hits.size() < hits_wanted; ++looked_at)
        if (auto hit = hit_of(found->cases[looked_at], asked, from.who.get())) hits.push_back(std::move(*hit));
    const bool more = found->more || looked_at < found->cases.size();
    const auto behind = what.skip + looked_at;
    const bool goes_on = more && behind <= static_cast<std::size_t>(skip_max);
    const auto next = goes_on ? json::value(behind) : json::value(nullptr);
    return http::json_response(200, {{"hits", std::move(hits)}, {"next", next}, {"behind", with_.keeper.behind()}});
}

/// Nothing for a case that only seemed to hold what is asked, or that another desk has by now: the index may lag.
std::optional<json::object> search_api::hit_of(const search::hit& one, const std::vector<search::wanted>& asked,
                                               const access::principal* who) const {
    const auto row = load_case(with_.committed, one.which);
    if (!row || (who && !who->sees(row->desk))) return std::nullopt;
    auto looked = look_into(texts_of(with_.committed, one.which, *row), asked);
    if (!looked.holds_all && !one.by_key) return std::nullopt;
    auto out = queue_row(with_.law, one.which, *row);
    out["passages"] = std::move(looked.passages);
    return out;
}

} // namespace guiyi::casework
