#include "tests/simulation/network.hpp"

#include <algorithm>
#include <array>

namespace guiyi::simulation {

using events::stream;

bug bug_named(std::string_view name) {
    constexpr std::array<std::string_view, 5> names{"none", "no_fence", "state_first", "forgets_tail", "false_ack"};
    const auto at = std::ranges::find(names, name);
    if (at == names.end()) throw failure(fail(errc::invalid, "there is no bug " + std::string(name)));
    return static_cast<bug>(at - names.begin());
}

/// One machine's end of the streams.
class connection final : public bus::bus {
  public:
    connection(network& over, machine_no who, store::database& state, bug planted)
        : over_(over), who_(who), state_(state), bug_(planted) {}

    void append(::guiyi::bus::append_request what, ::guiyi::bus::append_done done) override;
    result<::guiyi::bus::position> tail(stream of) const override { return over_.tail(of); }
    result<std::vector<::guiyi::bus::record>> read(stream of, sequence from, std::size_t limit,
                                                   std::size_t limit_bytes) const override;
    std::shared_ptr<void> on_commit(stream of, std::function<void()> wake) override {
        const auto id = ++over_.last_listener_;
        over_.listeners_[id] = {who_, of, std::move(wake)};
        return {&over_, [id](void* of_all) { static_cast<network*>(of_all)->listeners_.erase(id); }};
    }

  private:
    network& over_;
    machine_no who_;
    store::database& state_;
    bug bug_;
    mutable std::map<stream, sequence> written_; ///< own commits that this machine appended itself
};

void connection::append(::guiyi::bus::append_request what, ::guiyi::bus::append_done done) {
    if (what.body.empty()) { // only state: nothing travels
        const auto tail = over_.tail(what.on);
        if (what.expected_last != tail.seq) return done(fail(errc::stale, "the stream went on"));
        if (what.state)
            if (auto said = state_.write(*what.state, false); !said) return done(said.error());
        return done(tail);
    }
    const auto request = std::make_shared<::guiyi::bus::append_request>(std::move(what));
    const auto on = request->on;
    const auto shared_done = std::make_shared<::guiyi::bus::append_done>(std::move(done));
    if (bug_ == bug::state_first && request->state) state_.write(*request->state, false).value();
    auto cut = [&over = over_, request, coin = over_.dice_.below(2)] {
        if (coin == 1) (void)over.land(*request); // it had left already
    };
    over_.under_way_.push_back({network::kind::append, who_, on,
                                [this, request, shared_done] { over_.arrive(who_, state_, request, *shared_done); },
                                std::move(cut)});
}

result<std::vector<::guiyi::bus::record>> connection::read(stream of, sequence from, std::size_t limit,
                                                           std::size_t limit_bytes) const {
    const auto& log = over_.log(of);
    std::vector<::guiyi::bus::record> out;
    std::size_t bytes = 0;
    for (auto at = static_cast<std::size_t>(from - 1); at < log.size() && out.size() < limit; ++at) {
        if (!out.empty() && bytes >= limit_bytes) break;
        bytes += log[at].body.size();
        out.push_back(log[at]);
    }
    // Only who catches up reads so many at once.
    if (bug_ == bug::forgets_tail && limit > 1000 && out.size() > 1) out.erase(out.begin());
    return out;
}

std::unique_ptr<bus::bus> network::connect(machine_no who, store::database& state) {
    return std::make_unique<connection>(*this, who, state, bug_);
}

std::unique_ptr<bus::bus> network::honest(store::database& state) {
    return std::make_unique<connection>(*this, machine_no(-1), state, bug::none);
}

bus::position network::tail(stream of) const {
    const auto& log = logs_[static_cast<std::size_t>(of)];
    return log.empty() ? bus::position{} : log.back().at;
}

std::string network::digest() const {
    std::string all;
    for (const auto of : events::all_streams) {
        const auto at = tail(of);
        all += std::string(events::name_of(of)) + std::to_string(at.seq) + std::string(bytes_of(at.hash));
    }
    return to_hex(bytes_of(blake2b(all)));
}

/// Puts a commit on its stream when it was decided on what the stream ends with.
result<bus::position> network::land(bus::append_request& what) {
    const auto before = tail(what.on);
    if (bug_ != bug::no_fence && what.expected_last != before.seq)
        return fail(errc::stale, "the stream went on: " + std::to_string(before.seq));
    const bus::position at{before.seq + 1, blake2b(bytes_of(before.hash), what.body)};
    logs_[static_cast<std::size_t>(what.on)].push_back({at, what.body});
    call(what.on);
    return at;
}

void network::arrive(machine_no who, store::database& state, const std::shared_ptr<bus::append_request>& what,
                     const bus::append_done& done) {
    const auto on = what->on;
    const auto tell = [&](result<bus::position> said) { answer(who, on, [done, said] { done(said); }); };
    if (chance(weather_.refused)) return tell(fail(errc::busy, "the queue is full"));
    if (chance(weather_.append_lost)) {
        if (bug_ == bug::false_ack) return tell(bus::position{tail(on).seq + 1, {}});
        return tell(fail(errc::unavailable, "no answer"));
    }
    const auto landed = land(*what);
    if (!landed) return tell(landed);
    const auto keep = [what, &state] {
        if (what->state) state.write(*what->state, false).value();
    };
    if (weather_.atomic) {
        keep();
        return tell(landed);
    }
    // The log has it, the state does not yet: a machine that stops here finds out when it starts.
    if (chance(weather_.answer_lost)) return tell(fail(errc::unavailable, "no answer"));
    answer(who, on, [keep, done, landed] {
        keep();
        done(landed);
    });
}

void network::answer(machine_no who, stream on, std::function<void()> how) {
    under_way_.push_back({kind::answer, who, on, std::move(how), {}});
}

void network::call(stream of) {
    for (auto& [id, one] : listeners_) {
        if (one.of != of || one.called) continue;
        one.called = true;
        under_way_.push_back({kind::news,
                              one.who,
                              of,
                              [this, number = id] {
                                  const auto at = listeners_.find(number);
                                  if (at == listeners_.end()) return;
                                  at->second.called = false;
                                  at->second.wake();
                              },
                              {}});
    }
}

void network::deliver_one() {
    if (under_way_.empty()) return;
    const auto at = under_way_.begin() + static_cast<std::ptrdiff_t>(dice_.below(under_way_.size()));
    auto one = std::move(*at);
    under_way_.erase(at);
    one.arrive();
}

void network::cut(machine_no who) {
    std::deque<parcel> lost;
    std::erase_if(under_way_, [&](parcel& one) {
        if (one.who != who) return false;
        lost.push_back(std::move(one));
        return true;
    });
    for (auto& one : lost)
        if (one.cut) one.cut();
}

} // namespace guiyi::simulation
