#include "services/notification/sender.hpp"

#include "common/observe/log.hpp"
#include "services/notification/outbox.hpp"
#include "services/notification/webhook_channel.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>

namespace guiyi::notification {

namespace {

using namespace std::chrono_literals;

constexpr auto look_again = 60s;      // a clock that was set back must not make us sleep for hours
constexpr auto refused_pause = 500ms; // full disk, full queue: the runner takes no records for now
constexpr int end_tries_stopping = 6;
constexpr std::size_t threads_max = 32;

/// A decision about one message, run in the service's turn; the calling thread waits for it to be durable.
class attempt_command final : public runtime::command {
  public:
    using decision = std::function<result<events::facts>(const store::view&, instant)>;
    explicit attempt_command(decision decide) : decide_(std::move(decide)) {}
    result<events::facts> decide(const store::view& state, instant now) override { return decide_(state, now); }
    void done(result<void> said) noexcept override { said_.set_value(std::move(said)); }
    std::future<result<void>> answer() { return said_.get_future(); }

  private:
    decision decide_;
    std::promise<result<void>> said_;
};

/// Whether the runner may take the same record later.
bool is_passing(const error& why) { return why.code == errc::busy || why.code == errc::unavailable; }

/// One message that was picked to be tried now.
struct job {
    message_id message;
    std::size_t lane = 0;
    std::string group = {};
};

} // namespace

class sender::impl {
  public:
    impl(runtime::runner& records, bus::bus& over, const store::view& state, const clock& time,
         const composer& composes, std::vector<provider> providers, const sender_options& options)
        : runner_(records), bus_(over), state_(state), clock_(time), composer_(composes), options_(options) {
        for (auto& one : providers) add_lane(std::move(one));
    }

    void start();
    void poke();
    void stop();
    sender_status status() const;

  private:
    /// One provider: its breaker, its pace and that of its groups, what it is busy with, and from where on its queues
    /// hold anything.
    struct lane {
        provider way;
        breaker guard;
        pace spread;
        std::size_t in_flight = 0;
        std::map<std::string, pace> groups = {};
        std::string turn = {}; ///< the group that was served last: the next look begins behind it
        std::map<std::tuple<urgency, std::string, outbox_queue>, instant> from = {};
    };
    using channels = std::map<std::size_t, std::unique_ptr<channel>>;

    void add_lane(provider way) {
        pace spread(way.pace, clock_.now());
        lanes_.push_back({std::move(way), breaker(options_.pause), std::move(spread), 0});
    }
    pace& group_pace(lane& of, const std::string& group, instant now);
    void recover();
    void work();
    std::optional<job> next();
    instant gather();
    instant gather(std::size_t which, instant now);
    instant gather(std::size_t which, const outbox_place& at, outbox_queue queue, instant now, std::size_t& room);
    void attempt(const job& one, channels& ways);
    verdict hand_over(const job& one, channels& ways, bool& handed);
    result<void> record(attempt_command::decision decide);
    void record_end(const message_id& id, std::int64_t attempt, const verdict& how);
    void note(const job& one, const verdict& how, bool handed);
    void drop_ready(std::size_t which);
    void stayed(const job& one);
    void put_back(const job& one);
    void rest();

    runtime::runner& runner_;
    bus::bus& bus_;
    const store::view& state_;
    const clock& clock_;
    const composer& composer_;
    sender_options options_;
    std::shared_ptr<void> listening_;
    std::vector<std::jthread> threads_; // touched by start() and stop() only
    std::stop_source stopping_;

    mutable std::mutex mutex_; // guards what follows; of lanes_ all but `way`, which never changes once started
    std::condition_variable_any changed_;
    bool recovered_ = false;
    bool look_ = true; ///< the outbox may hold something new
    std::vector<lane> lanes_;
    std::deque<job> ready_;
    std::set<message_id> active_; ///< ready or under way: never picked twice
    sender_status counts_;
};

void sender::impl::start() {
    for (const auto& name : providers_waiting(state_)) {
        // A webhook that left the settings: its messages are ended, not kept for ever. Mail waits for its server.
        const bool known = std::ranges::any_of(lanes_, [&](const lane& one) { return one.way.name == name; });
        if (!known && name != "email" && name != "sms") add_lane({name, 1, &removed_channel});
    }
    std::size_t threads = 0;
    for (const auto& one : lanes_) threads = std::min(threads + one.way.parallel, threads_max);
    listening_ = bus_.on_commit(events::stream::notification, [this] { poke(); });
    for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i)
        threads_.emplace_back([this, first = i == 0] {
            if (first) recover();
            work();
        });
}

void sender::impl::poke() {
    {
        const std::scoped_lock guard(mutex_);
        look_ = true;
    }
    changed_.notify_one();
}

void sender::impl::stop() {
    listening_.reset();
    stopping_.request_stop();
    threads_.clear();
}

sender_status sender::impl::status() const {
    const std::scoped_lock guard(mutex_);
    auto out = counts_;
    for (const auto& one : lanes_) {
        out.in_flight += one.in_flight;
        if (one.guard.open()) out.paused.push_back(one.way.name);
    }
    return out;
}

/// Ends what an earlier process began and could not end, before anything is picked.
void sender::impl::recover() {
    for (const auto& id : in_flight(state_)) {
        const auto decide = [this, id](const store::view& state, instant now) {
            return interrupted(state, id, now, options_.retry);
        };
        for (auto said = record(decide); !said && is_passing(said.error()); said = record(decide)) {
            if (stopping_.stop_requested()) return;
            rest();
        }
    }
    const std::scoped_lock guard(mutex_);
    recovered_ = true;
    changed_.notify_all();
}

void sender::impl::work() {
    channels ways;
    while (const auto one = next()) {
        attempt(*one, ways);
        const std::scoped_lock guard(mutex_);
        active_.erase(one->message);
        --lanes_[one->lane].in_flight;
    }
}

/// Waits for something to do; nothing when stopping.
std::optional<job> sender::impl::next() {
    std::unique_lock lock(mutex_);
    while (!stopping_.stop_requested()) {
        std::chrono::milliseconds wait = look_again;
        if (recovered_) {
            if (ready_.empty()) wait = std::clamp<std::chrono::milliseconds>(gather() - clock_.now(), 1ms, look_again);
            if (!ready_.empty()) {
                const job one = ready_.front();
                ready_.pop_front();
                if (!ready_.empty()) changed_.notify_one();
                return one;
            }
        }
        changed_.wait_for(lock, stopping_.get_token(), wait, [&] { return recovered_ && (look_ || !ready_.empty()); });
    }
    return std::nullopt;
}

/// Fills ready_ from the outbox. @returns when to look again
instant sender::impl::gather() {
    look_ = false;
    const instant now = clock_.now();
    instant again = now + look_again;
    for (std::size_t i = 0; i < lanes_.size(); ++i) again = std::min(again, gather(i, now));
    return again;
}

pace& sender::impl::group_pace(lane& of, const std::string& group, instant now) {
    const auto known = of.groups.find(group);
    if (known != of.groups.end()) return known->second;
    const auto own = of.way.group_paces.find(group);
    const pace_rules none;
    const auto& by = group.empty() ? none : own == of.way.group_paces.end() ? of.way.group_pace : own->second;
    return of.groups.emplace(group, pace(by, now)).first->second;
}

/// What is urgent first; of equal urgency from each group in turn what it has, tried before or not.
instant sender::impl::gather(std::size_t which, instant now) {
    auto& one = lanes_[which];
    if (now < one.guard.paused_until()) return one.guard.paused_until();
    auto room = one.guard.room(now, one.in_flight, one.way.parallel);
    instant again = now + look_again;
    for (const auto how : {urgency::urgent, urgency::normal, urgency::low}) {
        auto groups = groups_waiting(state_, one.way.name, how);
        std::ranges::rotate(groups, std::ranges::upper_bound(groups, one.turn));
        for (const auto& group : groups) {
            if (room == 0) return again; // whoever ends an attempt looks again
            const auto before = room;
            const outbox_place at{one.way.name, how, group};
            again = std::min(again, gather(which, at, outbox_queue::again, now, room));
            again = std::min(again, gather(which, at, outbox_queue::fresh, now, room));
            if (room < before) one.turn = group;
        }
    }
    return again;
}

instant sender::impl::gather(std::size_t which, const outbox_place& place, outbox_queue queue, instant now,
                             std::size_t& room) {
    auto& one = lanes_[which];
    auto& own = group_pace(one, place.group, now);
    auto& from = one.from[{place.how, place.group, queue}];
    bool first = true;
    for (auto at = scan_outbox(state_, place, queue, from); at->valid() && room > 0; at->next()) {
        const auto entry = outbox_entry_at(*at);
        // Rows before the first are gone for good, and beginning behind their tombstones keeps a look short. A retry
        // may be recorded a little before another that is due already: hence the margin.
        if (std::exchange(first, false))
            from = queue == outbox_queue::fresh ? entry.at : std::min(entry.at, now) - look_again;
        if (entry.at > now) return entry.at;
        if (active_.contains(entry.message)) continue;
        if (!one.spread.free(now)) return one.spread.free_at();
        if (!own.free(now)) return own.free_at();
        one.spread.went(now);
        own.went(now);
        active_.insert(entry.message);
        ready_.push_back({entry.message, which, place.group});
        ++one.in_flight;
        --room;
    }
    return now + look_again; // without room: whoever ends an attempt looks again
}

void sender::impl::attempt(const job& one, channels& ways) {
    std::int64_t number = 0;
    const auto started = record([&](const store::view& state, instant) {
        auto facts = start_attempt(state, one.message);
        if (facts) number = std::get<events::delivery_started>(facts->front()).attempt;
        return facts;
    });
    if (!started) return put_back(one);
    bool handed = false;
    const auto how = hand_over(one, ways, handed);
    note(one, how, handed);
    record_end(one.message, number, how);
}

verdict sender::impl::hand_over(const job& one, channels& ways, bool& handed) {
    try {
        const auto row = load_message(state_, one.message);
        if (!row) return {outcome::permanent, "corrupt", false, false};
        const auto ready = composer_.compose(one.message, *row, state_, clock_.now());
        if (!ready) {
            const bool nobody = ready.error().code == errc::not_found; // erased since it was queued
            return {outcome::permanent, nobody ? "no_address" : std::string(guiyi::name_of(ready.error().code)), false,
                    false};
        }
        auto& way = ways[one.lane];
        if (!way) way = lanes_[one.lane].way.open();
        handed = true;
        return way->deliver(*ready, stopping_.get_token());
    } catch (const std::exception&) { // the store or libcurl failed, not the message
        return {outcome::temporary, "internal", true, false};
    }
}

/// Counts, and tells the breaker.
void sender::impl::note(const job& one, const verdict& how, bool handed) {
    const std::scoped_lock guard(mutex_);
    switch (how.what) {
        case outcome::sent: ++counts_.sent; break;
        case outcome::temporary: ++counts_.temporary; break;
        case outcome::permanent: ++counts_.permanent; break;
        case outcome::unknown: ++counts_.unknown; break;
    }
    auto& lane = lanes_[one.lane];
    const bool was_open = lane.guard.open();
    if (how.provider_failed)
        lane.guard.failed(clock_.now());
    else if (handed && !how.at_once)
        lane.guard.answered();
    if (lane.guard.open()) drop_ready(one.lane);
    if (lane.guard.open() && !was_open)
        observe::log_warning("provider_paused", {{"provider", lane.way.name}, {"answer", how.answer}});
    if (!lane.guard.open() && was_open) observe::log_info("provider_answers_again", {{"provider", lane.way.name}});
    if (how.what == outcome::permanent)
        observe::log_warning("message_refused",
                             {{"message", one.message.str()}, {"provider", lane.way.name}, {"answer", how.answer}});
}

/// Puts back what was picked and not begun.
void sender::impl::drop_ready(std::size_t which) {
    std::erase_if(ready_, [&](const job& one) {
        if (one.lane != which) return false;
        active_.erase(one.message);
        --lanes_[which].in_flight;
        stayed(one);
        return true;
    });
}

/// Picked from rows that were not the newest, or the runner takes nothing for now.
void sender::impl::put_back(const job& one) {
    {
        const std::scoped_lock guard(mutex_);
        stayed(one);
    }
    rest();
}

/// Nothing went: its place in the rate is free for another.
void sender::impl::stayed(const job& one) {
    auto& of = lanes_[one.lane];
    of.spread.stayed();
    if (const auto group = of.groups.find(one.group); group != of.groups.end()) group->second.stayed();
    look_ = true;
}

result<void> sender::impl::record(attempt_command::decision decide) {
    auto command = std::make_unique<attempt_command>(std::move(decide));
    auto answer = command->answer();
    runner_.submit(std::move(command));
    return answer.get();
}

/// The outcome must not be lost because the disk is full for a while: a message would be sent twice.
void sender::impl::record_end(const message_id& id, std::int64_t attempt, const verdict& how) {
    const auto decide = [&](const store::view& state, instant now) {
        return end_attempt(state, id, attempt, how, now, options_.retry);
    };
    int tries_left = end_tries_stopping;
    for (auto said = record(decide); !said && is_passing(said.error()) && tries_left > 0; said = record(decide)) {
        if (stopping_.stop_requested()) --tries_left;
        rest();
    }
}

void sender::impl::rest() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, refused_pause);
}

sender::sender(runtime::runner& records, bus::bus& over, const store::view& state, const clock& time,
               const composer& composes, std::vector<provider> providers, const sender_options& options)
    : impl_(std::make_unique<impl>(records, over, state, time, composes, std::move(providers), options)) {}

sender::~sender() { stop(); }

void sender::start() { impl_->start(); }
void sender::poke() { impl_->poke(); }
void sender::stop() { impl_->stop(); }
sender_status sender::status() const { return impl_->status(); }

} // namespace guiyi::notification
