#include "common/runtime/ticker.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

namespace guiyi::runtime {

namespace {

class ticker : public std::enable_shared_from_this<ticker> {
  public:
    ticker(boost::asio::any_io_executor on, std::vector<std::shared_ptr<runner>> which, std::chrono::milliseconds every)
        : timer_(boost::asio::make_strand(on)), which_(std::move(which)), every_(every) {}

    void start() {
        boost::asio::dispatch(timer_.get_executor(), [self = shared_from_this()] { self->wait(); });
    }
    void stop() {
        boost::asio::dispatch(timer_.get_executor(), [self = shared_from_this()] {
            self->which_.clear();
            self->timer_.cancel();
        });
    }

  private:
    void wait() {
        if (which_.empty()) return;
        timer_.expires_after(every_);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
            if (ec) return;
            for (const auto& one : self->which_) one->poke();
            self->wait();
        });
    }

    boost::asio::steady_timer timer_;
    std::vector<std::shared_ptr<runner>> which_;
    std::chrono::milliseconds every_;
};

} // namespace

std::shared_ptr<void> start_ticker(boost::asio::any_io_executor on, std::vector<std::shared_ptr<runner>> which,
                                   std::chrono::milliseconds every) {
    auto one = std::make_shared<ticker>(std::move(on), std::move(which), every);
    one->start();
    return std::shared_ptr<void>(one.get(), [one](void*) { one->stop(); });
}

} // namespace guiyi::runtime
