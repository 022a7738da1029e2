// The streams between machines, with everything that may go wrong on the way, under a seed and on one thread: an append
// that never arrives or is refused, an answer that is lost, a machine that stops in between, news that come late.
// What is on the streams is the truth that checks are made against. Used by world.
#pragma once

#include "common/bus/bus.hpp"
#include "tests/bench/complaints.hpp"

#include <array>
#include <deque>
#include <map>

namespace guiyi::simulation {

using bench::dice;
using machine_no = std::size_t;

/// Chances in 10,000 of an append.
struct weather {
    unsigned append_lost = 0; ///< never arrives; who asked is told "unavailable"
    unsigned answer_lost = 0; ///< arrives; who asked is told "unavailable" all the same
    unsigned refused = 0;     ///< a full queue or disk
    bool atomic = false;      ///< the state goes with the log, as on the embedded bus; else after it, as on others
};

/// Faults that break the rule of the design, planted to see whether the checks find them.
enum class bug {
    none,
    no_fence,     ///< an append lands wherever the stream ends, not where it was decided
    state_first,  ///< the state is written before the append is known to have landed
    forgets_tail, ///< who lost a race does not fold everything it missed
    false_ack     ///< an append is acknowledged and was never made
};
bug bug_named(std::string_view name);

class network {
  public:
    network(dice& chances, bug planted) : dice_(chances), bug_(planted) {}

    /// The bus as one machine sees it. @param state what its states are kept in
    std::unique_ptr<bus::bus> connect(machine_no who, store::database& state);
    /// A bus that only reads, and tells the truth.
    std::unique_ptr<bus::bus> honest(store::database& state);

    void set_weather(const weather& now) { weather_ = now; }
    /// The machine stopped: its appends under way arrive or do not, its answers and news are gone.
    void cut(machine_no who);
    bool idle() const { return under_way_.empty(); }
    /// Brings one thing that is under way to where it goes. Appends of one machine to one stream keep their order.
    void deliver_one();

    const std::vector<bus::record>& log(events::stream of) const { return logs_[static_cast<std::size_t>(of)]; }
    bus::position tail(events::stream of) const;
    /// The heads of all streams: what one seed leads to.
    std::string digest() const;

  private:
    friend class connection;
    enum class kind { append, answer, news };
    struct parcel {
        kind what;
        machine_no who;
        events::stream on;
        std::function<void()> arrive;
        std::function<void()> cut; ///< what becomes of it when the machine stops; may be empty
    };
    struct listener {
        machine_no who;
        events::stream of;
        std::function<void()> wake;
        bool called = false; ///< its news are under way
    };

    bool chance(unsigned of_10000) { return dice_.below(10'000) < of_10000; }
    result<bus::position> land(bus::append_request& what);
    void arrive(machine_no who, store::database& state, const std::shared_ptr<bus::append_request>& what,
                const bus::append_done& done);
    void answer(machine_no who, events::stream on, std::function<void()> how);
    void call(events::stream of);

    dice& dice_;
    bug bug_;
    weather weather_;
    std::array<std::vector<bus::record>, 16> logs_;
    std::deque<parcel> under_way_;
    std::map<std::uint64_t, listener> listeners_;
    std::uint64_t last_listener_ = 0;
};

} // namespace guiyi::simulation
