#include "services/guiyi/staff_gate.hpp"

namespace guiyi::program {

namespace {

access::second_factor_policy policy_of(const config::access_settings& with) {
    if (with.second_factor == "all") return access::second_factor_policy::all;
    if (with.second_factor == "administrators") return access::second_factor_policy::administrators;
    return access::second_factor_policy::optional;
}

/// Uses are told to the stream a few times within the idle time, so that it is kept to about a sixth.
std::chrono::seconds use_grain(const config::access_settings& with) {
    return std::chrono::duration_cast<std::chrono::seconds>(with.session_idle_min) / 6;
}

} // namespace

staff_gate::staff_gate(node& of, const privacy::passes& passes)
    : trail_(of.runner(events::stream::access), use_grain(of.what().config.settings.access)),
      reach_(of.what().state(events::stream::casework)),
      ids_({.state = of.what().state(events::stream::access),
            .keys = of.secrets(),
            .desks = of.what().config.desks,
            .rules = of.what().config.roles,
            .time = of.what().time,
            .uses = trail_,
            .idle = of.what().config.settings.access.session_idle_min,
            .second_factor = policy_of(of.what().config.settings.access)}),
      passwords_(
          {of.what().config.settings.access.password_passes, of.what().config.settings.access.password_memory_bytes},
          of.what().random),
      gate_(ids_, of.what().config.roles, reach_, trail_, of.what().time),
      sessions_(parts(of, passes)),
      views_(parts(of, passes)),
      accounts_(parts(of, passes)),
      audit_(parts(of, passes), [&of] { return of.checkpoints().make(); }),
      oidc_(load_oidc(of.what().config.settings.resolve("oidc.toml")).value(), parts(of, passes)) {}

access::api_parts staff_gate::parts(node& of, const privacy::passes& passes) {
    auto& p = of.what();
    const auto& with = p.config.settings;
    return {.runs = of.runner(events::stream::access),
            .state = p.state(events::stream::access),
            .keys = of.secrets(),
            .ids = ids_,
            .desks = p.config.desks,
            .rules = p.config.roles,
            .settings = with.access,
            .utc_offset = with.utc_offset_minutes,
            .random = p.random,
            .time = p.time,
            .passes = passes,
            .passwords = passwords_};
}

void staff_gate::add_routes(http::router& to) {
    sessions_.add_staff_routes(to);
    views_.add_staff_routes(to);
    accounts_.add_staff_routes(to);
    audit_.add_staff_routes(to);
    oidc_.add_staff_routes(to);
}

void staff_gate::guard(http::router& all) const {
    all.guard_each([this](http::method verb, const std::string& pattern) { return gate_.guard_for(verb, pattern); });
}

} // namespace guiyi::program
