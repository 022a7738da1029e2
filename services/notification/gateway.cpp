#include "services/notification/gateway.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>

namespace guiyi::notification {

namespace {

using names_and_values = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr std::size_t looked_at_max = 8 << 10; // of an answer: gateways answer in a few hundred bytes

std::string percent(std::string_view value) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    return out;
}

std::string xml(std::string_view value) {
    std::string out;
    for (const char c : value) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            default: out += c;
        }
    }
    return out;
}

/// Fills {{name}} and {{name|spelling}}.
result<std::string> fill(std::string_view text, const names_and_values& with) {
    std::string out;
    for (;;) {
        const auto open = text.find("{{");
        out += text.substr(0, open);
        if (open == std::string_view::npos) return out;
        const auto close = text.find("}}", open);
        if (close == std::string_view::npos) return fail(errc::invalid, "{{ without }}");
        const auto inside = text.substr(open + 2, close - open - 2);
        const auto bar = inside.find('|');
        const auto name = inside.substr(0, bar);
        const auto found = std::ranges::find(with, name, &names_and_values::value_type::first);
        if (found == with.end()) return fail(errc::invalid, "unknown name {{" + std::string(name) + "}}");
        auto value = spelt(found->second, bar == std::string_view::npos ? "" : inside.substr(bar + 1));
        if (!value) return value.error();
        out += *value;
        text.remove_prefix(close + 2);
    }
}

/// "200", "500-599", "*"
bool read_status(std::string_view text, answer_rule& into) {
    if (text == "*") return true;
    const auto dash = text.find('-');
    const auto number = [](std::string_view part, long& to) {
        const auto [end, ec] = std::from_chars(part.data(), part.data() + part.size(), to);
        return ec == std::errc() && end == part.data() + part.size();
    };
    if (!number(text.substr(0, dash), into.status_from)) return false;
    if (dash != std::string_view::npos) return number(text.substr(dash + 1), into.status_to);
    into.status_to = into.status_from;
    return true;
}

outcome outcome_named(std::string_view name) {
    if (name == "sent") return outcome::sent;
    if (name == "temporary") return outcome::temporary;
    return name == "permanent" ? outcome::permanent : outcome::unknown;
}

error wrong(std::string_view key, const std::string& why) {
    return fail(errc::invalid, "notification.sms." + std::string(key) + ": " + why);
}

result<answer_rule> read_rule(const config::sms_answer_settings& from) {
    answer_rule out;
    if (!read_status(from.status, out)) return wrong("answers", "status must be like 200, 500-599 or *");
    out.any_body = from.pattern.empty();
    if (!out.any_body) {
        out.pattern.assign(from.pattern, boost::regex::perl | boost::regex::no_except);
        if (out.pattern.status() != 0) return wrong("answers", "pattern '" + from.pattern + "' cannot be read");
    }
    out.is = outcome_named(from.is);
    out.provider = from.provider;
    return out;
}

bool holds(const answer_rule& rule, std::string_view body) {
    if (rule.any_body) return true;
    try {
        return boost::regex_search(body.begin(), body.end(), rule.pattern);
    } catch (const std::runtime_error&) { // a pattern that would take for ever on this answer: it does not fit
        return false;
    }
}

names_and_values values_of(const parcel& what, std::string_view to, std::string_view text, std::string_view secret) {
    return {{"to", to}, {"text", text}, {"message", what.id.str()}, {"template", what.template_id}, {"secret", secret}};
}

} // namespace

result<std::string> spelt(std::string_view value, std::string_view spelling) {
    if (spelling.empty()) return std::string(value);
    if (spelling == "url") return percent(value);
    if (spelling == "xml") return xml(value);
    if (spelling != "json") return fail(errc::invalid, "unknown spelling |" + std::string(spelling));
    const auto quoted = boost::json::serialize(boost::json::value(boost::json::string(value)));
    return quoted.substr(1, quoted.size() - 2);
}

result<gateway> gateway::from(const config::sms_settings& settings, std::string secret) {
    gateway out;
    out.settings_ = settings;
    out.secret_ = std::move(secret);
    const auto nothing = values_of({}, "", "", "");
    if (!settings.url.starts_with("https://") && !settings.url.starts_with("http://"))
        return wrong("url", "must begin with https:// or http://");
    if (auto read = fill(settings.url, nothing); !read) return wrong("url", read.error().detail);
    if (auto read = fill(settings.body, nothing); !read) return wrong("body", read.error().detail);
    for (const auto& header : settings.headers)
        if (auto read = fill(header, nothing); !read) return wrong("headers", read.error().detail);
    for (const auto& rule : settings.answers) {
        auto read = read_rule(rule);
        if (!read) return read.error();
        out.rules_.push_back(std::move(*read));
    }
    return out;
}

gateway_request gateway::request_for(const parcel& what) const {
    std::string_view to = what.to;
    if (!settings_.country_prefix.empty() && to.starts_with(settings_.country_prefix))
        to.remove_prefix(settings_.country_prefix.size());
    const auto values = values_of(what, to, what.data, secret_);
    gateway_request out{fill(settings_.url, values).value(), {}, fill(settings_.body, values).value()};
    for (const auto& header : settings_.headers) {
        auto line = fill(header, values).value();
        std::erase_if(line, [](char c) { return c == '\r' || c == '\n'; }); // a value must not begin another header
        out.headers.push_back(std::move(line));
    }
    return out;
}

verdict gateway::verdict_for(long status, std::string_view body) const {
    body = body.substr(0, looked_at_max);
    const auto answer = std::to_string(status);
    for (const auto& rule : rules_)
        if (status >= rule.status_from && status <= rule.status_to && holds(rule, body))
            return {rule.is, answer, rule.provider, false};
    if (status == 429 || status == 502 || status == 503 || status == 504)
        return {outcome::temporary, answer, true, false};
    if (status >= 400 && status < 500) return {outcome::permanent, answer, false, false};
    return {outcome::unknown, answer, false, false};
}

} // namespace guiyi::notification
