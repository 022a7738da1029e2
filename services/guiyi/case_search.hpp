// The search of cases in a running process: the index in the data folder, who keeps it up, and its route.
// Used by sides.
#pragma once

#include "common/runtime/runner.hpp"
#include "services/casework/search_api.hpp"
#include "services/guiyi/parts.hpp"

namespace guiyi::program {

class case_search {
  public:
    /// Opens the index and keeps it up from here on. @param cases casework's runner; both outlive it
    /// @throws guiyi::failure when the index can be neither opened nor made
    case_search(const parts& of, const runtime::runner& cases);

    void add_staff_routes(http::router& to) { api_.add_staff_routes(to); }
    /// Before the bus goes.
    void stop() { keeper_.stop(); }

  private:
    std::unique_ptr<casework::search::index> index_;
    casework::sealed_words sealed_;
    casework::index_keeper keeper_;
    casework::search_api api_;
};

} // namespace guiyi::program
