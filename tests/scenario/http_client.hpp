// A blocking HTTP client, one connection a request, and a reader of server-sent events.
// For scenarios: they speak to the system over sockets, as people and programs do, and keep every byte they were told.
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace guiyi::scenario {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace json = boost::json;

/// A member of a document by its JSON pointer, as text. Throws when it is missing or no text.
inline std::string text_at(const json::value& in, std::string_view pointer) {
    return std::string(in.at_pointer(pointer).as_string());
}
inline std::int64_t number_at(const json::value& in, std::string_view pointer) {
    return in.at_pointer(pointer).to_number<std::int64_t>();
}

struct answer {
    int status = 0;
    std::string etag;
    std::string body;

    json::value json() const { return json::parse(body); }
};

using header_list = std::vector<std::pair<std::string, std::string>>;

/// Connects to an address as the node tells it, "http://127.0.0.1:PORT".
inline asio::ip::tcp::socket connect_to(asio::io_context& on, const std::string& url) {
    const auto port = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
    asio::ip::tcp::socket out(on);
    out.connect({asio::ip::address_v4::loopback(), port});
    return out;
}

class http_client {
  public:
    /// @param always headers that go with every request
    explicit http_client(std::string url, header_list always = {}) : url_(std::move(url)), always_(std::move(always)) {}

    answer get(const std::string& path, const header_list& more = {}) {
        return ask(beast::http::verb::get, path, {}, {}, more);
    }
    answer post(const std::string& path, const json::value& body, const header_list& more = {}) {
        return ask(beast::http::verb::post, path, json::serialize(body), "application/json", more);
    }
    answer upload(const std::string& path, const std::string& bytes, const std::string& media_type) {
        return ask(beast::http::verb::post, path, bytes, media_type, {});
    }

    /// Every answer there was, one after the other.
    const std::string& heard() const { return heard_; }

  private:
    answer ask(beast::http::verb verb, const std::string& path, std::string body, const std::string& media_type,
               const header_list& more) {
        beast::http::request<beast::http::string_body> request(verb, path, 11);
        request.set(beast::http::field::host, url_.substr(url_.find("://") + 3));
        request.set(beast::http::field::connection, "close");
        if (!media_type.empty()) request.set(beast::http::field::content_type, media_type);
        for (const auto& [name, value] : always_) request.set(name, value);
        for (const auto& [name, value] : more) request.set(name, value);
        request.body() = std::move(body);
        request.prepare_payload();

        asio::io_context here;
        auto socket = connect_to(here, url_);
        beast::http::write(socket, request);
        beast::flat_buffer buffer;
        beast::http::response<beast::http::string_body> response;
        beast::http::read(socket, buffer, response);
        heard_ += response.body() + "\n";
        return {static_cast<int>(response.result_int()), std::string(response[beast::http::field::etag]),
                response.body()};
    }

    std::string url_;
    header_list always_;
    std::string heard_;
};

/// Listens to a stream of server-sent events until it is destroyed.
class event_reader {
  public:
    /// Returns once the stream has begun, so that nothing after that is missed.
    event_reader(const std::string& url, const std::string& path, const header_list& headers)
        : socket_(connect_to(here_, url)) {
        std::string request = "GET " + path + " HTTP/1.1\r\nHost: test\r\nAccept: text/event-stream\r\n";
        for (const auto& [name, value] : headers) request.append(name).append(": ").append(value).append("\r\n");
        asio::write(socket_, asio::buffer(request + "\r\n"));
        thread_ = std::thread([this] { listen(); });
        if (!wait_for([](const std::string& all) { return all.find("\r\n\r\n") != std::string::npos; }))
            throw std::runtime_error("the event stream did not begin");
    }
    ~event_reader() {
        boost::system::error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        thread_.join();
    }
    event_reader(const event_reader&) = delete;
    event_reader& operator=(const event_reader&) = delete;

    /// Waits until an event about the case names that kind of change; false after half a minute.
    bool told(const std::string& case_number, const std::string& kind) {
        return wait_for([&](const std::string& all) {
            for (auto at = all.find("data: "); at != std::string::npos; at = all.find("data: ", at + 1)) {
                const auto end = all.find('\n', at);
                const auto line = std::string_view(all).substr(at, end == std::string::npos ? end : end - at);
                if (line.find('"' + case_number + '"') != line.npos && line.find('"' + kind + '"') != line.npos)
                    return true;
            }
            return false;
        });
    }
    std::string heard() {
        const std::scoped_lock guard(mutex_);
        return heard_;
    }

  private:
    template <class Condition>
    bool wait_for(Condition&& holds) {
        std::unique_lock lock(mutex_);
        return more_.wait_for(lock, std::chrono::seconds(30), [&] { return holds(heard_); });
    }
    void listen() {
        std::array<char, 4096> bytes;
        boost::system::error_code ec;
        for (;;) {
            const auto size = socket_.read_some(asio::buffer(bytes), ec);
            if (ec) return;
            const std::scoped_lock guard(mutex_);
            heard_.append(bytes.data(), size);
            more_.notify_all();
        }
    }

    asio::io_context here_;
    asio::ip::tcp::socket socket_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::string heard_;
};

} // namespace guiyi::scenario
