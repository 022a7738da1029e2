#include "common/access/reach.hpp"

namespace guiyi::access {

namespace {
bool sees(const principal& who, const std::optional<place>& at) { return who.sees(at ? at->desk : desk_id()); }
} // namespace

bool reach::allows(const principal& who, const case_no& which) const {
    return who.rows == row_scope::all || sees(who, find(which));
}

bool reach::allows(const principal& who, const receipt_no& which) const {
    return who.rows == row_scope::all || sees(who, find(which));
}

} // namespace guiyi::access
