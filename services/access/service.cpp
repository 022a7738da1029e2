#include "services/access/service.hpp"

#include "services/access/decide.hpp"
#include "services/access/evolve.hpp"

namespace guiyi::access {

result<events::facts> service::decide(const runtime::input& one, const store::view&, instant) const {
    return deeds_in(one.what, one.from, one.seq, one.index);
}

result<events::facts> service::on_timer(std::string_view, instant, const store::view&, instant now) const {
    return events::facts{events::checkpoint_due{now + checkpoint_every_}};
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const { access::evolve(state, fact); }

} // namespace guiyi::access
