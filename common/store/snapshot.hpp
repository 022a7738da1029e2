// A family as it is at one moment: reads of several rows that must agree with each other while commits go on.
#pragma once

#include "common/store/database.hpp"

namespace guiyi::store {

/// Whether rows are likely to be read again: those that are read once do not push the others out of the cache.
enum class reading { often, once };

/// Committed rows as they are now, whatever is written later. Holds back the clean-up of old rows while it lives:
/// keep it for one request. The database must outlive it. Safe from any thread.
std::unique_ptr<view> snapshot_of(const database& from, family which, reading how = reading::often);

} // namespace guiyi::store
