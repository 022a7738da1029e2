#include "services/assignment/router.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

using config::desk;
using config::desk_kind;
using config::party;
using config::place_source;

/// Characters of a unified social credit code that name the area of registration (GB 32100).
constexpr std::size_t area_at = 2, area_size = 6;

/// Enforcement and mediation are both market supervision; which a desk does shows in the topics it takes.
bool serves(const desk& one, desk_kind kind, std::string_view nature, const config::taxonomy& topics) {
    if (one.kind != kind) return false;
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

/// A place of the complaint that makes a body competent, or only tells where to look.
struct known_place {
    std::string code; ///< of the trace: "place_address"
    std::string region;
};

struct rated_desk {
    const desk* what = nullptr;
    int category = -1;
    int region = -1;
    std::string category_matched = "none";
    std::string region_matched;
    const known_place* by = nullptr;

    bool beats(const rated_desk& other) const {
        if (!other.what) return true;
        if (category != other.category) return category > other.category;
        if (region != other.region) return region > other.region;
        return what->fallback && !other.what->fallback;
    }
};

const config::platform* platform_named(const config::desk_book& desks, std::string_view name) {
    const auto wanted = config::compared_name(name);
    for (const auto& one : desks.platforms)
        for (const auto& known : one.names)
            if (config::compared_name(known) == wanted) return &one;
    return nullptr;
}

class routing_of {
  public:
    routing_of(const events::routing& of, const config::desk_book& desks) : of_(of) {
        const auto* own = of.respondent.empty() ? nullptr : platform_named(desks, of.respondent);
        const auto* used = of.platform.empty() ? nullptr : platform_named(desks, of.platform);
        const bool names_merchant = !of.shop.empty() || (!of.respondent.empty() && of.respondent != of.platform);
        // Who is named as the firm is the respondent, also where the sale was on a platform.
        if (own || (!of.platform.empty() && !names_merchant))
            against_ = party::platform;
        else if (!of.platform.empty() || !of.shop.empty())
            against_ = party::merchant;
        platform_ = own ? own : used;
    }

    party against() const { return against_; }

    /// Those of a rule that the complaint tells, in the rule's order.
    std::vector<known_place> places(const config::jurisdiction_rule& by) const {
        std::vector<known_place> out;
        for (const auto source : by.places)
            if (auto region = region_by(source); !region.empty())
                out.push_back({"place_" + std::string(name_of(source)), std::move(region)});
        return out;
    }

  private:
    std::string region_by(place_source source) const {
        switch (source) {
            case place_source::address: return of_.address;
            case place_source::registration:
                return of_.credit_code.size() > area_at ? of_.credit_code.substr(area_at, area_size) : std::string();
            case place_source::platform: return platform_ ? platform_->region : std::string();
            case place_source::conduct: return of_.region;
        }
        return {};
    }

    const events::routing& of_;
    party against_ = party::any;
    const config::platform* platform_ = nullptr;
};

/// How well a desk fits; by is null when it takes none of the places.
rated_desk rate(const desk& one, const std::vector<known_place>& places, std::string_view category) {
    rated_desk out;
    out.what = &one;
    for (const auto& at : places) {
        std::string matched;
        const int length = match(one.regions, at.region, matched);
        if (length <= out.region) continue;
        out.region = length;
        out.region_matched = std::move(matched);
        out.by = &at;
    }
    out.category = match(one.categories, category, out.category_matched);
    return out;
}

chosen_desk to_fallback(const config::desk_book& desks, std::vector<std::string> trace) {
    trace.emplace_back("fallback");
    return {&desks.fallback(), std::move(trace)};
}

} // namespace

chosen_desk choose_desk(const events::routing& of, const config::desk_book& desks, const config::taxonomy& topics,
                        const config::rulebook* book) {
    const std::string nature = of.nature.empty() ? "complaint" : of.nature;
    std::vector<std::string> trace{"nature:" + (of.nature.empty() ? "none" : of.nature)};
    const routing_of what(of, desks);
    const auto* rule = book ? book->competence(of.nature, of.category, what.against()) : nullptr;
    if (!rule) return to_fallback(desks, std::move(trace));
    if (rule->against != party::any) trace.push_back("against:" + std::string(name_of(rule->against)));
    trace.push_back(rule->article.empty() ? "practice" : "article:" + rule->instrument + " " + rule->article);

    auto places = what.places(*rule);
    const bool placed = !places.empty();
    if (!placed) places.push_back({"place:none", of.region});
    rated_desk best;
    bool any_desk = false;
    for (const auto& one : desks.desks) {
        if (!serves(one, rule->kind, nature, topics)) continue;
        any_desk = true;
        const auto rated = rate(one, places, of.category);
        if (rated.by && rated.beats(best)) best = rated;
    }
    if (!rule->places.empty() && !placed) trace.push_back(places.front().code);
    if (!best.what) {
        if (placed && any_desk) trace.push_back("elsewhere:" + places.front().region);
        return to_fallback(desks, std::move(trace));
    }
    if (placed) trace.push_back(best.by->code + ":" + best.by->region);
    trace.push_back("category:" + best.category_matched);
    trace.push_back("region:" + best.region_matched);
    return {best.what, std::move(trace)};
}

} // namespace guiyi::assignment
