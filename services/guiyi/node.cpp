#include "services/guiyi/node.hpp"

#include "common/core/thread_role.hpp"
#include "common/events/precedence.hpp"
#include "common/observe/log.hpp"
#include "common/runtime/execute.hpp"
#include "services/access/account_decide.hpp"
#include "services/access/api_parts.hpp"
#include "services/assignment/recalculate.hpp"
#include "services/assignment/service.hpp"
#include "services/guiyi/old_tokens.hpp"
#include "services/guiyi/own_commits.hpp"
#include "services/guiyi/sides.hpp"
#include "services/guiyi/waiting_room.hpp"
#include "services/notification/composer.hpp"
#include "services/notification/provider.hpp"
#include "services/notification/sender.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <fstream>
#include <future>
#include <thread>

namespace guiyi::program {

namespace {

constexpr std::chrono::milliseconds tick{250};
constexpr std::chrono::milliseconds stop_limit{5'000};

/// A service's claim on the processor while that is short.
void take_turns_as(events::precedence which) {
    switch (which) {
        case events::precedence::answers: return answer_soon();
        case events::precedence::tells: return yield_to_others(6);
        case events::precedence::shows: return yield_to_others(12);
    }
}

/// More of them than half of the cores only take turns with those who decide and write.
int http_threads(const config::settings& with) {
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    return with.http.threads > 0 ? with.http.threads : std::max(1, cores / 2);
}

/// On a full disk we start all the same, to say so at the door; what was due is done at the next start.
bool waits(const error& why) {
    if (why.code != errc::unavailable && why.code != errc::busy) return false;
    observe::log_warning("start_step_waits", {{"why", why.detail}});
    return true;
}

std::string url_of(const http::endpoint& at, bool tls) {
    const bool v6 = at.address.find(':') != std::string::npos;
    return (tls ? "https://" : "http://") + (v6 ? "[" + at.address + "]" : at.address) + ":" + std::to_string(at.port);
}

} // namespace

node::node(std::unique_ptr<parts> of)
    : parts_(std::move(of)),
      secrets_(parts_->keys),
      checkpoints_(*parts_->over, parts_->time, parts_->keys, parts_->folder.checkpoints(parts_->config.settings)),
      states_(*parts_),
      metrics_(parts_->time),
      blocking_(1),
      signing_(1),
      io_(http_threads(parts_->config.settings)) {}

namespace {

/// The gate of the staff side knows people from access and whose case is whose from casework: a process with that side
/// follows both, whatever decides in it.
std::vector<events::stream> carried_with(std::vector<events::stream> served, bool staff_side) {
    for (const auto needed : {events::stream::casework, events::stream::access})
        if (staff_side && std::ranges::find(served, needed) == served.end()) served.push_back(needed);
    std::ranges::sort(served);
    return served;
}

} // namespace

result<std::unique_ptr<node>> node::open(config::settings settings, const clock& time, random_source& random) {
    auto opened = parts::open(std::move(settings), time, random);
    if (!opened) return opened.error();
    auto out = std::unique_ptr<node>(new node(std::move(*opened)));
    auto& p = *out->parts_;
    const auto& with = p.config.settings;
    auto served = served_by(with);
    if (!served) return served.error();
    out->served_ = std::move(*served);
    out->carried_ = carried_with(out->served_, with.http.staff_listen != no_side);
    const auto recent = std::make_shared<runtime::recent_commits>();
    for (const auto of : events::all_streams) {
        auto& turns = *out->services_.emplace_back(std::make_unique<boost::asio::io_context>(1));
        runtime::runner_options options{.batch_max = with.runtime.batch_max,
                                        .commit_bytes_max = with.bus.commit_bytes_max,
                                        .command_queue_max = with.runtime.command_queue_max,
                                        .parked_max = with.runtime.parked_max,
                                        .recent = recent,
                                        .begin_state = [node = out.get(), of] { return node->states_.begin(of); },
                                        .on_commit = out->metrics_.commits(of)};
        if (of == events::stream::access)
            options.on_commit = [node = out.get(), count = options.on_commit](const auto& events) {
                if (count) count(events);
                node->sign_when_due(events);
            };
        out->runners_.emplace_back(
            of, runtime::runner::make(turns.get_executor(), p.service(of), *p.over, *p.db, p.time, options));
    }
    out->sides_ = std::make_unique<sides>(*out);
    return out;
}

node::~node() { stop(); }

runtime::runner& node::runner(events::stream of) const { return *runners_[static_cast<std::size_t>(of) - 1].second; }
boost::asio::io_context& node::turns_of(events::stream of) const {
    return *services_[static_cast<std::size_t>(of) - 1];
}

result<void> node::start() {
    for (const auto of : carried_)
        if (auto started = runner(of).start(); !started)
            return fail(started.error().code, std::string(events::name_of(of)) + ": " + started.error().detail);
    std::vector<std::shared_ptr<runtime::runner>> all;
    for (const auto& [of, runner] : runners_)
        if (carries(of)) all.push_back(runner);
    ticker_ = runtime::start_ticker(io_.get_executor(), std::move(all), tick);
    start_threads();
    if (auto taken = take_old_tokens(); !taken && !waits(taken.error())) return taken;
    if (serves(events::stream::assignment))
        if (auto moved = adopt_calendar(); !moved && !waits(moved.error())) return moved;
    if (serves(events::stream::casework))
        if (auto planned = plan_mailings(); !planned && !waits(planned.error())) return planned;
    if (!serves(events::stream::access)) return {};
    const auto set =
        record([every = parts_->config.settings.access.checkpoint_every_min](const store::view& state, instant now) {
            events::facts out;
            if (!access::has_checkpoints(state)) out.emplace_back(events::checkpoint_due{now + every});
            return result<events::facts>(std::move(out));
        });
    return !set && !waits(set.error()) ? set : result<void>();
}

result<void> node::record(deciding how) { return record(events::stream::access, std::move(how)); }

result<void> node::record(events::stream on, deciding how) {
    class waiting final : public runtime::command {
      public:
        waiting(deciding how, std::promise<result<void>>& to) : how_(std::move(how)), to_(to) {}
        result<events::facts> decide(const store::view& state, instant now) override { return how_(state, now); }
        void done(result<void> said) noexcept override { to_.set_value(std::move(said)); }

      private:
        deciding how_;
        std::promise<result<void>>& to_;
    };
    std::promise<result<void>> said;
    runner(on).submit(std::make_unique<waiting>(std::move(how), said));
    return said.get_future().get();
}

/// Once: tokens that an earlier version kept in a file become facts, and the file gets another name.
result<void> node::take_old_tokens() {
    const auto file = parts_->folder.tokens();
    std::error_code ec;
    if (!std::filesystem::exists(file, ec)) return {};
    for (const auto& one : read_old_tokens(file)) {
        const auto taken = record([one](const store::view& state, instant) {
            if (access::load_token(state, one.hash)) return result<events::facts>(events::facts{});
            return access::issue_token(one, {}, state);
        });
        if (!taken) return taken;
    }
    std::filesystem::rename(file, file.string() + ".taken", ec);
    return {};
}

/// The next report that each mailing sends, as the settings say now.
result<void> node::plan_mailings() {
    return record(events::stream::casework, [&by = *parts_->mails](const store::view& state, instant now) {
        return result<events::facts>(casework::reports::plan_mailings(by, state, now));
    });
}

/// Due dates follow the published calendars: where those are others than before, every open clock is reckoned again.
result<void> node::adopt_calendar() {
    const auto& assigns = dynamic_cast<const assignment::service&>(parts_->service(events::stream::assignment));
    for (assignment::recalculation so_far; so_far.more;) {
        runtime::decide_with_reply<assignment::recalculation> decide =
            [&by = assigns.by(), so_far](const store::view& state, instant now, assignment::recalculation& reply) {
                reply = so_far;
                return assignment::recalculate(by, state, now, reply);
            };
        auto said = boost::asio::co_spawn(
            io_, runtime::execute<assignment::recalculation>(runner(events::stream::assignment), {}, std::move(decide)),
            boost::asio::use_future);
        auto done = said.get();
        if (!done) return done.error();
        if (done->moved > 0)
            observe::log_info("due_dates_moved", {{"count", std::to_string(done->moved)}, {"why", "calendar"}});
        so_far = *done;
    }
    return {};
}

/// Once an hour, as the stream of access says: the heads of all chains, signed, into their folder.
void node::sign_when_due(const std::vector<events::event>& events) {
    const bool due = std::ranges::any_of(
        events, [](const auto& one) { return std::holds_alternative<events::checkpoint_due>(one.data); });
    if (!due) return;
    boost::asio::post(signing_, [this] {
        if (const auto written = checkpoints_.write(); !written)
            observe::log_error("checkpoint_failed", {{"why", written.error().detail}});
    });
}

void node::start_threads() {
    work_.emplace_back(boost::asio::make_work_guard(io_));
    for (int i = 0; i < http_threads(parts_->config.settings); ++i)
        io_threads_.emplace_back([this] {
            name_thread("http");
            answer_soon();
            io_.run();
        });
    for (const auto of : events::all_streams) {
        work_.emplace_back(boost::asio::make_work_guard(turns_of(of)));
        service_threads_.emplace_back([of, &turns = turns_of(of)] {
            name_thread(std::string(events::name_of(of)).c_str());
            take_turns_as(events::precedence_of(of));
            turns.run();
        });
    }
}

result<node::addresses> node::serve(const std::string& public_listen, const std::string& staff_listen,
                                    const std::filesystem::path& pages) {
    const auto& with = parts_->config.settings;
    http::raise_file_limit();
    auto options = server_options_for(with);
    const bool tls = !options.tls_certificate_file.empty();
    const auto open_side = [&](const char* name, const std::string& at, http::router routes,
                               std::unique_ptr<http::server>& server) -> result<std::string> {
        options.on_request = metrics_.requests(name);
        server = std::make_unique<http::server>(io_.get_executor(), std::move(routes), options, parts_->time);
        const auto listens = server->listen(at);
        if (!listens) return listens.error();
        return url_of(*listens, tls);
    };
    addresses out;
    if (public_listen != no_side) {
        auto url = open_side("public", public_listen, sides_->public_routes(pages), public_server_);
        if (!url) return url.error();
        out.public_url = std::move(*url);
    }
    if (staff_listen != no_side) {
        auto url = open_side("staff", staff_listen, sides_->staff_routes(pages), staff_server_);
        if (!url) return url.error();
        out.staff_url = std::move(*url);
    }
    return out;
}

result<void> node::send_notices() {
    if (!serves(events::stream::notification)) return {};
    const bool turn = parts_->over->has_turn(events::stream::notification);
    if (turn && !sender_) return start_sender();
    if (!turn && sender_) { // another copy has taken over: what it finds begun and not ended, it ends as unknown
        sender_->stop();
        sender_.reset();
    }
    return {};
}

void node::keep_house() {
    constexpr std::chrono::minutes kept_every{1};
    constexpr std::chrono::hours dropped_every{6};
    const auto now = parts_->time.monotonic();
    if (!parts_->over->shared() || now - kept_house_at_ < kept_every || keeping_house_.exchange(true)) return;
    kept_house_at_ = now;
    const bool drop = now - dropped_at_ >= dropped_every;
    if (drop) dropped_at_ = now;
    boost::asio::post(signing_, [this, drop] {
        for (const auto of : served_) {
            if (parts_->over->has_turn(of)) states_.write_when_due(of);
            if (drop) drop_old_commits(*parts_, of, states_, carried_runners());
        }
        keeping_house_ = false;
    });
}

std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>> node::carried_runners() const {
    std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>> out;
    for (const auto& one : runners_)
        if (carries(one.first)) out.push_back(one);
    return out;
}

result<void> node::start_sender() {
    const auto& with = parts_->config.settings;
    auto providers = notification::make_providers(with, parts_->index);
    if (!providers) return providers.error();
    const auto& n = with.notification;
    composer_ = std::make_unique<notification::composer>(*parts_->keyring, parts_->config.texts, n.smtp_from,
                                                         n.sms.signature, &parts_->config.desks);
    const notification::sender_options sending{
        .retry = {n.retry_first_ms, n.retry_max_ms, n.give_up_after_h, n.unknown_attempts_max, n.sms.retry_unknown,
                  notification::policy_from(with, &parts_->config.days), &parts_->config.desks},
        .pause = {static_cast<int>(n.breaker_failures_max), n.breaker_pause_first_ms, n.breaker_pause_max_ms}};
    sender_ = std::make_unique<notification::sender>(runner(events::stream::notification), *parts_->over,
                                                     parts_->state(events::stream::notification), parts_->time,
                                                     *composer_, std::move(*providers), sending);
    sender_->start();
    return {};
}

result<std::string> node::issue_token(access::token_details what) {
    const auto token = access::draw_token(secrets_, parts_->random, std::move(what));
    const auto issued = record([recorded = token.recorded](const store::view& state, instant) {
        return access::issue_token(recorded, {}, state);
    });
    if (!issued) return issued.error();
    return token.text;
}

result<std::string> node::local_token() {
    const auto file = parts_->folder.local_token();
    std::string token;
    if (std::ifstream in(file); in >> token) {
        const auto known = access::load_token(parts_->state(events::stream::access), secrets_.hash_of_token(token));
        if (known && access::holds(*known, parts_->time.now())) return token;
    }
    access::token_details what;
    what.principal = account_id("local");
    what.machine = true;
    what.roles = {access::role::integrator, access::role::administrator};
    what.note = "programs on this machine";
    auto issued = issue_token(std::move(what));
    if (!issued) return issued;
    std::ofstream(file, std::ios::trunc) << *issued << "\n";
    std::error_code ec;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ec);
    if (ec || !std::filesystem::exists(file)) return fail(errc::io, "cannot write " + file.string());
    return issued;
}

result<std::string> node::first_link() {
    const auto link =
        access::draw_link(secrets_, parts_->random, parts_->time.now() + parts_->config.settings.access.invitation_h);
    bool needed = false;
    const auto said = record([&needed, recorded = link.recorded](const store::view& state, instant) {
        auto facts = access::first_administrator(account_id("admin"), recorded, state);
        needed = facts && !facts->empty();
        return facts;
    });
    if (!said && !waits(said.error())) return said.error();
    return said && needed ? link.path() : std::string();
}

void node::stop() {
    if (std::exchange(stopped_, true)) return;
    for (auto* server : {public_server_.get(), staff_server_.get()})
        if (server && !io_threads_.empty())
            boost::asio::co_spawn(io_, server->stop(stop_limit), boost::asio::use_future).wait();
    if (sender_) sender_->stop();
    if (sides_) sides_->stop();
    ticker_.reset();
    for (const auto& [of, runner] : runners_) runner->stop();
    parts_->over->stop_waiting();
    states_.stop();
    if (!service_threads_.empty()) await_steps();
    signing_.join(); // what signs reads the bus, which is about to go
    io_.stop();
    for (auto& thread : io_threads_) thread.join();
    parts_->over.reset(); // commits under way end; their answers go to the services' threads
    work_.clear();
    for (auto& thread : service_threads_) thread.join();
    blocking_.join();
    sender_.reset();
    staff_server_.reset();
    public_server_.reset();
    runners_.clear();
}

/// A stopped runner begins no step, but the one it is in still reads the bus, which is about to go.
void node::await_steps() const {
    for (const auto& turns : services_) {
        std::promise<void> reached;
        boost::asio::post(*turns, [&reached] { reached.set_value(); });
        reached.get_future().wait();
    }
}

bool node::settle(std::chrono::milliseconds limit) const {
    std::promise<void> done;
    std::mutex mutex;
    std::condition_variable moved;
    std::vector<std::shared_ptr<void>> listening;
    for (const auto of : carried_) listening.push_back(parts_->over->on_commit(of, [&] { moved.notify_all(); }));
    const auto committed = [&] {
        sequence all = 0;
        for (const auto of : carried_) all += parts_->over->last_heard(of);
        return all;
    };
    const auto settled = [&] {
        const auto before = committed();
        for (const auto of : served_) {
            const auto& deciding = runner(of);
            if (!deciding.status().stopped_because.empty()) return false;
            for (const auto from : parts_->service(of).inputs()) {
                if (deciding.consumed(from) < parts_->over->last_heard(from)) return false;
            }
        }
        return committed() == before; // else one that was looked at early has new work by now
    };
    std::unique_lock lock(mutex);
    // A commit rings before its positions are published, so look again after a short while as well.
    for (std::chrono::milliseconds waited{0}; waited < limit; waited += std::chrono::milliseconds(5)) {
        if (settled()) return true;
        moved.wait_for(lock, std::chrono::milliseconds(5));
    }
    return settled();
}

std::string node::trouble() const {
    if (parts_->db->failed()) return parts_->db->writable().error().detail; // only opening it again mends that
    for (const auto& [of, runner] : runners_)
        if (const auto why = runner->status().stopped_because; !why.empty())
            return std::string(events::name_of(of)) + ": " + why;
    return {};
}

void node::poke() {
    for (const auto of : carried_) runner(of).poke();
    if (sender_) sender_->poke();
}

std::string node::render_metrics() {
    return metrics_.render(carried_runners(), *parts_->over, *parts_->db, parts_->config.watching.get());
}

} // namespace guiyi::program
