// Staff routes about campaigns.
//   GET /api/v1/campaigns?sort=activity|size&limit=&cursor=    campaigns of two complaints or more
//   GET /api/v1/campaigns/{campaign_no}?limit=&cursor=         one, with its complaints page by page
// Used by api. Shows receipts, counts and masked numbers; a script is shown with its complaint, not here.
#pragma once

#include "common/http/router.hpp"
#include "common/store/view.hpp"

namespace guiyi::deduplication {

/// @param state the committed rows of this service; must outlive the routes
void add_campaign_routes(http::router& to, const store::view& state);

} // namespace guiyi::deduplication
