// Public routes of the check before filing.
//   POST /api/v1/complaints:check          a complaint's body  -> {"check_id","expires_at","next","advice"}
//   POST /api/v1/complaints:check/prove    {"check_id","receipt_no","query_code"} -> {"receipt_no","case_no",
//                                          "same_matter","pass","expires_at"}
//   POST /api/v1/complaints:check/send     {"check_id"}        -> 202 {"message"}
//   POST /api/v1/complaints:check/confirm  {"check_id","code"} -> {"receipt_no","case_no","pass","expires_at"}
// The pass opens status and supplement of that one complaint for half an hour (common/privacy/pass.hpp). Answers to who
// has proved nothing are the same whether or not there is such a case (check.hpp). 429 when one client asks too often.
#pragma once

#include "common/core/random.hpp"
#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/privacy/pass.hpp"
#include "common/runtime/runner.hpp"
#include "common/time/clock.hpp"
#include "services/deduplication/check.hpp"
#include "services/deduplication/check_limits.hpp"

#include <boost/json/object.hpp>

#include <functional>

namespace guiyi::deduplication {

/// How long a pass opens a complaint.
inline constexpr std::chrono::minutes pass_life{30};

/// What intake knows and this service does not; wired by the program.
struct check_ports {
    /// The complaint in a request's body, in the contract's JSON, or the answer that would refuse to file it.
    std::function<boost::system::result<std::string, http::problem>(const http::request&)> read;
    /// The receipt that a query code opens, both as typed.
    std::function<std::optional<receipt_no>(std::string_view receipt, std::string_view query_code)> opens;
};

/// Everything referred to must outlive the routes.
struct check_parts {
    const store::view& state; ///< committed rows of this service
    runtime::runner& runs;
    decision_parts matching;
    const privacy::passes& passes;
    random_source& random;
    const clock& time;
    check_ports ports;
    bool texts = false; ///< codes can go by text message too
};

class check_api {
  public:
    static constexpr std::size_t body_max_bytes = 256 * 1024;
    static constexpr std::size_t checks_max = 300;         ///< of one client in ten minutes
    static constexpr std::size_t checks_of_phone_max = 20; ///< of one client for one number
    static constexpr std::size_t sends_max = 60;
    static constexpr std::size_t sends_of_check_max = 3;
    static constexpr std::size_t proofs_max = 60;

    explicit check_api(check_parts parts) : parts_(std::move(parts)) {}
    check_api(const check_api&) = delete;

    void add_public_routes(http::router& to);

  private:
    using answer = boost::asio::awaitable<http::response>;

    http::response check(const http::request& from);
    http::response prove(const http::request& from);
    http::response send(const http::request& from);
    answer confirm(http::request& from);

    result<profile> draft_in(const std::string& check_id) const;
    void add_pass(boost::json::object& to, const receipt_no& receipt, instant now) const;

    check_parts parts_;
    window_limit checks_{checks_max, std::chrono::minutes(10)};
    window_limit phones_{checks_of_phone_max, std::chrono::minutes(10)};
    window_limit sends_{sends_max, std::chrono::minutes(10)};
    window_limit sends_of_check_{sends_of_check_max, check_life};
    window_limit proofs_{proofs_max, std::chrono::minutes(10)};
};

} // namespace guiyi::deduplication
