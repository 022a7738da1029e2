// Sign-in and the gate of the staff side, put together from the parts of access over the rows of casework.
#pragma once

#include "services/access/account_api.hpp"
#include "services/access/audit_api.hpp"
#include "services/access/gate.hpp"
#include "services/access/session_api.hpp"
#include "services/access/view_api.hpp"
#include "services/casework/reach.hpp"
#include "services/guiyi/node.hpp"
#include "services/guiyi/oidc.hpp"

namespace guiyi::program {

class staff_gate {
  public:
    /// @param of, passes outlive it and the routes. @throws guiyi::failure when config/oidc.toml is wrong
    staff_gate(node& of, const privacy::passes& passes);

    void add_routes(http::router& to);
    /// Before every route added so far.
    void guard(http::router& all) const;
    const access::reach& reach() const { return reach_; }

  private:
    access::api_parts parts(node& of, const privacy::passes& passes);

    access::trail trail_;
    casework::desk_reach reach_;
    access::identification ids_;
    access::password_worker passwords_;
    access::gate gate_;
    access::session_api sessions_;
    access::view_api views_;
    access::account_api accounts_;
    access::audit_api audit_;
    oidc_sign_in oidc_;
};

} // namespace guiyi::program
