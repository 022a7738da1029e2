// A blocking HTTP client over a raw socket: tests say exactly which bytes go out, and when.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace guiyi::http::testing {

struct reply {
    int status = 0;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;

    std::string header(const std::string& name) const {
        const auto at = headers.find(name);
        return at == headers.end() ? "" : at->second;
    }
};

class client {
  public:
    /// Connects to 127.0.0.1. @param receive_buffer_bytes  a small one makes a slow reader
    explicit client(std::uint16_t port, int receive_buffer_bytes = 0);
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    bool send(std::string_view bytes);
    void end_sending();
    /// Cuts the connection with a reset.
    void reset();
    /// Bytes until the other side closes.
    std::string read_all();
    /// At least one byte more; empty at the end of the connection or after 10 s.
    std::string read_some();
    /// Reads on until `mark` has come (10 s at most), and gives all up to its end.
    std::string read_until(std::string_view mark);
    /// One whole answer (by Content-Length, chunks or end). Nothing when the connection ended first.
    std::optional<reply> read_reply(bool head_only = false);
    /// send() and read_reply().
    std::optional<reply> ask(std::string_view bytes);
    /// Whether bytes (or an end) come within that time.
    bool readable_within_ms(int ms);
    /// Whether the other side has closed (waits for up to 10 s for it).
    bool closed();

  private:
    std::string take(std::size_t n);

    int socket_;
    std::string pending_;
};

/// "POST /path HTTP/1.1" with Host, Content-Length and the body.
std::string post(std::string_view path, std::string_view body, std::string_view more_headers = "",
                 std::string_view type = "application/json");
std::string get(std::string_view path, std::string_view more_headers = "");

} // namespace guiyi::http::testing
