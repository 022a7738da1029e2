// Requests and answers as handlers see them. The HTTP library behind them stays out of sight.
// Used by every api.cpp. Nothing here waits or does I/O.
#pragma once

#include "common/access/principal.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guiyi::http {

/// The methods we serve; `other` is any method beyond them and never has a route.
enum class method { get, head, post, put, delete_, options, other };

/// "GET", "POST", ...; "OTHER" for other.
std::string_view name_of(method verb) noexcept;

using name_values = std::vector<std::pair<std::string, std::string>>;

/// Header fields in the order they came. Names compare without case.
class header_fields {
  public:
    /// @param name, value  at most 4 GiB together with all others
    void add(std::string_view name, std::string_view value);
    /// The first field of that name, empty when there is none. The view lives until the next add() or clear().
    std::string_view get(std::string_view name) const noexcept;
    /// How many fields have that name.
    std::size_t count(std::string_view name) const noexcept;
    /// Forgets the fields and keeps the memory.
    void clear() noexcept;

  private:
    struct field {
        std::uint32_t at, name_size, value_size;
    };
    std::string_view name(const field& f) const noexcept { return {text_.data() + f.at, f.name_size}; }
    std::string_view value(const field& f) const noexcept { return {text_.data() + f.at + f.name_size, f.value_size}; }

    std::string text_;
    std::vector<field> fields_;
};

/// One request, whole unless its route takes the body as a stream.
struct request {
    method verb = method::other;
    std::string target; ///< as sent: path and query
    std::string path;   ///< as sent, without the query; still percent-encoded
    name_values query;  ///< decoded, in order, repeats kept
    header_fields headers;
    name_values params;         ///< path parameters of the route, decoded
    std::string body;           ///< empty on upload, line stream and event routes
    std::string remote_address; ///< the peer, or what a trusted proxy says it is; without the port
    std::string traceparent;    ///< W3C trace context, only when well-formed
    std::string principal;      ///< who a guard found behind the request (an officer's id); empty: nobody signed in
    std::shared_ptr<const access::principal> who; ///< the same with roles and rows in reach; null: nobody signed in
    bool secure = false;                          ///< came over TLS, here or at a trusted proxy

    /// The first header field of that name (any case), empty when there is none.
    std::string_view header(std::string_view name) const noexcept { return headers.get(name); }
    /// A path parameter: param("case_no") for ".../{case_no}"; empty when the route has none of that name.
    std::string_view param(std::string_view name) const noexcept;
    /// The first query parameter of that name.
    std::optional<std::string_view> query_value(std::string_view name) const noexcept;
    /// Content-Type without its parameters, as sent ("application/json").
    std::string_view media_type() const noexcept;
    /// Back to the initial state, keeping memory for the next request.
    void clear();
};

/// Gives the next piece of a long answer, nothing at its end.
using chunk_source = std::function<boost::asio::awaitable<std::optional<std::string>>()>;

/// An answer. Security headers, Date, Content-Length and Cache-Control: no-store are added on sending;
/// a Cache-Control or Content-Security-Policy in `headers` takes the place of the usual one.
struct response {
    int status = 200;
    std::string content_type = "application/json"; ///< not sent with an empty body
    std::string body = {};
    name_values headers = {};
    chunk_source stream = {}; ///< when set, the body is what it gives (chunked), and `body` is ignored
};

/// `value` as application/json.
response json_response(int status, const boost::json::value& value);
/// 204, nothing else to say.
response no_content();
/// See Other, or another 3xx.
response redirect(std::string location, int status = 303);
/// text/plain; charset=utf-8
response text(int status, std::string body);
/// text/html; charset=utf-8
response html(int status, std::string body);

/// Compares ASCII text without case.
bool same_token(std::string_view left, std::string_view right) noexcept;

} // namespace guiyi::http
