// The gate of the staff side: one guard a route. Says who is behind a request, that it comes from our own pages, that
// the route is for one of their roles and within their token's scopes, and that the case or receipt it names is in
// their reach; and puts every look down for the auditor before anything is shown. Pages hide what a person may not do,
// but it is refused here.
#pragma once

#include "common/access/reach.hpp"
#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "services/access/identification.hpp"

namespace guiyi::access {

class gate {
  public:
    /// Everything given must outlive the guards.
    gate(const identification& ids, const route_rules& rules, const reach& rows, trail& looks, const clock& time)
        : ids_(ids), rules_(rules), rows_(rows), trail_(looks), time_(time) {}

    /// The guard of one route; without an entry in the rules nobody passes. @param pattern as it was added
    http::guard guard_for(http::method verb, const std::string& pattern) const;

    /// Whether a changing request with a cookie comes from our own pages: Origin (or Sec-Fetch-Site) and the token of
    /// the session in X-CSRF-Token.
    static bool is_ours(const http::request& from, std::string_view csrf);
    /// The first half of that, for routes that are used without a session.
    static bool from_our_pages(const http::request& from);

  private:
    std::optional<http::response> pass(const std::string& route, const route_rule* rule, http::request& from) const;
    std::optional<http::response> check_rows(const std::string& route, const http::request& from, const caller& by,
                                             place& found) const;
    http::response refuse(const std::string& route, const http::request& from, const caller& by, std::string why,
                          http::problem said) const;

    const identification& ids_;
    const route_rules& rules_;
    const reach& rows_;
    trail& trail_;
    const clock& time_;
};

} // namespace guiyi::access
