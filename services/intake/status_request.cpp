#include "services/intake/status_request.hpp"

#include "common/http/json.hpp"
#include "services/intake/field_checks.hpp"
#include "services/intake/object_reader.hpp"

#include <algorithm>

namespace guiyi::intake {

namespace {

constexpr std::size_t typed_max = 100;
constexpr std::size_t pass_max = 500;

std::vector<std::string> read_evidence(object_reader& root, fault_list& faults, std::size_t items_max) {
    std::vector<std::string> out;
    const auto* list = root.list("evidence", items_max);
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const std::string pointer = "/evidence/" + std::to_string(i);
        std::string id = text_item((*list)[i], pointer, typed_max, faults);
        if ((*list)[i].is_string() && !is_evidence_id(id)) faults.refuse(pointer, "invalid_evidence");
        out.push_back(std::move(id));
    }
    return out;
}

/// One of a list; absent is empty.
std::string choice(object_reader& root, std::string_view name, std::initializer_list<std::string_view> known,
                   fault_list& faults) {
    std::string out = root.text(name, typed_max);
    if (out.empty() || std::ranges::find(known, std::string_view(out)) != known.end()) return out;
    std::string all;
    for (const auto one : known) all += (all.empty() ? "" : " ") + std::string(one);
    faults.refuse(root.at(name), "not_in_list", all);
    return out;
}

void read_wishes(object_reader& root, status_request& into, fault_list& faults) {
    into.wish.channel = choice(root, "channel", {"email", "sms", "both"}, faults);
    into.wish.language = choice(root, "language", {"zh", "en"}, faults);
    into.wish.frequency = choice(root, "frequency", {"each", "daily"}, faults);
    if (into.wish.channel.empty() && into.wish.language.empty() && into.wish.frequency.empty())
        faults.refuse("/channel", "required");
}

void read_feedback(object_reader& root, status_request& into, fault_list& faults) {
    const auto mark = root.whole_number("satisfaction", 5);
    if (!mark || *mark == 0) faults.refuse("/satisfaction", mark ? "not_in_list" : "required", "1 2 3 4 5");
    into.satisfaction = mark.value_or(0);
    into.promise = choice(root, "promise", {"kept", "partly", "broken", "none"}, faults);
    into.call_back = root.flag("call_back");
}

/// Whether a pass was made for adding to this complaint, and has not expired.
bool opens(std::string_view pass, const receipt_no& receipt, const status_shape& shape) {
    const auto made_for = shape.passes->open(privacy::pass_to_add, pass, shape.now);
    return made_for && *made_for == receipt.str();
}

} // namespace

http::problem no_such_complaint(http::language in) {
    http::problem out = http::status_problem(404, in);
    out.type = "urn:guiyi:problem:not_found";
    out.detail =
        in == http::language::zh ? "回执编号或查询码不正确" : "the receipt number or the query code is not right";
    return out;
}

status_reading read_status_request(const http::request& from, const status_shape& shape,
                                   const receipt_numbers& receipts, const config::intake_settings& limits) {
    const auto language = http::language_of(from);
    const auto parsed = http::parse_body(from);
    if (!parsed) return parsed.error();
    fault_list faults(true);
    if (!parsed->is_object()) {
        faults.refuse("", "wrong_type", "an object");
        return http::invalid_problem(in_words(faults.refused, language), language);
    }
    object_reader root(parsed->get_object(), "", faults);
    status_request out;
    const std::string typed_receipt = root.text("receipt_no", typed_max);
    const std::string typed_code = root.text("query_code", 2 * typed_max);
    const std::string pass = shape.passes ? root.text("pass", pass_max) : std::string();
    if (shape.text) out.text = root.long_text("text", limits.narrative_max_chars);
    if (shape.evidence) out.evidence = read_evidence(root, faults, limits.evidence_max_items);
    if (shape.wishes) read_wishes(root, out, faults);
    if (shape.feedback) read_feedback(root, out, faults);
    root.finish();
    const auto receipt = parse_receipt_no(typed_receipt);
    if (faults.refused.empty()) {
        if (typed_receipt.empty())
            faults.refuse("/receipt_no", "required");
        else if (!receipt)
            faults.refuse("/receipt_no", "invalid_receipt_no");
        if (typed_code.empty() && pass.empty()) faults.refuse("/query_code", "required");
        if (shape.evidence && is_blank(out.text) && out.evidence.empty()) faults.refuse("/text", "text_or_evidence");
    }
    if (!faults.refused.empty()) return http::invalid_problem(in_words(faults.refused, language), language);
    const bool open = pass.empty() ? receipts.opens(*receipt, typed_code) : opens(pass, *receipt, shape);
    if (!open) return no_such_complaint(language);
    out.receipt = *receipt;
    return out;
}

} // namespace guiyi::intake
