#include "common/config/jurisdiction.hpp"

#include "common/config/toml.hpp"

#include <algorithm>
#include <array>

namespace guiyi::config {

namespace {

constexpr std::array<std::string_view, 3> parties{"any", "platform", "merchant"};
constexpr std::array<std::string_view, 4> sources{"address", "registration", "platform", "conduct"};

} // namespace

std::string_view name_of(party which) noexcept { return parties[static_cast<std::size_t>(which)]; }
std::string_view name_of(place_source which) noexcept { return sources[static_cast<std::size_t>(which)]; }

bool jurisdiction_rule::of(std::string_view nature, std::string_view category, party respondent) const {
    if (std::ranges::find(natures, nature) == natures.end()) return false;
    if (against != party::any && against != respondent) return false;
    return categories.empty() ||
           std::ranges::any_of(categories, [&](const std::string& one) { return category.starts_with(one); });
}

jurisdiction_rule read_jurisdiction(const table& row) {
    jurisdiction_rule out;
    out.natures = row.texts("natures");
    if (out.natures.empty()) row.refuse("natures", "must name at least one; \"\" is a submission without a nature");
    out.categories = row.texts("categories");
    const auto against = row.choice("against", {"any", "platform", "merchant"}, "any");
    if (const auto at = std::ranges::find(parties, against); at != parties.end())
        out.against = static_cast<party>(at - parties.begin());
    out.kind = parse_desk_kind(row.choice("kind", {"samr", "association", "12321", "telecom", "police"}))
                   .value_or(desk_kind::samr);
    for (const auto& one : row.texts("places"))
        if (const auto at = std::ranges::find(sources, one); at != sources.end())
            out.places.push_back(static_cast<place_source>(at - sources.begin()));
        else
            row.refuse("places", "must be of address, registration, platform, conduct");
    out.instrument = row.text("instrument", "");
    out.article = row.text("article", "");
    out.verified = row.flag("verified", false);
    out.line = row.line();
    return out;
}

platform read_platform(const table& row) {
    platform out{row.texts("names"), row.text("region")};
    if (out.names.empty()) row.refuse("names", "must give at least one name");
    const bool digits = std::ranges::all_of(out.region, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || out.region.size() < 2 || out.region.size() > 12) row.refuse("region", "must be GB/T 2260 digits");
    return out;
}

std::string compared_name(std::string_view name) {
    std::string out;
    for (const char c : name)
        if (c != ' ' && c != '\t') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

} // namespace guiyi::config
