// The staff side of assignment:
//   GET  /api/v1/staff                                      officers in reach: load, capacity, skills, leaves,
// interests
//   POST /api/v1/staff/{officer}                            {"capacity","on_duty","skills","reason"}
//   POST /api/v1/staff/{officer}/leave                      {"from","until","deputy"?,"reason"}
//   POST /api/v1/staff/{officer}/leave/{leave}/cancel
//   POST /api/v1/staff/{officer}/interests                  {"respondent"?,"credit_code"?,"reason"}
//   POST /api/v1/staff/{officer}/interests/{interest}/withdraw
//   POST /api/v1/staff/{officer}/rebalance/preview          {"until"?}: who would get what, and a plan's fingerprint
//   POST /api/v1/staff/{officer}/rebalance                  {"plan","until"?,"reason"}
//   POST /api/v1/rebalances/{batch}/undo
//   POST /api/v1/cases/{case_no}/assignment                 {"action": give | take | return, "officer"?, "reason"}
//   GET  /api/v1/desks/{desk}/queue                         cases that wait for an officer
//   GET  /api/v1/desks/{desk}/forecast                      the next ten working days
// Used by services/guiyi. Who may use which route stands in config/roles.toml; whose desk it is, is checked here.
#pragma once

#include "common/http/router.hpp"
#include "common/runtime/runner.hpp"
#include "common/time/clock.hpp"
#include "services/assignment/staff_decide.hpp"

#include <boost/asio/awaitable.hpp>

namespace guiyi::assignment {

class api {
  public:
    /// Everything given must outlive the API. @param committed assignment's committed rows
    api(runtime::runner& runs, const store::view& committed, const rules& by, const clock& time)
        : runner_(runs), state_(committed), by_(by), time_(time) {}
    void add_staff_routes(http::router& to);

  private:
    using answer = boost::asio::awaitable<http::response>;
    using deciding = std::function<result<events::facts>(const choosing&)>;

    http::response staff(const http::request& from) const;
    http::response queue(const http::request& from) const;
    http::response outlook(const http::request& from) const;
    http::response preview(const http::request& from) const;
    answer change(http::request& from);
    answer leave(http::request& from);
    answer cancel(http::request& from);
    answer interest(http::request& from);
    answer withdraw(http::request& from);
    answer apply(http::request& from);
    answer undo(http::request& from);
    answer hand(http::request& from);
    answer decided(const http::request& from, deciding how, std::function<http::response()> said);

    choosing now() const { return {by_, state_, time_.now()}; }
    http::response shown(const officer_id& who) const;

    runtime::runner& runner_;
    const store::view& state_;
    const rules& by_;
    const clock& time_;
};

} // namespace guiyi::assignment
