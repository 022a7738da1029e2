// Signing in and out, and what people do with their own account:
//   POST   /api/v1/session                              {"account","password","code"?} or {"token"}
//   GET    /api/v1/session                              who is signed in, and the token that changing requests bring
//   DELETE /api/v1/session
//   POST   /api/v1/invitation                           {"code","password"}: the one-time link
//   POST   /api/v1/account/password                     {"old","new"}
//   POST   /api/v1/account/second-factor                a seed for an authenticator app, not in force yet
//   POST   /api/v1/account/second-factor/confirm        {"pass","code"}: in force; answers the recovery codes, once
//   GET    /api/v1/account/sessions                     one's own
//   POST   /api/v1/account/sessions/end                 all but this one
#pragma once

#include "services/access/api_parts.hpp"

namespace guiyi::access {

class session_api {
  public:
    explicit session_api(const api_parts& by) : by_(by), rules_(rules_of(by.settings)) {}

    void add_staff_routes(http::router& to) const;

  private:
    answer sign_in(http::request& from) const;
    answer sign_in_with_token(http::request& from, std::string token) const;
    answer sign_in_with_password(http::request& from, account_id account, std::string password, std::string code) const;
    answer show(http::request& from) const;
    answer sign_out(http::request& from) const;
    answer accept(http::request& from) const;
    answer change_password(http::request& from) const;
    answer begin_second_factor(http::request& from) const;
    answer confirm_second_factor(http::request& from) const;
    answer own_sessions(http::request& from) const;
    answer end_own_sessions(http::request& from) const;

    struct fresh_session;
    fresh_session draw_session(const http::request& from, account_id whose) const;
    http::response ended(const http::request& from, const fresh_session& with, const sign_in_reply& how,
                         boost::json::object more = {}) const;

    api_parts by_;
    sign_in_rules rules_;
};

/// What GET /api/v1/session answers.
boost::json::object session_json(const principal& who, const account_row* account, std::string_view csrf,
                                 std::string_view method, instant expires_at, bool must_enrol);

/// Sessions as their holder and administrators see them. @param mine hash of the asking one, or empty
boost::json::array sessions_json(const store::view& state, const account_id& whose, const std::string& mine);

} // namespace guiyi::access
