// The texts of notices over HTTP, staff side: what there is, how it reads, and a test to an address of the officer's.
// Used by whoever keeps the wording.
#pragma once

#include "services/notification/api.hpp"

namespace guiyi::notification {

class api_templates {
  public:
    /// Every part must be given. Everything must outlive the routes.
    explicit api_templates(const api_parts& parts) : parts_(parts) {}

    /// GET /api/v1/templates
    ///     {"templates": [{"template","urgency","mail":{"versions","newest"},"sms":{"versions","newest"}}]}
    /// POST /api/v1/templates/{template}/preview {"channel","language","version","values":{}}
    ///     {"template","channel","language","version","subject","body"}: filled with made-up values where
    ///     none are given
    /// POST /api/v1/templates/{template}/test {"channel","language","version","to"}
    ///     202 {"message"}: queued like any other, urgent, marked as a test of the officer who asked. 404, 422
    void add_staff_routes(http::router& to) const;

  private:
    using answer = boost::asio::awaitable<http::response>;
    struct asked;
    http::response list() const;
    http::response preview(const http::request& from) const;
    answer test(http::request& from) const;

    api_parts parts_;
};

} // namespace guiyi::notification
