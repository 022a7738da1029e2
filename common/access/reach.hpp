// Where a case or a receipt stands: the desk that has it decides who may see it. Implemented by casework over its rows,
// asked by the gate of the staff side for every route that names a case or receipt, and by services for those they find
// in bodies and lists.
#pragma once

#include "common/access/principal.hpp"

#include <optional>

namespace guiyi::access {

struct place {
    case_no of_case;
    desk_id desk; ///< empty: none yet
};

class reach {
  public:
    virtual ~reach() = default;
    /// Nothing when there is no such case (yet).
    virtual std::optional<place> find(const case_no& which) const = 0;
    /// Nothing when there is no such receipt, or it is in no case yet.
    virtual std::optional<place> find(const receipt_no& which) const = 0;

    /// What is not registered yet is for those who see all rows.
    bool allows(const principal& who, const case_no& which) const;
    bool allows(const principal& who, const receipt_no& which) const;
};

} // namespace guiyi::access
