#include "services/notification/api_templates.hpp"

#include "common/core/digest.hpp"
#include "common/http/json.hpp"
#include "common/runtime/execute.hpp"
#include "common/runtime/store_keyring.hpp"
#include "services/notification/contact.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>

namespace guiyi::notification {

namespace json = boost::json;

/// What a preview or a test names.
struct api_templates::asked {
    std::string id = {};
    std::string channel = "email";
    std::string language = "zh";
    std::int64_t version = 0;
    std::string to = {};
    template_values values = {};

    form in() const { return channel == "sms" ? form::sms : form::mail; }
};

namespace {

using faults = std::vector<http::field_error>;

json::object versions_of(const templates& texts, std::string_view id, form in) {
    json::array all;
    for (const auto version : texts.versions(id, in)) all.emplace_back(version);
    return {{"versions", std::move(all)}, {"newest", texts.newest(id, in)}};
}

void refuse(faults& to, std::string_view pointer, std::string_view code, std::string_view zh, std::string_view en,
            http::language in) {
    to.push_back({std::string(pointer), std::string(code), std::string(in == http::language::zh ? zh : en)});
}

void take_text(const json::object& from, std::string_view name, std::string& into, faults& wrong, http::language in) {
    const auto* value = from.if_contains(name);
    if (!value) return;
    if (!value->is_string())
        return refuse(wrong, "/" + std::string(name), "wrong_type", "应为文字", "must be a text", in);
    into = value->get_string();
}

void take_values(const json::object& from, template_values& into, faults& wrong, http::language in) {
    const auto* values = from.if_contains("values");
    if (!values) return;
    if (!values->is_object()) return refuse(wrong, "/values", "wrong_type", "应为对象", "must be an object", in);
    for (const auto& [name, value] : values->get_object()) {
        if (!value.is_string()) {
            refuse(wrong, "/values/" + std::string(name), "wrong_type", "应为文字", "must be a text", in);
            continue;
        }
        std::erase_if(into, [&](const auto& one) { return one.name == name; });
        if (!value.get_string().empty()) into.push_back({std::string(name), std::string(value.get_string())});
    }
}

void check_names(const json::object& from, std::initializer_list<std::string_view> known, faults& wrong,
                 http::language in) {
    for (const auto& [name, value] : from)
        if (std::ranges::find(known, std::string_view(name)) == known.end())
            refuse(wrong, "/" + std::string(name), "unknown_field", "没有这个字段", "there is no such field", in);
}

} // namespace

void api_templates::add_staff_routes(http::router& to) const {
    using enum http::method;
    to.add(get, "/api/v1/templates", [self = *this](http::request&) -> answer { co_return self.list(); });
    to.add(post, "/api/v1/templates/{template}/preview",
           [self = *this](http::request& from) -> answer { co_return self.preview(from); });
    to.add(post, "/api/v1/templates/{template}/test", [self = *this](http::request& from) { return self.test(from); });
}

http::response api_templates::list() const {
    json::array out;
    for (const auto& id : template_ids())
        out.push_back(json::object{{"template", id},
                                   {"urgency", name_of(parts_.told.of(id))},
                                   {"mail", versions_of(*parts_.texts, id, form::mail)},
                                   {"sms", versions_of(*parts_.texts, id, form::sms)}});
    return http::json_response(200, {{"templates", std::move(out)}});
}

namespace {

/// Reads a body; the faults found with it.
template <class Asked>
faults read_into(Asked& into, const json::value& body, bool test, http::language in) {
    faults wrong;
    const json::object none;
    const auto* object = body.if_object();
    if (!object) refuse(wrong, "", "wrong_type", "应为对象", "must be an object", in);
    const auto& from = object ? *object : none;
    if (test)
        check_names(from, {"channel", "language", "version", "to"}, wrong, in);
    else
        check_names(from, {"channel", "language", "version", "values"}, wrong, in);
    take_text(from, "channel", into.channel, wrong, in);
    take_text(from, "language", into.language, wrong, in);
    take_text(from, "to", into.to, wrong, in);
    if (const auto* version = from.if_contains("version")) {
        if (version->is_int64())
            into.version = version->get_int64();
        else
            refuse(wrong, "/version", "wrong_type", "应为整数", "must be a whole number", in);
    }
    if (into.channel != "email" && into.channel != "sms")
        refuse(wrong, "/channel", "not_in_list", "只能是：email sms", "must be one of: email sms", in);
    if (into.language != "zh" && into.language != "en")
        refuse(wrong, "/language", "not_in_list", "只能是：zh en", "must be one of: zh en", in);
    into.values = sample_values(into.id, into.language);
    take_values(from, into.values, wrong, in);
    return wrong;
}

void check_version(const templates& texts, std::string_view id, form in, std::int64_t version, faults& wrong,
                   http::language language) {
    const auto all = texts.versions(id, in);
    if (version != 0 && std::ranges::find(all, version) == all.end())
        refuse(wrong, "/version", "not_in_list", "没有这个版本", "there is no such version", language);
}

http::response no_template(http::language in) {
    return http::to_response(
        fail(errc::not_found, in == http::language::zh ? "没有这个模板" : "there is no such template"), in);
}

} // namespace

http::response api_templates::preview(const http::request& from) const {
    const auto in = http::language_of(from);
    asked what{std::string(from.param("template"))};
    if (parts_.texts->newest(what.id) == 0) return no_template(in);
    const auto body = http::parse_body(from);
    if (!body) return http::to_response(body.error());
    auto wrong = read_into(what, *body, false, in);
    check_version(*parts_.texts, what.id, what.in(), what.version, wrong, in);
    if (!wrong.empty()) return http::to_response(http::invalid_problem(std::move(wrong), in));
    const auto text = parts_.texts->render(what.id, what.language, what.values, what.in(), what.version);
    if (!text) return http::to_response(text.error(), in);
    const auto version = what.version == 0 ? parts_.texts->newest(what.id, what.in()) : what.version;
    json::object out{{"template", what.id}, {"channel", what.channel},  {"language", what.language},
                     {"version", version},  {"subject", text->subject}, {"body", text->body}};
    return http::json_response(200, out);
}

/// The address is sealed under a key of this message alone: it is somebody's, and erased with the key.
api_templates::answer api_templates::test(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    asked what{std::string(from.param("template"))};
    if (parts_.texts->newest(what.id) == 0) co_return no_template(in);
    const auto body = http::parse_body(from);
    if (!body) co_return http::to_response(body.error());
    auto wrong = read_into(what, *body, true, in);
    check_version(*parts_.texts, what.id, what.in(), what.version, wrong, in);
    const auto mobile = mobile_in(what.to);
    const bool reachable = what.channel == "sms"
                               ? mobile.has_value() && parts_.told.sms
                               : is_mail_address(what.to) && !is_machine_address(what.to, parts_.told.own_address);
    if (!reachable)
        refuse(wrong, "/to", "invalid_address", "不是可以发送的地址", "nothing can be sent to this address", in);
    if (!wrong.empty()) co_return http::to_response(http::invalid_problem(std::move(wrong), in));

    std::array<unsigned char, 16> bytes{};
    parts_.random->fill(bytes);
    events::message_queued fact;
    fact.message = message_id(to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    fact.channel = what.channel;
    fact.template_id = what.id;
    fact.language = what.language;
    fact.reason = "test";
    fact.values = what.values;
    fact.urgency = "urgent";
    fact.version = what.version == 0 ? parts_.texts->newest(what.id, what.in()) : what.version;
    fact.by = officer_id(from.principal);
    const auto key_id = "message/" + fact.message.str();
    const auto key = parts_.vault->new_key(*parts_.random);
    fact.sealed_to = to_base64(privacy::vault::seal(key, "address", key_id, what.channel == "sms" ? *mobile : what.to));
    struct nothing {};
    runtime::decide_with_reply<nothing> decide = [fact](const store::view&, instant, nothing&) {
        return events::facts{fact};
    };
    runtime::write_keys_fn keys = [key_id, wrapped = parts_.vault->wrap(key, key_id)](store::writer& family) {
        runtime::store_keyring::put(family, key_id, wrapped);
    };
    const auto said =
        co_await runtime::execute<nothing>(*parts_.runs, from.traceparent, std::move(decide), std::move(keys));
    if (!said) co_return http::to_response(said.error(), in);
    co_return http::json_response(202, {{"message", fact.message.str()}});
}

} // namespace guiyi::notification
