#include "common/observe/metrics.hpp"

#include "common/observe/log.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace guiyi::observe {

void counter::add(double amount) noexcept { to_.Increment(amount); }
double counter::value() const noexcept { return to_.Value(); }

void gauge::set(double value) noexcept { to_.Set(value); }
void gauge::add(double amount) noexcept { to_.Increment(amount); }
double gauge::value() const noexcept { return to_.Value(); }

void histogram::observe(double value) { to_.Observe(value); }

struct metrics::registry {
    using name_and_labels = std::pair<std::string, metric_labels>;

    std::mutex mutex;
    prometheus::Registry inner;
    std::map<name_and_labels, observe::counter> counters; // a map's elements stay where they are
    std::map<name_and_labels, observe::gauge> gauges;
    std::map<name_and_labels, observe::histogram> histograms;
    observe::counter* dropped = nullptr;

    template <class Metric, class Make>
    Metric& get(std::map<name_and_labels, Metric>& all, const std::string& name, const metric_labels& labels,
                Make make) {
        const std::scoped_lock guard(mutex);
        const auto found = all.find({name, labels});
        if (found != all.end()) return found->second;
        return all.try_emplace({name, labels}, make()).first->second;
    }
};

metrics::metrics() : registry_(std::make_unique<registry>()) {
    registry_->dropped = &counter("guiyi_log_lines_dropped_total", "Log lines lost to a full queue");
}
metrics::~metrics() = default;

counter& metrics::counter(const std::string& name, const std::string& help, const metric_labels& labels) {
    return registry_->get(registry_->counters, name, labels, [&]() -> prometheus::Counter& {
        return prometheus::BuildCounter().Name(name).Help(help).Register(registry_->inner).Add(labels);
    });
}

gauge& metrics::gauge(const std::string& name, const std::string& help, const metric_labels& labels) {
    return registry_->get(registry_->gauges, name, labels, [&]() -> prometheus::Gauge& {
        return prometheus::BuildGauge().Name(name).Help(help).Register(registry_->inner).Add(labels);
    });
}

histogram& metrics::histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                              const metric_labels& labels) {
    return registry_->get(registry_->histograms, name, labels, [&]() -> prometheus::Histogram& {
        return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_->inner).Add(labels, bounds);
    });
}

std::string metrics::render() const {
    {
        const std::scoped_lock guard(registry_->mutex); // two scrapes at once must not both add the difference
        registry_->dropped->add(static_cast<double>(dropped_log_lines()) - registry_->dropped->value());
    }
    return prometheus::TextSerializer().Serialize(registry_->inner.Collect());
}

} // namespace guiyi::observe
