#include "services/guiyi/waiting_room.hpp"

#include "common/core/thread_role.hpp"
#include "common/http/problem.hpp"
#include "common/observe/log.hpp"
#include "services/guiyi/command.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_future.hpp>

namespace guiyi::program {

namespace {

using answer = boost::asio::awaitable<http::response>;

constexpr std::chrono::milliseconds stop_limit{1'000};

} // namespace

http::server_options server_options_for(const config::settings& with) {
    const auto ms = [](std::chrono::milliseconds span) { return static_cast<int>(span.count()); };
    http::server_options out;
    out.header_limit_bytes = with.http.header_limit_bytes;
    out.body_limit_bytes = with.http.body_limit_bytes;
    out.read_timeout_ms = ms(with.http.read_timeout_ms);
    out.write_timeout_ms = ms(with.http.write_timeout_ms);
    out.idle_timeout_ms = ms(with.http.idle_timeout_ms);
    out.connections_max = with.http.connections_max;
    out.connections_per_address_max = with.http.connections_per_address_max;
    if (!with.http.tls_certificate.empty()) {
        out.tls_certificate_file = with.resolve(with.http.tls_certificate).string();
        out.tls_key_file = with.resolve(with.http.tls_key).string();
    }
    out.trusted_proxies = with.http.trusted_proxies;
    out.on_exception = [](std::string_view route, std::string_view what) {
        observe::log_error("handler_failed", {{"route", route}, {"what", what}});
    };
    return out;
}

result<std::unique_ptr<waiting_room>> waiting_room::open(const config::settings& with, const clock& time) {
    auto out = std::unique_ptr<waiting_room>(new waiting_room);
    for (const auto& [side, at] : {std::pair{"public ", with.http.public_listen}, {"staff ", with.http.staff_listen}}) {
        if (at == no_side) continue;
        out->servers_.push_back(
            std::make_unique<http::server>(out->io_.get_executor(), out->routes(), server_options_for(with), time));
        const auto listens = out->servers_.back()->listen(at);
        if (!listens) return listens.error();
        out->addresses_.push_back(side + listens->address + ":" + std::to_string(listens->port));
    }
    out->thread_ = std::thread([room = out.get()] {
        const auto until_stopped = boost::asio::make_work_guard(room->io_);
        name_thread("waiting");
        room->io_.run();
    });
    return out;
}

waiting_room::~waiting_room() {
    if (thread_.joinable())
        for (const auto& one : servers_)
            boost::asio::co_spawn(io_, one->stop(stop_limit), boost::asio::use_future).wait();
    io_.stop();
    if (thread_.joinable()) thread_.join();
    servers_.clear();
}

void waiting_room::tell(std::string why) {
    const std::scoped_lock guard(mutex_);
    why_ = std::move(why);
}

std::string waiting_room::why() const {
    const std::scoped_lock guard(mutex_);
    return why_;
}

http::router waiting_room::routes() {
    http::router out;
    out.add(http::method::get, "/healthz",
            [](http::request&) -> answer { co_return http::json_response(200, {{"status", "ok"}}); });
    out.add(http::method::get, "/readyz", [this](http::request& from) -> answer {
        co_return http::to_response(fail(errc::unavailable, "the start waits: " + why()), http::language_of(from));
    });
    for (const auto verb : {http::method::get, http::method::post, http::method::put, http::method::delete_})
        out.add(verb, "/{rest*}", [](http::request& from) -> answer {
            co_return http::to_response(fail(errc::unavailable, "the system is starting; retry"),
                                        http::language_of(from));
        });
    return out;
}

} // namespace guiyi::program
