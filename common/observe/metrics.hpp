// Counters, gauges and histograms for /metrics. Each part is handed the one `metrics` of its process and keeps
// references to what it counts. Names, helps and labels are constants or closed lists, never personal data, never free
// text.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
} // namespace prometheus

namespace guiyi::observe {

using metric_labels = std::map<std::string, std::string>;

/// Only grows. Safe from any thread; an increment is one atomic addition.
class counter {
  public:
    explicit counter(prometheus::Counter& to) : to_(to) {}
    void add(double amount = 1) noexcept;
    double value() const noexcept;

  private:
    prometheus::Counter& to_;
};

/// Goes up and down. Safe from any thread.
class gauge {
  public:
    explicit gauge(prometheus::Gauge& to) : to_(to) {}
    void set(double value) noexcept;
    void add(double amount) noexcept;
    double value() const noexcept;

  private:
    prometheus::Gauge& to_;
};

/// Counts observations by size. Safe from any thread; takes a lock.
class histogram {
  public:
    explicit histogram(prometheus::Histogram& to) : to_(to) {}
    void observe(double value);

  private:
    prometheus::Histogram& to_;
};

/// The metrics of one process. Asking again for the same name and labels gives the same object; references stay good
/// as long as `metrics` lives. A wrong name, or a name used for two kinds, throws std::invalid_argument.
class metrics {
  public:
    metrics();
    ~metrics();
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;

    /// @param name like "guiyi_intake_complaints_total"
    observe::counter& counter(const std::string& name, const std::string& help, const metric_labels& labels = {});
    observe::gauge& gauge(const std::string& name, const std::string& help, const metric_labels& labels = {});
    /// @param bounds upper bounds of the buckets, ascending; the first call for a name and labels decides them
    observe::histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                                  const metric_labels& labels = {});

    /// Everything in the Prometheus text format, guiyi_log_lines_dropped_total included.
    std::string render() const;

  private:
    struct registry;
    std::unique_ptr<registry> registry_;
};

} // namespace guiyi::observe
