#include "services/access/password_worker.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace guiyi::access {

namespace asio = boost::asio;

/// A place in the line, for as long as it lives.
class password_worker::place {
  public:
    explicit place(std::atomic<int>& line) : line_(line), taken_(line.fetch_add(1) < in_line_max) {}
    ~place() { line_.fetch_sub(1); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    bool taken() const { return taken_; }

  private:
    std::atomic<int>& line_;
    bool taken_;
};

password_worker::password_worker(const privacy::password_cost& cost, random_source& random)
    : cost_(cost), random_(random) {}

password_worker::~password_worker() { thread_.join(); }

asio::awaitable<result<bool>> password_worker::matches(std::string phc, std::string password) {
    const place mine(in_line_);
    if (!mine.taken()) co_return fail(errc::busy, "too many people sign in at once; retry");
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(thread_.get_executor(), asio::use_awaitable));
    if (of_nobody_.empty())
        if (auto made = privacy::hash_password("of nobody", cost_, random_)) of_nobody_ = std::move(*made);
    const bool known = !phc.empty();
    const bool same = privacy::password_matches(known ? phc : of_nobody_, password);
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    co_return known&& same;
}

asio::awaitable<result<std::string>> password_worker::hash(std::string password) {
    const place mine(in_line_);
    if (!mine.taken()) co_return fail(errc::busy, "too many people sign in at once; retry");
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(thread_.get_executor(), asio::use_awaitable));
    auto made = privacy::hash_password(password, cost_, random_);
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    co_return made;
}

} // namespace guiyi::access
