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
    if (book.find(o.desk) == nullptr) row.refuse("desk", "is not one of this file's desks");
    return o;
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
    if (auto done = root->finish(); !done) return done.error();
    return out;
}

} // namespace guiyi::config
