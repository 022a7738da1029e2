#include "services/intake/service.hpp"

#include "services/intake/decide.hpp"
#include "services/intake/evolve.hpp"

namespace guiyi::intake {

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant) const {
    return follow(one, state);
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    intake::evolve(state, fact, utc_offset_);
}

} // namespace guiyi::intake
