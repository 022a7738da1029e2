#include "services/deduplication/campaign_model.hpp"

#include "common/config/toml.hpp"
#include "services/deduplication/campaign_state.hpp"

#include <cmath>

namespace guiyi::deduplication {

namespace {

std::int64_t scaled(const config::table& from, std::string_view key, std::int64_t fallback, double scale, double max) {
    return std::llround(scale * from.real(key, static_cast<double>(fallback) / scale, 0, max));
}

std::size_t count(const config::table& from, std::string_view key, std::size_t fallback, std::size_t min,
                  std::size_t max) {
    return static_cast<std::size_t>(from.integer(key, static_cast<std::int64_t>(fallback),
                                                 static_cast<std::int64_t>(min), static_cast<std::int64_t>(max)));
}

} // namespace

campaign_rule read_campaign_rule(const config::table& from) {
    campaign_rule out;
    out.link_permille = scaled(from, "link", out.link_permille, 1000, 1);
    out.review_permille = scaled(from, "review", out.review_permille, 1000, 1);
    out.shared_min = count(from, "shared_min", out.shared_min, 1, 100);
    out.bits_min_centi = scaled(from, "bits_min", out.bits_min_centi, 100, 1000);
    out.novel_permille = scaled(from, "novel", out.novel_permille, 1000, 1);
    out.covered_permille = scaled(from, "covered", out.covered_permille, 1000, 1);
    out.exemplars_max = count(from, "exemplars_max", out.exemplars_max, 1, exemplars_kept_max);
    out.candidates_max = count(from, "candidates_max", out.candidates_max, 1, 1000);
    out.script_chars_max = count(from, "script_chars_max", out.script_chars_max, 100, 20'000);
    out.number_link_centi = scaled(from, "number_link", out.number_link_centi, 100, 1000);
    out.number_scripts_max = count(from, "number_scripts_max", out.number_scripts_max, 1, number_scripts_kept_max - 1);
    out.burst_cases = from.integer("burst_cases", out.burst_cases, 2, 1'000'000);
    out.burst_factor_centi = scaled(from, "burst_factor", out.burst_factor_centi, 100, 1000);
    out.generic = from.texts("generic");
    if (out.review_permille > out.link_permille) from.refuse("review", "must not be above 'link'");
    return out;
}

} // namespace guiyi::deduplication
