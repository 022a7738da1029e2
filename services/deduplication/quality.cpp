#include "services/deduplication/quality.hpp"

#include "services/deduplication/grouping.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> bands{"tie", "review", "new"};

struct tally {
    std::uint64_t decided = 0, same = 0, different = 0, unsure = 0;

    void add(const tally& more) {
        decided += more.decided;
        same += more.same;
        different += more.different;
        unsure += more.unsure;
    }
};
using by_band = std::array<tally, bands.size()>;

void count(const label_row& label, by_band& to) {
    const auto at = std::ranges::find(bands, label.band);
    if (at == bands.end()) return;
    auto& one = to[static_cast<std::size_t>(at - bands.begin())];
    if (label.verdict == "same") ++one.same;
    if (label.verdict == "different") ++one.different;
    if (label.verdict == "unsure") ++one.unsure;
}

json::object share_json(const share& of) {
    return {{"permille", of.permille}, {"low_permille", of.low_permille}, {"high_permille", of.high_permille}};
}

json::value share_json(std::uint64_t hits, std::uint64_t among) {
    return among == 0 ? json::value(nullptr) : json::value(share_json(wilson(hits, among)));
}

json::object band_json(const tally& of) {
    return {{"decided", of.decided}, {"judged", of.same + of.different + of.unsure},
            {"same", of.same},       {"different", of.different},
            {"unsure", of.unsure},   {"same_share", share_json(of.same, of.same + of.different)}};
}

/// So many ties among them and the repeats that were missed, in thousandths; 0 when there are none at all.
std::int64_t found_permille(std::uint64_t ties, double missed) {
    const double found = static_cast<double>(ties);
    return found > 0 ? std::llround(1000 * found / (found + missed)) : 0;
}

/// Ties that stand, among all repeats that the counts let one suppose.
json::object recall_json(const by_band& of) {
    const auto& [tie, review, fresh] = of;
    const std::uint64_t standing = tie.decided - std::min(tie.decided, tie.different);
    json::object out{
        {"ties", tie.decided},           {"ties_untied", tie.different}, {"review_judged_same", review.same},
        {"new_judged_same", fresh.same}, {"repeats_in_review", nullptr}, {"ties_among_known_repeats_permille", nullptr},
        {"found_share", nullptr}};
    const std::uint64_t judged = review.same + review.different;
    if (judged == 0 && review.decided > 0) return out;
    const share same = judged == 0 ? share{0, 0, 0} : wilson(review.same, judged);
    const auto in_review = [&](std::int64_t permille) {
        return static_cast<double>(review.decided) * static_cast<double>(permille) / 1000;
    };
    const auto found = [&](std::int64_t permille) {
        return found_permille(standing, in_review(permille) + static_cast<double>(fresh.same));
    };
    out["repeats_in_review"] = std::llround(in_review(same.permille));
    if (standing == 0 && fresh.same == 0 && same.permille == 0) return out; // no repeat is known of
    out["ties_among_known_repeats_permille"] = found(same.permille);
    // The more repeats wait in review, the smaller is the share that was found.
    out["found_share"] = share_json(share{found(same.permille), found(same.high_permille), found(same.low_permille)});
    return out;
}

json::object counts_json(const by_band& of) {
    json::object shown;
    for (std::size_t i = 0; i < bands.size(); ++i) shown[bands[i]] = band_json(of[i]);
    return {{"bands", std::move(shown)}, {"recall", recall_json(of)}};
}

json::object notes() {
    const auto both = [](std::string_view zh, std::string_view en) { return json::object{{"zh", zh}, {"en", en}}; };
    return {
        {"same_share",
         both("判为同一争议的份额（不计存疑），附威尔逊95%"
              "区间；自动归并档中只有被人看过的才计入，被拆出的记为不同，故偏低",
              "share judged same, unsure left out, with its Wilson 95 % interval; of the tie band only what somebody "
              "looked at counts, and an untied complaint counts as different, so it errs low")},
        {"recall",
         both("估计：待审中的重复按已判份额推算全部待审，95%"
              "区间由此而来；自动归并减去已拆出的视为正确；无人发现的重复不在其内，故为上限",
              "estimated: repeats in review are the judged share of all sent to review, whence the 95 % interval; ties "
              "not "
              "untied are taken for right; repeats that nobody found are not in it, so it is an upper bound")},
        {"weeks",
         both("按投诉收到之时的ISO周（世界时）：其后何时判定，均计入该周；每一对投诉与案件只计最后一次判定",
              "ISO weeks in UTC in which the complaints were received; verdicts count there too, whenever they were "
              "given; of each pair the last word alone counts")}};
}

} // namespace

share wilson(std::uint64_t hits, std::uint64_t among) {
    constexpr double z = 1.959964;
    const double n = static_cast<double>(among), p = static_cast<double>(hits) / n;
    const double middle = p + z * z / (2 * n);
    const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    const auto permille = [&](double x) { return std::llround(1000 * std::clamp(x, 0.0, 1.0)); };
    return {permille(p), permille((middle - half) / (1 + z * z / n)), permille((middle + half) / (1 + z * z / n))};
}

json::object quality_json(const store::view& state, std::size_t weeks) {
    const grouping_reader groups(state);
    std::map<std::uint64_t, by_band, std::greater<>> of;
    const auto last = groups.last_week();
    for (std::size_t i = 0; last && i < weeks && i <= *last; ++i)
        for (std::size_t band = 0; band < bands.size(); ++band)
            of[*last - i][band].decided = groups.decisions(*last - i, bands[band]);
    if (last)
        for (const auto& [week, label] : groups.labels_since(of.rbegin()->first)) count(label, of[week]);
    by_band all;
    json::array rows;
    for (const auto& [week, counts] : of) {
        auto row = counts_json(counts);
        row["week"] = week_name(week);
        rows.push_back(std::move(row));
        for (std::size_t band = 0; band < bands.size(); ++band) all[band].add(counts[band]);
    }
    return {{"weeks", std::move(rows)}, {"all", counts_json(all)}, {"notes", notes()}};
}

} // namespace guiyi::deduplication
