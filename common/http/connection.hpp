// One connection: reads request after request, refuses what breaks the rules, calls its route, answers.
// Private to this room.
#pragma once

#include "common/http/head_writer.hpp"
#include "common/http/problem.hpp"
#include "common/http/server_core.hpp"
#include "common/http/stream_writer.hpp"

#include <boost/asio/cancellation_signal.hpp>

namespace guiyi::http {

class connection final : public std::enable_shared_from_this<connection> {
  public:
    connection(std::shared_ptr<server_core> core, boost::asio::ip::tcp::socket socket,
               boost::asio::any_io_executor executor, std::string address, std::shared_ptr<tls_context> tls);
    ~connection();

    void start();
    /// Ends it when it is idle, else after its request; event streams end at once. From any thread.
    void stop();
    /// Ends it now. From any thread.
    void abort();

  private:
    template <class T>
    using awaitable = boost::asio::awaitable<T>;

    awaitable<void> run();
    /// Serves one request. False when the connection is to end.
    awaitable<bool> serve_one();
    awaitable<bool> serve_route();
    awaitable<bool> serve_buffered(const buffered_action& to);
    awaitable<bool> serve_upload(const upload_action& to);
    awaitable<bool> serve_lines(const line_stream_action& to);
    awaitable<bool> serve_events(const event_action& to);

    /// Fills what the head implies beyond its fields. @return 0, or the status to refuse it with
    int check_head();
    int check_framing() const;
    void identify();
    response not_routed(const route_match& match) const;
    /// Sends 100 Continue when the client waits for it. False when it is gone.
    awaitable<bool> invite_body();

    /// Answers a request that breaks the rules; the connection ends with it.
    awaitable<bool> refuse(int status);
    awaitable<bool> answer(response reply);
    awaitable<bool> answer_stream(response reply);
    bool may_keep() const;
    head_style style(framing body, bool keep_alive) const;
    void report(int status) const;
    response failed(std::string_view what) const;
    problem problem_for(int status) const;

    const std::shared_ptr<server_core> core_;
    const boost::asio::any_io_executor executor_;
    const std::string address_;
    const std::shared_ptr<wire> wire_;
    request request_;
    const route* route_ = nullptr;
    std::string head_; ///< of the answer; reused
    std::size_t served_ = 0;
    bool broken_ = false;
    std::chrono::nanoseconds started_{};
    boost::asio::cancellation_signal handler_stop_;
    std::function<void()> end_stream_; ///< set while an event stream runs
};

} // namespace guiyi::http
