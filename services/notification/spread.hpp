// News about a case of many people: told in parts, a timer after the other, so that no commit grows with the case and
// everything else goes on between. Rows folded by evolve; decisions pure.
#pragma once

#include "common/events/event.hpp"
#include "services/notification/notices.hpp"

namespace guiyi::notification {

/// News that is being told.
struct spreading {
    events::news_begun what;
    receipt_no last; ///< told up to this one
};

inline constexpr std::string_view spread_timer = "news/";

std::optional<spreading> load_spreading(const store::view& from, std::string_view news);
void save_spreading(store::writer& to, const spreading& row);
void erase_spreading(store::writer& to, std::string_view news);

/// Somebody comes into a case while news of it is told: what the parts went past already, they are told now.
void catch_up(events::facts& to, const teller& by, const case_no& which, const receipt_no& receipt);
/// A case is merged away while news of it is told: it holds for its people all the same, so who was not reached yet is
/// told now. Who is taken out of a case hears no more of it.
void tell_before_merge(events::facts& to, const teller& by, const case_no& merged, const receipt_no& receipt);

/// Tells everyone in a case: at once, or by news_begun when they are more than policy::spread_batch.
void tell_receipts(events::facts& to, const teller& by, const news& what);

/// The next part, what the timer of some news decides.
events::facts spread(const teller& by, std::string_view id);

} // namespace guiyi::notification
