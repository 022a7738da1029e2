#include "services/assignment/router.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

using config::desk;
using config::desk_kind;

desk_kind home_of(std::string_view nature) {
    if (nature == "nuisance") return desk_kind::nuisance_12321;
    if (nature == "telecom_appeal") return desk_kind::telecom;
    if (nature == "police_lead") return desk_kind::police;
    if (nature == "association_complaint") return desk_kind::association;
    return desk_kind::samr;
}

/// Enforcement and mediation are both market supervision; which a desk does shows in the topics it takes.
bool serves(const desk& one, std::string_view nature, const config::taxonomy& topics) {
    if (one.kind != home_of(nature)) return false;
    if (one.kind == desk_kind::association) return true; // the same disputes, at another door
    return std::ranges::any_of(one.categories, [&](const std::string& code) {
        const auto* topic = topics.find(code);
        return code == "*" || (topic && topic->nature == nature);
    });
}

/// Length of the longest entry that is a prefix of the code; 0 for "*", -1 for none.
int match(const std::vector<std::string>& prefixes, std::string_view code, std::string& matched) {
    int best = -1;
    for (const auto& one : prefixes) {
        const int length = one == "*" ? 0 : static_cast<int>(one.size());
        if (length <= best || (one != "*" && !code.starts_with(one))) continue;
        best = length;
        matched = one;
    }
    return best;
}

struct rated_desk {
    const desk* what = nullptr;
    int category = -1;
    int region = -1;
    std::string category_matched = "none";
    std::string region_matched;

    bool beats(const rated_desk& other) const {
        if (!other.what) return true;
        if (category != other.category) return category > other.category;
        if (region != other.region) return region > other.region;
        return what->fallback && !other.what->fallback;
    }
};

} // namespace

chosen_desk choose_desk(const events::routing& of, const config::desk_book& book, const config::taxonomy& topics) {
    const std::string nature = of.nature.empty() ? "complaint" : of.nature;
    std::vector<std::string> trace{"nature:" + (of.nature.empty() ? "none" : of.nature)};
    rated_desk best;
    for (const auto& one : book.desks) {
        if (!serves(one, nature, topics)) continue;
        rated_desk rated;
        rated.what = &one;
        rated.region = match(one.regions, of.region, rated.region_matched);
        rated.category = match(one.categories, of.category, rated.category_matched);
        if (rated.region >= 0 && rated.beats(best)) best = rated;
    }
    if (!best.what) {
        trace.emplace_back("fallback");
        return {&book.fallback(), std::move(trace)};
    }
    trace.push_back("category:" + best.category_matched);
    trace.push_back("region:" + best.region_matched);
    return {best.what, std::move(trace)};
}

} // namespace guiyi::assignment
