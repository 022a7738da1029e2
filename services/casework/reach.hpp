// Where cases and receipts stand, as casework's rows have it. Used by the gate of the staff side.
#pragma once

#include "common/access/reach.hpp"
#include "common/store/view.hpp"

namespace guiyi::casework {

class desk_reach final : public access::reach {
  public:
    /// @param committed casework's committed rows; must outlive it
    explicit desk_reach(const store::view& committed) : state_(committed) {}

    std::optional<access::place> find(const case_no& which) const override;
    std::optional<access::place> find(const receipt_no& which) const override;

  private:
    const store::view& state_;
};

} // namespace guiyi::casework
