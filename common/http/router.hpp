// Routes: which handler takes which method and path, and how its body is read.
// Used by every api.cpp to add its routes, and by the server to find them. Filled at start, then only read.
#pragma once

#include "common/http/streams.hpp"

#include <array>
#include <memory>
#include <unordered_map>
#include <variant>

namespace guiyi::http {

/// Answers one request. Runs on the connection's strand; may wait for anything; exceptions become a 500.
using handler = std::function<boost::asio::awaitable<response>(request&)>;

struct route_settings {
    std::size_t body_limit_bytes = 0; ///< 0: as the server's options say
    int read_timeout_ms = 0;          ///< for head and body; 0: as the server's options say
    guard before = {};
};

struct buffered_action {
    handler call;
    route_settings settings;
};
struct upload_action {
    upload_handler call;
    upload_settings settings;
};
struct line_stream_action {
    line_stream_handler call;
    line_stream_settings settings;
};
struct event_action {
    event_handler call;
    event_settings settings;
};
using action = std::variant<buffered_action, upload_action, line_stream_action, event_action>;

/// What is done for one method of one pattern.
struct route {
    std::string pattern; ///< as added; the only name of a route that metrics and logs may use
    action run;
    const guard& before() const;
};

/// The outcome of a lookup: a route, or the methods the path does have ("GET, HEAD, OPTIONS"; empty: no such path).
struct route_match {
    const route* found = nullptr;
    std::string allowed = {};
};

/// Patterns are paths whose segments are literal ("/api/v1/complaints:import"), a parameter ("{case_no}"),
/// a parameter with a literal ending ("{receipt_no}:untie"), or, last only, all the rest ("{rest*}", also empty).
/// Literal segments win over parameters, and parameters over the rest. GET answers HEAD too.
class router {
  public:
    /// The add_ functions throw guiyi::failure (invalid) for a broken pattern or one that is taken.
    void add(method verb, std::string_view pattern, handler call, route_settings settings = {});
    void add_upload(method verb, std::string_view pattern, upload_handler call, upload_settings settings);
    void add_line_stream(method verb, std::string_view pattern, line_stream_handler call,
                         line_stream_settings settings = {});
    /// Always a GET.
    void add_events(std::string_view pattern, event_handler call, event_settings settings = {});

    /// Puts a guard before every route added so far that has none of its own.
    void guard_rest(const guard& by);
    /// Puts before every route added so far that has no guard one of its own. @param make from method and pattern
    void guard_each(const std::function<guard(method, const std::string&)>& make);
    /// Finds the route and fills `into.params`.
    route_match find(request& into) const;
    /// Whether any route takes uploads.
    bool has_uploads() const noexcept { return has_uploads_; }
    /// Every route with its method, by pattern; they live as long as the router. For whoever describes or checks them.
    std::vector<std::pair<method, const route*>> routes() const;

  private:
    struct segment {
        std::string literal; ///< the whole of it, or the ending of a parameter
        std::string param;   ///< its name, empty for a literal
    };
    struct entry {
        std::vector<segment> segments;
        std::string rest; ///< name of "{rest*}", empty without one
        std::array<std::unique_ptr<route>, 7> by_method;
    };
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    void insert(method verb, std::string_view pattern, action run);
    static std::unique_ptr<entry> parse(std::string_view pattern);
    static bool before(const entry& left, const entry& right);
    static bool matches(const entry& candidate, const std::vector<std::string>& path, name_values& params);
    static std::string methods_of(const entry& of);
    static const route* route_of(const entry& of, method verb);

    std::unordered_map<std::string, std::unique_ptr<entry>, text_hash, std::equal_to<>> literal_;
    std::vector<std::pair<std::string, std::unique_ptr<entry>>> patterned_; ///< most literal first
    bool has_uploads_ = false;
};

} // namespace guiyi::http
