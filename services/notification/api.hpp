// Notification over HTTP, staff side: the delivery ledger (what was sent to whom, why, and how it went), the officer's
// inbox, the texts with preview and test, and the way in for mail that came back. Shows no address.
// Used by the case page, by whoever looks after failed messages, and by mail systems.
#pragma once

#include "common/config/desks.hpp"
#include "common/core/random.hpp"
#include "common/http/router.hpp"
#include "common/privacy/vault.hpp"
#include "common/runtime/runner.hpp"
#include "services/notification/policy.hpp"
#include "services/notification/templates.hpp"

namespace guiyi::notification {

/// Everything must outlive the routes.
struct api_parts {
    const store::view& state;        ///< committed rows of the family notification
    runtime::runner* runs = nullptr; ///< null: nothing can be changed (tests of reading)
    const templates* texts = nullptr;
    const privacy::vault* vault = nullptr;
    random_source* random = nullptr;
    policy told = {};
    const config::desk_book* desks = nullptr; ///< null: no desk has a lead
};

class api {
  public:
    explicit api(const api_parts& parts) : parts_(parts) {}

    /// GET /api/v1/cases/{case_no}/deliveries
    ///     {"messages": [message], "unreachable": [{"receipt_no","template","reason","at"}]}; 404 for a case nobody was
    ///     to be told about
    /// GET /api/v1/complaints/{receipt_no}/deliveries
    ///     {"messages": [message]}: everything sent to the person behind the receipt, the latest first; 404
    /// GET /api/v1/messages/{message}
    ///     message and "tries": [{"attempt","started_at","ended_at","outcome","answer"}]; 404
    /// GET /api/v1/messages?state=failed&limit=100
    ///     {"messages": [message]}, failed, come back or unknown, the latest first; 422 for another state or limit
    /// POST /api/v1/messages:returned (message/rfc822)
    ///     {"kind","message","why"}: what a mail that came in is; what belongs to a message of ours is noted
    void add_staff_routes(http::router& to) const;

  private:
    using answer = boost::asio::awaitable<http::response>;
    answer take_returned(http::request& from) const;

    api_parts parts_;
};

} // namespace guiyi::notification
