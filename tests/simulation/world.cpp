#include "tests/simulation/world.hpp"

#include "tests/simulation/checks.hpp"

namespace guiyi::simulation {

namespace {

constexpr std::string_view first_day = "2026-04-20T01:00:00Z"; // under Order 121
constexpr std::size_t rest_steps_max = 2'000'000;

class world {
  public:
    world(program_parts& runs, const plan& of)
        : runs_(runs),
          plan_(of),
          dice_(of.seed),
          random_(seeded_random(of.seed)),
          network_(dice_, of.planted),
          people_(runs, dice_, *random_),
          start_(parse_rfc3339(first_day).value()) {
        const bool together = dice_.below(4) == 0; // one machine, log and state in one write
        weather_ = {.append_lost = 100, .answer_lost = 200, .refused = 100, .atomic = together};
        network_.set_weather(weather_);
        const std::size_t count = together ? 1 : 2;
        for (machine_no i = 0; i < count; ++i)
            machines_.push_back(std::make_unique<machine>(runs, network_, i, start_));
    }

    history live() {
        history out;
        try {
            for (auto& one : machines_) start(*one);
            for (std::size_t i = 0; i < plan_.steps && trouble_.empty(); ++i) happen();
            if (trouble_.empty()) come_to_rest();
            if (trouble_.empty()) trouble_ = check();
        } catch (const std::exception& broken) {
            trouble_ = broken.what();
        }
        out.trouble = trouble_;
        out.digest = network_.digest();
        out.acknowledged = people_.acknowledged();
        for (const auto of : events::all_streams) {
            out.commits += network_.tail(of).seq;
            for (const auto& record : network_.log(of))
                for (const auto& fact : events::decode(record.body).value().events)
                    ++out.facts[events::type_of(fact.data)];
        }
        out.crashes = crashes_;
        out.simulated = passed_;
        return out;
    }

  private:
    void note(std::string what) {
        if (trouble_.empty() && !what.empty()) trouble_ = std::move(what);
    }
    void start(machine& one) { note(one.start()); }
    machine* some_machine(bool up) {
        std::vector<machine*> fit;
        for (const auto& one : machines_)
            if (one->up() == up) fit.push_back(one.get());
        return fit.empty() ? nullptr : fit[dice_.below(fit.size())];
    }
    machine_no number_of(const machine& one) const {
        return static_cast<machine_no>(
            std::ranges::find(machines_, &one, [](const auto& known) { return known.get(); }) - machines_.begin());
    }

    /// One thing happens. Work and deliveries are by far the most; the rest is rare.
    void happen() {
        const auto what = dice_.below(1000);
        machine* at = some_machine(true);
        if (!at) return start_again();
        if (what < 450)
            network_.deliver_one();
        else if (what < 920)
            at->work();
        else if (what < 960)
            use(*at);
        else if (what < 980)
            let_time_pass();
        else if (what < 985)
            set_clock(*at);
        else if (what < 990)
            crash(*at);
        else
            start_again();
        if (at->up()) note(at->trouble());
    }

    void use(machine& at) {
        if (people_.errands().size() < plan_.complaints && dice_.below(2) == 0) people_.think_of_complaint();
        people_.act(at, number_of(at));
    }
    void let_time_pass() {
        constexpr std::array<std::int64_t, 5> minutes{1, 10, 60, 8 * 60, 2 * 24 * 60};
        pass(std::chrono::minutes(minutes[dice_.below(minutes.size())]));
    }
    void pass(std::chrono::milliseconds by) {
        passed_ += by;
        for (auto& one : machines_) {
            one->time.advance(by);
            if (one->up()) one->poke();
        }
    }
    /// A clock is set: forward or back, by up to ten minutes.
    void set_clock(machine& at) {
        at.time.set(start_ + passed_ + std::chrono::seconds(static_cast<std::int64_t>(dice_.below(1200)) - 600));
    }
    void crash(machine& at) {
        ++crashes_;
        people_.lose(number_of(at));
        at.crash();
    }
    void start_again() {
        if (machine* down = some_machine(false)) start(*down);
    }

    /// Everything is mended; whoever does not know yet asks again; all that is due is done.
    void come_to_rest() {
        network_.set_weather({.atomic = weather_.atomic});
        for (auto& one : machines_)
            if (!one->up()) start(*one);
        for (auto& one : machines_) one->time.set(start_ + passed_);
        for (std::size_t i = 0; i < rest_steps_max && trouble_.empty(); ++i) {
            bool busy = !network_.idle();
            network_.deliver_one();
            for (auto& one : machines_) {
                while (one->work()) busy = true;
                note(one->trouble());
            }
            if (busy) continue;
            if (people_.file(*machines_.front(), 0)) continue;
            if (std::ranges::all_of(machines_, [](const auto& one) { return one->idle(); })) return;
            for (auto& one : machines_) one->poke();
        }
        note("does not come to rest");
    }

    std::string check() {
        const auto& first = *machines_.front();
        auto out = check_chains(network_, machines_.front()->db());
        const auto also = [&](auto how) {
            if (out.empty()) out = how();
        };
        also([&] { return check_acknowledged(network_, people_); });
        also([&] { return check_one_case(network_, first); });
        also([&] { return check_held_apart(people_, first); });
        also([&] { return check_clocks(network_, runs_); });
        also([&] { return check_told_once(network_); });
        also([&] { return machines_.size() > 1 ? check_alike(runs_, first, *machines_.back()) : std::string(); });
        also([&] { return check_rebuilt(runs_, network_, first); });
        return out;
    }

    program_parts& runs_;
    plan plan_;
    dice dice_;
    std::unique_ptr<random_source> random_;
    network network_;
    people people_;
    instant start_;
    weather weather_;
    std::vector<std::unique_ptr<machine>> machines_;
    std::chrono::milliseconds passed_{0};
    std::uint64_t crashes_ = 0;
    std::string trouble_;
};

} // namespace

std::unique_ptr<program_parts> load_program(const std::string& root) {
    auto settings = config::load_settings(root + "/config/guiyi.toml").value();
    return std::make_unique<program_parts>(program::configuration::load(std::move(settings)).value());
}

history live(program_parts& runs, const plan& of) {
    runs.keys = {};
    return world(runs, of).live();
}

} // namespace guiyi::simulation
