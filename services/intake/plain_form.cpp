#include "services/intake/plain_form.hpp"

#include "services/intake/field_checks.hpp"
#include "services/intake/object_reader.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace guiyi::intake {

namespace json = boost::json;

namespace {

using namespace std::string_view_literals;

constexpr std::array flags{"complainant/anonymous"sv, "complainant/consent_publish"sv,
                           "complainant/consent_delegate"sv};
constexpr std::array texts{"narrative"sv,         "category"sv,
                           "complainant/name"sv,  "complainant/phone"sv,
                           "complainant/email"sv, "complainant/address"sv,
                           "respondent/name"sv,   "respondent/platform"sv,
                           "respondent/shop"sv,   "product"sv,
                           "order_no"sv,          "transaction_date"sv,
                           "amount/value"sv};
constexpr std::array call_texts{"caller_number"sv, "callback_number"sv, "transcript"sv};

std::string call_field(std::size_t call, std::string_view name) {
    return "calls/" + std::to_string(call) + "/" + std::string(name);
}

void put(json::object& root, std::string_view at, json::value value) {
    const auto slash = at.find('/');
    if (slash == at.npos) {
        root[at] = std::move(value);
        return;
    }
    auto& inner = root[at.substr(0, slash)];
    if (!inner.is_object()) inner = json::object();
    put(inner.get_object(), at.substr(slash + 1), std::move(value));
}

/// "+08:00"
std::string spelled(std::chrono::minutes utc_offset) {
    const auto east = utc_offset.count();
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), "%c%02d:%02d", east < 0 ? '-' : '+', int(std::abs(east) / 60),
                  int(std::abs(east) % 60));
    return out.data();
}

/// A time without its day goes as it is, so that the reader says what is wrong with it.
std::string called_at(std::string_view date, std::string_view time, std::chrono::minutes utc_offset) {
    if (date.empty() || time.empty()) return std::string(date.empty() ? time : date);
    return std::string(date) + "T" + std::string(time) + (time.size() == 5 ? ":00" : "") + spelled(utc_offset);
}

json::value number_or_text(std::string_view typed) {
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
    if (ec == std::errc() && end == typed.data() + typed.size()) return number;
    return json::string(typed);
}

json::object call_in(const http::form& from, std::size_t i, std::chrono::minutes utc_offset) {
    json::object call;
    for (const auto name : call_texts)
        if (const auto value = from.get(call_field(i, name)); !is_blank(value)) call[name] = value;
    const auto at = called_at(from.get(call_field(i, "date")), from.get(call_field(i, "time")), utc_offset);
    if (!at.empty()) call["called_at"] = at;
    if (const auto value = from.get(call_field(i, "duration_s")); !is_blank(value))
        call["duration_s"] = number_or_text(value);
    if (!from.get(call_field(i, "refused")).empty()) call["refused"] = true;
    return call;
}

/// Which calls of the form the API sees, in its order.
std::vector<std::size_t> calls_given(const http::form& from) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < plain_calls_max; ++i)
        if (!call_in(from, i, {}).empty()) out.push_back(i);
    return out;
}

/// The name of the field a fault is at: "/calls/0/called_at" of the API is "calls/2/date" of a form whose third call is
/// its first that holds anything.
std::string field_at(std::string_view pointer, const std::vector<std::size_t>& calls) {
    if (pointer.starts_with('/')) pointer.remove_prefix(1);
    if (pointer.starts_with("evidence")) return "evidence";
    if (pointer.starts_with("requests")) return "requests";
    if (!pointer.starts_with("calls/")) return std::string(pointer);
    const auto rest = pointer.substr(6);
    const auto slash = std::min(rest.find('/'), rest.size());
    std::size_t index = 0;
    std::from_chars(rest.data(), rest.data() + slash, index);
    if (index >= calls.size()) return std::string(pointer);
    const auto name = rest.substr(std::min(rest.size(), slash + 1));
    return call_field(calls[index], name == "called_at" ? "date" : name);
}

/// Fields of all calls have one label.
std::string label_of(const std::string& field) {
    return field.starts_with("calls/") ? field.substr(field.rfind('/') + 1) : field;
}

} // namespace

json::object complaint_in(const http::form& from, const std::vector<kept_name>& files, std::string_view language,
                          std::chrono::minutes utc_offset) {
    json::object out{{"channel", "portal"}, {"language", language}};
    for (const auto name : texts)
        if (const auto value = from.get(name); !is_blank(value)) put(out, name, json::string(value));
    for (const auto name : flags)
        if (!from.get(name).empty()) put(out, name, true);
    json::array requests, calls, evidence;
    for (const auto& [name, value] : from.fields)
        if (name == "requests") requests.emplace_back(value);
    for (const auto i : calls_given(from)) calls.push_back(call_in(from, i, utc_offset));
    for (const auto& one : files) evidence.emplace_back(one.id);
    if (!requests.empty()) out["requests"] = std::move(requests);
    if (!calls.empty()) out["calls"] = std::move(calls);
    if (!evidence.empty()) out["evidence"] = std::move(evidence);
    return out;
}

json::object typed_in(const http::form& from, const std::vector<kept_name>& files) {
    json::object out;
    for (const auto& [name, value] : from.fields) {
        if (name == "kept") continue;
        out[name] = value;
        out[name + "=" + value] = true;
    }
    json::array calls, kept;
    for (std::size_t i = 0; i < plain_calls_max; ++i) {
        json::object call{{"i", i}, {"n", i + 1}};
        for (const auto name :
             {"caller_number", "callback_number", "transcript", "date", "time", "duration_s", "refused"})
            call[name] = from.get(call_field(i, name)); // empty too, or an outer value of that name would show
        calls.push_back(std::move(call));
    }
    for (const auto& one : files) kept.push_back(json::object{{"id", one.id}, {"file", one.name}});
    out["calls"] = std::move(calls);
    out["files"] = std::move(kept);
    return out;
}

void add_faults(json::object& to, const json::object& problem, const http::form& from) {
    json::array all;
    const auto calls = calls_given(from);
    const auto* faults = problem.if_contains("errors");
    for (const auto& one : faults && faults->is_array() ? faults->get_array() : json::array()) {
        const auto field = field_at(std::string(one.at("pointer").as_string()), calls);
        to["error:" + field] = one.at("detail");
        all.push_back(json::object{{"at", field}, {"detail", one.at("detail")}, {"at=" + label_of(field), true}});
        if (!field.starts_with("calls/")) continue;
        const auto slash = field.rfind('/');
        const auto i = static_cast<std::size_t>(field[6] - '0');
        if (slash > 6 && i < plain_calls_max)
            to["calls"].as_array()[i].as_object()["error:" + field.substr(slash + 1)] = one.at("detail");
    }
    if (all.empty()) {
        const auto* said = problem.if_contains("detail");
        if (!said || said->as_string().empty()) said = problem.if_contains("title");
        all.push_back(json::object{{"detail", said ? *said : json::value("")}});
    }
    to["has_problems"] = true;
    to["problems"] = std::move(all);
}

std::vector<kept_name> kept_in(const http::form& from) {
    std::vector<kept_name> out;
    for (const auto& [name, value] : from.fields) {
        const auto space = value.find(' ');
        if (name == "kept" && is_evidence_id(value.substr(0, space)))
            out.push_back({value.substr(0, space), space == value.npos ? "" : value.substr(space + 1)});
    }
    return out;
}

} // namespace guiyi::intake
