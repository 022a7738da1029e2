#include "services/notification/policy.hpp"

#include "common/core/digest.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

constexpr int days_ahead_max = 40; // longer than any run of days off: a calendar that never opens must not hang us

bool within(const quiet_hours& quiet, std::chrono::milliseconds of_day) {
    const auto from = std::chrono::hours(quiet.from_h), until = std::chrono::hours(quiet.until_h);
    if (from == until) return false;
    return from < until ? of_day >= from && of_day < until : of_day >= from || of_day < until;
}

} // namespace

std::string_view name_of(urgency what) noexcept {
    switch (what) {
        case urgency::urgent: return "urgent";
        case urgency::normal: return "normal";
        case urgency::low: return "low";
    }
    return "normal";
}

urgency urgency_named(std::string_view name) noexcept {
    if (name == "urgent") return urgency::urgent;
    return name == "low" ? urgency::low : urgency::normal;
}

urgency policy::of(std::string_view template_id) const {
    const auto found = urgencies.find(template_id);
    return found == urgencies.end() ? urgency::normal : found->second;
}

instant policy::open_at(instant when) const {
    for (int step = 0; step < 2 * days_ahead_max; ++step) {
        const auto date = date_at(when, utc_offset);
        const instant midnight = start_of(date, utc_offset);
        const auto& quiet = !days || days->working(date) ? on_working_days : on_days_off;
        if (!within(quiet, when - midnight)) return when;
        // To the end of the quiet hours of this day, or to the next day, which may have hours of its own.
        const instant until = midnight + std::chrono::hours(quiet.until_h);
        when = until > when ? until : midnight + std::chrono::hours(24);
    }
    return when;
}

instant policy::open_at(instant when, urgency how) const { return how == urgency::urgent ? when : open_at(when); }

instant policy::next_daily(instant now) const {
    instant at = start_of(date_at(now, utc_offset), utc_offset) + std::chrono::hours(digest_daily_at_h);
    if (at <= now) at += std::chrono::hours(24);
    return open_at(at);
}

policy policy_from(const config::settings& from, const calendar* days) {
    const auto& n = from.notification;
    policy out;
    out.sms = !n.sms.url.empty();
    out.own_address = n.smtp_from;
    for (const auto& id : n.low) out.urgencies[id] = urgency::low;
    for (const auto& id : n.urgent) out.urgencies[id] = urgency::urgent;
    out.days = days;
    out.utc_offset = from.utc_offset_minutes;
    out.on_working_days = {static_cast<int>(n.quiet_from_h), static_cast<int>(n.quiet_until_h)};
    out.on_days_off = {static_cast<int>(n.quiet_off_from_h), static_cast<int>(n.quiet_off_until_h)};
    out.recipient_max = static_cast<std::size_t>(n.recipient_max);
    out.recipient_window = n.recipient_window_h;
    out.digest_wait = n.digest_wait_min;
    out.digest_daily_at_h = static_cast<int>(n.digest_daily_at_h);
    out.digest_items_max = static_cast<std::size_t>(n.digest_items_max);
    out.spread_batch = static_cast<std::size_t>(n.spread_batch);
    return out;
}

std::string mail_domain_key(const privacy::blind_index& by, std::string_view domain) {
    std::string lower(domain);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return to_hex(by.of("notice.domain", lower).substr(0, 8));
}

} // namespace guiyi::notification
