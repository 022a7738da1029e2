#include "services/notification/returned.hpp"

#include "services/notification/contact.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace guiyi::notification {

namespace {

struct field {
    std::string name; ///< lower case
    std::string value;
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// Takes the next line off, without its end.
std::string_view take_line(std::string_view& from) {
    const auto end = from.find('\n');
    auto line = from.substr(0, end);
    from.remove_prefix(end == std::string_view::npos ? from.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// The header fields, unfolded; what is left of `raw` is the body.
std::vector<field> take_fields(std::string_view& raw) {
    std::vector<field> out;
    while (!raw.empty()) {
        const auto line = take_line(raw);
        if (line.empty()) break;
        if ((line.front() == ' ' || line.front() == '\t') && !out.empty()) {
            if (!out.back().value.empty()) out.back().value += ' ';
            out.back().value += trim(line);
            continue;
        }
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue; // the "From " line of a mailbox
        out.push_back({lower(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
    }
    return out;
}

std::optional<std::string> value_of(const std::vector<field>& in, std::string_view name) {
    const auto found = std::ranges::find(in, name, &field::name);
    if (found == in.end()) return std::nullopt;
    return found->value;
}

/// The value of a line "name: value" of the body, in any case.
std::string body_value(std::string_view body, std::string_view name) {
    while (!body.empty()) {
        const auto line = take_line(body);
        if (line.size() > name.size() && line[name.size()] == ':' && lower(line.substr(0, name.size())) == name)
            return std::string(trim(line.substr(name.size() + 1)));
    }
    return {};
}

bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// The first 32 hex digits that stand alone: our ids look so, and nobody can guess one.
message_id id_in(std::string_view text) {
    constexpr std::size_t size = 32;
    for (std::size_t at = 0; at + size <= text.size(); ++at) {
        if (!is_hex(text.substr(at, size))) continue;
        const bool begins = at == 0 || !is_hex(text.substr(at - 1, 1));
        const bool ends = at + size == text.size() || !is_hex(text.substr(at + size, 1));
        if (begins && ends) return message_id(std::string(text.substr(at, size)));
    }
    return {};
}

message_id message_of(const std::vector<field>& fields, std::string_view body) {
    for (const std::string name : {"x-guiyi-message", "original-envelope-id"})
        if (auto id = id_in(body_value(body, name)); !id.empty()) return id;
    for (const std::string name : {"in-reply-to", "references", "x-failed-message"})
        if (const auto value = value_of(fields, name))
            if (auto id = id_in(*value); !id.empty()) return id;
    return id_in(body_value(body, "message-id"));
}

std::string address_in(std::string_view text) {
    const auto open = text.rfind('<');
    if (open == std::string_view::npos) return std::string(trim(text));
    return std::string(text.substr(open + 1, text.find('>', open) - open - 1));
}

/// The part that machines read: words like "Status:" in the text before it are for people.
std::string_view delivery_status_in(std::string_view body) {
    const auto at = lower(body).find("message/delivery-status");
    return at == std::string::npos ? body : body.substr(at);
}

/// What a report says of its message. A message that is still tried is only late.
std::string kind_of(std::string_view action, std::string_view status) {
    if (action == "delayed" || (action.empty() && status.starts_with('4'))) return "delayed";
    return action == "failed" || status.starts_with('5') ? "bounce" : "delivered";
}

/// What shows that no person wrote it; empty: nothing does.
std::string machine_sign(const std::vector<field>& fields) {
    if (const auto said = value_of(fields, "auto-submitted"); said && !lower(*said).starts_with("no"))
        return "auto_submitted";
    if (const auto path = value_of(fields, "return-path"); path && address_in(*path).empty()) return "null_sender";
    if (const auto precedence = value_of(fields, "precedence")) {
        const auto how = lower(*precedence);
        for (const auto* bulk : {"bulk", "junk", "list", "auto_reply"})
            if (how.starts_with(bulk)) return "precedence";
    }
    for (const auto* name : {"x-autoreply", "x-autorespond", "x-autoresponse", "x-loop", "list-id", "x-guiyi-message"})
        if (value_of(fields, name)) return "header";
    if (const auto from = value_of(fields, "from"); from && is_machine_address(address_in(*from), {}))
        return "machine_address";
    return {};
}

} // namespace

returned_mail read_returned(std::string_view raw) {
    const auto fields = take_fields(raw);
    returned_mail out;
    out.message = message_of(fields, raw);
    const auto type = lower(value_of(fields, "content-type").value_or(""));
    if (type.starts_with("multipart/report") && type.find("delivery-status") != std::string::npos) {
        const auto report = delivery_status_in(raw);
        const auto action = lower(body_value(report, "action"));
        const auto status = body_value(report, "status");
        out.status = status.substr(0, std::min<std::size_t>(status.find_first_of(" \t("), 9));
        out.kind = kind_of(action, out.status);
        out.why = "report";
        return out;
    }
    out.why = machine_sign(fields);
    out.kind = out.why.empty() ? "person" : "auto_reply";
    return out;
}

} // namespace guiyi::notification
