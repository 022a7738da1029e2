#include "common/runtime/runner.hpp"

#include "common/runtime/rows.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <deque>
#include <future>
#include <mutex>
#include <utility>

namespace guiyi::runtime {

namespace {

namespace asio = boost::asio;
using events::stream;

/// Folded in one write: large, since rows that many facts touch are then read and written once.
constexpr std::size_t fold_commits_max = 4096;
constexpr std::size_t fold_bytes_max = 16 << 20;
/// Until what a decision could not get is asked for again; the ticker comes by as often.
constexpr std::chrono::milliseconds idle_time{200};

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

/// Whether the same may be possible later.
bool is_passing(const error& why) { return why.code == errc::busy || why.code == errc::unavailable; }

/// Thrown through a draft that cannot be finished now: what a decision needs is away.
struct not_now {};

error is_stopped() { return fail(errc::unavailable, "the service is stopped"); }

/// What a decision throws is its error, unless the store failed: then nothing can be decided.
template <class Decide>
result<events::facts> decided(Decide decide) {
    try {
        return decide();
    } catch (const failure& broken) {
        if (broken.why().code == errc::io) throw;
        return broken.why();
    } catch (const std::exception& broken) {
        return fail(errc::corrupt, broken.what());
    }
}

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
        listening_.push_back(bus_.on_commit(service_.own(), [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self) return;
            self->own_moved_ = true;
            self->poke();
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
                refusal = is_stopped();
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
    result<void> remember_time();
    result<void> fold_tail();
    result<bus::position> position_at(const events::cause& cause);

    void step();
    void take_timers(draft& to);
    void take_inputs(draft& to);
    void take_replay(draft& to);
    void take_commands(draft& to);
    std::unique_ptr<command> next_command();
    void name_causes(draft& of);
    bool has_room(const draft& in) const {
        return in.worked < options_.batch_max && in.writes->size_bytes() < options_.commit_bytes_max;
    }
    void fill(input_queue& queue);
    bool caused_before(const events::commit& what, const draft& in) const;
    void handle(const input& one, draft& to);
    void record(draft& to, events::facts facts, const std::string& traceparent);
    void park(draft& to, const input& one, const std::string& subject, const std::string& why);
    void send(std::shared_ptr<draft> what);
    static void answer(draft& of, const result<void>& said);
    void end(draft& what, const result<bus::position>& said) noexcept;
    void finish(draft& what, const result<bus::position>& said);
    void put_back(draft& what, const error& why);
    void lost_race(draft& what);
    bool behind();
    void follow();
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
    std::optional<instant> next_timer_ = instant::min(); ///< no timer is due before; spares every step a look
    std::size_t parked_ = 0;                ///< dead letters in the durable state; spares every input a look
    std::chrono::nanoseconds idle_until_{}; ///< what they need is away: no inputs and timers are taken before
    std::atomic<bool> poked_{false};
    std::atomic<bool> own_moved_{false}; ///< somebody appended to the own stream since it was last looked at

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
    std::deque<waiting_replay> replays;
    {
        const std::scoped_lock guard(mutex_);
        if (why_stopped_.empty()) why_stopped_ = why;
        left.swap(commands_);
        replays.swap(replays_);
    }
    for (auto& one : left) one->done(is_stopped());
    for (auto& one : replays) one.done(is_stopped());
}

void runner_impl::publish_positions() {
    const std::scoped_lock guard(mutex_);
    status_.last_own = own_.seq;
    status_.consumed.clear();
    for (const auto& queue : inputs_) status_.consumed.push_back({queue.from, queue.consumed.seq});
    status_.parked = parked_ = rows::parked_count(state_);
}

/// Recorded time never goes back, also when the clock was set back while we were away.
result<void> runner_impl::remember_time() {
    if (own_.seq == 0) return {};
    const auto last = bus_.read(service_.own(), own_.seq, 1);
    if (!last) return last.error();
    const auto commit = events::decode(last->front().body);
    if (!commit) return commit.error();
    last_time_ = std::max(last_time_, commit->time);
    return {};
}

/// Folds what the state lacks of the own stream. Also brings input positions along: commits name their causes.
result<void> runner_impl::catch_up() {
    if (rows::version(state_) != service_.state_version() && rows::folded(state_).seq > 0) {
        if (auto cleared = db_.clear(family_); !cleared) return cleared;
    }
    if (rows::folded(state_).seq == 0 && options_.begin_state)
        if (auto begun = options_.begin_state(); !begun) return begun;
    own_ = rows::folded(state_);
    if (auto stands = bus::check_position(bus_, service_.own(), own_); !stands) return stands;
    if (auto known = remember_time(); !known) return known;
    return fold_tail();
}

/// What is read must go on from what was read before: a bus that came back with another history stops us here.
result<void> check_continues(stream of, const bus::position& before, const bus::record& next) {
    if (next.at.seq == before.seq + 1 && next.at.hash == blake2b(bytes_of(before.hash), next.body)) return {};
    return fail(errc::corrupt, "stream " + std::string(events::name_of(of)) + " does not go on at sequence " +
                                   std::to_string(before.seq + 1) + " from what was read before");
}

/// Where a cause stands. Word of it may reach us after the commit that names it: then the stream itself is asked.
result<bus::position> runner_impl::position_at(const events::cause& cause) {
    auto there = bus_.read(cause.from, cause.seq, 1);
    if (there && there->empty()) {
        if (const auto tail = bus_.tail(cause.from); !tail) return tail.error();
        there = bus_.read(cause.from, cause.seq, 1);
    }
    if (!there) return there.error();
    if (there->empty()) return fail(errc::corrupt, "an input consumed before is shorter now");
    return there->front().at;
}

result<void> runner_impl::fold_tail() {
    for (;;) {
        const auto part = bus_.read(service_.own(), own_.seq + 1, fold_commits_max, fold_bytes_max);
        if (!part) return part.error();
        const bool fresh = rows::version(state_) != service_.state_version();
        if (part->empty() && !fresh) return {};
        auto writes = std::make_shared<store::batch>(db_);
        auto& state = writes->on(family_);
        if (fresh) rows::set_version(state, service_.state_version());
        std::vector<events::cause> reached;
        bus::position folded = own_;
        std::uint64_t facts = 0;
        for (const auto& stored : *part) {
            if (auto goes_on = check_continues(service_.own(), folded, stored); !goes_on) return goes_on;
            const auto commit = events::decode(stored.body);
            if (!commit) return commit.error();
            for (const auto& event : commit->events) {
                if (!rows::evolve(state, event)) service_.evolve(state, event, commit->seq);
                ++facts;
            }
            for (const auto& cause : commit->causes) {
                std::erase_if(reached, [&](const auto& one) { return one.from == cause.from; });
                reached.push_back(cause);
            }
            last_time_ = std::max(last_time_, commit->time);
            folded = stored.at;
        }
        for (const auto& cause : reached) {
            const auto consumed = position_at(cause);
            if (!consumed) return consumed.error();
            rows::set_consumed(state, cause.from, *consumed);
        }
        rows::set_folded(state, folded);
        const auto tail = bus_.tail(service_.own());
        if (!tail) return tail.error();
        std::promise<result<bus::position>> written;
        bus::append_request request{service_.own(), tail->seq, {}, writes};
        if (bus_.shared()) request.folded = std::move(*part);
        bus_.append(std::move(request), [&](result<bus::position> said) { written.set_value(std::move(said)); });
        auto said = written.get_future().get();
        if (!said && said.error().code == errc::stale) continue; // another copy appended meanwhile: look again
        if (!said) return said.error();
        own_ = folded;
        folded_facts_ += facts;
    }
}

/// Tells everyone who waits. A rejection may rest on facts of the same commit, so it stands only with them.
void runner_impl::answer(draft& of, const result<void>& said) {
    for (auto& one : std::exchange(of.accepted, {})) one->done(said);
    for (auto& [one, why] : std::exchange(of.rejected, {})) one->done(said ? why : said.error());
    for (auto& one : std::exchange(of.replayed, {})) one(said);
}

void runner_impl::step() {
    if (committing_ || stopped()) return;
    if (own_moved_.exchange(false) && behind()) return follow();
    auto next = std::make_shared<draft>(db_, service_.own(), own_.seq + 1, std::max(clock_.now(), last_time_));
    try {
        for (const auto& queue : inputs_) next->consumed.push_back(queue.consumed);
        const bool turn = bus_.has_turn(service_.own()) && clock_.monotonic() >= idle_until_;
        // Without it: only what was asked of this very process.
        if (turn) take_timers(*next);
        take_replay(*next);
        take_commands(*next);
        if (turn) take_inputs(*next);
        if (stopped()) return answer(*next, is_stopped());
        if (next->worked > 0) send(next);
    } catch (const not_now&) {
        idle_until_ = clock_.monotonic() + idle_time;
        put_back(*next, fail(errc::busy, "what is needed for this is away; retry"));
        poke(); // for what people ask, which may be possible without
    } catch (const std::exception& broken) {
        stop_because(broken.what());
        answer(*next, is_stopped());
    }
}

void runner_impl::take_timers(draft& to) {
    if (!next_timer_ || to.commit->time < *next_timer_) return;
    auto& state = to.writes->on(family_);
    const auto due = rows::due_timers(state_, to.commit->time, options_.batch_max);
    if (due.empty()) next_timer_ = rows::first_timer(state_);
    for (const auto& timer : due) {
        if (!rows::is_set(state, timer)) continue; // an earlier one of this commit unset it
        ++to.worked;
        record(to, {events::timer_fired{timer.id, timer.due}}, {});
        auto facts = service_.on_timer(timer.id, timer.due, state, to.commit->time);
        if (!facts && is_passing(facts.error())) throw not_now();
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
    if (!part && is_passing(part.error())) return; // the bus is away: looked at again with the next poke
    if (!part) throw failure(part.error());
    auto before = queue.consumed;
    for (auto& stored : *part) {
        if (auto goes_on = check_continues(queue.from, before, stored); !goes_on) throw failure(goes_on.error());
        before = stored.at;
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
    // While people wait for answers, what other services said goes along one commit of each at a time, however full the
    // commit is already: nobody starves.
    const bool people_wait = !to.accepted.empty();
    bool first = true;
    for (bool moved = true; moved && (first || (!people_wait && has_room(to))); first = false) {
        moved = false;
        for (std::size_t i = 0; i < inputs_.size() && (first || has_room(to)); ++i) {
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
    auto facts = decided([&] { return service_.decide(one, state, to.commit->time); });
    // What cannot be folded must stop the service: parked behind half of its facts, it would break every rebuild.
    if (facts) return record(to, std::move(*facts), one.what.traceparent);
    if (is_passing(facts.error())) throw not_now(); // nothing is wrong with the fact: it is decided later
    park(to, one, subject, std::string(name_of(facts.error().code)) + ": " + facts.error().detail);
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

void runner_impl::take_replay(draft& to) {
    waiting_replay one;
    {
        const std::scoped_lock guard(mutex_);
        if (replays_.empty()) return;
        one = std::move(replays_.front());
        replays_.pop_front();
    }
    ++to.worked;
    const auto through = std::make_shared<result<std::size_t>>(is_stopped());
    to.replayed.push_back([through, done = std::move(one.done)](const result<void>& said) {
        done(said ? *through : result<std::size_t>(said.error()));
    });
    *through = replay_now(one.subject, to);
}

std::unique_ptr<command> runner_impl::next_command() {
    const std::scoped_lock guard(mutex_);
    if (commands_.empty()) return nullptr;
    auto one = std::move(commands_.front());
    commands_.pop_front();
    return one;
}

/// At least one, however much else is due. The draft holds each before it is decided: whatever breaks, it is answered.
void runner_impl::take_commands(draft& to) {
    for (bool first = true; first || has_room(to); first = false) {
        auto next = next_command();
        if (!next) return;
        ++to.worked;
        auto& one = *to.accepted.emplace_back(std::move(next));
        auto facts = decided([&] { return one.decide(to.writes->on(family_), to.commit->time); });
        if (!facts) {
            to.rejected.emplace_back(std::move(to.accepted.back()), facts.error());
            to.accepted.pop_back();
            continue;
        }
        one.write_keys(to.writes->on(store::family::keys));
        record(to, std::move(*facts), one.traceparent);
    }
}

void runner_impl::replay(std::string subject, std::function<void(result<std::size_t>)> done) {
    {
        const std::scoped_lock guard(mutex_);
        if (why_stopped_.empty()) replays_.push_back({std::move(subject), std::exchange(done, nullptr)});
    }
    if (done) return done(is_stopped());
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
        auto facts =
            decided([&] { return service_.decide({event, *from, poison.seq, index}, state, to.commit->time); });
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
        request.hash = blake2b(bytes_of(own_.hash), request.body);
        rows::set_folded(what->writes->on(family_), {own_.seq + 1, *request.hash});
    } else if (what->writes->empty()) {
        answer(*what, {});
        return poke();
    }
    committing_ = true;
    bus_.append(std::move(request), [self = shared_from_this(), what](result<bus::position> said) {
        // Before the bus wakes those who read it.
        if (said && self->options_.recent && !what->commit->events.empty())
            self->options_.recent->put(self->service_.own(), {*said, what->commit});
        asio::post(self->executor_, [self, what, said = std::move(said)] { self->end(*what, said); });
    });
}

void runner_impl::end(draft& what, const result<bus::position>& said) noexcept {
    try {
        finish(what, said);
    } catch (const std::exception& broken) { // the store failed
        stop_because(broken.what());
        answer(what, is_stopped());
    }
}

void runner_impl::finish(draft& what, const result<bus::position>& said) {
    committing_ = false;
    if (!said && said.error().code == errc::stale) return lost_race(what);
    if (!said) {
        {
            const std::scoped_lock guard(mutex_);
            ++status_.failed_commits;
        }
        if (said.error().code == errc::corrupt)
            stop_because(said.error().detail); // another history, or no commits of ours
        return answer(what, said.error());     // the inputs are read again at the next poke
    }
    own_ = *said;
    last_time_ = std::max(last_time_, what.commit->time);
    if (const auto set = rows::first_timer_set(*what.writes, family_); set && (!next_timer_ || *set < *next_timer_))
        next_timer_ = set;
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

/// Commands of a draft that comes to nothing wait again, in their order; whoever is not queued again hears why.
void runner_impl::put_back(draft& what, const error& why) {
    {
        const std::scoped_lock guard(mutex_);
        if (why_stopped_.empty()) {
            for (auto& [one, reason] : std::exchange(what.rejected, {})) commands_.push_front(std::move(one));
            auto accepted = std::exchange(what.accepted, {});
            for (auto it = accepted.rbegin(); it != accepted.rend(); ++it) commands_.push_front(std::move(*it));
        }
    }
    answer(what, why);
}

/// Another copy appended first: take over what it did, then try again on top of it.
void runner_impl::lost_race(draft& what) {
    {
        const std::scoped_lock guard(mutex_);
        ++status_.refused_commits;
    }
    put_back(what, fail(errc::busy, "another copy of this service came first; retry"));
    if (!stopped()) follow(); // else the bus may be gone already
}

/// Another copy appended to the own stream.
bool runner_impl::behind() {
    const auto next = bus_.read(service_.own(), own_.seq + 1, 1);
    return next && !next->empty();
}

/// Takes over what another copy did.
void runner_impl::follow() try {
    if (auto followed = fold_tail(); !followed) {
        if (!is_passing(followed.error())) stop_because(followed.error().detail);
        own_moved_ = true; // a full disk: the next step leads back here
        return;
    }
    next_timer_ = instant::min(); // the other copy may have set some
    for (auto& queue : inputs_) {
        queue.consumed = rows::consumed(state_, queue.from);
        queue.recorded = queue.consumed.seq;
        queue.read_ahead.clear();
    }
    publish_positions();
    poke();
} catch (const std::exception& broken) { // the store failed
    stop_because(broken.what());
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
