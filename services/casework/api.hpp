// The staff side of casework: the queue, a case, its timeline, officers' actions, live news, revealing, a report.
// Used by services/guiyi. Every route expects a guard to have found who is behind the request.
#pragma once

#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/privacy/keyring.hpp"
#include "common/runtime/runner.hpp"
#include "services/casework/actions.hpp"
#include "services/casework/live_feed.hpp"
#include "services/casework/present.hpp"

namespace guiyi::casework {

class api {
  public:
    /// Everything given must outlive the API, and the API the servers that serve it.
    /// @param committed casework's committed rows
    api(runtime::runner& runs, const store::view& committed, bus::bus& over, const privacy::keyring& keys,
        reference by);

    /// GET /api/v1/cases, /cases/{case_no}, /cases/{case_no}/timeline, /cases/{case_no}/clocks[/{clock}], /events,
    /// /reference, /reports/respondent-days; POST /cases/{case_no}/actions/{action}, /complaints/{receipt_no}/reveal.
    void add_staff_routes(http::router& to);

  private:
    using answer = boost::asio::awaitable<http::response>;

    http::response list(const http::request& from) const;
    http::response page(const http::request& from) const;
    http::response timeline(const http::request& from) const;
    http::response clocks(const http::request& from) const;
    http::response report(const http::request& from) const;
    answer act(http::request& from);
    answer reveal(http::request& from);
    http::response refused(const error& why, http::language in) const;

    runtime::runner& runner_;
    const store::view& state_;
    const privacy::keyring& keys_;
    reference by_;
    live_feed feed_;
};

} // namespace guiyi::casework
