// The law that this system runs on, to be read and not changed here: rulebooks with whether they hold together, and the
// calendars of working days.
//   GET /api/v1/rulebooks               each with what the check says of it
//   GET /api/v1/rulebooks/{rulebook}    its clocks, tracks with their steps, forms and grounds
//   GET /api/v1/calendars               the published years with their days off and make-up days
// Used by services/guiyi.
#pragma once

#include "common/config/rulebook.hpp"
#include "common/http/router.hpp"
#include "common/time/clock.hpp"

#include <boost/json/array.hpp>

#include <filesystem>

namespace guiyi::casework {

/// Everything referred to must outlive the API.
struct law_parts {
    std::span<const config::rulebook> rulebooks;
    const calendar& days;
    std::filesystem::path letters; ///< where the forms' templates must be
    const clock& time;
    std::chrono::minutes utc_offset;
};

class law_api {
  public:
    explicit law_api(law_parts with) : with_(std::move(with)) {}
    void add_staff_routes(http::router& to);

  private:
    http::response books() const;
    http::response book(const http::request& from) const;
    http::response calendars() const;
    boost::json::array faults(const config::rulebook& book) const;

    law_parts with_;
};

} // namespace guiyi::casework
