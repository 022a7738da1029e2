// Evidence as the staff sees it: a file that belongs to a complaint, as it arrived. Used by services/guiyi.
// Every route expects a guard to have found who is behind the request and that the complaint is in their reach.
#pragma once

#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/store/view.hpp"

#include <functional>

namespace guiyi::casework {

/// A piece of evidence with the type that its bytes have, to be read in parts.
struct evidence_content {
    std::string media_type;
    std::uint64_t size_bytes = 0;
    std::function<result<std::string>(std::uint64_t from, std::uint64_t size)> read; ///< blocks on the disk
};

class evidence_api {
  public:
    /// Finds a file by its id; blocks on the disk. @errors errc::not_found, errc::io
    using opener = std::function<result<evidence_content>(const evidence_id&)>;

    /// @param committed casework's committed rows @param blocking a pool, for what waits on the disk
    evidence_api(const store::view& committed, opener opens, boost::asio::any_io_executor blocking)
        : state_(committed), opens_(std::move(opens)), blocking_(std::move(blocking)) {}

    /// GET /api/v1/complaints/{receipt_no}/evidence/{evidence}: the bytes; 404 for what that complaint did not bring.
    /// What a browser can show is shown inline, all else is offered as a file; nothing in it can run. A part can be
    /// asked for (RFC 9110 §14), so that a player seeks in a long recording without fetching all of it.
    void add_staff_routes(http::router& to);

  private:
    boost::asio::awaitable<http::response> serve(http::request& from);
    http::response read_part(const http::request& from, const evidence_id& which, http::language in) const;

    const store::view& state_;
    opener opens_;
    boost::asio::any_io_executor blocking_;
};

} // namespace guiyi::casework
