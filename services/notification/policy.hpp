// When people may be written to, and how much: urgency by template, quiet hours by the business calendar, the most one
// person gets before messages are gathered, and how a large case is told. From settings; used by decide and the
// sender's decisions. Pure.
#pragma once

#include "common/config/settings.hpp"
#include "common/privacy/blind_index.hpp"
#include "common/time/calendar.hpp"

#include <map>
#include <string>
#include <string_view>

namespace guiyi::notification {

enum class urgency : std::uint8_t {
    urgent = 0, ///< at once: somebody waits at the screen, or a date runs out
    normal = 1,
    low = 2, ///< goes last
};
/// "urgent", "normal", "low"
std::string_view name_of(urgency what) noexcept;
/// "normal" for anything else.
urgency urgency_named(std::string_view name) noexcept;

/// Hours of the office's day in which people are not written to; from = until: none.
struct quiet_hours {
    int from_h = 0;
    int until_h = 0;
};

struct policy {
    bool sms = false;                                      ///< text messages can be sent
    std::string own_address;                               ///< what we send from: never written to
    std::map<std::string, urgency, std::less<>> urgencies; ///< by template; others are normal

    const calendar* days = nullptr; ///< null: every day is a working day
    std::chrono::minutes utc_offset{480};
    quiet_hours on_working_days;
    quiet_hours on_days_off;

    std::size_t recipient_max = 0; ///< 0: no limit
    std::chrono::milliseconds recipient_window = std::chrono::hours(6);
    std::chrono::milliseconds digest_wait = std::chrono::minutes(30);
    int digest_daily_at_h = 9;
    std::size_t digest_items_max = 20;
    std::size_t spread_batch = 200; ///< people told in one commit

    urgency of(std::string_view template_id) const;
    /// The moment itself, or the end of the quiet hours it lies in.
    instant open_at(instant when) const;
    /// Like open_at, but never put off what is urgent.
    instant open_at(instant when, urgency how) const;
    /// The next time of day at which who wants one message a day gets it, after `now`.
    instant next_daily(instant now) const;
};

/// @param days must outlive it; may be null
policy policy_from(const config::settings& from, const calendar* days);

/// The keyed hash under which a mail domain has its limit: 16 hex digits. @param domain in any case
std::string mail_domain_key(const privacy::blind_index& by, std::string_view domain);

} // namespace guiyi::notification
