// What officers are told within the system: items that count instead of coming again. Rows folded by evolve; read by
// decide (what is unread?) and by the routes.
#pragma once

#include "common/events/event.hpp"
#include "common/events/notification.hpp"
#include "services/notification/state.hpp"

namespace guiyi::notification {

struct inbox_item {
    std::string item;
    std::string kind;
    std::string group;
    urgency how = urgency::normal;
    std::uint64_t count = 0;
    instant first_at{};
    instant last_at{};
    std::optional<instant> read_at;
    std::string reason;
    std::string detail;         ///< of the last
    receipt_no receipt;         ///< of the last
    std::vector<case_no> cases; ///< the last of them, each once
};
/// Cases that one item names at most.
inline constexpr std::size_t inbox_cases_max = 20;
/// Items of one officer beyond which the oldest that were read go.
inline constexpr std::size_t inbox_kept = 500;

std::optional<inbox_item> load_item(const store::view& from, const officer_id& officer, std::string_view item);
/// The unread item of that kind and group; empty when there is none.
std::string unread_item(const store::view& from, const officer_id& officer, std::string_view kind,
                        std::string_view group);
void fold_told(store::writer& to, const events::officer_told& fact, instant at);
void fold_read(store::writer& to, const events::inbox_read& fact, instant at);
/// Unread first, urgent before others, then the latest.
std::vector<inbox_item> items_of(const store::view& from, const officer_id& officer, std::size_t limit);
std::size_t unread_count(const store::view& from, const officer_id& officer);

/// Adds the fact that tells an officer; nothing for an empty officer.
void tell_officer(events::facts& to, const store::view& state, std::string_view cause, events::officer_told what);

/// What reading some items, or all of them, records. @errors errc::not_found for an item of nobody or somebody else
result<events::facts> read_items(const store::view& state, const officer_id& officer,
                                 const std::vector<std::string>& items);

} // namespace guiyi::notification
