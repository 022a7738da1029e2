#include "services/notification/service.hpp"

#include "services/notification/evolve.hpp"

namespace guiyi::notification {

std::vector<events::stream> service::inputs() const {
    return {events::stream::intake, events::stream::deduplication, events::stream::assignment,
            events::stream::casework};
}

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant now) const {
    return notification::decide(rules_, one, state, now);
}

result<events::facts> service::on_timer(std::string_view timer, instant, const store::view& state, instant now) const {
    return notification::on_timer(rules_, timer, state, now);
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    notification::evolve(state, fact);
}

} // namespace guiyi::notification
