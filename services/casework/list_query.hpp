// The query of GET /api/v1/cases, validated. Used by the API only.
#pragma once

#include "common/http/problem.hpp"
#include "services/casework/queue.hpp"

namespace guiyi::casework {

struct list_query {
    queue_filter filter;
    std::string number; ///< a case or receipt number to look up exactly; empty: list
    sort_by sort = sort_by::due;
    std::size_t limit = 50;
    std::string cursor;
};

/// desk, officer, category, repeat (a kind of config::repeat_kinds(), any), q, cursor,
/// state (registered accepted refused closed merged, repeat for decided cases with a repeat to be
/// answered, open for what is to be done: the first two and repeat, any),
/// sort (due received), limit (20 50 100). Anything else is refused by name.
boost::system::result<list_query, http::problem> read_list_query(const http::request& from);

} // namespace guiyi::casework
