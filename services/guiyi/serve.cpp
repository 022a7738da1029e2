#include "services/guiyi/serve.hpp"

#include "common/observe/log.hpp"
#include "services/guiyi/node.hpp"
#include "services/guiyi/waiting_room.hpp"

#include <boost/asio/signal_set.hpp>

#include <unistd.h>

#include <fstream>
#include <iostream>

namespace guiyi::program {

namespace {

/// Where the pages are. @errors errc::not_found
result<std::filesystem::path> pages_for(const serve_options& options) {
    std::error_code ignored;
    const auto folder = options.pages.empty()
                            ? std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "web"
                            : std::filesystem::path(options.pages);
    if (std::filesystem::exists(folder / "console" / "index.html", ignored)) return folder;
    return fail(errc::not_found, "no pages in " + folder.string() + "; scripts/build makes them, --pages names others");
}

/// running.json while serving: how the other commands find us.
class announcement {
  public:
    announcement(std::filesystem::path file, const node::addresses& at) : file_(std::move(file)) {
        const auto fresh = file_.string() + ".new";
        std::ofstream(fresh) << R"({"pid":)" << ::getpid() << R"(,"public":")" << at.public_url << R"(","staff":")"
                             << at.staff_url << "\"}\n";
        std::error_code ignored;
        std::filesystem::rename(fresh, file_, ignored);
    }
    ~announcement() {
        std::error_code ignored;
        std::filesystem::remove(file_, ignored);
    }
    announcement(const announcement&) = delete;
    announcement& operator=(const announcement&) = delete;

  private:
    std::filesystem::path file_;
};

/// SIGINT and SIGTERM, caught from the moment this exists.
class end_signals {
  public:
    end_signals() {
        signals_.async_wait([this](const boost::system::error_code& ec, int) { asked_ = !ec; });
    }
    /// Waits a while, less when one comes. @returns whether one came
    bool wait_for(std::chrono::seconds span) {
        if (!asked_) here_.run_for(span);
        return asked_;
    }
    bool came() { return wait_for(std::chrono::seconds(0)); }

  private:
    boost::asio::io_context here_;
    boost::asio::signal_set signals_{here_, SIGINT, SIGTERM};
    bool asked_ = false;
};

/// Takes the steps of a start again while what they need is away: a bus that is slow or not up yet, a full disk. What
/// is set up wrongly ends them at once.
class patience {
  public:
    patience(const config::settings& with, const clock& time, end_signals& signals)
        : limit_(with.bus.start_within_s), time_(time), begun_(time.monotonic()), signals_(signals) {}

    /// @param tell hears each time why the step has to wait. @returns what the step said last
    template <class Step>
    auto take(Step step, const std::function<void(const std::string&)>& tell = [](const auto&) {}) {
        constexpr std::chrono::seconds longest{10};
        for (std::chrono::seconds wait{1};; wait = std::min(2 * wait, longest)) {
            auto said = step();
            if (said || !passes(said.error()) || signals_.came()) return said;
            if (limit_.count() > 0 && time_.monotonic() + wait > begun_ + limit_)
                return decltype(said)(fail(said.error().code, "gave up after " + std::to_string(limit_.count()) +
                                                                  " s (bus.start_within_s): " + said.error().detail));
            if (limit_.count() == 0) return said;
            say(said.error().detail);
            tell(said.error().detail);
            if (signals_.wait_for(wait)) return said;
        }
    }

  private:
    static bool passes(const error& why) { return why.code == errc::unavailable || why.code == errc::busy; }

    /// Something new at once; the same again now and then, so that a start that waits is told from one that hangs.
    void say(const std::string& why) {
        constexpr std::chrono::seconds again_after{30};
        const auto now = time_.monotonic();
        if (why == said_ && now - said_at_ < again_after) return;
        said_ = why;
        said_at_ = now;
        const auto waited = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now - begun_).count());
        observe::log_warning("start_waits", {{"why", why}, {"waited_s", waited}});
        std::cerr << "guiyi: the start waits: " << why << " (" << waited << " s so far)" << std::endl;
    }

    const std::chrono::seconds limit_;
    const clock& time_;
    const std::chrono::nanoseconds begun_;
    end_signals& signals_;
    std::string said_;
    std::chrono::nanoseconds said_at_{};
};

/// Opens the deployment and catches its services up; meanwhile both sides say what is waited for, if it is anything.
result<std::unique_ptr<node>> open_started(const config::settings& with, const clock& time, random_source& random,
                                           patience& with_patience) {
    std::unique_ptr<waiting_room> room;
    const auto open = [&]() -> result<std::unique_ptr<node>> {
        auto served = node::open(with, time, random);
        if (!served) return served;
        if (auto started = (*served)->start(); !started) return started.error();
        return served;
    };
    return with_patience.take(open, [&](const std::string& why) {
        if (!room) {
            auto opened = waiting_room::open(with, time);
            if (!opened) throw failure(opened.error());
            room = std::move(*opened);
            for (const auto& at : room->addresses())
                std::cout << "waits for the bus; answers 503 at " << at << std::endl;
        }
        room->tell(why);
    });
}

/// Blocks until SIGINT or SIGTERM; false when a service stopped by itself first.
bool wait_for_end(node& served, end_signals& signals) {
    while (!signals.wait_for(std::chrono::seconds(1))) {
        const auto sending = served.send_notices(); // whose turn it is may have changed
        served.keep_house();
        if (const auto trouble = sending ? served.trouble() : sending.error().detail; !trouble.empty()) {
            observe::log_error("service_stopped", {{"why", trouble}});
            std::cerr << "guiyi: " << trouble << "\n";
            return false;
        }
    }
    return true;
}

/// As long as no administrator has a password, a start says by which link to set one.
result<void> greet(node& served, const node::addresses& at, std::ostream& out) {
    if (!at.public_url.empty()) out << "public side  " << at.public_url << "\n";
    if (!at.staff_url.empty()) out << "staff side   " << at.staff_url << "\n";
    if (!served.serves(events::stream::access) || at.staff_url.empty()) {
        out << "Ctrl-C stops" << std::endl;
        return {};
    }
    const auto link = served.first_link();
    if (!link) return link.error();
    if (!link->empty())
        out << "first sign-in: set the administrator's password at " << at.staff_url << *link << "\n"
            << "               (good once, for " << served.what().config.settings.access.invitation_h.count()
            << " hours; account: admin). Then open accounts for the officers.\n";
    else
        out << "sign in with your account; guiyi account invite NAME gives a new link\n";
    out << "Ctrl-C stops" << std::endl;
    return {};
}

} // namespace

int serve_command(const common_options& common, const serve_options& options) {
    auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    if (!options.bus.empty()) settings->bus.kind = options.bus;
    if (!options.public_listen.empty()) settings->http.public_listen = options.public_listen;
    if (!options.staff_listen.empty()) settings->http.staff_listen = options.staff_listen;
    if (!options.services.empty()) settings->bus.serves = options.services;
    if (auto possible = served_by(*settings); !possible) {
        complain(possible.error());
        return exit_usage;
    }
    if (auto logging = observe::start_logging(
            {.level = observe::parse_log_level(settings->log.level), .target = settings->log.file});
        !logging)
        return complain(logging.error());

    const auto pages = pages_for(options);
    if (!pages) return complain(pages.error());
    const auto time = system_clock();
    const auto random = system_random();
    end_signals signals; // first: who reads where we serve may end us at once
    patience for_bus(*settings, *time, signals);
    auto served = open_started(*settings, *time, *random, for_bus);
    if (signals.came()) return exit_done;
    if (!served) return complain(served.error());
    const auto at = (*served)->serve(settings->http.public_listen, settings->http.staff_listen, *pages);
    if (!at) return complain(at.error());
    if (auto sending = (*served)->send_notices(); !sending) return complain(sending.error());
    if (!at->staff_url.empty())
        if (auto local = for_bus.take([&] { return (*served)->local_token(); }); !local && !signals.came())
            return complain(local.error());
    if (auto greeted = greet(**served, *at, std::cout); !greeted) return complain(greeted.error());

    bool asked = false;
    {
        const announcement told((*served)->what().folder.running(), *at);
        observe::log_info("serving", {{"public", at->public_url}, {"staff", at->staff_url}});
        asked = wait_for_end(**served, signals);
    }
    (*served)->stop();
    observe::log_info("stopped");
    observe::stop_logging();
    return asked ? exit_done : exit_failed;
}

} // namespace guiyi::program
