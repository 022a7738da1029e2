// Staff sign-in, thin: tokens issued to named people and machines, sessions as signed cookies. Used by the staff side
// only. Tokens are kept as keyed hashes in <data>/keys/staff.tokens; a token itself is shown once, when it is issued.
#pragma once

#include "common/core/random.hpp"
#include "common/core/result.hpp"
#include "common/http/router.hpp"
#include "common/time/clock.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace guiyi::program {

/// Whom a token stands for.
struct token_holder {
    std::string principal; ///< officer id of config/desks.toml, or a machine's name
    std::string role;      ///< officer | machine | admin
};

/// The issued tokens of a deployment. Reads the file on every check, so a token works as soon as it is issued.
class token_file {
  public:
    /// @param token_key deployment_keys::token_key
    token_file(std::filesystem::path file, std::string token_key)
        : file_(std::move(file)), key_(std::move(token_key)) {}

    /// Issues a token; it cannot be shown again. @errors errc::io
    result<std::string> issue(const token_holder& to, random_source& random) const;
    std::optional<token_holder> find(std::string_view token) const;
    bool empty() const;

  private:
    std::string hash_of(std::string_view token) const;

    std::filesystem::path file_;
    std::string key_;
};

/// Sessions and the guard. Sessions are stateless: principal, role and end, under a keyed hash.
class sessions {
  public:
    sessions(const token_file& tokens, std::string token_key, const clock& time, bool secure_cookies)
        : tokens_(tokens), key_(std::move(token_key)), time_(time), secure_(secure_cookies) {}

    /// POST, GET and DELETE /api/v1/session.
    void add_routes(http::router& to) const;

    /// Lets a request pass that carries a session cookie or a bearer token, and sets its principal; else 401.
    /// Requests that change something and come with a cookie must come from our own pages (Origin).
    http::guard guard() const;

    std::optional<token_holder> who(const http::request& from) const;

    static constexpr std::chrono::hours lifetime{12};

  private:
    http::response sign_in(const http::request& from) const;
    std::string cookie_for(const token_holder& who) const;
    std::optional<token_holder> read_cookie(const http::request& from) const;

    const token_file& tokens_;
    std::string key_;
    const clock& time_;
    bool secure_;
};

} // namespace guiyi::program
