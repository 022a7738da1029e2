// The delivery ledger over HTTP, staff side: what was sent to whom, why, and how it went. Shows no address.
// Used by the case page and by whoever looks after failed messages.
#pragma once

#include "common/http/router.hpp"
#include "common/store/view.hpp"

namespace guiyi::notification {

class api {
  public:
    /// @param state committed rows of the family notification; must outlive the routes
    explicit api(const store::view& state) : state_(state) {}

    /// GET /api/v1/cases/{case_no}/deliveries
    ///     {"messages": [{"message","case_no","receipt_no","channel","endpoint","template","language","reason","state",
    ///       "attempts","unknown_attempts","queued_at","last_at","next_at","outcome","answer"}],
    ///      "unreachable": [{"receipt_no","template","reason","at"}]}; 404 for a case nobody was to be told about
    /// GET /api/v1/messages?state=failed&limit=100
    ///     {"messages": [as above]}, the latest first; 422 for another state or limit (1 to 500)
    void add_staff_routes(http::router& to) const;

  private:
    const store::view& state_;
};

} // namespace guiyi::notification
