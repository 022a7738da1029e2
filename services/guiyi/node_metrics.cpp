#include "services/guiyi/node_metrics.hpp"

#include <map>
#include <mutex>

namespace guiyi::program {

namespace {

const std::vector<double> seconds_bounds{0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1,
                                         0.25,   0.5,   1,     2.5,   5,    10,    30,   60};
constexpr std::size_t on_their_way_max = 200'000;

} // namespace

node_metrics::node_metrics(const clock& time)
    : time_(time),
      complaints_(all_.counter("guiyi_complaints_received_total", "Complaints made durable")),
      notices_(all_.counter("guiyi_notices_queued_total", "Notices queued for complainants")),
      path_seconds_(all_.histogram("guiyi_path_seconds", "From the receipt of a complaint to its first queued notice",
                                   seconds_bounds)) {}

namespace {

/// What is counted of the requests of one side. Asking the registry by labels for each costs more than the counting.
class request_counts {
  public:
    request_counts(observe::metrics& in, std::string side) : in_(in), side_(std::move(side)) {}

    void add(const http::request_record& one) {
        auto [counted, took] = of(one);
        counted.add();
        took.observe(std::chrono::duration<double>(one.duration).count());
    }

  private:
    struct kept {
        observe::counter& counted;
        observe::histogram& took;
    };

    kept of(const http::request_record& one) {
        const std::scoped_lock guard(mutex_);
        auto& routes = kinds_[{one.verb, one.status}];
        const auto known = routes.find(one.route);
        return known != routes.end() ? known->second : routes.emplace(one.route, made(one)).first->second;
    }

    kept made(const http::request_record& one) {
        const observe::metric_labels labels{
            {"side", side_}, {"method", std::string(http::name_of(one.verb))}, {"route", std::string(one.route)}};
        auto with_status = labels;
        with_status["status"] = std::to_string(one.status);
        return {in_.counter("guiyi_http_requests_total", "Requests answered", with_status),
                in_.histogram("guiyi_http_request_seconds", "From the whole head to the sent answer", seconds_bounds,
                              labels)};
    }

    observe::metrics& in_;
    std::string side_;
    std::mutex mutex_;
    std::map<std::pair<http::method, int>, std::map<std::string, kept, std::less<>>> kinds_;
};

} // namespace

std::function<void(const http::request_record&)> node_metrics::requests(const std::string& side) {
    return
        [counts = std::make_shared<request_counts>(all_, side)](const http::request_record& one) { counts->add(one); };
}

std::function<void(const std::vector<events::event>&)> node_metrics::commits(events::stream of) {
    if (of == events::stream::intake) return [this](const auto& events) { received(events); };
    if (of == events::stream::notification) return [this](const auto& events) { queued(events); };
    if (of == events::stream::deduplication)
        return [&bursts = all_.counter("guiyi_campaign_bursts_total", "Campaigns that suddenly grew")](
                   const std::vector<events::event>& facts) {
            for (const auto& one : facts)
                if (std::holds_alternative<events::campaign_burst>(one.data)) bursts.add();
        };
    return {};
}

void node_metrics::received(const std::vector<events::event>& events) {
    const auto now = time_.monotonic();
    std::size_t count = 0;
    const std::scoped_lock guard(mutex_);
    for (const auto& one : events) {
        if (!std::holds_alternative<events::complaint_received>(one.data)) continue;
        ++count;
        on_their_way_.emplace(one.subject, now);
        order_.push_back(one.subject);
        if (order_.size() > on_their_way_max) {
            on_their_way_.erase(order_.front());
            order_.pop_front();
        }
    }
    complaints_.add(static_cast<double>(count));
}

void node_metrics::queued(const std::vector<events::event>& events) {
    const auto now = time_.monotonic();
    const std::scoped_lock guard(mutex_);
    for (const auto& one : events) {
        const auto* notice = std::get_if<events::message_queued>(&one.data);
        const auto* nobody = std::get_if<events::recipient_unreachable>(&one.data);
        if (!notice && !nobody) continue;
        if (notice) notices_.add();
        const auto on_its_way = on_their_way_.find(notice ? notice->receipt.str() : nobody->receipt.str());
        if (on_its_way == on_their_way_.end()) continue;
        path_seconds_.observe(std::chrono::duration<double>(now - on_its_way->second).count());
        on_their_way_.erase(on_its_way);
    }
}

void node_metrics::shadowed(const deduplication::shadow::verdicts& so_far) {
    for (std::size_t i = 0; i < so_far.counted.size(); ++i)
        for (std::size_t j = 0; j < so_far.counted[i].size(); ++j)
            all_.gauge("guiyi_matching_shadow", "Verdicts since start beside what the shadow model would have said",
                       {{"decided", std::string(so_far.names[i])}, {"shadow", std::string(so_far.names[j])}})
                .set(static_cast<double>(so_far.counted[i][j]));
    all_.gauge("guiyi_matching_shadow_disagreements", "Of them those that differ")
        .set(static_cast<double>(so_far.disagreements()));
}

std::string node_metrics::render(
    const std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>>& runners, const bus::bus& over,
    const store::database& db, const deduplication::shadow* watching) {
    for (const auto& [of, runner] : runners) {
        const auto status = runner->status();
        const observe::metric_labels service{{"service", std::string(events::name_of(of))}};
        const auto set = [&](const char* name, const char* help, std::uint64_t value) {
            all_.gauge(name, help, service).set(static_cast<double>(value));
        };
        set("guiyi_commits", "Commits appended since start", status.commits);
        set("guiyi_facts", "Facts appended since start", status.facts);
        set("guiyi_commits_refused", "Commits lost to another copy since start", status.refused_commits);
        set("guiyi_commits_failed", "Commits that could not be written since start", status.failed_commits);
        set("guiyi_facts_parked", "Dead letters waiting for an operator", status.parked);
        set("guiyi_running", "1 while the service decides", status.stopped_because.empty() ? 1 : 0);
        for (const auto& input : status.consumed) {
            auto labels = service;
            labels["input"] = events::name_of(input.from);
            // Without the turn nothing is decided here, and nothing lags.
            const auto last = over.has_turn(of) ? over.last_heard(input.from) : 0;
            all_.gauge("guiyi_input_lag_commits", "Commits of an input not yet consumed", labels)
                .set(static_cast<double>(last - std::min(last, input.seq)));
        }
    }
    if (watching) shadowed(watching->so_far());
    all_.gauge("guiyi_store_memory_bytes", "Memtables, block cache and table readers")
        .set(static_cast<double>(db.memory_bytes()));
    return all_.render();
}

} // namespace guiyi::program
