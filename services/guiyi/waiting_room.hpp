// What both sides answer while a start waits for the bus: readiness says for what, everything else is asked to come
// back. Used by `guiyi serve` until the services run.
#pragma once

#include "common/config/settings.hpp"
#include "common/http/server.hpp"

#include <boost/asio/io_context.hpp>

#include <mutex>
#include <thread>

namespace guiyi::program {

/// How the settings ask for a server, of either side.
http::server_options server_options_for(const config::settings& with);

class waiting_room {
  public:
    /// Listens where the sides will, if they do. @errors errc::invalid, errc::io as http::server::listen
    static result<std::unique_ptr<waiting_room>> open(const config::settings& with, const clock& time);
    ~waiting_room();
    waiting_room(const waiting_room&) = delete;
    waiting_room& operator=(const waiting_room&) = delete;

    /// What is waited for, from now on. From any thread.
    void tell(std::string why);
    /// Where it listens: "public ADDRESS:PORT" and "staff ADDRESS:PORT".
    const std::vector<std::string>& addresses() const { return addresses_; }

  private:
    waiting_room() = default;
    http::router routes();
    std::string why() const;

    boost::asio::io_context io_{1};
    mutable std::mutex mutex_;
    std::string why_;
    std::vector<std::string> addresses_;
    std::vector<std::unique_ptr<http::server>> servers_;
    std::thread thread_;
};

} // namespace guiyi::program
