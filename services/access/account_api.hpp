// What administrators do: accounts and tokens.
//   GET  /api/v1/admin/roles                          roles, their rows, the scopes of tokens, desks and organisations
//   GET  /api/v1/admin/accounts
//   POST /api/v1/admin/accounts                      {"account","name"?,"roles"?,"desk"?,"organisation"?}: a link, once
//   GET  /api/v1/admin/accounts/{account}             with its sessions
//   POST /api/v1/admin/accounts/{account}             {"name","roles","desk"?,"organisation"?,"reason"?}
//   POST /api/v1/admin/accounts/{account}/{action}    close reopen unlock invite end-sessions remove-second-factor
//   GET  /api/v1/admin/tokens
//   POST /api/v1/admin/tokens                         {"principal","machine"?,"roles"?,"scopes"?,"days"?,"note"?}
//   POST /api/v1/admin/tokens/{token}/revoke          {"reason"?}
#pragma once

#include "common/http/json_form.hpp"
#include "services/access/api_parts.hpp"

namespace guiyi::access {


class account_api {
  public:
    explicit account_api(const api_parts& by) : by_(by) {}

    void add_staff_routes(http::router& to) const;

  private:
    answer roles(http::request& from) const;
    answer list(http::request& from) const;
    answer show(http::request& from) const;
    answer open(http::request& from) const;
    answer change(http::request& from) const;
    answer act(http::request& from) const;
    answer list_tokens(http::request& from) const;
    answer issue(http::request& from) const;
    answer revoke(http::request& from) const;
    account_details details(http::json_form& body, account_id which) const;
    boost::json::object account_json(const account_id& which, const account_row& row) const;

    api_parts by_;
};

} // namespace guiyi::access
