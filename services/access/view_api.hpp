// Saved views of the queue, kept with the account so that they are the same on every device:
//   GET  /api/v1/account/views
//   POST /api/v1/account/views   {"views": [{"name","query": {"state": "open", ...}}]}: all of them, in their order
#pragma once

#include "services/access/api_parts.hpp"

namespace guiyi::access {

class view_api {
  public:
    explicit view_api(const api_parts& by) : by_(by) {}

    void add_staff_routes(http::router& to) const;

  private:
    http::response show(const http::request& from) const;
    answer keep(http::request& from) const;

    api_parts by_;
};

} // namespace guiyi::access
