#include "common/runtime/runner.hpp"

#include "common/runtime/rows.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <deque>
#include <future>
#include <mutex>

namespace guiyi::runtime {

namespace {

namespace asio = boost::asio;
using events::stream;

/// Commits of one input that were read but not yet consumed.
struct input_queue {
    stream from;
    bus::position consumed;
    sequence recorded = 0; ///< consumed as the own stream's last commit says; what lies between needed no fact
    std::deque<recent_commit> read_ahead;
};

/// One commit in the making.
struct draft {
    draft(const store::database& over, events::stream on, sequence seq, instant now)
        : writes(std::make_shared<store::batch>(over)), commit(std::make_shared<events::commit>()) {
        commit->on = on;
        commit->seq = seq;
        commit->time = now;
    }
    std::shared_ptr<store::batch> writes;
    std::shared_ptr<events::commit> commit;
    std::vector<std::unique_ptr<command>> accepted; ///< answered once durable
    std::vector<std::pair<std::unique_ptr<command>, error>> rejected;
    std::vector<std::function<void(result<void>)>> replayed; ///< answered once durable
    std::size_t worked = 0;
    std::size_t inputs = 0;
    std::size_t parked = 0;
    std::vector<bus::position> consumed; ///< by input, as it will be
};

class runner_impl final : public runner, public std::enable_shared_from_this<runner_impl> {
  public:
    runner_impl(asio::any_io_executor on, const service& what, bus::bus& over, store::database& state,
                const clock& time, const runner_options& options)
        : executor_(std::move(on)),
          service_(what),
          bus_(over),
          db_(state),
          clock_(time),
          options_(options),
          family_(state_family(what.own())),
          state_(state.read(family_)) {}

    result<void> start() override {
        if (auto folded = catch_up(); !folded) return folded;
        for (const stream from : service_.inputs()) {
            input_queue queue{from, rows::consumed(state_, from), 0, {}};
            if (auto stands = bus::check_position(bus_, from, queue.consumed); !stands) return stands;
            inputs_.push_back(std::move(queue));
        }
        publish_positions();
        for (const auto& queue : inputs_)
            listening_.push_back(bus_.on_commit(queue.from, [weak = weak_from_this()] {
                if (const auto self = weak.lock()) self->poke();
            }));
        poke();
        return {};
    }

    void poke() override {
        if (poked_.exchange(true)) return;
        asio::post(executor_, [self = shared_from_this()] {
            self->poked_ = false;
            self->step();
        });
    }

    void submit(std::unique_ptr<command> one) override {
        error refusal;
        {
            const std::scoped_lock guard(mutex_);
            if (!why_stopped_.empty())
                refusal = fail(errc::unavailable, "the service is stopped");
            else if (commands_.size() >= options_.command_queue_max)
                refusal = fail(errc::busy, "too many requests wait; retry");
            else
                commands_.push_back(std::move(one));
        }
        if (one)
            one->done(refusal);
        else
            poke();
    }

    void replay(std::string subject, std::function<void(result<std::size_t>)> done) override;

    void stop() override { stop_because("stopped"); }

    runner_status status() const override {
        const std::scoped_lock guard(mutex_);
        runner_status out = status_;
        out.stopped_because = why_stopped_;
        return out;
    }

    sequence consumed(stream of) const override {
        const std::scoped_lock guard(mutex_);
        for (const auto& one : status_.consumed)
            if (one.from == of) return one.seq;
        return 0;
    }

    // ---- used by rebuild too
    result<void> catch_up();
    std::uint64_t folded_facts() const { return folded_facts_; }

  private:
    bool stopped() const {
        const std::scoped_lock guard(mutex_);
        return !why_stopped_.empty();
    }
    void stop_because(const std::string& why);
    void publish_positions();

    void step();
    void take_timers(draft& to);
    void take_inputs(draft& to);
    void take_commands(draft& to);
    void name_causes(draft& of);
    bool has_room(const draft& in) const {
        return in.worked < options_.batch_max && in.writes->size_bytes() < options_.commit_bytes_max;
    }
    void fill(input_queue& queue);
    bool caused_before(const events::commit& what, const draft& in) const;
    void consume(std::size_t which, draft& to);
    void handle(const input& one, draft& to);
    void record(draft& to, events::facts facts, const std::string& traceparent);
    void park(draft& to, const input& one, const std::string& subject, const std::string& why);
    void send(std::shared_ptr<draft> what);
    static void answer(draft& of, const result<void>& said);
    void finish(draft& what, const result<bus::position>& said);
    void lost_race(draft& what);
    result<std::size_t> replay_now(const std::string& subject, draft& to);

    asio::any_io_executor executor_;
    const service& service_;
    bus::bus& bus_;
    store::database& db_;
    const clock& clock_;
    runner_options options_;
    store::family family_;
    const store::view& state_;
    std::vector<input_queue> inputs_;
    std::vector<std::shared_ptr<void>> listening_;
    bus::position own_;
    instant last_time_{};
    bool committing_ = false;
    std::uint64_t folded_facts_ = 0;
    std::size_t parked_ = 0; ///< dead letters in the durable state; spares every input a look
    std::atomic<bool> poked_{false};

    mutable std::mutex mutex_; // guards what other threads see: commands_, replays_, status_, why_stopped_
    std::deque<std::unique_ptr<command>> commands_;
    struct waiting_replay {
        std::string subject;
        std::function<void(result<std::size_t>)> done;
    };
    std::deque<waiting_replay> replays_;
    runner_status status_;
    std::string why_stopped_;
};

void runner_impl::stop_because(const std::string& why) {
    std::deque<std::unique_ptr<command>> left;
    {
        const std::scoped_lock guard(mutex_);
        if (why_stopped_.empty()) why_stopped_ = why;
        left.swap(commands_);
    }
    for (auto& one : left) one->done(fail(errc::unavailable, "the service is stopped"));
}

void runner_impl::publish_positions() {
    const std::scoped_lock guard(mutex_);
    status_.last_own = own_.seq;
    status_.consumed.clear();
    for (const auto& queue : inputs_) status_.consumed.push_back({queue.from, queue.consumed.seq});
    status_.parked = parked_ = rows::parked_count(state_);
}

/// Folds what the state lacks of the own stream. Also brings input positions along: commits name their causes.
result<void> runner_impl::catch_up() {
    if (rows::version(state_) != service_.state_version() && rows::folded(state_).seq > 0) {
        if (auto cleared = db_.clear(family_); !cleared) return cleared;
    }
    own_ = rows::folded(state_);
    if (auto stands = bus::check_position(bus_, service_.own(), own_); !stands) return stands;
    for (;;) {
        const auto part = bus_.read(service_.own(), own_.seq + 1, 512, 2 << 20);
        if (!part) return part.error();
        const bool fresh = rows::version(state_) != service_.state_version();
        if (part->empty() && !fresh) return {};
        auto writes = std::make_shared<store::batch>(db_);
        auto& state = writes->on(family_);
        if (fresh) rows::set_version(state, service_.state_version());
        std::vector<events::cause> reached;
        for (const auto& stored : *part) {
            const auto commit = events::decode(stored.body);
            if (!commit) return commit.error();
            for (const auto& event : commit->events) {
                if (!rows::evolve(state, event)) service_.evolve(state, event, commit->seq);
                ++folded_facts_;
            }
            for (const auto& cause : commit->causes) {
                std::erase_if(reached, [&](const auto& one) { return one.from == cause.from; });
                reached.push_back(cause);
            }
            last_time_ = std::max(last_time_, commit->time);
            own_ = stored.at;
        }
        for (const auto& cause : reached) {
            const auto consumed = bus_.read(cause.from, cause.seq, 1);
            if (!consumed) return consumed.error();
            if (consumed->empty()) return fail(errc::corrupt, "an input consumed before is shorter now");
            rows::set_consumed(state, cause.from, consumed->front().at);
        }
        rows::set_folded(state, own_);
        const auto tail = bus_.tail(service_.own());
        if (!tail) return tail.error();
        std::promise<result<bus::position>> written;
        bus_.append({service_.own(), tail->seq, {}, writes},
                    [&](result<bus::position> said) { written.set_value(std::move(said)); });
        if (auto said = written.get_future().get(); !said) return said.error();
    }
}

/// Tells everyone who waits. A rejection stands whatever became of the commit it was decided beside.
void runner_impl::answer(draft& of, const result<void>& said) {
    for (auto& one : of.accepted) one->done(said);
    for (auto& [one, why] : of.rejected) one->done(why);
    for (auto& one : of.replayed) one(said);
}

void runner_impl::step() {
    if (committing_ || stopped()) return;
    try {
        auto next = std::make_shared<draft>(db_, service_.own(), own_.seq + 1, std::max(clock_.now(), last_time_));
        for (const auto& queue : inputs_) next->consumed.push_back(queue.consumed);
        take_timers(*next);
        take_inputs(*next);
        take_commands(*next);
        if (stopped()) {
            return answer(*next, fail(errc::unavailable, "the service is stopped"));
        }
        if (next->worked > 0) send(std::move(next));
    } catch (const std::exception& broken) {
        stop_because(broken.what());
    }
}

void runner_impl::take_timers(draft& to) {
    auto& state = to.writes->on(family_);
    for (const auto& timer : rows::due_timers(state_, to.commit->time, options_.batch_max)) {
        ++to.worked;
        record(to, {events::timer_fired{timer.id, timer.due}}, {});
        auto facts = service_.on_timer(timer.id, timer.due, state, to.commit->time);
        if (facts)
            record(to, std::move(*facts), {});
        else
            throw failure(facts.error()); // a timer the service set and cannot handle is a broken promise
    }
}

/// Keeps the read-ahead filled; a service that lags reads in large pieces.
void runner_impl::fill(input_queue& queue) {
    if (!queue.read_ahead.empty()) return;
    if (options_.recent) {
        for (auto& one : options_.recent->from(queue.from, queue.consumed.seq + 1, options_.batch_max))
            queue.read_ahead.push_back(std::move(one));
        if (!queue.read_ahead.empty()) return;
    }
    auto part = bus_.read(queue.from, queue.consumed.seq + 1, options_.batch_max, 1 << 20);
    if (!part) throw failure(part.error());
    for (auto& stored : *part) {
        auto commit = events::decode(stored.body);
        if (!commit) throw failure(commit.error()); // an unknown newer fact stops the service, it is never skipped
        queue.read_ahead.push_back({stored.at, std::make_shared<const events::commit>(std::move(*commit))});
    }
}

/// Causes among our own inputs come first, so that nobody hears of an effect before what led to it.
bool runner_impl::caused_before(const events::commit& what, const draft& in) const {
    return std::ranges::all_of(what.causes, [&](const events::cause& cause) {
        for (std::size_t i = 0; i < inputs_.size(); ++i)
            if (inputs_[i].from == cause.from) return in.consumed[i].seq >= cause.seq;
        return true;
    });
}

void runner_impl::take_inputs(draft& to) {
    // Positions in the draft run ahead of the queues' own until the commit is durable; `taken` is how far.
    std::vector<std::size_t> taken(inputs_.size(), 0);
    for (auto& queue : inputs_) fill(queue);
    for (bool moved = true; moved && has_room(to);) {
        moved = false;
        for (std::size_t i = 0; i < inputs_.size() && has_room(to); ++i) {
            auto& queue = inputs_[i];
            if (taken[i] >= queue.read_ahead.size()) continue;
            const auto& next = queue.read_ahead[taken[i]];
            if (!caused_before(*next.what, to)) continue;
            for (std::size_t n = 0; n < next.what->events.size(); ++n)
                handle({next.what->events[n], queue.from, next.at.seq, n}, to);
            to.consumed[i] = next.at;
            ++taken[i];
            ++to.worked;
            moved = true;
        }
    }
    for (std::size_t i = 0; i < inputs_.size(); ++i)
        if (taken[i] > 0) rows::set_consumed(to.writes->on(family_), inputs_[i].from, to.consumed[i]);
}

/// Every position that moved since the last record, so that folding the own stream alone restores them.
void runner_impl::name_causes(draft& of) {
    for (std::size_t i = 0; i < inputs_.size(); ++i)
        if (of.consumed[i].seq > inputs_[i].recorded)
            of.commit->causes.push_back({inputs_[i].from, of.consumed[i].seq});
}

void runner_impl::handle(const input& one, draft& to) {
    ++to.inputs;
    auto& state = to.writes->on(family_);
    const std::string& subject = one.what.subject;
    if ((parked_ > 0 || to.parked > 0) && rows::is_parked(state, subject)) return park(to, one, subject, "behind");
    try {
        auto facts = service_.decide(one, state, to.commit->time);
        if (facts) return record(to, std::move(*facts), one.what.traceparent);
        park(to, one, subject, std::string(name_of(facts.error().code)) + ": " + facts.error().detail);
    } catch (const failure& broken) {
        if (broken.why().code == errc::io) throw; // the store failed, not the fact
        park(to, one, subject, broken.what());
    } catch (const std::exception& broken) {
        park(to, one, subject, broken.what());
    }
}

void runner_impl::park(draft& to, const input& one, const std::string& subject, const std::string& why) {
    ++to.parked;
    record(to,
           {events::fact_parked{std::string(events::name_of(one.from)), one.seq, static_cast<std::int64_t>(one.index),
                                subject, why}},
           one.what.traceparent);
}

void runner_impl::record(draft& to, events::facts facts, const std::string& traceparent) {
    auto& state = to.writes->on(family_);
    for (auto& data : facts) {
        std::string subject = events::subject_of(data);
        to.commit->events.push_back({std::move(data), to.commit->time, std::move(subject), traceparent});
        const auto& event = to.commit->events.back();
        if (!rows::evolve(state, event)) service_.evolve(state, event, own_.seq + 1);
    }
}

void runner_impl::take_commands(draft& to) {
    std::deque<waiting_replay> replays;
    std::deque<std::unique_ptr<command>> commands;
    {
        const std::scoped_lock guard(mutex_);
        replays.swap(replays_);
        const auto room =
            std::min(commands_.size(), options_.batch_max > to.worked ? options_.batch_max - to.worked : 1);
        for (std::size_t i = 0; i < room; ++i) {
            commands.push_back(std::move(commands_.front()));
            commands_.pop_front();
        }
    }
    for (auto& one : replays) {
        ++to.worked;
        auto through = replay_now(one.subject, to);
        to.replayed.push_back([through, done = std::move(one.done)](const result<void>& said) {
            done(said ? through : result<std::size_t>(said.error()));
        });
    }
    for (auto& one : commands) {
        ++to.worked;
        auto facts = one->decide(to.writes->on(family_), to.commit->time);
        if (!facts) {
            to.rejected.emplace_back(std::move(one), facts.error());
            continue;
        }
        one->write_keys(to.writes->on(store::family::keys));
        record(to, std::move(*facts), one->traceparent);
        to.accepted.push_back(std::move(one));
    }
}

void runner_impl::replay(std::string subject, std::function<void(result<std::size_t>)> done) {
    {
        const std::scoped_lock guard(mutex_);
        replays_.push_back({std::move(subject), std::move(done)});
    }
    poke();
}

result<std::size_t> runner_impl::replay_now(const std::string& subject, draft& to) {
    auto& state = to.writes->on(family_);
    std::size_t through = 0;
    for (const auto& poison : rows::parked_behind(state, subject)) {
        const auto from = events::stream_named(poison.from);
        if (!from) return fail(errc::corrupt, "a parked fact names no stream");
        const auto stored = bus_.read(*from, poison.seq, 1);
        if (!stored) return stored.error();
        if (stored->empty()) return fail(errc::not_found, "the parked fact's commit is no longer on the bus");
        const auto commit = events::decode(stored->front().body);
        if (!commit) return commit.error();
        const auto index = static_cast<std::size_t>(poison.index);
        if (index >= commit->events.size()) return fail(errc::corrupt, "the parked fact is not in its commit");
        const auto& event = commit->events[index];
        auto facts = service_.decide({event, *from, poison.seq, index}, state, to.commit->time);
        if (!facts) return facts.error();
        record(to, {events::fact_replayed{poison.from, poison.seq, poison.index, poison.subject}}, event.traceparent);
        record(to, std::move(*facts), event.traceparent);
        ++through;
    }
    return through;
}

void runner_impl::send(std::shared_ptr<draft> what) {
    bus::append_request request{service_.own(), own_.seq, {}, what->writes};
    if (!what->commit->events.empty()) {
        name_causes(*what);
        request.body = events::encode(*what->commit);
        rows::set_folded(what->writes->on(family_), {own_.seq + 1, blake2b(bytes_of(own_.hash), request.body)});
    } else if (what->writes->empty()) {
        answer(*what, {});
        return poke();
    }
    committing_ = true;
    bus_.append(std::move(request), [self = shared_from_this(), what](result<bus::position> said) {
        // Before the bus wakes those who read it.
        if (said && self->options_.recent && !what->commit->events.empty())
            self->options_.recent->put(self->service_.own(), {*said, what->commit});
        asio::post(self->executor_, [self, what, said = std::move(said)] { self->finish(*what, said); });
    });
}

void runner_impl::finish(draft& what, const result<bus::position>& said) {
    committing_ = false;
    if (!said && said.error().code == errc::stale) return lost_race(what);
    if (!said) {
        {
            const std::scoped_lock guard(mutex_);
            ++status_.failed_commits;
        }
        return answer(what, said.error()); // the inputs are read again at the next poke
    }
    own_ = *said;
    last_time_ = std::max(last_time_, what.commit->time);
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
        auto& queue = inputs_[i];
        queue.consumed = what.consumed[i];
        if (!what.commit->events.empty()) queue.recorded = queue.consumed.seq;
        while (!queue.read_ahead.empty() && queue.read_ahead.front().at.seq <= queue.consumed.seq)
            queue.read_ahead.pop_front();
    }
    if (what.parked > 0 || !what.replayed.empty()) parked_ = rows::parked_count(state_);
    {
        const std::scoped_lock guard(mutex_);
        if (!what.commit->events.empty()) ++status_.commits;
        status_.facts += what.commit->events.size();
        status_.inputs += what.inputs;
        status_.commands += what.accepted.size() + what.rejected.size();
        status_.last_own = own_.seq;
        for (std::size_t i = 0; i < inputs_.size(); ++i) status_.consumed[i].seq = inputs_[i].consumed.seq;
        status_.parked = parked_;
    }
    answer(what, {});
    if (options_.on_commit && !what.commit->events.empty()) options_.on_commit(what.commit->events);
    if (what.parked > 0 && parked_ > options_.parked_max)
        return stop_because("more than " + std::to_string(options_.parked_max) +
                            " facts could not be handled; the last: " + rows::parked(state_, 1).front().why);
    poke();
}

/// Another copy appended first: take over what it did, then try again on top of it.
void runner_impl::lost_race(draft& what) {
    {
        const std::scoped_lock guard(mutex_);
        ++status_.refused_commits;
        for (auto& [one, why] : what.rejected) commands_.push_front(std::move(one));
        for (auto it = what.accepted.rbegin(); it != what.accepted.rend(); ++it) commands_.push_front(std::move(*it));
    }
    if (auto followed = catch_up(); !followed) return stop_because(followed.error().detail);
    for (auto& queue : inputs_) {
        queue.consumed = rows::consumed(state_, queue.from);
        queue.read_ahead.clear();
    }
    publish_positions();
    poke();
}

} // namespace

std::shared_ptr<runner> runner::make(asio::any_io_executor on, const service& what, bus::bus& over,
                                     store::database& state, const clock& time, const runner_options& options) {
    return std::make_shared<runner_impl>(std::move(on), what, over, state, time, options);
}

namespace {

/// A clock for folding, which never asks for the time.
class no_clock final : public clock {
  public:
    instant now() const override { return {}; }
    std::chrono::nanoseconds monotonic() const override { return {}; }
};

} // namespace

result<std::uint64_t> rebuild(const service& what, bus::bus& over, store::database& state) {
    if (auto cleared = state.clear(state_family(what.own())); !cleared) return cleared.error();
    const no_clock never;
    runner_impl fold(asio::any_io_executor(), what, over, state, never, {});
    if (auto folded = fold.catch_up(); !folded) return folded.error();
    return fold.folded_facts();
}

} // namespace guiyi::runtime
