#include "services/intake/complaint.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace guiyi::intake {

namespace {

namespace json = boost::json;

void put(json::object& to, std::string_view name, const std::string& value) {
    if (!value.empty()) to.emplace(name, value);
}
void put(json::object& to, std::string_view name, bool value) {
    if (value) to.emplace(name, true);
}
void put(json::object& to, std::string_view name, json::object value) {
    if (!value.empty()) to.emplace(name, std::move(value));
}
void put(json::object& to, std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) to.emplace(name, json::array(values.begin(), values.end()));
}

json::object to_json(const person& who) {
    json::object out;
    put(out, "name", who.name);
    put(out, "phone", who.phone);
    put(out, "id_number", who.id_number);
    put(out, "id_last4", who.id_last4);
    put(out, "email", who.email);
    put(out, "address", who.address);
    put(out, "anonymous", who.anonymous);
    put(out, "consent_publish", who.consent_publish);
    put(out, "consent_delegate", who.consent_delegate);
    return out;
}

json::object to_json(const respondent& who) {
    json::object out;
    put(out, "name", who.name);
    put(out, "credit_code", who.credit_code);
    put(out, "address", who.address);
    put(out, "platform", who.platform);
    put(out, "shop", who.shop);
    return out;
}

json::object to_json(const call& one) {
    json::object out;
    put(out, "caller_number", one.caller_number);
    put(out, "callback_number", one.callback_number);
    put(out, "called_at", one.called_at);
    if (one.duration_s) out.emplace("duration_s", *one.duration_s);
    put(out, "transcript", one.transcript);
    put(out, "recording", one.recording);
    put(out, "refused", one.refused);
    return out;
}

json::array to_json(const std::vector<call>& calls) {
    json::array out;
    for (const call& one : calls) out.push_back(to_json(one));
    return out;
}

} // namespace

std::string canonical(const complaint& what) {
    json::object out;
    put(out, "channel", what.channel);
    put(out, "external_ref", what.external_ref);
    put(out, "language", what.language);
    put(out, "nature", what.nature);
    if (what.received_at) out.emplace("received_at", format_rfc3339(*what.received_at));
    put(out, "complainant", to_json(what.complainant));
    put(out, "respondent", to_json(what.against));
    if (!what.calls.empty()) out.emplace("calls", to_json(what.calls));
    put(out, "category", what.category);
    put(out, "product", what.product);
    put(out, "order_no", what.order_no);
    put(out, "transaction_date", what.transaction_date);
    if (!what.amount.empty()) out.emplace("amount", json::object{{"value", what.amount}, {"currency", what.currency}});
    put(out, "requests", what.requests);
    put(out, "narrative", what.narrative);
    put(out, "evidence", what.evidence);
    return json::serialize(out);
}

std::string contact_of(const complaint& what) {
    const person& who = what.complainant;
    json::object out{{"name", who.name}, {"phone", who.phone}, {"email", who.email}};
    put(out, "address", who.address);
    std::vector<std::string> callers;
    for (const auto& call : what.calls)
        for (const auto* number : {&call.caller_number, &call.callback_number})
            if (!number->empty()) callers.push_back(*number);
    put(out, "callers", callers);
    return json::serialize(out);
}

std::vector<evidence_use> evidence_used(const complaint& what) {
    std::vector<evidence_use> out;
    for (std::size_t i = 0; i < what.evidence.size(); ++i)
        out.push_back({what.evidence[i], "/evidence/" + std::to_string(i)});
    for (std::size_t i = 0; i < what.calls.size(); ++i)
        if (!what.calls[i].recording.empty())
            out.push_back({what.calls[i].recording, "/calls/" + std::to_string(i) + "/recording"});
    return out;
}

} // namespace guiyi::intake
