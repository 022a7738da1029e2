// What answers a part of the questions for a stream's messages as a replica that is behind does, or one that is paused:
// those that the server was told to send astray (nats_setup::goes_astray).
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <istream>
#include <sstream>
#include <string>
#include <thread>

namespace guiyi::testing {

class lagging_replica {
  public:
    enum class manner { lacks_all, is_silent };

    lagging_replica(const std::string& url, manner how) : how_(how) {
        namespace ip = boost::asio::ip;
        const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        wire_.connect(ip::tcp::endpoint(ip::make_address("127.0.0.1"), port));
        say("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB lagging.replica 1\r\nPING\r\n");
        while (line() != "PONG") {
        }
        thread_ = std::jthread([this] { serve(); });
    }
    ~lagging_replica() {
        boost::system::error_code ignored;
        wire_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
    }

    /// Questions that came here and not to the server.
    int asked() const { return asked_; }

  private:
    void say(const std::string& what) { boost::asio::write(wire_, boost::asio::buffer(what)); }

    std::string line() {
        boost::asio::read_until(wire_, got_, "\r\n");
        std::istream in(&got_);
        std::string out;
        std::getline(in, out);
        out.pop_back();
        return out;
    }

    void serve() try {
        for (;;) {
            std::istringstream words(line());
            std::string what, subject, id, reply;
            words >> what >> subject >> id >> reply;
            if (what == "PING") say("PONG\r\n");
            if (what != "MSG" && what != "HMSG") continue;
            line(); // the question is one line
            ++asked_;
            const std::string head = "NATS/1.0 404 Message Not Found\r\n\r\n", size = std::to_string(head.size());
            if (how_ == manner::lacks_all) say("HPUB " + reply + " " + size + " " + size + "\r\n" + head + "\r\n");
        }
    } catch (const boost::system::system_error&) { // its end
    }

    const manner how_;
    boost::asio::io_context here_;
    boost::asio::ip::tcp::socket wire_{here_};
    boost::asio::streambuf got_;
    std::atomic<int> asked_{0};
    std::jthread thread_;
};

} // namespace guiyi::testing
