#include "services/casework/service.hpp"

#include "services/casework/decide.hpp"
#include "services/casework/evolve.hpp"
#include "services/casework/hints.hpp"
#include "services/casework/letters.hpp"
#include "services/casework/reports/fold.hpp"
#include "services/casework/respondents.hpp"

namespace guiyi::casework {

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant) const {
    auto out = decide_input(one.what, under_, state);
    if (topics_) add_hints(out, *topics_);
    add_respondents(out, state);
    return out;
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    casework::evolve(state, fact);
    reports::fold(state, fact, under_.utc_offset);
    evolve_hints(state, fact);
    evolve_letters(state, fact);
    evolve_respondents(state, fact);
}

} // namespace guiyi::casework
