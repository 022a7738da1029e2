// The routes of the public and the staff side, gathered from the services and from the program itself.
// Only this file and parts.cpp know all services.
#pragma once

#include "services/casework/api.hpp"
#include "services/deduplication/api.hpp"
#include "services/guiyi/node.hpp"
#include "services/intake/api.hpp"
#include "services/notification/api.hpp"

namespace guiyi::program {

class sides {
  public:
    /// @param of outlives the routes. @throws guiyi::failure (io) when the evidence folder cannot be made
    explicit sides(node& of);

    http::router public_routes();
    http::router staff_routes();

  private:
    void add_health(http::router& to);
    void add_admin(http::router& to);
    void add_pages(http::router& to, const char* folder, const char* prefix) const;

    node& node_;
    intake::receipt_numbers receipts_;
    intake::reception door_;
    intake::reading_rules rules_;
    intake::evidence_store evidence_;
    intake::api intake_;
    deduplication::api deduplication_;
    casework::api casework_;
    notification::api notification_;
};

} // namespace guiyi::program
