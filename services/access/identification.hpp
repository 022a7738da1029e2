// Who is behind a request: a session cookie, or a bearer token. Used by the gate for every route of the staff side and
// by the sign-in routes. Reads committed rows, so what was ended is ended with the next request.
#pragma once

#include "common/access/principal.hpp"
#include "common/config/desks.hpp"
#include "common/http/message.hpp"
#include "common/time/clock.hpp"
#include "services/access/route_rules.hpp"
#include "services/access/secrets.hpp"
#include "services/access/state.hpp"
#include "services/access/trail.hpp"

#include <memory>
#include <optional>

namespace guiyi::access {

/// Who is to have a second factor before anything but their own account opens.
enum class second_factor_policy { optional, administrators, all };

struct caller {
    std::shared_ptr<const principal> who;
    std::string session;             ///< hash of the session; empty with a bearer token
    std::vector<std::string> scopes; ///< of a token; empty: all that the roles may
    std::string csrf;                ///< what changing requests of this session must bring
    std::string method;              ///< how the session began, or "bearer"
    instant expires_at{};            ///< of the session
    bool must_enrol = false;         ///< the second factor that the policy asks for is missing
};

struct identification_parts {
    const store::view& state;
    const secrets& keys;
    const config::desk_book& desks;
    const route_rules& rules;
    const clock& time;
    trail& uses;
    std::chrono::minutes idle;
    second_factor_policy second_factor;
};

class identification {
  public:
    explicit identification(const identification_parts& by) : by_(by) {}

    /// Nothing when the request brings no session or token that holds.
    std::optional<caller> who(const http::request& from) const;

    /// The hash of the session in the cookie, whether it holds or not; empty without a cookie.
    std::string session_in(const http::request& from) const;

    /// Roles, desk and rows in reach of a person: by the account, else by the desks file. Null when closed or unknown.
    std::shared_ptr<const principal> person(const account_id& which) const;

    /// "Set-Cookie" for a new session, or to end it when `value` is empty. Over TLS it is bound to this host
    /// (__Host-, RFC 6265bis §4.1.3.2).
    static std::string cookie(const http::request& from, std::string_view value, std::chrono::seconds lasts);

  private:
    std::optional<caller> by_token(std::string_view token) const;
    std::optional<caller> by_cookie(std::string_view value) const;
    std::shared_ptr<const principal> of_token(const token_row& row) const;
    void place(principal& who, const desk_id& desk, const std::string& organisation) const;

    identification_parts by_;
};

} // namespace guiyi::access
