// The auditor's routes:
//   GET /api/v1/audit?by=&subject=&kind=&from=&to=&limit=&cursor=    who did, and who looked at, what; newest first
//   GET /api/v1/audit/checkpoint                                     the heads of all chains now, signed
#pragma once

#include "services/access/api_parts.hpp"

namespace guiyi::access {

class audit_api {
  public:
    /// @param checkpoint makes a signed checkpoint of this moment; may be empty in tests
    audit_api(const api_parts& by, std::function<result<std::string>()> checkpoint)
        : by_(by), checkpoint_(std::move(checkpoint)) {}

    void add_staff_routes(http::router& to) const;

  private:
    http::response list(const http::request& from) const;

    api_parts by_;
    std::function<result<std::string>()> checkpoint_;
};

} // namespace guiyi::access
