// Reads counters and histograms out of a Prometheus text page. For tests/bench only.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>
#include <string_view>

namespace guiyi::bench {

/// Calls `use(labels, value)` for each line of exactly this metric; labels without their braces.
template <class Use>
void each_sample(std::string_view page, std::string_view metric, const Use& use) {
    while (!page.empty()) {
        const std::string_view line = page.substr(0, page.find('\n'));
        page.remove_prefix(std::min(page.size(), line.size() + 1));
        if (!line.starts_with(metric)) continue;
        std::string_view rest = line.substr(metric.size());
        std::string_view labels;
        if (rest.starts_with('{')) {
            labels = rest.substr(1, rest.find('}') - 1);
            rest = rest.substr(labels.size() + 2);
        }
        if (rest.starts_with(' ')) use(labels, std::strtod(std::string(rest).c_str(), nullptr));
    }
}

/// The sum over all labels.
inline double counter_of(std::string_view page, std::string_view metric) {
    double sum = 0;
    each_sample(page, metric, [&](std::string_view, double value) { sum += value; });
    return sum;
}

/// Upper bound -> observations up to it, over all labels.
using buckets = std::map<double, double>;

inline buckets buckets_of(std::string_view page, const std::string& metric) {
    buckets out;
    each_sample(page, metric + "_bucket", [&](std::string_view labels, double value) {
        const auto at = labels.find("le=\"");
        if (at == labels.npos) return;
        const std::string bound(labels.substr(at + 4, labels.find('"', at + 4) - at - 4));
        out[bound == "+Inf" ? std::numeric_limits<double>::infinity() : std::strtod(bound.c_str(), nullptr)] += value;
    });
    return out;
}

/// A percentile of what was observed between two pages, taken as spread evenly within a bucket; the last finite bound
/// when it lies beyond that; 0 without observations.
inline double percentile(const buckets& before, const buckets& after, double part) {
    const auto since = [&](double bound) {
        const auto found = before.find(bound);
        return after.at(bound) - (found == before.end() ? 0 : found->second);
    };
    if (after.empty()) return 0;
    const double wanted = since(after.rbegin()->first) * part;
    double below = 0, from = 0;
    for (const auto& [bound, ignored] : after) {
        const double upto = since(bound);
        if (upto >= wanted && upto > below)
            return bound == std::numeric_limits<double>::infinity()
                       ? from
                       : from + (bound - from) * (wanted - below) / (upto - below);
        below = upto;
        from = bound;
    }
    return 0;
}

} // namespace guiyi::bench
