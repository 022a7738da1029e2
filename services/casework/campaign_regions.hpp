// Where the complaints of a campaign come from: its cases by region, of the desks in reach of who asks.
//   GET /api/v1/campaigns/{campaign_no}/regions
// Used by services/guiyi.
#pragma once

#include "common/http/router.hpp"
#include "services/casework/state.hpp"

#include <functional>

namespace guiyi::casework {

/// Cases of one place; those without a place are counted under an empty code.
struct region_count {
    std::string region; ///< first four digits of the GB/T 2260 code: the prefecture; two where no more is known
    std::uint64_t cases = 0;

    friend bool operator==(const region_count&, const region_count&) = default;
};

/// The most first, then by code. @param in_reach which cases count
std::vector<region_count> regions_of(const store::view& from, const campaign_no& which,
                                     const std::function<bool(const case_row&)>& in_reach);

class region_api {
  public:
    /// @param committed casework's rows; outlives the API
    explicit region_api(const store::view& committed) : state_(committed) {}
    void add_staff_routes(http::router& to);

  private:
    const store::view& state_;
};

} // namespace guiyi::casework
