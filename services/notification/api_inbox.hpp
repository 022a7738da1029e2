// The officer's own inbox over HTTP, staff side. Used by the console.
#pragma once

#include "common/http/router.hpp"
#include "common/runtime/runner.hpp"
#include "common/store/view.hpp"

namespace guiyi::notification {

class api_inbox {
  public:
    /// @param state committed rows of the family notification. Both must outlive the routes
    api_inbox(const store::view& state, runtime::runner& runs) : state_(state), runner_(runs) {}

    /// GET /api/v1/inbox?limit=100
    ///     {"unread": n, "items": [{"item","kind","text","urgency","count","cases","receipt_no","reason","detail",
    ///       "first_at","last_at","read"}]}: unread first, then the latest. 422 for another limit (1 to 500)
    /// POST /api/v1/inbox:read {"items": ["..."]}; without items all of it
    ///     204; 404 for an item that is not in one's own inbox
    void add_staff_routes(http::router& to) const;

  private:
    using answer = boost::asio::awaitable<http::response>;
    http::response list(const http::request& from) const;
    answer read(http::request& from) const;

    const store::view& state_;
    runtime::runner& runner_;
};

} // namespace guiyi::notification
