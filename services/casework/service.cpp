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

result<events::facts> service::on_timer(std::string_view timer, instant, const store::view& state, instant) const {
    if (!reports::is_mailing_timer(timer)) return fail(errc::invalid, "casework has no such timer");
    return mails_ ? reports::make_report(*mails_, timer, state) : events::facts{};
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    casework::evolve(state, fact);
    reports::fold(state, fact, under_.utc_offset);
    evolve_hints(state, fact);
    evolve_letters(state, fact);
    evolve_respondents(state, fact);
    reports::evolve_mailings(state, fact);
}

} // namespace guiyi::casework
