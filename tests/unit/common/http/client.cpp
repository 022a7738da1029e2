#include "tests/unit/common/http/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace guiyi::http::testing {

client::client(std::uint16_t port, int receive_buffer_bytes) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer_bytes != 0)
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        throw std::runtime_error("cannot connect");
}

client::~client() { ::close(socket_); }

bool client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void client::end_sending() { ::shutdown(socket_, SHUT_WR); }

void client::reset() {
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(socket_);
    socket_ = -1;
}

std::string client::read_some() {
    if (!pending_.empty()) return std::exchange(pending_, {});
    std::array<char, 64 << 10> buffer;
    const ssize_t n = ::recv(socket_, buffer.data(), buffer.size(), 0);
    return n <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(n));
}

std::string client::read_all() {
    std::string out;
    for (std::string more = read_some(); !more.empty(); more = read_some()) out += more;
    return out;
}

std::string client::take(std::size_t n) {
    while (pending_.size() < n) {
        std::string held = std::exchange(pending_, {});
        const std::string more = read_some();
        pending_ = held + more;
        if (more.empty()) break;
    }
    std::string out = pending_.substr(0, n);
    pending_.erase(0, n);
    return out;
}

std::string client::read_until(std::string_view mark) {
    for (;;) {
        const std::size_t at = pending_.find(mark);
        if (at != pending_.npos) return take(at + mark.size());
        std::string held = std::exchange(pending_, {});
        const std::string more = read_some();
        pending_ = held + more;
        if (more.empty()) return std::exchange(pending_, {});
    }
}

std::optional<reply> client::read_reply(bool head_only) {
    const std::string head = read_until("\r\n\r\n");
    if (!head.ends_with("\r\n\r\n") || !head.starts_with("HTTP/1.1 ")) return std::nullopt;
    reply out;
    out.status = std::stoi(head.substr(9, 3));
    for (std::size_t at = head.find("\r\n") + 2; at + 2 < head.size();) {
        const std::size_t end = head.find("\r\n", at);
        const std::size_t colon = head.find(": ", at);
        std::string name = head.substr(at, colon - at);
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        out.headers[name] = head.substr(colon + 2, end - colon - 2);
        at = end + 2;
    }
    if (head_only || out.status == 204 || out.status == 304 || out.status == 100) return out;
    if (out.header("transfer-encoding") == "chunked") {
        for (;;) {
            const std::string line = read_until("\r\n");
            if (line.empty()) return std::nullopt;
            const std::size_t size = std::stoul(line, nullptr, 16);
            out.body += take(size);
            if (take(2) != "\r\n") return std::nullopt;
            if (size == 0) return out;
        }
    }
    if (out.headers.contains("content-length")) {
        const std::size_t size = std::stoul(out.header("content-length"));
        out.body = take(size);
        if (out.body.size() < size) return std::nullopt;
    } else {
        out.body = read_all();
    }
    return out;
}

std::optional<reply> client::ask(std::string_view bytes) {
    send(bytes);
    return read_reply();
}

bool client::readable_within_ms(int ms) {
    if (!pending_.empty()) return true;
    pollfd one{socket_, POLLIN, 0};
    return ::poll(&one, 1, ms) > 0;
}

bool client::closed() {
    std::array<char, 1024> dropped;
    for (;;) {
        const ssize_t n = ::recv(socket_, dropped.data(), dropped.size(), 0);
        if (n == 0) return true;
        if (n < 0) return errno == ECONNRESET;
    }
}

std::string post(std::string_view path, std::string_view body, std::string_view more_headers, std::string_view type) {
    std::string out = "POST " + std::string(path) + " HTTP/1.1\r\nHost: test\r\nContent-Type: " + std::string(type);
    out += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more_headers) + "\r\n";
    return out + std::string(body);
}

std::string get(std::string_view path, std::string_view more_headers) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(more_headers) + "\r\n";
}

} // namespace guiyi::http::testing
