#include "services/casework/service.hpp"

#include "services/casework/decide.hpp"
#include "services/casework/evolve.hpp"

namespace guiyi::casework {

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant) const {
    return decide_input(one.what, under_, state);
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const { casework::evolve(state, fact); }

} // namespace guiyi::casework
