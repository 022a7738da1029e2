// Commands as coroutines: `auto receipt = co_await execute<reply>(runner, trace, decide);`
#pragma once

#include "common/runtime/runner.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <utility>

namespace guiyi::runtime {

/// Decides and fills the reply: (state, now, reply) -> facts. Pure; may be called again after a refused commit.
template <class Reply>
using decide_with_reply = std::function<result<events::facts>(const store::view&, instant, Reply&)>;
/// Writes data keys that go with the facts.
using write_keys_fn = std::function<void(store::writer&)>;

/// Runs a decision in the service's turn; resumes on the caller's executor when its facts are durable.
/// @errors what decide returned, errc::busy, errc::unavailable
template <class Reply>
boost::asio::awaitable<result<Reply>> execute(runner& on, std::string traceparent, decide_with_reply<Reply> decide,
                                              write_keys_fn keys = {}) {
    namespace asio = boost::asio;
    auto start = [](auto handler, runner& target, std::string trace, decide_with_reply<Reply> how, write_keys_fn with) {
        using handler_type = decltype(handler);
        struct waiting final : command {
            waiting(std::string t, handler_type h, decide_with_reply<Reply> d, write_keys_fn k)
                : command(std::move(t)), handler_(std::move(h)), decide_(std::move(d)), keys_(std::move(k)) {}
            result<events::facts> decide(const store::view& state, instant now) override {
                reply_ = Reply{};
                return decide_(state, now, reply_);
            }
            void write_keys(store::writer& keys_family) override {
                if (keys_) keys_(keys_family);
            }
            void done(result<void> said) noexcept override {
                auto resume_on = asio::get_associated_executor(handler_);
                result<Reply> answer = said ? result<Reply>(std::move(reply_)) : result<Reply>(said.error());
                asio::post(resume_on, [h = std::move(handler_), a = std::move(answer)]() mutable { h(std::move(a)); });
            }
            handler_type handler_;
            decide_with_reply<Reply> decide_;
            write_keys_fn keys_;
            Reply reply_{};
        };
        target.submit(std::make_unique<waiting>(std::move(trace), std::move(handler), std::move(how), std::move(with)));
    };
    auto answer = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(result<Reply>)>(
        start, asio::use_awaitable, std::ref(on), std::move(traceparent), std::move(decide), std::move(keys));
    co_return answer;
}

} // namespace guiyi::runtime
