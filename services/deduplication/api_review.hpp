// Staff routes by which people decide what is one case.
//   GET  /api/v1/reviews?limit=&cursor=              waiting, newest first; those somebody was unsure of at the end
//   GET  /api/v1/reviews/{receipt_no}                the pair, side by side
//   POST /api/v1/reviews/{receipt_no}/verdict        {"verdict","reason","against"?}
//   GET  /api/v1/reviews/quality?weeks=              what verdicts say about the model
//   POST /api/v1/complaints/{receipt_no}/untie       {"reason"}
//   POST /api/v1/matching/split                      {"case_no","receipts","reason"}
//   POST /api/v1/matching/merge                      {"from","into","reason"}
//   POST /api/v1/matching/undo                       {"batch","reason"?}
//   GET  /api/v1/matching/batches?limit=&cursor=     newest first: one's own, and what touched a case in reach
// Every POST takes "preview": true and then answers what would be done, and does nothing.
// Used by api. Every route expects a guard to have found who is behind the request.
#pragma once

#include "common/access/reach.hpp"
#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/runtime/runner.hpp"
#include "services/deduplication/regroup.hpp"

#include <functional>

namespace guiyi::deduplication {

class review_api {
  public:
    /// @param state the committed rows of this service; everything given must outlive the routes
    /// @param rows whose cases are whose; null: everybody sees all
    review_api(const store::view& state, runtime::runner& runs, const decision_parts& with,
               const access::reach* rows = nullptr)
        : state_(state), runs_(runs), with_(with), rows_(rows) {}

    void add_staff_routes(http::router& to) const;

  private:
    using answer = boost::asio::awaitable<http::response>;
    /// Works out what is to be done against some state.
    using work = std::function<regrouped(const store::view&)>;
    /// Whether the asking person needs no reach over the cases that change.
    using exemption = std::function<bool(const store::view&)>;
    using asker = std::shared_ptr<const access::principal>;

    http::response list(const http::request& from) const;
    http::response pair(const http::request& from) const;
    http::response quality(const http::request& from) const;
    http::response batches(const http::request& from) const;
    answer verdict(http::request& from) const;
    answer untie(http::request& from) const;
    answer split(http::request& from) const;
    answer merge(http::request& from) const;
    answer undo(http::request& from) const;
    bool in_reach(const http::request& from, record_no record) const;
    bool in_reach(const http::request& from, const batch_row& row) const;
    std::optional<case_no> beyond_reach(const asker& who, const regrouping& planned) const;
    answer carry_out(http::request& from, work how, bool preview, exemption free = {}) const;

    const store::view& state_;
    runtime::runner& runs_;
    decision_parts with_;
    const access::reach* rows_;
};

} // namespace guiyi::deduplication
