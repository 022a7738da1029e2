#include "services/casework/letter_forms.hpp"

#include "common/config/toml.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace guiyi::casework {

namespace {

using config::table;

constexpr std::string_view body_mark = "{{>body}}";
constexpr std::string_view style_mark = "{{>style}}";

bool contains(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

result<std::string> read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(errc::not_found, "letter text " + file.string() + " is missing");
    return std::string(std::istreambuf_iterator<char>(in), {});
}

/// A list of words out of a closed set.
std::vector<std::string> words(const table& row, std::string_view key, const std::set<std::string>& allowed) {
    auto out = row.texts(key);
    for (const auto& one : out)
        if (!allowed.contains(one)) row.refuse(key, "has '" + one + "', which is none of those there are");
    return out;
}

letter_form read_form(const table& row) {
    static const std::set<std::string> addressees{"complainant", "respondent", "authority", "file"};
    static const std::set<std::string> channels{"internet", "phone", "sms", "email", "letter", "in_person"};
    letter_form out;
    out.id = row.text("id");
    out.word = row.text("word");
    out.title_zh = row.text("title_zh");
    out.title_en = row.text("title_en");
    out.tracks = row.texts("tracks");
    out.after = row.texts("after");
    out.addressees = words(row, "addressees", addressees);
    out.channels = words(row, "channels", channels);
    out.copies = row.flag("copies", false);
    out.basis = {row.text("instrument"), row.text("version"), row.text("article"), row.flag("verified", false)};
    for (const table& field : row.tables("fields"))
        out.fields.push_back({field.text("name"), field.text("zh"), field.text("en"), field.flag("required", false),
                              field.choice("kind", {"text", "date"}, "text") == "date"});
    if (out.tracks.empty()) row.refuse("tracks", "must name at least one track");
    if (out.addressees.empty()) row.refuse("addressees", "must name at least one");
    // A reporter's identity and the handling of a report never reach the reported party (O121 §37).
    if (contains(out.tracks, "R") && contains(out.addressees, "respondent"))
        row.refuse("addressees", "a letter of a report never goes to the respondent (O121 §37)");
    return out;
}

letter_authority read_authority(const table& row) {
    letter_authority out{
        row.text("organisation"), row.text("abbreviation"), row.text("address", ""), row.text("phone", ""), {}};
    for (const table& unit : row.tables("unit")) out.units.emplace(unit.text("desk"), unit.text("abbreviation"));
    return out;
}

void replace(std::string& in, std::string_view what, const std::string& by) {
    for (auto at = in.find(what); at != in.npos; at = in.find(what, at + by.size())) in.replace(at, what.size(), by);
}

} // namespace

bool letter_form::goes_to(std::string_view addressee) const { return contains(addressees, addressee); }
bool letter_form::goes_by(std::string_view channel) const { return contains(channels, channel); }
bool letter_form::is_for(std::string_view track) const { return contains(tracks, track); }

const letter_form* letter_book::find(std::string_view id) const {
    const auto found = std::ranges::find(forms_, id, &letter_form::id);
    return found != forms_.end() ? &*found : nullptr;
}

const letter_authority* letter_book::authority_of(std::string_view organisation) const {
    const auto found = std::ranges::find(authorities_, organisation, &letter_authority::organisation);
    return found != authorities_.end() ? &*found : nullptr;
}

std::string letter_book::number(const letter_authority& by, std::string_view desk, const letter_form& form,
                                std::int64_t year, std::int64_t sequence) const {
    const auto unit = by.units.find(desk);
    std::string out = pattern_;
    replace(out, "{authority}", by.abbreviation);
    replace(out, "{unit}", unit != by.units.end() ? unit->second : std::string());
    replace(out, "{form}", form.word);
    replace(out, "{year}", std::to_string(year));
    replace(out, "{n}", std::to_string(sequence));
    return out;
}

std::string letter_book::render(const letter_form& form, std::string_view language, const letter_values& with) const {
    return texts_.at((language == "en" ? "en/" : "zh/") + form.id).fill(with);
}

const std::set<std::string>& letter_value_names() {
    static const std::set<std::string> all{"draft",
                                           "number",
                                           "title",
                                           "issued_on",
                                           "authority",
                                           "authority_phone",
                                           "unit",
                                           "officer",
                                           "authority_address",
                                           "case_no",
                                           "receipt_no",
                                           "check_code",
                                           "received_on",
                                           "accepted_on",
                                           "decided_on",
                                           "mediate_by",
                                           "mediate_by_provisional",
                                           "is_report",
                                           "addressee",
                                           "for_complainant",
                                           "for_respondent",
                                           "complainant",
                                           "complainant_phone",
                                           "complainant_address",
                                           "anonymous",
                                           "consent_publish",
                                           "consent_delegate",
                                           "respondent",
                                           "respondent_address",
                                           "credit_code",
                                           "platform",
                                           "shop",
                                           "product",
                                           "amount",
                                           "transaction_on",
                                           "narrative",
                                           "requests",
                                           "channel",
                                           "calls",
                                           "category",
                                           "ground",
                                           "reason",
                                           "basis",
                                           "outcome"};
    return all;
}

result<letter_book> letter_book::load(const std::filesystem::path& folder) {
    const auto root = table::load(folder / "forms.toml");
    if (!root) return root.error();
    letter_book out;
    out.pattern_ = root->text("number_pattern");
    for (const char* part : {"{year}", "{n}", "{form}"})
        if (out.pattern_.find(part) == std::string::npos)
            root->refuse("number_pattern", "must hold " + std::string(part) + ", or numbers would not differ");
    for (const table& row : root->tables("authority")) out.authorities_.push_back(read_authority(row));
    for (const table& row : root->tables("form")) {
        auto form = read_form(row);
        if (out.find(form.id)) row.refuse("id", "is given twice");
        out.forms_.push_back(std::move(form));
    }
    if (out.forms_.empty()) root->refuse("form", "must list at least one form");
    if (auto done = root->finish(); !done) return done.error();

    const auto style = read_file(folder / "letter.css");
    if (!style) return style.error();
    for (const std::string language : {"zh", "en"}) {
        const auto frame = read_file(folder / language / "frame.html");
        if (!frame) return frame.error();
        for (const auto& form : out.forms_) {
            const auto file = folder / language / ("form-" + form.id + ".html");
            const auto body = read_file(file);
            if (!body) return body.error();
            // First alone, so that an error names the line of its own file.
            auto parsed = letter_template::parse(*body, file.string());
            if (!parsed) return parsed.error();
            for (const auto& name : parsed->names()) {
                const bool own = std::ranges::find(form.fields, name, &letter_field::name) != form.fields.end();
                if (!own && !letter_value_names().contains(name))
                    return fail(errc::invalid, file.string() + ": unknown name {{" + name + "}}");
            }
            std::string whole = *frame;
            replace(whole, body_mark, *body);
            replace(whole, style_mark, *style);
            parsed = letter_template::parse(whole, (folder / language / "frame.html").string());
            if (!parsed) return parsed.error();
            out.texts_.emplace(language + "/" + form.id, std::move(*parsed));
        }
    }
    return out;
}

} // namespace guiyi::casework
