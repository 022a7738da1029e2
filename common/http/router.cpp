#include "common/http/router.hpp"

#include "common/http/target.hpp"

#include <algorithm>

namespace guiyi::http {

namespace {

[[noreturn]] void broken(std::string_view pattern, std::string_view why) {
    throw failure(fail(errc::invalid, "route " + std::string(pattern) + ": " + std::string(why)));
}

std::string joined(const std::vector<std::string>& segments) {
    std::string out;
    for (const std::string& s : segments) out.append(1, '/').append(s);
    return out;
}

} // namespace

const guard& route::before() const {
    return std::visit([](const auto& a) -> const guard& { return a.settings.before; }, run);
}

void router::add(method verb, std::string_view pattern, handler call, route_settings settings) {
    insert(verb, pattern, buffered_action{std::move(call), std::move(settings)});
}

void router::add_upload(method verb, std::string_view pattern, upload_handler call, upload_settings settings) {
    has_uploads_ = true;
    insert(verb, pattern, upload_action{std::move(call), std::move(settings)});
}

void router::add_line_stream(method verb, std::string_view pattern, line_stream_handler call,
                             line_stream_settings settings) {
    insert(verb, pattern, line_stream_action{std::move(call), std::move(settings)});
}

void router::add_events(std::string_view pattern, event_handler call, event_settings settings) {
    insert(method::get, pattern, event_action{std::move(call), std::move(settings)});
}

void router::guard_rest(const guard& by) {
    guard_each([&](method, const std::string&) { return by; });
}

void router::guard_each(const std::function<guard(method, const std::string&)>& make) {
    const auto put = [&](entry& at) {
        for (std::size_t verb = 0; verb < at.by_method.size(); ++verb) {
            auto& slot = at.by_method[verb];
            if (!slot || slot->before()) continue;
            std::visit([&](auto& a) { a.settings.before = make(static_cast<method>(verb), slot->pattern); }, slot->run);
        }
    };
    for (auto& [path, at] : literal_) put(*at);
    for (auto& [path, at] : patterned_) put(*at);
}

std::vector<std::pair<method, const route*>> router::routes() const {
    std::vector<std::pair<method, const route*>> out;
    const auto add = [&](const entry& at) {
        for (std::size_t verb = 0; verb < at.by_method.size(); ++verb)
            if (at.by_method[verb]) out.emplace_back(static_cast<method>(verb), at.by_method[verb].get());
    };
    for (const auto& [path, at] : literal_) add(*at);
    for (const auto& [path, at] : patterned_) add(*at);
    std::ranges::sort(out, {},
                      [](const auto& one) { return std::pair(std::string_view(one.second->pattern), one.first); });
    return out;
}

void router::insert(method verb, std::string_view pattern, action run) {
    if (verb == method::other) broken(pattern, "no such method");
    std::unique_ptr<entry> fresh = parse(pattern);
    const bool literal = fresh->rest.empty() && std::all_of(fresh->segments.begin(), fresh->segments.end(),
                                                            [](const segment& s) { return s.param.empty(); });
    entry* place = nullptr;
    if (literal) {
        place = literal_.try_emplace(std::string(pattern), std::move(fresh)).first->second.get();
    } else {
        auto at = std::find_if(patterned_.begin(), patterned_.end(), [&](const auto& p) { return p.first == pattern; });
        if (at == patterned_.end()) {
            at = std::find_if(patterned_.begin(), patterned_.end(),
                              [&](const auto& p) { return before(*fresh, *p.second); });
            at = patterned_.emplace(at, std::string(pattern), std::move(fresh));
        }
        place = at->second.get();
    }
    std::unique_ptr<route>& slot = place->by_method[static_cast<std::size_t>(verb)];
    if (slot) broken(pattern, "taken already");
    slot = std::make_unique<route>(std::string(pattern), std::move(run));
}

std::unique_ptr<router::entry> router::parse(std::string_view pattern) {
    if (pattern.empty() || pattern.front() != '/') broken(pattern, "must begin with /");
    auto out = std::make_unique<entry>();
    for (std::string_view rest = pattern.substr(1);;) {
        const std::string_view piece = rest.substr(0, rest.find('/'));
        if (!out->rest.empty()) broken(pattern, "nothing may follow the rest");
        if (piece.starts_with('{')) {
            const std::size_t end = piece.find('}');
            if (end == piece.npos || end < 2) broken(pattern, "a parameter is {name}");
            std::string name(piece.substr(1, end - 1));
            if (name.ends_with('*'))
                out->rest = name.substr(0, name.size() - 1);
            else
                out->segments.push_back({std::string(piece.substr(end + 1)), std::move(name)});
        } else {
            out->segments.push_back({std::string(piece), {}});
        }
        if (piece.size() == rest.size()) return out;
        rest.remove_prefix(piece.size() + 1);
    }
}

bool router::before(const entry& left, const entry& right) {
    if (left.rest.empty() != right.rest.empty()) return left.rest.empty();
    const auto rank = [](const segment& s) { return s.param.empty() ? 0 : s.literal.empty() ? 2 : 1; };
    const std::size_t common = std::min(left.segments.size(), right.segments.size());
    for (std::size_t i = 0; i < common; ++i)
        if (rank(left.segments[i]) != rank(right.segments[i])) return rank(left.segments[i]) < rank(right.segments[i]);
    return left.segments.size() > right.segments.size();
}

bool router::matches(const entry& candidate, const std::vector<std::string>& path, name_values& params) {
    const std::size_t fixed = candidate.segments.size();
    if (candidate.rest.empty() ? path.size() != fixed : path.size() < fixed) return false;
    params.clear();
    for (std::size_t i = 0; i < fixed; ++i) {
        const segment& want = candidate.segments[i];
        const std::string_view got = path[i];
        if (want.param.empty()) {
            if (got != want.literal) return false;
            continue;
        }
        if (got.size() <= want.literal.size() || !got.ends_with(want.literal)) return false;
        params.emplace_back(want.param, got.substr(0, got.size() - want.literal.size()));
    }
    if (!candidate.rest.empty()) {
        const std::string rest = joined({path.begin() + static_cast<std::ptrdiff_t>(fixed), path.end()});
        params.emplace_back(candidate.rest, rest.empty() ? rest : rest.substr(1));
    }
    return true;
}

const route* router::route_of(const entry& of, method verb) {
    const auto at = [&](method m) { return of.by_method[static_cast<std::size_t>(m)].get(); };
    if (verb == method::head && !at(method::head)) return at(method::get);
    return at(verb);
}

std::string router::methods_of(const entry& of) {
    std::string out;
    for (const method m : {method::get, method::head, method::post, method::put, method::delete_})
        if (route_of(of, m)) out.append(name_of(m)).append(", ");
    return out + "OPTIONS";
}

route_match router::find(request& into) const {
    into.params.clear();
    const bool plain = into.path.find('%') == into.path.npos;
    std::optional<std::vector<std::string>> path;
    if (!plain) {
        path = split_path(into.path);
        if (!path) return {};
    }
    // An encoded slash is part of a segment, so it can only stand in a parameter.
    const bool slashed =
        path && std::any_of(path->begin(), path->end(), [](const std::string& s) { return s.find('/') != s.npos; });
    const auto at = slashed ? literal_.end() : literal_.find(plain ? into.path : joined(*path));
    if (at != literal_.end()) {
        const route* found = route_of(*at->second, into.verb);
        if (found) return {found};
        return {nullptr, methods_of(*at->second)};
    }
    if (plain) path = split_path(into.path);
    if (!path) return {};
    std::string allowed;
    for (const auto& [pattern, candidate] : patterned_) {
        if (!matches(*candidate, *path, into.params)) continue;
        if (const route* found = route_of(*candidate, into.verb)) return {found};
        // A catch-all must not turn unknown paths into 405.
        if (candidate->rest.empty() && allowed.empty()) allowed = methods_of(*candidate);
    }
    into.params.clear();
    return {nullptr, std::move(allowed)};
}

} // namespace guiyi::http
