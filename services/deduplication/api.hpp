// Staff routes of deduplication: the export of ties, the explanation of one decision, and those of api_review.hpp.
//   GET /api/v1/export/ties?format=csv|ndjson&compared=yes (adds the column compared_with)
//   GET /api/v1/complaints/{receipt_no}/match
//   GET /api/v1/matching/model                                   the version that decides and where its bands end
// Used by the program. Shows numbers and levels only, never a value that was compared.
#pragma once

#include "common/access/reach.hpp"
#include "common/bus/bus.hpp"
#include "common/http/router.hpp"
#include "common/runtime/runner.hpp"
#include "common/store/view.hpp"
#include "services/deduplication/api_review.hpp"
#include "services/deduplication/model.hpp"

#include <chrono>

namespace guiyi::deduplication {

struct api_options {
    std::chrono::milliseconds export_wait_max{120'000}; ///< then 503: complaints are still being decided
    std::chrono::milliseconds export_poll{5};           ///< how soon it is noticed that they are
    const access::reach* rows = nullptr;                ///< whose cases are whose; null: everybody sees all
};

class api {
  public:
    /// @param state  the committed rows of this service; everything given must outlive the routes
    /// @param with   what decides: people's changes are looked at by it too
    api(const store::view& state, runtime::runner& runs, const bus::bus& over, const decision_parts& with,
        const api_options& options = {})
        : state_(state),
          runs_(runs),
          bus_(over),
          by_(with.by),
          options_(options),
          reviews_(state, runs, with, options.rows) {}

    void add_staff_routes(http::router& to) const;

  private:
    boost::asio::awaitable<http::response> export_ties(http::request& from) const;
    boost::asio::awaitable<http::response> match(http::request& from) const;
    boost::asio::awaitable<http::response> rule() const;

    const store::view& state_;
    const runtime::runner& runs_;
    const bus::bus& bus_;
    const model& by_;
    api_options options_;
    review_api reviews_;
};

} // namespace guiyi::deduplication
