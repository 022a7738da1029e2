// Search as the staff side offers it: POST /api/v1/search {"q","limit"?,"skip"?}. What is typed may be somebody's name
// or number, so it comes in the body and is written into no log and no address.
// Used by services/guiyi.
#pragma once

#include "common/http/router.hpp"
#include "services/casework/index_keeper.hpp"
#include "services/casework/steps.hpp"

namespace guiyi::casework {

struct search_parts {
    const search::index& in;
    const index_keeper& keeper;
    const store::view& committed; ///< casework's rows
    const sealed_words& sealed;
    casework::law law;
    /// Cases that one answer looks into: characters asked for may stand apart in all of them.
    std::size_t candidates_max = 300;
};

class search_api {
  public:
    /// What is referred to outlives it.
    explicit search_api(search_parts with) : with_(std::move(with)) {}
    void add_staff_routes(http::router& to);

  private:
    http::response search(const http::request& from) const;
    std::optional<boost::json::object> hit_of(const search::hit& one, const std::vector<search::wanted>& asked,
                                              const access::principal* who) const;

    search_parts with_;
};

} // namespace guiyi::casework
