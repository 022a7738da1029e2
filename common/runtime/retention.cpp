#include "common/runtime/retention.hpp"

#include "common/events/event.hpp"

#include <algorithm>

namespace guiyi::runtime {

namespace {

result<instant> time_at(const bus::bus& over, events::stream of, sequence seq) {
    const auto there = over.read(of, seq, 1);
    if (!there) return there.error();
    if (there->empty()) return fail(errc::unavailable, "a commit that was there is not any more");
    const auto commit = events::decode(there->front().body);
    if (!commit) return commit.error();
    return commit->time;
}

} // namespace

/// Times never go back within a stream, so halving finds it.
result<sequence> first_since(const bus::bus& over, events::stream of, instant moment) {
    const auto tail = over.tail(of);
    if (!tail) return tail.error();
    sequence low = 1, high = tail->seq + 1;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto at = time_at(over, of, middle);
        if (!at) return at.error();
        if (*at < moment)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

result<need> drop_unneeded(bus::bus& over, events::stream of, const std::vector<need>& needs) {
    const auto least = std::ranges::min_element(needs, {}, &need::from);
    if (least == needs.end()) return fail(errc::invalid, "nothing is dropped unless somebody says what is needed");
    if (auto dropped = over.drop_own(of, least->from); !dropped) return dropped.error();
    return *least;
}

} // namespace guiyi::runtime
