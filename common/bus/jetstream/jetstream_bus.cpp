#include "common/bus/jetstream/jetstream_bus.hpp"

#include "common/bus/bell.hpp"
#include "common/bus/jetstream/api.hpp"
#include "common/bus/jetstream/handover.hpp"
#include "common/bus/jetstream/key_share.hpp"
#include "common/bus/jetstream/restore.hpp"
#include "common/bus/log_rows.hpp"
#include "common/core/random.hpp"
#include "common/time/clock.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>

#include <pthread.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <charconv>
#include <future>
#include <optional>
#include <thread>

namespace guiyi::bus {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using events::stream;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds tick{50};
constexpr milliseconds again_after{100};
constexpr milliseconds again_at_most_after{1'000};
/// A leader that answers no look for so long is none.
constexpr milliseconds silent_after{5'000};
/// Elections take up to 9 s; a server over which nobody answers for longer is left for another.
constexpr milliseconds mute_after{12'000};
constexpr int ticks_a_heartbeat = 5;
constexpr int ticks_a_look = 10;
/// How long whoever appended last lets another copy go first that was refused.
constexpr milliseconds yield_time{50};
constexpr std::size_t handover_max = 16'384;
constexpr std::size_t gets_at_once = 256;
constexpr std::int64_t wrong_last_sequence = 10071;
constexpr std::int64_t full_from = 10047, full_to = 10048; // insufficient storage
constexpr std::int64_t too_many_bytes = 10077;

std::size_t index(stream of) { return static_cast<std::size_t>(of) - 1; }

/// What a stream's leader says to an append.
struct verdict {
    enum { stored, refused, full, nothing } is = nothing;
    sequence seq = 0; ///< stored: its place; refused: the last there is, when it says so
    std::string words;
};

verdict verdict_of(const std::optional<nats_message>& answer) {
    verdict out;
    if (!answer || answer->status != 0) return out;
    boost::system::error_code ec;
    const auto told = json::parse(answer->body, ec);
    if (ec || !told.is_object()) return out;
    const auto* refused = told.get_object().if_contains("error");
    if (!refused) {
        out.is = verdict::stored;
        out.seq = told.at("seq").to_number<sequence>();
        return out;
    }
    const auto code = refused->at("err_code").to_number<std::int64_t>();
    out.words = std::string(refused->at("description").as_string());
    if (code == wrong_last_sequence) {
        out.is = verdict::refused;
        const auto colon = out.words.rfind(' ') + 1;
        std::from_chars(out.words.data() + colon, out.words.data() + out.words.size(), out.seq);
    } else if ((code >= full_from && code <= full_to) || code == too_many_bytes) {
        out.is = verdict::full;
    }
    return out;
}

std::string drawn_id() {
    std::array<unsigned char, 8> bytes{};
    system_random()->fill(bytes);
    return to_hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

class jetstream_bus_impl final : public bus {
  public:
    jetstream_bus_impl(store::database& over, const jetstream_options& options)
        : db_(over),
          log_(over.read(store::family::log)),
          options_(options),
          time_(system_clock()),
          id_(drawn_id()),
          in_(io_, handover_max, [this](arrival one) { take(std::move(one)); }),
          ticker_(io_),
          work_(asio::make_work_guard(io_)) {
        for (const stream of : options_.serves) lines_[index(of)].serves = true;
        for (auto& one : lines_) one.yielding.emplace(io_);
    }

    /// In order, because each step rests on the one before.
    result<void> open() {
        auto connected = connection::open(
            options_.access, [this](bool up) { in_.push({up ? arrival::came_back : arrival::went_away, {}}); });
        if (!connected) return connected.error();
        nats_ = std::move(*connected);
        api_.emplace(*nats_, options_.prefix, options_.replicas);
        keys_.emplace(*api_, db_.read(store::family::meta),
                      [this](const key_rows& rows, const std::string& reached) { return store_keys(rows, reached); });
        if (auto good = api_->check_servers(); !good) return good.error();
        if (auto there = prepare(jetstream_api::keys_stream); !there) return there.error();
        for (const stream of : events::all_streams) {
            auto there = prepare(events::name_of(of));
            if (!there) return there.error();
            auto whole = restore(*api_, log_, of, there->last);
            if (!whole) return whole.error();
            lines_[index(of)].known = *whole;
        }
        inbox_ = nats_->new_inbox();
        for (const auto& [subject, kind] :
             {std::pair{inbox_ + ".*", arrival::answered}, std::pair{api_->saying("*", "*"), arrival::said}}) {
            auto listening =
                nats_->subscribe(subject, [this, what = kind](nats_message one) { in_.push({what, std::move(one)}); });
            if (!listening) return listening.error();
            listening_.push_back(std::move(*listening));
        }
        thread_ = std::jthread([this] { io_.run(); });
        ::pthread_setname_np(thread_.native_handle(), "jetstream");
        asio::post(io_, [this] { on_tick(); });
        return {};
    }

    ~jetstream_bus_impl() override {
        stopping_ = true;
        in_.close();
        listening_.clear();
        asio::post(io_, [this] { end_all(); });
        work_.reset();
        if (thread_.joinable()) thread_.join();
    }

    void append(append_request what, append_done done) override {
        if (stopping_) return done(fail(errc::unavailable, "the bus is stopping"));
        if (under_way_.fetch_add(1) >= options_.queue_max) {
            --under_way_;
            return done(fail(errc::busy, "the commit queue is full; retry"));
        }
        auto one = std::make_shared<appending>();
        one->what = std::move(what);
        one->done = std::move(done);
        asio::post(io_, [this, one] { begin(one); });
    }

    result<position> tail(stream of) const override {
        const auto stands = until_answered([&] { return api_->info(events::name_of(of)); });
        if (!stands) return away(of, stands.error());
        learn(of, stands->last);
        if (stands->last == 0) return position{};
        const auto last = read_some(of, stands->last, 1);
        if (!last) return last.error();
        return last->front().at;
    }

    sequence last_heard(stream of) const override { return lines_[index(of)].known; }

    result<std::vector<record>> read(stream of, sequence from, std::size_t limit,
                                     std::size_t limit_bytes) const override {
        if (from == 0) from = 1;
        const sequence last = lines_[index(of)].known;
        std::vector<record> out;
        for (std::size_t bytes = 0; from <= last && out.size() < limit && bytes < limit_bytes;) {
            // No more at once than what is asked for by the size of those before.
            const auto average = out.empty() ? limit_bytes / 4 : bytes / out.size() + 1;
            const auto by_bytes = (limit_bytes - bytes) / std::max<std::size_t>(average, 1) + 1;
            const auto count =
                std::min({limit - out.size(), by_bytes, gets_at_once, static_cast<std::size_t>(last - from + 1)});
            auto part = read_some(of, from, count);
            if (!part) return part.error();
            for (auto& one : *part) {
                if (bytes >= limit_bytes) return out;
                bytes += one.body.size();
                out.push_back(std::move(one));
            }
            from += count;
        }
        return out;
    }

    std::shared_ptr<void> on_commit(stream of, std::function<void()> wake) override {
        return bells_[index(of)].listen(std::move(wake));
    }

    bool shared() const override { return true; }
    bool has_turn(stream of) const override { return lines_[index(of)].turn; }

    result<void> usable() const override {
        if (!nats_->connected()) {
            const auto why = nats_->lost_because();
            return fail(errc::unavailable, "the bus is away: " + (why.empty() ? "no NATS server answers" : why));
        }
        for (const stream of : events::all_streams) {
            if (auto whole = fault_of(of); !whole) return whole;
            const nanoseconds answered = std::max(lines_[index(of)].answered_at.load(), opened_at_);
            if (time_->monotonic() - answered > silent_after)
                return fail(errc::unavailable, "stream " + std::string(events::name_of(of)) +
                                                   " has no leader: the NATS servers elect one once a majority of "
                                                   "them runs");
        }
        return {};
    }

    result<void> fetch_keys() override {
        return until_answered([&] { return keys_->fetch(); });
    }

    result<void> drop_own(stream of, sequence below) override {
        const auto kept = log_rows::find(log_, of, below);
        if (!kept) return {}; // nothing older is kept either, or nothing that goes on from there
        if (auto same = check_position(*this, of, kept->at); !same) return same;
        return written([this, of, below](rocksdb::WriteBatch& all) { log_rows::drop(all, db_, of, below); });
    }

    void stop_waiting() override { hurried_ = true; }

  private:
    /// What libnats' threads hand over.
    struct arrival {
        enum kind { answered, said, went_away, came_back } what;
        nats_message message;
    };
    struct appending {
        append_request what;
        append_done done;
        digest256 hash{};
        nanoseconds give_up_at{};
        bool sent_before = false; ///< an earlier try may have come through
    };
    using appending_ptr = std::shared_ptr<appending>;
    struct waiting {
        std::function<void(std::optional<nats_message>)> go_on;
        nanoseconds until;
    };
    /// One stream, as this process sees it. All but the atomics belong to the thread of io_.
    struct line {
        std::atomic<sequence> known{0}; ///< the last commit that is known to be there
        std::atomic<bool> turn{false};
        bool serves = false;
        bool last_is_mine = false;
        bool another_wants = false;
        nanoseconds heard_at{};                 ///< another copy that has the turn
        std::atomic<nanoseconds> answered_at{}; ///< the stream's leader, last
        std::vector<appending_ptr> held;
        std::optional<asio::steady_timer> yielding;
    };
    struct outcome {
        appending_ptr of;
        position at;
    };

    // ---- opening and reading, from any thread

    /// The stream exists with the settings it needs. A young cluster has no place for it during its first seconds.
    result<stream_info> prepare(std::string_view of) const {
        const auto until = time_->monotonic() + options_.give_up_after + jetstream_api::answer_time * 2;
        for (;;) {
            auto stands = api_->info(of);
            if (!stands && stands.error().code == errc::not_found) stands = make(of);
            if (!stands) {
                if (time_->monotonic() > until) return stands.error();
                pause();
                continue;
            }
            if (!stands->settings_fault.empty())
                return fail(errc::invalid, "stream " + api_->stream_name(of) + ": " + stands->settings_fault +
                                               "; mend it with `guiyi doctor --mend`");
            return stands;
        }
    }

    /// A stream that did not exist. A leader of the servers that has just changed may not know what the last one made.
    result<stream_info> make(std::string_view of) const {
        if (auto made = api_->make_stream(of); !made) return made.error();
        auto stands = api_->info(of);
        if (stands || stands.error().code != errc::not_found) return stands;
        return fail(errc::unavailable, "stream " + api_->stream_name(of) + " was made and is not found");
    }

    /// Lets a moment pass.
    static void pause(milliseconds span = again_after) {
        std::promise<void> never;
        never.get_future().wait_for(span);
    }

    /// Asks until there is an answer, more and more rarely; for so long at most as the options say.
    template <class Ask>
    std::invoke_result_t<Ask> until_answered(Ask ask) const {
        const auto until = time_->monotonic() + options_.read_within;
        for (auto wait = again_after;; wait = std::min(2 * wait, again_at_most_after)) {
            auto said = ask();
            if (said || said.error().code != errc::unavailable || hurried_ || time_->monotonic() + wait > until)
                return said;
            pause(wait);
        }
    }

    /// What to tell whoever waited for nothing.
    error away(stream of, const error& last) const {
        if (last.code != errc::unavailable) return last;
        return fail(last.code, "stream " + std::string(events::name_of(of)) + " could not be read within " +
                                   std::to_string(options_.read_within.count()) +
                                   " ms; look at the NATS servers with "
                                   "`guiyi doctor`: " +
                                   last.detail);
    }

    /// Records that must be there, asked for once.
    result<std::vector<record>> read_once(stream of, sequence from, std::size_t count) const {
        auto part = api_->get(events::name_of(of), from, count);
        if (!part) return part.error();
        return records_of(*part);
    }

    result<std::vector<record>> read_some(stream of, sequence from, std::size_t count) const {
        auto said = until_answered([&] { return read_once(of, from, count); });
        if (!said) return away(of, said.error());
        return said;
    }

    void learn(stream of, sequence last) const {
        auto& known = lines_[index(of)].known;
        for (sequence before = known; before < last && !known.compare_exchange_weak(before, last);) {
        }
    }

    // ---- from here on: the thread of io_

    void take(arrival one) {
        if (one.what == arrival::answered) return answered(std::move(one.message));
        if (one.what == arrival::said) return heard(one.message);
        if (one.what == arrival::went_away)
            for (auto& each : lines_) each.turn = false; // nothing can be appended, so nothing is decided
        if (one.what == arrival::came_back) look_at_all();
    }

    /// Asks and goes on with the answer; with nothing when none came in time.
    void ask(const std::string& subject, std::string_view body, const nats_headers& headers,
             std::function<void(std::optional<nats_message>)> go_on) {
        const auto token = next_token_++;
        waiting_[token] = {std::move(go_on), time_->monotonic() + options_.answer_after};
        if (!nats_->publish(subject, body, inbox_ + "." + std::to_string(token), headers))
            waiting_[token].until = time_->monotonic(); // told by the next tick
    }

    void answered(nats_message one) {
        std::uint64_t token = 0;
        const auto* text = one.subject.c_str() + inbox_.size() + 1;
        std::from_chars(text, one.subject.c_str() + one.subject.size(), token);
        auto found = waiting_.extract(token);
        if (!found.empty()) found.mapped().go_on(std::move(one));
    }

    void on_tick() {
        if (stopping_) return;
        const auto now = time_->monotonic();
        std::vector<std::uint64_t> late;
        for (const auto& [token, one] : waiting_)
            if (one.until <= now) late.push_back(token);
        for (const auto token : late)
            if (auto found = waiting_.extract(token); !found.empty()) found.mapped().go_on(std::nullopt);
        if (++ticks_ % ticks_a_heartbeat == 0) keep_turns(now);
        if (ticks_ % ticks_a_look == 0) {
            look_at_all();
            leave_a_mute_server(now);
        }
        ticker_.expires_after(tick);
        ticker_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec) on_tick();
        });
    }

    // ---- appending

    void begin(const appending_ptr& one) {
        auto& on = lines_[index(one->what.on)];
        if (on.known > one->what.expected_last) return refuse_stale(one);
        if (one->what.body.empty()) return keep_state(one);
        if (const auto whole = fault_of(one->what.on); !whole) return end(one, whole.error());
        if (const auto can = db_.writable(); !can) return end(one, can.error());
        if (on.another_wants && on.last_is_mine) return on.held.push_back(one);
        one->give_up_at = time_->monotonic() + options_.give_up_after;
        if (one->what.hash) {
            one->hash = *one->what.hash;
        } else {
            const auto before = hash_at(one->what.on, one->what.expected_last);
            if (!before) return end(one, before.error());
            one->hash = blake2b(bytes_of(*before), one->what.body);
        }
        last_[index(one->what.on)] = {one->what.expected_last + 1, one->hash};
        share_keys(one);
    }

    /// The hash that the commit after `seq` chains to.
    result<digest256> hash_at(stream of, sequence seq) {
        if (seq == 0) return digest256{};
        if (const auto& last = last_[index(of)]; last.seq == seq) return last.hash;
        if (const auto kept = log_rows::find(log_, of, seq)) return kept->at.hash;
        const auto there = read_once(of, seq, 1); // here nobody may wait
        if (!there) return there.error();
        return there->front().at.hash;
    }

    void keep_state(const appending_ptr& one) {
        const auto hash = hash_at(one->what.on, one->what.expected_last);
        if (!hash) return end(one, hash.error());
        ready(one, {one->what.expected_last, *hash});
    }

    /// Before the commit that needs them: a complaint without its key would be lost to everybody.
    void share_keys(const appending_ptr& one) {
        const auto rows = one->what.state ? one->what.state->puts(store::family::keys) : key_rows{};
        if (rows.empty()) return send(one);
        const std::string on(events::name_of(one->what.on));
        const auto bundle = to_bundle({rows, key_place{on, one->what.expected_last + 1, to_hex(one->hash)}});
        const auto subject = api_->subject(jetstream_api::keys_stream) + "." + to_hex(blake2b(bundle)).substr(0, 32);
        ask(subject, bundle, {}, [this, one](const std::optional<nats_message>& answer) {
            const auto said = verdict_of(answer);
            if (said.is == verdict::stored) return send(one);
            if (said.is == verdict::full) return end(one, fail(errc::unavailable, "the bus is full: " + said.words));
            again(one, [this, one] { share_keys(one); });
        });
    }

    void send(const appending_ptr& one) {
        const nats_headers headers{{"Nats-Expected-Last-Subject-Sequence", std::to_string(one->what.expected_last)},
                                   {"Guiyi-Hash", to_hex(one->hash)}};
        ask(api_->subject(events::name_of(one->what.on)), one->what.body, headers,
            [this, one](const std::optional<nats_message>& answer) { sent(one, verdict_of(answer)); });
    }

    void sent(const appending_ptr& one, const verdict& said) {
        const sequence wanted = one->what.expected_last + 1;
        switch (said.is) {
            case verdict::stored:
                if (said.seq == wanted) return ready(one, {wanted, one->hash});
                return break_down(one, "it holds what is no commit: sequence " + std::to_string(said.seq) + " where " +
                                           std::to_string(wanted) + " was expected");
            case verdict::refused:
                learn(one->what.on, said.seq);
                return one->sent_before ? see_whether_it_came_through(one) : refuse_stale(one);
            case verdict::full: return end(one, fail(errc::unavailable, "the bus is full: " + said.words));
            case verdict::nothing: break;
        }
        one->sent_before = true;
        again(one, [this, one] { send(one); });
    }

    /// An earlier try had no answer; this one was refused. Whose commit stands there?
    void see_whether_it_came_through(const appending_ptr& one) {
        const sequence wanted = one->what.expected_last + 1;
        ask("$JS.API.DIRECT.GET." + api_->stream_name(events::name_of(one->what.on)),
            "{\"seq\":" + std::to_string(wanted) + "}", {}, [this, one, wanted](const auto& answer) {
                if (!answer || answer->status != 0)
                    return again(one, [this, one] { see_whether_it_came_through(one); });
                if (answer->hash == to_hex(one->hash)) return ready(one, {wanted, one->hash});
                learn(one->what.on, wanted);
                refuse_stale(one);
            });
    }

    template <class Retry>
    void again(const appending_ptr& one, Retry retry) {
        if (stopping_ || time_->monotonic() >= one->give_up_at)
            return end(one, fail(errc::unavailable, "the bus acknowledges nothing at the moment; retry"));
        auto timer = std::make_shared<asio::steady_timer>(io_, again_after);
        timer->async_wait([this, one, timer, retry](const boost::system::error_code&) {
            if (stopping_) return end(one, fail(errc::unavailable, "the bus is stopping"));
            retry();
        });
    }

    void break_down(const appending_ptr& one, const std::string& why) {
        const auto broken = fail(errc::corrupt, "stream " + std::string(events::name_of(one->what.on)) + ": " + why);
        set_fault(one->what.on, broken);
        end(one, broken);
    }

    /// Acknowledged by the quorum: to be synced here with whatever else is.
    void ready(const appending_ptr& one, const position& at) {
        ready_.push_back({one, at});
        if (ready_.size() == 1) asio::post(io_, [this] { keep_ready(); });
    }

    void keep_ready() {
        auto taken = std::exchange(ready_, {});
        rocksdb::WriteBatch all;
        for (const auto& [one, at] : taken) {
            if (!one->what.body.empty()) log_rows::put(all, db_, one->what.on, at, one->what.body);
            for (const auto& other : one->what.folded) log_rows::put(all, db_, one->what.on, other.at, other.body);
            if (one->what.state) one->what.state->append_to(all);
        }
        const auto written = all.Count() == 0 ? result<void>() : db_.write(all, true);
        for (const auto& [one, at] : taken) {
            if (!one->what.body.empty()) committed(one->what.on, at.seq);
            end(one, written ? result<position>(at) : result<position>(written.error()));
        }
        // Behind the answers, so that whoever appended hears first.
        for (const auto& [one, at] : taken)
            if (!one->what.body.empty()) tell(one->what.on, at.seq);
    }

    void committed(stream of, sequence at) {
        learn(of, at);
        lines_[index(of)].last_is_mine = true;
    }

    void tell(stream of, sequence at) {
        bells_[index(of)].ring();
        static_cast<void>(
            nats_->publish(api_->saying("committed", events::name_of(of)), id_ + " " + std::to_string(at)));
    }

    /// Another copy came first. It is asked to let us go first next time, or a busy one would never.
    void refuse_stale(const appending_ptr& one) {
        if (!one->what.body.empty())
            static_cast<void>(nats_->publish(api_->saying("wanted", events::name_of(one->what.on)), id_ + " 0"));
        end(one, fail(errc::stale, "the stream has moved on"));
    }

    void end(const appending_ptr& one, result<position> said) {
        if (!said) last_[index(one->what.on)] = {}; // it may not be what stands there
        --under_way_;
        one->done(std::move(said));
    }

    void end_all() {
        for (auto& one : lines_) {
            one.yielding->cancel();
            for (const auto& held : std::exchange(one.held, {}))
                end(held, fail(errc::unavailable, "the bus is stopping"));
        }
        for (auto& [token, one] : std::exchange(waiting_, {})) one.go_on(std::nullopt);
        ticker_.cancel();
        for (const stream of : options_.serves)
            if (lines_[index(of)].turn)
                static_cast<void>(nats_->publish(api_->saying("leaves", events::name_of(of)), id_ + " 0"));
    }

    // ---- what the processes say to each other

    void heard(const nats_message& one) {
        const auto dot = one.subject.rfind('.');
        const auto of = events::stream_named(std::string_view(one.subject).substr(dot + 1));
        const auto space = one.body.find(' ');
        if (!of || space == std::string::npos || one.body.substr(0, space) == id_) return;
        const auto what = one.subject.substr(0, dot).substr(one.subject.rfind('.', dot - 1) + 1);
        auto& line = lines_[index(*of)];
        if (what == "committed") {
            sequence at = 0;
            std::from_chars(one.body.data() + space + 1, one.body.data() + one.body.size(), at);
            return moved(*of, at);
        }
        if (what == "wanted" && line.last_is_mine) return yield(line);
        if (what == "leaves") line.heard_at = {};
        if (what == "turn") {
            line.heard_at = time_->monotonic();
            if (line.turn && one.body.substr(0, space) < id_) line.turn = false; // two at once: the lower keeps it
        }
    }

    /// Another process appended.
    void moved(stream of, sequence to) {
        auto& line = lines_[index(of)];
        if (to <= line.known) return;
        learn(of, to);
        line.last_is_mine = false;
        release(line);
        bells_[index(of)].ring();
    }

    void yield(line& one) {
        if (one.another_wants) return;
        one.another_wants = true;
        one.yielding->expires_after(yield_time);
        one.yielding->async_wait([this, &one](const boost::system::error_code& ec) {
            if (!ec) release(one);
        });
    }

    void release(line& one) {
        one.another_wants = false;
        one.yielding->cancel();
        for (const auto& held : std::exchange(one.held, {})) begin(held);
    }

    void keep_turns(nanoseconds now) {
        if (!nats_->connected()) return;
        for (const stream of : options_.serves) {
            auto& line = lines_[index(of)];
            // Each copy waits a little longer or shorter than the others, by its name.
            const auto own_wait = options_.turn_after + milliseconds(std::hash<std::string>{}(id_) % 256);
            if (!line.turn && now - std::max(line.heard_at, opened_at_) >= own_wait) line.turn = true;
            if (line.turn) static_cast<void>(nats_->publish(api_->saying("turn", events::name_of(of)), id_ + " 0"));
        }
    }

    // ---- watching: what was said may be lost, and a stream may come back shorter

    void look_at_all() {
        if (!nats_->connected()) return;
        for (const stream of : events::all_streams)
            ask("$JS.API.STREAM.INFO." + api_->stream_name(events::name_of(of)), {}, {},
                [this, of, before = lines_[index(of)].known.load()](const auto& answer) {
                    looked(of, before, answer);
                });
    }

    /// A server that is cut off from the others, and not from us, stays connected and answers nothing.
    void leave_a_mute_server(nanoseconds now) {
        nanoseconds last = std::max(moved_on_at_, opened_at_);
        for (const auto& one : lines_) last = std::max(last, one.answered_at.load());
        if (!nats_->connected() || now - last < mute_after) return;
        moved_on_at_ = now;
        nats_->move_on();
    }

    void looked(stream of, sequence before, const std::optional<nats_message>& answer) {
        if (!answer || answer->status != 0) return;
        boost::system::error_code ec;
        const auto told = json::parse(answer->body, ec);
        if (ec || !told.is_object()) return;
        lines_[index(of)].answered_at = time_->monotonic();
        sequence last = 0;
        if (told.get_object().contains("state"))
            last = told.at("state").at("last_seq").to_number<sequence>();
        else if (!made_anew(of))
            return;
        if (last >= before) {
            set_fault(of, {});
            return moved(of, last);
        }
        fill_again(of, before, last);
    }

    /// Whether a stream was deleted, and is there again, empty.
    bool made_anew(stream of) {
        const auto name = events::name_of(of);
        const auto stands = api_->info(name);
        return !stands && stands.error().code == errc::not_found && api_->make_stream(name);
    }

    void fill_again(stream of, sequence before, sequence last) {
        const auto whole = restore(*api_, log_, of, last);
        if (!whole) return set_fault(of, whole.error());
        set_fault(of, *whole >= before ? error() : came_back_shorter(of, *whole, before));
    }

    /// What is corrupt stays so until an operator has looked and started this process again.
    void set_fault(stream of, error to) {
        const std::scoped_lock guard(fault_mutex_);
        auto& fault = faults_[index(of)];
        if (fault.code != errc::corrupt) fault = std::move(to);
    }

    result<void> fault_of(stream of) const {
        const std::scoped_lock guard(fault_mutex_);
        const auto& fault = faults_[index(of)];
        return fault.code == errc::ok ? result<void>() : fault;
    }

    /// Called by key_share from other threads.
    result<void> store_keys(const key_rows& rows, const std::string& reached) {
        return written([&](rocksdb::WriteBatch& all) {
            store::batch gathered(db_);
            for (const auto& [key, value] : rows) gathered.on(store::family::keys).put(key, value);
            gathered.on(store::family::meta).put(key_share::reached_row, reached);
            gathered.append_to(all);
        });
    }

    /// From other threads; the store has one writer.
    result<void> written(const std::function<void(rocksdb::WriteBatch&)>& gather) {
        std::promise<result<void>> said;
        asio::post(io_, [&] {
            rocksdb::WriteBatch all;
            gather(all);
            said.set_value(db_.write(all, true));
        });
        return said.get_future().get();
    }

    store::database& db_;
    const store::view& log_;
    const jetstream_options options_;
    const std::unique_ptr<clock> time_;
    const std::string id_; ///< of this process, among the copies
    const nanoseconds opened_at_ = time_->monotonic();
    nanoseconds moved_on_at_{};
    asio::io_context io_{1};
    handover<arrival> in_;
    asio::steady_timer ticker_;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_;
    mutable std::array<line, events::all_streams.size()> lines_;
    std::array<position, events::all_streams.size()> last_{}; ///< that was sent last; acknowledged or not
    std::array<bell, events::all_streams.size()> bells_;
    std::map<std::uint64_t, waiting> waiting_;
    std::uint64_t next_token_ = 1;
    std::uint64_t ticks_ = 0;
    std::vector<outcome> ready_;
    std::string inbox_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> hurried_{false}; ///< nobody waits for answers any more
    std::atomic<std::size_t> under_way_{0};
    mutable std::mutex fault_mutex_;
    std::array<error, events::all_streams.size()> faults_;
    std::unique_ptr<connection> nats_;
    std::optional<jetstream_api> api_;
    std::optional<key_share> keys_;
    std::vector<std::shared_ptr<void>> listening_;
    std::jthread thread_;
};

} // namespace

result<std::unique_ptr<bus>> jetstream_bus(store::database& over, const jetstream_options& options) {
    auto out = std::make_unique<jetstream_bus_impl>(over, options);
    if (auto opened = out->open(); !opened) return opened.error();
    return std::unique_ptr<bus>(std::move(out));
}

} // namespace guiyi::bus
