// A family as it is at one moment: reads of several rows that must agree with each other while commits go on.
#pragma once

#include "common/store/database.hpp"

namespace guiyi::store {

/// Committed rows as they are now, whatever is written later. Holds back the clean-up of old rows while it lives:
/// keep it for one request. The database must outlive it. Safe from any thread.
std::unique_ptr<view> snapshot_of(const database& from, family which);

} // namespace guiyi::store
