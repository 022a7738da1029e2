// The staff side of respondents: search, one firm's record, merge and its undoing, split, and the operator-first proof
// of a telecom appeal. Used by services/guiyi. Every route expects a guard to have found who is behind the request.
#pragma once

#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/runtime/runner.hpp"
#include "services/casework/respondents.hpp"

#include <chrono>

namespace guiyi::casework {

class respondent_api {
  public:
    /// Everything given must outlive the API. @param committed casework's committed rows
    respondent_api(runtime::runner& runs, const store::view& committed, std::chrono::minutes utc_offset)
        : runner_(runs), state_(committed), utc_offset_(utc_offset) {}

    /// GET /api/v1/respondents, /respondents/{respondent}; POST /respondents/{respondent}/merge, /restore, /split;
    /// GET and POST /cases/{case_no}/operator-proof
    void add_staff_routes(http::router& to);

  private:
    using answer = boost::asio::awaitable<http::response>;

    http::response list(const http::request& from) const;
    http::response one(const http::request& from) const;
    http::response proof(const http::request& from) const;
    answer merge(http::request& from);
    answer restore(http::request& from);
    answer split(http::request& from);
    answer record_proof(http::request& from);
    boost::json::object shown(const respondent_no& which, const firm_row& row) const;
    std::uint64_t of_merged(const respondent_no& which) const;
    http::response page(const respondent_no& which) const;

    runtime::runner& runner_;
    const store::view& state_;
    std::chrono::minutes utc_offset_;
};

} // namespace guiyi::casework
