#include "services/deduplication/campaign_match.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

namespace guiyi::deduplication {

namespace {

std::array<std::int64_t, shared_campaigns_max + 1> rarities() {
    std::array<std::int64_t, shared_campaigns_max + 1> out{};
    const auto all = static_cast<double>(shared_campaigns_max);
    for (std::size_t n = 0; n < out.size(); ++n)
        out[n] = std::llround(100 * std::log2(all / static_cast<double>(std::max<std::size_t>(n, 1))));
    return out;
}

/// A phrase of every machine counts as if nearly all campaigns had it already.
constexpr std::int64_t generic_centibits = 50;

/// Sums what every exemplar shares. An open hash table: a script that many play meets thousands of entries.
class tally {
  public:
    using sharing = script_query::sharing;

    void add(std::uint64_t exemplar, std::int64_t rarity, std::int64_t specific) {
        if (2 * (used_ + 1) > places_.size()) grow();
        sharing& sum = place_of(exemplar);
        if (sum.shared++ == 0) {
            sum.exemplar = exemplar;
            ++used_;
        }
        sum.centibits += rarity;
        sum.specific_centibits += specific;
    }
    /// In no order.
    std::vector<sharing> take() && {
        std::erase_if(places_, [](const sharing& one) { return one.shared == 0; });
        return std::move(places_);
    }

  private:
    sharing& place_of(std::uint64_t exemplar) {
        const std::size_t mask = places_.size() - 1;
        auto at = static_cast<std::size_t>(exemplar * 0x9e3779b97f4a7c15 >> 32) & mask;
        while (places_[at].shared > 0 && places_[at].exemplar != exemplar) at = (at + 1) & mask;
        return places_[at];
    }
    void grow() {
        auto old = std::exchange(places_, std::vector<sharing>(std::max<std::size_t>(64, 2 * places_.size())));
        for (const auto& one : old)
            if (one.shared > 0) place_of(one.exemplar) = one;
    }

    std::vector<sharing> places_; // a power of two of them, at most half in use
    std::size_t used_ = 0;
};

std::int64_t permille_of(std::int64_t part, std::int64_t whole) { return whole > 0 ? 1000 * part / whole : 0; }

std::size_t shared_of(const std::vector<script_shingle>& a, const std::vector<script_shingle>& b) {
    // Without branches on the values, which no processor can guess.
    std::size_t shared = 0;
    for (std::size_t x = 0, y = 0; x < a.size() && y < b.size();) {
        const auto left = a[x], right = b[y];
        shared += left == right;
        x += left <= right;
        y += right <= left;
    }
    return shared;
}

std::int64_t share_of(const std::vector<script_shingle>& part, const std::vector<script_shingle>& in) {
    return permille_of(static_cast<std::int64_t>(shared_of(part, in)), static_cast<std::int64_t>(part.size()));
}

/// The exemplar that has least of its own, the newcomer among the others; nothing when the newcomer has less still.
std::optional<receipt_no> least_own(const std::vector<script_exemplar>& kept, const std::vector<script_shingle>& script,
                                    std::int64_t own_of_script) {
    std::optional<receipt_no> out;
    std::int64_t least = own_of_script;
    for (const auto& one : kept) {
        std::int64_t covered = share_of(one.shingles, script);
        for (const auto& other : kept)
            if (&other != &one) covered = std::max(covered, share_of(one.shingles, other.shingles));
        if (1000 - covered < least) {
            least = 1000 - covered;
            out = one.receipt;
        }
    }
    return out;
}

} // namespace

std::int64_t rarity_centibits(std::size_t campaigns) {
    static const auto table = rarities();
    return table[std::min(campaigns, shared_campaigns_max)];
}

script_query look_up(std::vector<script_shingle> script, const campaign_reader& state,
                     const std::vector<script_shingle>& generic) {
    script_query out;
    tally sums;
    state.expect(script);
    for (const auto shingle : script) {
        const auto posting = state.posting(shingle);
        const auto rarity = posting.stopped ? 0 : rarity_centibits(posting.campaigns());
        const bool everybodys = std::ranges::binary_search(generic, shingle);
        const auto specific = everybodys ? std::min(rarity, generic_centibits) : rarity;
        out.weight_centibits += rarity;
        for (const auto exemplar : posting.exemplars) sums.add(exemplar, rarity, specific);
    }
    out.found = std::move(sums).take();
    out.shingles = std::move(script);
    return out;
}

script_verdict judge_script(const script_query& script, const campaign_reader& state, const campaign_rule& by) {
    std::vector<script_query::sharing> near;
    std::ranges::copy_if(script.found, std::back_inserter(near), [&](const auto& one) {
        return one.shared >= by.shared_min && one.specific_centibits >= by.bits_min_centi;
    });
    const auto kept = static_cast<std::ptrdiff_t>(std::min(near.size(), by.candidates_max));
    std::ranges::partial_sort(near, near.begin() + kept, [](const auto& a, const auto& b) {
        return a.centibits != b.centibits ? a.centibits > b.centibits : a.exemplar < b.exemplar;
    });
    near.resize(static_cast<std::size_t>(kept));

    struct scored {
        script_match match;
        std::int64_t alike; // shared of all that either has: of two that contain the script the one of its size
    };
    std::vector<std::uint64_t> asked;
    for (const auto& one : near) asked.push_back(one.exemplar);
    state.expect_exemplars(asked);
    std::vector<scored> all;
    for (const auto& one : near) {
        const auto exemplar = state.outline(one.exemplar);
        if (!exemplar) continue;
        const auto smaller = std::min(script.weight_centibits, exemplar->weight_centibits);
        const auto either = script.weight_centibits + exemplar->weight_centibits - one.centibits;
        const auto contained = std::min<std::int64_t>(permille_of(one.centibits, smaller), 1000);
        all.push_back(
            {{one.exemplar / exemplars_kept_max, exemplar->receipt, contained, one.shared, one.specific_centibits},
             permille_of(one.centibits, either)});
    }
    std::ranges::sort(all, [&](const scored& a, const scored& b) {
        const auto place = [&](const scored& one) {
            const bool links = one.match.permille >= by.link_permille;
            return std::tuple(!links, links ? -one.alike : -one.match.permille, one.match.campaign);
        };
        return std::tuple_cat(place(a), std::tie(a.match.exemplar)) <
               std::tuple_cat(place(b), std::tie(b.match.exemplar));
    });

    script_verdict out;
    if (all.empty()) return out;
    out.best = all.front().match;
    out.links = out.best->permille >= by.link_permille;
    out.review = !out.links && out.best->permille >= by.review_permille;
    if (!out.review && !out.links) out.best.reset();
    for (const auto& other : all)
        if (out.links && other.match.campaign != out.best->campaign && other.match.permille >= by.link_permille) {
            out.runner_up = other.match;
            break;
        }
    return out;
}

exemplar_choice choose_exemplars(const script_query& script, campaign_id campaign, const campaign_reader& state,
                                 const campaign_rule& by) {
    std::size_t most = 0;
    for (const auto& one : script.found)
        if (one.exemplar / exemplars_kept_max == campaign) most = std::max(most, one.shared);
    const auto size = static_cast<std::int64_t>(script.shingles.size());
    const auto own = 1000 - permille_of(static_cast<std::int64_t>(most), size);
    if (own < by.novel_permille) return {};

    exemplar_choice out;
    std::vector<std::uint64_t> slots;
    for (std::size_t slot = 0; slot < exemplars_kept_max; ++slot) slots.push_back(campaign * exemplars_kept_max + slot);
    state.expect_exemplars(slots);
    std::vector<script_exemplar> kept;
    for (std::size_t slot = 0; slot < exemplars_kept_max; ++slot) {
        auto exemplar = state.exemplar(campaign, slot);
        if (!exemplar) continue;
        if (share_of(exemplar->shingles, script.shingles) >= by.covered_permille)
            out.drops.push_back(exemplar->receipt);
        else
            kept.push_back(std::move(*exemplar));
    }
    if (kept.size() < by.exemplars_max) {
        out.keep = true;
        return out;
    }
    const auto last = least_own(kept, script.shingles, own);
    if (!last) return {};
    out.keep = true;
    out.drops.push_back(*last);
    return out;
}

} // namespace guiyi::deduplication
