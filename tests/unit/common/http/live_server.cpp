#include "tests/unit/common/http/live_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace guiyi::http::testing {

using namespace std::chrono_literals;

struct live_server::parts {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<seen_request> seen;
    std::vector<std::string> exceptions;
    std::unique_ptr<clock> time = system_clock();
    boost::asio::io_context io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    std::unique_ptr<server> subject;
    std::vector<std::jthread> threads;
};

live_server::live_server(router routes, server_options options, int threads) : parts_(std::make_unique<parts>()) {
    parts& p = *parts_;
    options.on_request = [&p](const request_record& r) {
        const std::lock_guard lock(p.mutex);
        p.seen.push_back({r.verb, std::string(r.route), r.status});
        p.changed.notify_all();
    };
    options.on_exception = [&p](std::string_view route, std::string_view what) {
        const std::lock_guard lock(p.mutex);
        p.exceptions.push_back(std::string(route) + ": " + std::string(what));
    };
    p.subject = std::make_unique<server>(p.io.get_executor(), std::move(routes), std::move(options), *p.time);
    port_ = p.subject->listen("127.0.0.1:0").value().port;
    for (int i = 0; i < threads; ++i) p.threads.emplace_back([&p] { p.io.run(); });
}

live_server::~live_server() {
    parts_->subject.reset();
    parts_->work.reset();
    parts_->io.stop();
    parts_->threads.clear();
}

server& live_server::get() noexcept { return *parts_->subject; }

std::size_t live_server::stop(std::chrono::milliseconds limit) {
    return boost::asio::co_spawn(parts_->io, parts_->subject->stop(limit), boost::asio::use_future).get();
}

std::vector<seen_request> live_server::requests(std::size_t at_least) {
    std::unique_lock lock(parts_->mutex);
    parts_->changed.wait_for(lock, 10s, [&] { return parts_->seen.size() >= at_least; });
    return parts_->seen;
}

bool live_server::all_gone() {
    return eventually([this] { return parts_->subject->open_connections() == 0; });
}

std::vector<std::string> live_server::exceptions() const {
    const std::lock_guard lock(parts_->mutex);
    return parts_->exceptions;
}

bool eventually(const std::function<bool()>& holds) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    for (int i = 0; i < 2000 && !holds(); ++i) never.wait_for(lock, 5ms);
    return holds();
}

handler echo() {
    return [](request& from) -> boost::asio::awaitable<response> {
        const boost::json::object body{{"path", from.path}, {"body_size", from.body.size()}};
        co_return json_response(200, body);
    };
}

} // namespace guiyi::http::testing
