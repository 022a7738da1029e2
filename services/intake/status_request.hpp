// The bodies of the status routes: a receipt number, its query code, and what the complainant adds.
// Used by api. A wrong code and an unknown receipt give the same answer, so that nothing can be found out by trying.
#pragma once

#include "common/http/problem.hpp"
#include "common/privacy/pass.hpp"
#include "services/intake/read_complaint.hpp"
#include "services/intake/receipt.hpp"
#include "services/intake/state.hpp"

namespace guiyi::intake {

/// What the bodies of one route may hold beside receipt_no and query_code.
struct status_shape {
    bool text = false;
    bool evidence = false;
    bool wishes = false;                     ///< "channel", "language", "frequency"
    bool feedback = false;                   ///< "satisfaction", "promise", "call_back"
    const privacy::passes* passes = nullptr; ///< when set, "pass" (privacy::pass_to_add) does instead of query_code
    instant now{};                           ///< by which passes expire
};

struct status_request {
    receipt_no receipt; ///< its check digit fits and the code opens it; whether it exists is for the state to say
    std::string text;   ///< clear
    std::vector<std::string> evidence;
    contact_wish wish;
    std::int64_t satisfaction = 0;
    std::string promise;
    bool call_back = false;
};

/// Or the answer that refuses it: 400, 415, 422, or 404 when the code or pass is not the receipt's.
using status_reading = boost::system::result<status_request, http::problem>;

status_reading read_status_request(const http::request& from, const status_shape& shape,
                                   const receipt_numbers& receipts, const config::intake_settings& limits);

/// The one answer for a wrong receipt number and for a wrong query code.
http::problem no_such_complaint(http::language in);

} // namespace guiyi::intake
