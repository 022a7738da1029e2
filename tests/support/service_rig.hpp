// One service on a real runner, embedded bus and store, driven by hand on one thread with a clock that stands still.
// For tests of services.
#pragma once

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/runtime/execute.hpp"
#include "common/time/clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <future>

namespace guiyi::testing {

class service_rig {
  public:
    /// Opens the store and starts the service. @param now RFC 3339
    service_rig(const runtime::service& what, std::string_view now)
        : time(parse_rfc3339(now).value()),
          db(store::database::open(folder_.path() / "db", {}).value()),
          over(bus::embedded_bus(*db, {})),
          what_(what) {
        restart();
    }
    ~service_rig() {
        runner->stop();
        runner.reset();
        over.reset();
        io.restart();
        io.run();
    }

    /// A new runner on the same state, as after a restart.
    void restart() {
        if (runner) runner->stop();
        runner = runtime::runner::make(io.get_executor(), what_, *over, *db, time, {});
        runner->start().value();
    }

    /// Puts facts on a stream the service reads, as one commit of its owner.
    void append(events::stream on, events::facts facts, std::vector<events::cause> causes = {}) {
        const auto tail = over->tail(on).value();
        events::commit commit{on, tail.seq + 1, time.now(), std::move(causes), {}};
        for (auto& fact : facts) {
            std::string subject = events::subject_of(fact);
            commit.events.push_back({std::move(fact), time.now(), std::move(subject), {}});
        }
        std::promise<result<bus::position>> said;
        over->append({on, tail.seq, events::encode(commit), {}}, [&](auto r) { said.set_value(std::move(r)); });
        said.get_future().get().value();
    }
    void append(events::stream on, events::fact one) {
        events::facts all;
        all.push_back(std::move(one));
        append(on, std::move(all));
    }

    /// Runs until every input is consumed and every due timer has fired.
    void settle() {
        auto guard = boost::asio::make_work_guard(io);
        io.restart();
        while (busy()) io.run_one_for(std::chrono::milliseconds(2));
        guard.reset();
        // Timers go before commands, so this one is answered when theirs are recorded; what they recorded may have set
        // others that are due already.
        struct nothing {};
        // A commit may still be on its way to the bus, so even an empty stream is asked once.
        sequence before = 0;
        do {
            before = over->tail(what_.own()).value().seq;
            runtime::decide_with_reply<nothing> decide = [](const auto&, instant, auto&) { return events::facts{}; };
            run(runtime::execute<nothing>(*runner, {}, std::move(decide)));
        } while (over->tail(what_.own()).value().seq != before);
    }

    /// Moves the clock to a moment and settles.
    void go_to(std::string_view rfc3339) {
        time.set(parse_rfc3339(rfc3339).value());
        settle();
    }

    /// Runs a coroutine to its end.
    template <class T>
    T run(boost::asio::awaitable<T> what) {
        auto answer = boost::asio::co_spawn(io, std::move(what), boost::asio::use_future);
        io.restart();
        while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
            io.run_one_for(std::chrono::milliseconds(20));
            io.restart();
        }
        return answer.get();
    }

    /// Every fact the service has recorded, in order, without those of the runtime's timers.
    events::facts recorded() const {
        events::facts all;
        for (const auto& record : over->read(what_.own(), 1, 100'000, 1 << 30).value())
            for (auto& event : events::decode(record.body).value().events)
                if (!std::holds_alternative<events::timer_fired>(event.data)) all.push_back(std::move(event.data));
        return all;
    }
    template <class Fact>
    std::vector<Fact> recorded_of() const {
        std::vector<Fact> out;
        for (auto& fact : recorded())
            if (auto* one = std::get_if<Fact>(&fact)) out.push_back(std::move(*one));
        return out;
    }

    const store::view& state() const { return db->read(runtime::state_family(what_.own())); }
    /// Every row of the service's state.
    std::string dump() const {
        std::string all;
        for (auto at = state().scan({}); at->valid(); at->next())
            all.append(at->key()).append("=").append(at->value()).append("\n");
        return all;
    }
    /// Drops the state and folds the stream again; the service is down meanwhile.
    void rebuild() {
        runner->stop();
        io.restart();
        io.poll();
        runtime::rebuild(what_, *over, *db).value();
        runner.reset();
        restart();
    }

  private:
    temp_folder folder_;

  public:
    boost::asio::io_context io;
    manual_clock time;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus::bus> over;
    std::shared_ptr<runtime::runner> runner;

  private:
    bool busy() const {
        if (!runner->status().stopped_because.empty()) return false;
        for (const auto from : what_.inputs())
            if (runner->consumed(from) < over->tail(from).value().seq) return true;
        return false;
    }

    const runtime::service& what_;
};

} // namespace guiyi::testing
