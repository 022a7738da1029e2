#include "services/casework/searchable.hpp"

#include "common/identity/phone.hpp"
#include "common/text/normalise.hpp"
#include "services/casework/reveal.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>

namespace guiyi::casework {

namespace {

namespace json = boost::json;

constexpr std::size_t complaints_max = 100;
constexpr std::size_t entries_max = 200;

// Types of the blind index: what a person is found by is never taken for what called them.
constexpr std::string_view name_key = "search name", phone_key = "search phone", email_key = "search email",
                           caller_key = "search caller";

class gatherer {
  public:
    void add(std::string_view what, const std::string& text) {
        if (!text.empty()) out_.push_back({what, text});
    }
    void add(const receipt_no& receipt, const events::complaint_summary& said) {
        add("number", receipt.str());
        add("number", said.external_ref);
        add("number", said.credit_code);
        for (const auto* party : {&said.complainant_masked, &said.respondent, &said.shop, &said.platform})
            add("party", *party);
        add("product", said.product);
        add("narrative", said.narrative);
        for (const auto& call : said.calls) {
            add("number", call.caller_masked);
            add("transcript", call.transcript);
        }
    }
    /// What people wrote, out of an entry of the timeline.
    void add_entry(std::string_view entry) {
        boost::system::error_code ec;
        const auto read = json::parse(entry, ec);
        const auto* data = !ec && read.is_object() ? read.get_object().if_contains("data") : nullptr;
        if (!data || !data->is_object()) return;
        for (const std::string_view name : {"text", "note", "reason", "lead"})
            if (const auto* said = data->get_object().if_contains(name); said && said->is_string())
                add("entry", std::string(said->get_string()));
    }
    std::vector<case_text> done() { return std::move(out_); }

  private:
    std::vector<case_text> out_;
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string text_in(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

std::vector<case_text> texts_of(const store::view& from, const case_no& which, const case_row& row) {
    gatherer out;
    out.add("number", which.str());
    if (!row.merged_into.empty()) return out.done();
    out.add("party", row.respondent);
    out.add("party", row.platform);
    for (const auto& receipt : receipts_of(from, which, complaints_max))
        if (const auto complaint = load_complaint(from, receipt)) out.add(receipt, complaint->summary);
    const auto skipped = row.entries > entries_max ? row.entries - entries_max : 0;
    for (const auto& entry : entries_of(from, which, skipped, entries_max)) out.add_entry(entry);
    return out.done();
}

std::string sealed_words::name(std::string_view text) const { return text::strip(text::fold(text)); }

void sealed_words::add_number(std::string_view kind, std::string_view text, std::vector<std::string>& to) const {
    if (const auto phone = identity::normalise_phone(text); phone && phone->kind != identity::phone_kind::masked)
        to.push_back(with_.of(kind, phone->key));
}

std::vector<std::string> sealed_words::of_case(const store::view& from, const case_no& which) const {
    std::vector<std::string> out;
    for (const auto& receipt : receipts_of(from, which, complaints_max)) {
        const auto contact = open_contact(from, keys_, receipt);
        if (!contact) continue; // nothing sealed, or the person was erased
        if (const auto who = name(text_in(*contact, "name")); !who.empty()) out.push_back(with_.of(name_key, who));
        if (const auto mail = lower(text_in(*contact, "email")); !mail.empty())
            out.push_back(with_.of(email_key, mail));
        add_number(phone_key, text_in(*contact, "phone"), out);
        const auto* callers = contact->if_contains("callers");
        if (!callers || !callers->is_array()) continue;
        for (const auto& one : callers->get_array())
            if (one.is_string()) add_number(caller_key, std::string_view(one.get_string()), out);
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

std::vector<std::string> sealed_words::of_question(std::string_view words, bool people) const {
    std::vector<std::string> out;
    add_number(caller_key, words, out);
    if (!people) return out;
    add_number(phone_key, words, out);
    if (words.find('@') != std::string_view::npos)
        out.push_back(with_.of(email_key, lower(words)));
    else if (const auto who = name(words); !who.empty())
        out.push_back(with_.of(name_key, who));
    return out;
}

search::document searchable(const store::view& from, const case_no& which, const sealed_words* sealed) {
    search::document out;
    const auto row = load_case(from, which);
    if (!row) return out;
    for (auto& one : texts_of(from, which, *row)) out.texts.push_back(std::move(one.text));
    if (sealed) out.keys = sealed->of_case(from, which);
    out.desk = row->desk;
    return out;
}

} // namespace guiyi::casework
