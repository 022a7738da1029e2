#include "services/casework/reach.hpp"

#include "services/casework/state.hpp"

namespace guiyi::casework {

std::optional<access::place> desk_reach::find(const case_no& which) const {
    auto row = load_case(state_, which);
    if (!row) return std::nullopt;
    return access::place{which, std::move(row->desk)};
}

std::optional<access::place> desk_reach::find(const receipt_no& which) const {
    const auto in = case_of(state_, which);
    return in ? find(*in) : std::nullopt;
}

} // namespace guiyi::casework
