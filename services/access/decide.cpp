#include "services/access/decide.hpp"

#include <boost/mp11/algorithm.hpp>

namespace guiyi::access {

namespace {

/// Facts name who recorded them in `by`; those of casework name the officer who decided. Elsewhere `officer` is whom a
/// case was given to.
template <class Fact>
std::string who_recorded(const Fact& fact) {
    if constexpr (std::string_view(Fact::type).ends_with("_noted"))
        return {}; // a copy of what stands on another stream
    else if constexpr (requires { requires std::is_same_v<decltype(fact.by), officer_id>; })
        return fact.by.str();
    else if constexpr (boost::mp11::mp_contains<events::casework_facts, Fact>::value &&
                       requires { fact.officer.str(); })
        return fact.officer.str();
    else
        return {};
}

} // namespace

events::facts deeds_in(const events::event& what, events::stream from, sequence seq, std::size_t index) {
    return std::visit(
        [&](const auto& fact) -> events::facts {
            const auto by = who_recorded(fact);
            if (by.empty()) return {};
            return {events::deed_noted{account_id(by), what.time, std::string(std::decay_t<decltype(fact)>::type),
                                       what.subject, std::string(events::name_of(from)), seq,
                                       static_cast<std::int64_t>(index)}};
        },
        what.data);
}

} // namespace guiyi::access
