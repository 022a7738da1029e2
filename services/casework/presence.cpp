#include "services/casework/presence.hpp"

#include "common/http/json.hpp"
#include "common/http/problem.hpp"

namespace guiyi::casework {

void presence::forget(instant now) {
    std::erase_if(open_, [now](const auto& one) { return one.second + holds < now; });
}

std::vector<std::string> presence::seen(const case_no& which, const std::string& who, instant now) {
    const std::scoped_lock guard(mutex_);
    if (open_.size() >= entries_max) forget(now);
    if (open_.size() < entries_max) open_[{which.str(), who}] = now;
    std::vector<std::string> out;
    for (auto at = open_.lower_bound({which.str(), ""}); at != open_.end() && at->first.first == which.str(); ++at)
        if (at->first.second != who && at->second + holds >= now) out.push_back(at->first.second);
    return out;
}

void presence::add_staff_routes(http::router& to, const clock& time,
                                std::function<std::string(const std::string&)> name_of) {
    to.add(http::method::post, "/api/v1/cases/{case_no}/presence",
           [this, &time, name_of](http::request& from) -> boost::asio::awaitable<http::response> {
               if (from.principal.empty())
                   co_return http::to_response(http::status_problem(401, http::language_of(from)));
               boost::json::array others;
               const case_no which{std::string(from.param("case_no"))};
               for (const auto& one : seen(which, std::string(from.principal), time.now())) {
                   const auto name = name_of(one);
                   others.push_back(boost::json::object{{"by", one}, {"name", name.empty() ? one : name}});
               }
               co_return http::json_response(200, {{"others", std::move(others)}});
           });
}

} // namespace guiyi::casework
