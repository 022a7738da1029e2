#include "common/config/desks.hpp"

#include "common/config/toml.hpp"

#include <algorithm>

namespace guiyi::config {

namespace {

bool prefixed(const std::vector<std::string>& prefixes, std::string_view code) {
    return std::ranges::any_of(prefixes, [&](const std::string& p) { return p == "*" || code.starts_with(p); });
}

bool is_region(std::string_view text) {
    const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return text == "*" || (digits && text.size() >= 2 && text.size() <= 12);
}

template <class Item, class Id>
const Item* find_in(const std::vector<Item>& items, const Id& id) {
    const auto found = std::ranges::find(items, id, &Item::id);
    return found != items.end() ? &*found : nullptr;
}

/// Appends, unless the id is taken.
template <class Item>
void add(std::vector<Item>& items, Item item, const table& row) {
    if (find_in(items, item.id) != nullptr) row.refuse("id", "is given twice");
    items.push_back(std::move(item));
}

desk read_desk(const table& row, const desk_book& book, const taxonomy* known) {
    desk d;
    d.id = desk_id(row.text("id"));
    d.name_zh = row.text("name_zh");
    d.name_en = row.text("name_en");
    d.organisation = row.text("organisation");
    d.kind = *parse_desk_kind(row.choice("kind", {"samr", "association", "12321", "telecom", "police"}));
    d.categories = row.texts("categories");
    d.regions = row.texts("regions");
    d.fallback = row.flag("fallback", false);

    if (find_in(book.organisations, d.organisation) == nullptr) row.refuse("organisation", "is not one of this file's");
    for (const std::string& code : d.categories)
        if (known != nullptr && code != "*" && !known->known(code))
            row.refuse("categories", "has an unknown code: " + code);
    if (!std::ranges::all_of(d.regions, is_region)) row.refuse("regions", "must be \"*\" or GB/T 2260 digits");
    if (d.regions.empty()) row.refuse("regions", "must not be empty; \"*\" is everywhere");
    return d;
}

/// "08:30"; nothing for another text.
std::optional<std::chrono::minutes> time_in(std::string_view text) {
    const auto digits = [&](std::size_t at) {
        const bool are = text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
        return are ? (text[at] - '0') * 10 + (text[at + 1] - '0') : 99;
    };
    if (text.size() != 5 || text[2] != ':' || digits(0) > 24 || digits(3) > 59) return std::nullopt;
    const auto out = std::chrono::hours(digits(0)) + std::chrono::minutes(digits(3));
    return out <= std::chrono::hours(24) ? std::optional<std::chrono::minutes>(out) : std::nullopt;
}

/// "1-4 08:30-17:30", or "5 08:30-12:00" for one day; nothing for another text.
std::vector<working_span> spans_in(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return {};
    const auto days = text.substr(0, blank), times = text.substr(blank + 1);
    const bool several = days.size() == 3 && days[1] == '-';
    if ((days.size() != 1 && !several) || times.size() != 11 || times[5] != '-') return {};
    const int first = days.front() - '0', last = days.back() - '0';
    const auto from = time_in(times.substr(0, 5)), until = time_in(times.substr(6));
    if (first < 1 || last > 7 || first > last || !from || !until || *from >= *until) return {};
    std::vector<working_span> out;
    for (int day = first; day <= last; ++day) out.push_back({day, *from, *until});
    return out;
}

void read_hours(const table& row, officer& to) {
    for (const auto& text : row.texts("hours")) {
        const auto spans = spans_in(text);
        if (spans.empty()) return row.refuse("hours", "must be such as \"1-4 08:30-17:30\", not \"" + text + "\"");
        to.hours.insert(to.hours.end(), spans.begin(), spans.end());
    }
    if (to.hours.empty()) return;
    if (!to.weekdays.empty()) return row.refuse("weekdays", "follow from hours: give one of them");
    for (const auto& one : to.hours)
        if (to.weekdays.empty() || to.weekdays.back() != one.weekday) to.weekdays.push_back(one.weekday);
}

officer read_officer(const table& row, const desk_book& book) {
    officer o;
    o.id = officer_id(row.text("id"));
    o.name = row.text("name");
    o.desk = desk_id(row.text("desk"));
    o.capacity = static_cast<int>(row.integer("capacity", 0, 1'000'000));
    o.on_duty = row.flag("on_duty", true);
    if (const auto given = row.texts("roles"); !given.empty()) {
        std::string unknown;
        const auto roles = access::role_set::parse(given, &unknown);
        if (!roles) row.refuse("roles", "has an unknown role: " + unknown);
        o.roles = *roles;
    }
    o.skills = row.texts("skills");
    o.weekdays = row.integers("weekdays", 1, 7);
    read_hours(row, o);
    o.email = row.text("email", "");
    if (book.find(o.desk) == nullptr) row.refuse("desk", "is not one of this file's desks");
    return o;
}

bool some_officer_can(const desk_book& book, const std::string& skill) {
    return std::ranges::any_of(
        book.officers, [&](const officer& one) { return std::ranges::find(one.skills, skill) != one.skills.end(); });
}

bool known_category(const std::string& code, const taxonomy* known) {
    return code.empty() || known == nullptr || known->known(code);
}

staffing read_staffing(const table& root, const desk_book& book, const taxonomy* known) {
    staffing out;
    for (const table& row : root.tables("need")) {
        skill_need one{row.text("skill"), row.text("language", ""), row.text("nature", ""), row.text("category", "")};
        if (!some_officer_can(book, one.skill)) row.refuse("skill", "is a skill that no officer of this file has");
        if (!known_category(one.category, known)) row.refuse("category", "is an unknown code: " + one.category);
        out.needs.push_back(std::move(one));
    }
    for (const table& row : root.tables("weight")) {
        out.weights.push_back({row.text("nature", ""), row.text("category", ""), row.integer("weight", 1, 100)});
        if (!known_category(out.weights.back().category, known)) row.refuse("category", "is an unknown code");
    }
    for (const table& row : root.tables("idle")) {
        const idle_rule one{row.text("nature", ""), row.integer("officer_days", 0, 0, 250),
                            row.integer("lead_days", 0, 0, 250), row.integer("release_days", 0, 0, 250)};
        if (one.lead_days > 0 && one.lead_days <= one.officer_days)
            row.refuse("lead_days", "must come after officer_days");
        if (one.release_days > 0 && one.release_days <= std::max(one.officer_days, one.lead_days))
            row.refuse("release_days", "must come after officer_days and lead_days");
        out.idle.push_back(one);
    }
    for (const table& row : root.tables("escalation")) {
        const auto role = access::role_named(row.text("to"));
        if (!role) row.refuse("to", "is an unknown role");
        const auto after = row.integer("after_days", 0, 250);
        if (!out.escalations.empty() && after <= out.escalations.back().after_days)
            row.refuse("after_days", "must be later than the level's before it");
        out.escalations.push_back({after, role.value_or(access::role::head)});
    }
    out.person_margin = root.integer("person_margin", out.person_margin, 0, 100);
    out.campaign_margin = root.integer("campaign_margin", out.campaign_margin, 0, 100);
    out.near_days = root.integer("near_days", out.near_days, 0, 60);
    return out;
}

} // namespace

bool desk::takes_category(std::string_view code) const { return prefixed(categories, code); }
bool desk::takes_region(std::string_view code) const { return prefixed(regions, code); }

const desk* desk_book::find(const desk_id& id) const { return find_in(desks, id); }
const officer* desk_book::find(const officer_id& id) const { return find_in(officers, id); }
std::vector<officer_id> desk_book::leads_of(const desk_id& id) const {
    std::vector<officer_id> out;
    for (const auto& one : officers)
        if (one.roles.has(access::role::lead) && one.desk == id) out.push_back(one.id);
    return out;
}
std::vector<officer_id> desk_book::with_role(access::role role, const desk_id& at) const {
    std::vector<officer_id> here, beside;
    const auto* mine = find(at);
    for (const auto& one : officers) {
        if (!one.roles.has(role)) continue;
        const auto* of = find(one.desk);
        if (one.desk == at)
            here.push_back(one.id);
        else if (mine && of && of->organisation == mine->organisation)
            beside.push_back(one.id);
    }
    return here.empty() ? beside : here;
}

bool skill_need::of(std::string_view case_nature, std::string_view case_category,
                    std::string_view case_language) const {
    return (language.empty() || language == case_language) && (nature.empty() || nature == case_nature) &&
           (category.empty() || case_category.starts_with(category));
}

std::vector<std::string> staffing::skills_for(std::string_view nature, std::string_view category,
                                              std::string_view language) const {
    std::vector<std::string> out;
    for (const auto& one : needs)
        if (one.of(nature, category, language) && std::ranges::find(out, one.skill) == out.end())
            out.push_back(one.skill);
    return out;
}

std::int64_t staffing::weight_of(std::string_view nature, std::string_view category) const {
    for (const auto& one : weights)
        if ((one.nature.empty() || one.nature == nature) && category.starts_with(one.category)) return one.weight;
    return 1;
}

const idle_rule* staffing::idle_of(std::string_view nature) const {
    const auto found = std::ranges::find(idle, nature, &idle_rule::nature);
    return found != idle.end() ? &*found : nullptr;
}

const desk& desk_book::fallback() const { return *std::ranges::find(desks, true, &desk::fallback); }

result<desk_book> load_desks(const std::filesystem::path& file, const taxonomy* known) {
    const auto root = table::load(file);
    if (!root) return root.error();

    desk_book out;
    for (const table& row : root->tables("organisation"))
        add(out.organisations, {row.text("id"), row.text("name_zh"), row.text("name_en")}, row);
    for (const table& row : root->tables("desk")) add(out.desks, read_desk(row, out, known), row);
    for (const table& row : root->tables("officer")) add(out.officers, read_officer(row, out), row);
    if (std::ranges::count(out.desks, true, &desk::fallback) != 1)
        root->refuse("desk", "must have exactly one with fallback = true");
    out.staffing = read_staffing(*root, out, known);
    for (const table& row : root->tables("platform")) out.platforms.push_back(read_platform(row));
    if (auto done = root->finish(); !done) return done.error();
    return out;
}

} // namespace guiyi::config
