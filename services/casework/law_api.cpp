#include "services/casework/law_api.hpp"

#include "common/config/rulebook_check.hpp"
#include "common/http/json.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& from) { return json::array(from.begin(), from.end()); }

json::object titled(std::string_view id, const std::string& zh, const std::string& en) {
    return {{"id", id}, {"zh", zh}, {"en", en}};
}

/// On which article a rule stands.
void add_basis(json::object& to, const std::string& instrument, const std::string& article, bool verified) {
    to["instrument"] = instrument;
    to["article"] = article;
    to["verified"] = verified;
}

std::string_view name_of(clock_unit unit) {
    switch (unit) {
        case clock_unit::working_days: return "working_days";
        case clock_unit::natural_days: return "natural_days";
        case clock_unit::hours: return "hours";
        case clock_unit::years: return "years";
        case clock_unit::none: break;
    }
    return "none";
}

json::object to_json(const config::legal_clock& one) {
    auto out = titled(one.id, one.title_zh, one.title_en);
    out["length"] = one.rule.length;
    out["unit"] = name_of(one.rule.unit);
    out["extension"] = one.extension;
    out["pauses"] = texts(one.pauses);
    out["binds"] = one.binds;
    out["target"] = one.target;
    add_basis(out, one.instrument, one.article, one.verified);
    return out;
}

json::object to_json(const config::transition& step) {
    auto out = titled(step.action, step.title_zh, step.title_en);
    out["from"] = texts(step.from);
    out["to"] = step.to;
    out["who"] = texts(step.who);
    out["two_persons"] = step.two_persons;
    out["starts"] = texts(step.starts);
    out["stops"] = texts(step.stops);
    out["pauses"] = texts(step.pauses);
    out["letters"] = texts(step.letters);
    add_basis(out, step.instrument, step.article, step.verified);
    return out;
}

json::object to_json(const config::track& one) {
    auto out = titled(one.id, one.title_zh, one.title_en);
    json::array states, steps;
    for (const auto& state : one.states) {
        auto entry = titled(state.id, state.title_zh, state.title_en);
        entry["end"] = state.end;
        states.push_back(std::move(entry));
    }
    for (const auto& step : one.transitions) steps.push_back(to_json(step));
    out["states"] = std::move(states);
    out["steps"] = std::move(steps);
    return out;
}

json::array to_json(const std::vector<config::ground>& grounds) {
    json::array out;
    for (const auto& one : grounds) {
        auto entry = titled(one.code, one.text_zh, one.text_en);
        add_basis(entry, one.instrument, one.article, one.verified);
        out.push_back(std::move(entry));
    }
    return out;
}

json::array forms(const config::rulebook& book) {
    json::array out;
    for (const auto& one : book.forms) {
        auto entry = titled(one.id, one.title_zh, one.title_en);
        entry["number"] = one.number;
        entry["on_paper"] = one.on_paper;
        add_basis(entry, one.instrument, one.article, one.verified);
        out.push_back(std::move(entry));
    }
    return out;
}

json::object summary(const config::rulebook& book, local_date today) {
    auto out = titled(book.id, book.title_zh, book.title_en);
    out["version"] = book.version;
    out["effective_from"] = format_date(book.effective_from);
    out["repealed_on"] = book.repealed_on ? json::value(format_date(*book.repealed_on)) : json::value(nullptr);
    out["in_force"] = book.in_force(today);
    out["clocks"] = book.clocks.size();
    out["unverified"] = std::ranges::count(book.clocks, false, &config::legal_clock::verified);
    json::array tracks;
    for (const auto& one : book.tracks) tracks.push_back(titled(one.id, one.title_zh, one.title_en));
    out["tracks"] = std::move(tracks);
    return out;
}

http::handler plain(std::function<http::response(const http::request&)> how) {
    return
        [how = std::move(how)](http::request& from) -> boost::asio::awaitable<http::response> { co_return how(from); };
}

} // namespace

void law_api::add_staff_routes(http::router& to) {
    using enum http::method;
    to.add(get, "/api/v1/rulebooks", plain([this](const auto&) { return books(); }));
    to.add(get, "/api/v1/rulebooks/{rulebook}", plain([this](const auto& from) { return book(from); }));
    to.add(get, "/api/v1/calendars", plain([this](const auto&) { return calendars(); }));
}

json::array law_api::faults(const config::rulebook& book) const {
    auto found = config::faults_of(book);
    const auto missing = config::missing_templates(book, with_.letters);
    found.insert(found.end(), missing.begin(), missing.end());
    json::array out;
    for (const auto& one : found) out.push_back(json::object{{"line", one.line}, {"what", one.what}});
    return out;
}

http::response law_api::books() const {
    const auto today = date_at(with_.time.now(), with_.utc_offset);
    json::array out;
    for (const auto& one : with_.rulebooks) {
        auto entry = summary(one, today);
        entry["faults"] = faults(one);
        out.push_back(std::move(entry));
    }
    return http::json_response(
        200, json::object{{"rulebooks", std::move(out)}, {"faults", texts(config::faults_between(with_.rulebooks))}});
}

http::response law_api::book(const http::request& from) const {
    const auto in = http::language_of(from);
    const auto* found = config::find_book(with_.rulebooks, from.param("rulebook"));
    if (!found)
        return http::to_response(
            fail(errc::not_found, in == http::language::zh ? "没有这个规则库" : "there is no such rulebook"), in);
    auto out = summary(*found, date_at(with_.time.now(), with_.utc_offset));
    json::array instruments, clocks, tracks, roles;
    for (const auto& one : found->instruments) {
        auto entry = titled(one.code, one.name_zh, one.name_en);
        entry["version"] = one.version;
        instruments.push_back(std::move(entry));
    }
    for (const auto& one : found->clocks) clocks.push_back(to_json(one));
    for (const auto& one : found->tracks) tracks.push_back(to_json(one));
    for (const auto& one : found->roles) roles.push_back(titled(one.id, one.title_zh, one.title_en));
    out["instruments"] = std::move(instruments);
    out["clocks"] = std::move(clocks);
    out["tracks"] = std::move(tracks);
    out["roles"] = std::move(roles);
    out["forms"] = forms(*found);
    out["refusals"] = to_json(found->refusals);
    out["terminations"] = to_json(found->terminations);
    out["not_filings"] = to_json(found->not_filings);
    out["faults"] = faults(*found);
    return http::json_response(200, out);
}

http::response law_api::calendars() const {
    json::array years;
    for (const auto& notice : with_.days.notices()) {
        json::array blocks;
        for (const auto& one : notice.blocks)
            blocks.push_back(json::object{
                {"from", format_date(one.from)}, {"to", format_date(one.to)}, {"off", one.off}, {"name", one.name}});
        years.push_back(json::object{{"year", notice.year}, {"source", notice.source}, {"blocks", std::move(blocks)}});
    }
    const auto until = with_.days.published_until();
    return http::json_response(
        200, json::object{{"years", std::move(years)},
                          {"published_until", until.ok() ? json::value(format_date(until)) : json::value(nullptr)}});
}

} // namespace guiyi::casework
