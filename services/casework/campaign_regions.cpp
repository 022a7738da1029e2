#include "services/casework/campaign_regions.hpp"

#include "common/http/json.hpp"

#include <algorithm>
#include <map>

namespace guiyi::casework {

namespace {

constexpr std::size_t members_max = 50'000;
constexpr std::size_t prefecture_digits = 4;

http::response answer(const store::view& from, const http::request& request) {
    const campaign_no which{std::string(request.param("campaign_no"))};
    const auto reached = [&](const case_row& row) { return !request.who || request.who->sees(row.desk); };
    boost::json::array out;
    for (const auto& [region, cases] : regions_of(from, which, reached))
        out.push_back(boost::json::object{{"region", region}, {"cases", cases}});
    return http::json_response(200, boost::json::object{{"regions", std::move(out)}});
}

} // namespace

std::vector<region_count> regions_of(const store::view& from, const campaign_no& which,
                                     const std::function<bool(const case_row&)>& in_reach) {
    std::map<std::string, std::uint64_t> counted;
    for (const auto& one : campaign_members(from, which, members_max)) {
        const auto row = load_case(from, living(from, one.of_case));
        if (!row || !in_reach(*row)) continue;
        const auto complaint = load_complaint(from, one.receipt);
        const auto region = complaint ? complaint->summary.region : std::string();
        ++counted[region.substr(0, prefecture_digits)];
    }
    std::vector<region_count> out;
    for (const auto& [region, cases] : counted) out.push_back({region, cases});
    std::ranges::sort(
        out, [](const auto& a, const auto& b) { return a.cases != b.cases ? a.cases > b.cases : a.region < b.region; });
    return out;
}

void region_api::add_staff_routes(http::router& to) {
    to.add(http::method::get, "/api/v1/campaigns/{campaign_no}/regions",
           [this](http::request& from) -> boost::asio::awaitable<http::response> { co_return answer(state_, from); });
}

} // namespace guiyi::casework
