#include "services/assignment/state.hpp"

#include "common/events/json_codec.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace guiyi::assignment {

namespace {

store::key case_key(const case_no& which) { return store::key('c').text(which); }
store::key load_key(const officer_id& who) { return store::key('l').text(who); }

} // namespace

const running_clock* case_row::find(std::string_view clock) const {
    const auto found = std::ranges::find(clocks, clock, &running_clock::clock);
    return found != clocks.end() ? &*found : nullptr;
}

bool case_row::busy() const {
    const bool repeats =
        std::ranges::any_of(clocks, [](const running_clock& one) { return !events::clock_receipt(one.clock).empty(); });
    return merged_into.empty() && (!released || repeats);
}

std::optional<case_row> load_case(const store::view& from, const case_no& which) {
    const auto bytes = from.get(case_key(which));
    if (!bytes) return std::nullopt;
    boost::system::error_code ec;
    const auto value = boost::json::parse(*bytes, ec);
    case_row row;
    if (ec || !events::json::read(value, row))
        throw failure(fail(errc::corrupt, "assignment state: a case row is damaged"));
    return row;
}

void save_case(store::writer& to, const case_no& which, const case_row& row) {
    std::string bytes;
    events::json::write(bytes, row);
    to.put(case_key(which), bytes);
}

std::int64_t load_of(const store::view& from, const officer_id& who) {
    const auto bytes = from.get(load_key(who));
    return bytes ? std::stoll(*bytes) : 0;
}

void add_load(store::writer& to, const officer_id& who, std::int64_t by) {
    if (who.empty()) return;
    const auto load = load_of(to, who) + by;
    if (load > 0)
        to.put(load_key(who), std::to_string(load));
    else
        to.erase(load_key(who)); // no row and none open are the same
}

std::string timer_id(const case_no& which, std::string_view clock) { return which.str() + " " + std::string(clock); }

std::optional<timer_subject> read_timer_id(std::string_view id) {
    const auto gap = id.rfind(' ');
    if (gap == std::string_view::npos) return std::nullopt;
    return timer_subject{case_no(std::string(id.substr(0, gap))), std::string(id.substr(gap + 1))};
}

result<instant> end_of(const std::string& due_on, std::chrono::minutes utc_offset) {
    const auto date = parse_date(due_on);
    if (!date) return date.error();
    return start_of(std::chrono::sys_days(*date) + std::chrono::days(1), utc_offset);
}

} // namespace guiyi::assignment
