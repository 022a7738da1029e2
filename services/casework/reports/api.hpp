// The reports of the staff side:
//   GET /api/v1/reports                list of reports: names, columns, groupings, articles
//   GET /api/v1/reports/mailings       what goes out by mail, to whom: the next one and the last
//   GET /api/v1/reports/{name}         figures by group, as JSON, CSV or XLSX; a list by pages
//   GET /api/v1/reports/{name}/cases   the cases behind one figure, by pages
//   GET /api/v1/respondents/{respondent}/scorecard   one firm month by month, as JSON, CSV or XLSX
// Figures and lists are of the desks in reach of who asks, so that the cases behind a figure are as many as it says.
// Every answer is read from one snapshot, so its figures agree with each other.
#pragma once

#include "common/http/router.hpp"
#include "common/time/clock.hpp"
#include "services/casework/reports/mailing.hpp"
#include "services/casework/reports/present.hpp"
#include "services/casework/reports/read_request.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace guiyi::casework::reports {

/// Everything referred to must outlive the API.
struct api_parts {
    std::function<std::unique_ptr<store::view>()> snapshot; ///< casework's committed rows at one moment
    const std::vector<definition>& reports;
    const std::vector<mailing>& mailings;
    reports::names names;
    const clock& time;
    std::chrono::minutes utc_offset;
    boost::asio::any_io_executor blocking; ///< where rows are read
};

class api {
  public:
    explicit api(api_parts with) : with_(std::move(with)) {}
    void add_staff_routes(http::router& to);

  private:
    using answer = boost::asio::awaitable<http::response>;
    using making = std::function<http::response(const http::request&, const definition&)>;

    http::response catalogue() const;
    http::response mailings() const;
    answer make(http::request& from, std::string_view report, making how) const;
    http::response scorecard(const http::request& from, const definition& of) const;
    boost::json::object shown(const definition& of, const report_request& what, const report_table& table) const;
    http::response figures(const http::request& from, const definition& of) const;
    http::response list(const definition& of, const report_request& what) const;
    http::response cases(const http::request& from, const definition& of) const;
    day_number today() const;

    api_parts with_;
};

} // namespace guiyi::casework::reports
