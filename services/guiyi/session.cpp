#include "services/guiyi/session.hpp"

#include "common/core/digest.hpp"
#include "common/http/json.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace guiyi::program {

namespace {

constexpr std::string_view cookie_name = "guiyi_session";
constexpr std::string_view bearer = "Bearer ";

bool carries_token(const http::request& from) { return from.header("Authorization").starts_with(bearer); }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned char differs = 0;
    for (std::size_t i = 0; i < a.size(); ++i) differs |= static_cast<unsigned char>(a[i] ^ b[i]);
    return differs == 0;
}

bool changes_something(http::method verb) {
    return verb == http::method::post || verb == http::method::put || verb == http::method::delete_;
}

/// A browser names the page's origin on every changing request; ours is the host it talks to.
bool from_our_pages(const http::request& from) {
    const auto origin = from.header("Origin");
    if (origin.empty()) return true;
    const auto host = origin.find("://");
    return host != origin.npos && origin.substr(host + 3) == from.header("Host");
}

std::string_view cookie_value(const http::request& from) {
    std::string_view rest = from.header("Cookie");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.starts_with(cookie_name) && one.substr(cookie_name.size()).starts_with('='))
            return one.substr(cookie_name.size() + 1);
    }
    return {};
}

} // namespace

std::string token_file::hash_of(std::string_view token) const { return to_hex(keyed_blake2b(key_, token, 32)); }

result<std::string> token_file::issue(const token_holder& to, random_source& random) const {
    unsigned char bytes[24];
    random.fill(bytes);
    const std::string token = "gy_" + to_hex(std::string_view(reinterpret_cast<char*>(bytes), sizeof bytes));
    const std::string line = to.principal + " " + to.role + " " + hash_of(token) + "\n";
    const int fd = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return fail(errc::io, "cannot write " + file_.string());
    const bool written = ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(fd) == 0;
    ::close(fd);
    if (!written) return fail(errc::io, "cannot write " + file_.string());
    return token;
}

std::optional<token_holder> token_file::find(std::string_view token) const {
    const std::string wanted = hash_of(token);
    std::ifstream in(file_);
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        token_holder holder;
        std::string hash;
        if (fields >> holder.principal >> holder.role >> hash && equal_in_constant_time(hash, wanted)) return holder;
    }
    return std::nullopt;
}

bool token_file::empty() const {
    std::error_code ec;
    const auto size = std::filesystem::file_size(file_, ec);
    return ec || size == 0;
}

std::string sessions::cookie_for(const token_holder& who) const {
    const auto end = time_.now() + lifetime;
    const std::string body =
        to_hex(who.principal) + "." + who.role + "." + std::to_string(end.time_since_epoch().count());
    std::string cookie(cookie_name);
    cookie += "=" + body + "." + to_hex(keyed_blake2b(key_, "session|" + body, 32));
    cookie += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" +
              std::to_string(std::chrono::duration_cast<std::chrono::seconds>(lifetime).count());
    if (secure_) cookie += "; Secure";
    return cookie;
}

std::optional<token_holder> sessions::read_cookie(const http::request& from) const {
    const auto value = cookie_value(from);
    const auto last = value.rfind('.');
    if (last == value.npos) return std::nullopt;
    const auto body = value.substr(0, last);
    if (!equal_in_constant_time(value.substr(last + 1),
                                to_hex(keyed_blake2b(key_, "session|" + std::string(body), 32))))
        return std::nullopt;
    const auto first = body.find('.');
    const auto second = body.find('.', first + 1);
    const auto principal = from_hex(body.substr(0, first));
    const std::int64_t end = std::stoll(std::string(body.substr(second + 1))); // ours, by the hash above
    if (!principal || time_.now().time_since_epoch().count() >= end) return std::nullopt;
    return token_holder{*principal, std::string(body.substr(first + 1, second - first - 1))};
}

std::optional<token_holder> sessions::who(const http::request& from) const {
    if (carries_token(from)) return tokens_.find(from.header("Authorization").substr(bearer.size()));
    return read_cookie(from);
}

http::guard sessions::guard() const {
    return [this](http::request& one) -> boost::asio::awaitable<std::optional<http::response>> {
        const auto holder = who(one);
        if (!holder) co_return http::to_response(fail(errc::unauthenticated, "sign in first"), http::language_of(one));
        if (!carries_token(one) && changes_something(one.verb) && !from_our_pages(one))
            co_return http::to_response(fail(errc::forbidden, "the request comes from another site"),
                                        http::language_of(one));
        one.principal = holder->principal;
        co_return std::nullopt;
    };
}

http::response sessions::sign_in(const http::request& from) const {
    const auto language = http::language_of(from);
    const auto body = http::parse_body(from);
    if (!body) return http::to_response(body.error());
    const auto* token = body->is_object() ? body->get_object().if_contains("token") : nullptr;
    if (!token || !token->is_string())
        return http::to_response(http::invalid_problem({{"/token", "required", "token"}}, language));
    const auto holder = tokens_.find(token->get_string());
    if (!holder) return http::to_response(fail(errc::unauthenticated, "this token is not known here"), language);
    auto answer = http::no_content();
    answer.headers.emplace_back("Set-Cookie", cookie_for(*holder));
    return answer;
}

void sessions::add_routes(http::router& to) const {
    const http::guard open = [](http::request&) -> boost::asio::awaitable<std::optional<http::response>> {
        co_return std::nullopt;
    };
    to.add(http::method::post, "/api/v1/session",
           [this](http::request& one) -> boost::asio::awaitable<http::response> { co_return sign_in(one); },
           {.before = open});
    to.add(http::method::get, "/api/v1/session", [this](http::request& one) -> boost::asio::awaitable<http::response> {
        const auto holder = who(one);
        co_return http::json_response(
            200, {{"officer", holder ? holder->principal : ""}, {"role", holder ? holder->role : ""}});
    });
    to.add(http::method::delete_, "/api/v1/session", [](http::request&) -> boost::asio::awaitable<http::response> {
        auto answer = http::no_content();
        answer.headers.emplace_back("Set-Cookie",
                                    std::string(cookie_name) + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
        co_return answer;
    });
}

} // namespace guiyi::program
