// Where the rows of reports stand in casework's family. Digits are theirs alone:
//   '0' measure dimension level period value   sums: figures by label and n, of a day or a month
//   '1' measure day unit line                  lines: one figure of one case or complaint, and when it was known
//   '2' measure known day unit line sign       corrections: what became known, or was taken back, after its day; stocks
//                                            that ended
//   '3' case, '4' receipt                      what the fold keeps of each (units.hpp)
//   '5' case time receipt                      complaints of a case
//   '6' firm                                   when a respondent's record was merged into which, and taken out again
//   '7' name                                   the first record that was so named
//   '8' mailing officer                        the next report that somebody is mailed
// Private to services/casework/reports.
#pragma once

#include "common/store/key.hpp"
#include "services/casework/reports/measures.hpp"

namespace guiyi::casework::reports {

/// Sums are kept by month, so that long periods read few rows, and where values are few also by day. Other values of
/// the days before the first and after the last whole month are added up from their lines.
enum class level : char { day = 'd', month = 'm' };
/// 0: of everything; otherwise by one dimension.
using facet = std::uint8_t;
inline constexpr facet of_all = 0;
inline facet facet_of(dimension which) noexcept { return static_cast<facet>(static_cast<facet>(which) + 1); }
inline bool has_days(facet by) noexcept {
    return by == of_all || by == facet_of(dimension::desk) || by == facet_of(dimension::officer);
}

/// 4 bytes that sort like the number.
inline std::string sortable(std::int32_t number) {
    const auto bits = static_cast<std::uint32_t>(number) ^ 0x80000000u;
    return {static_cast<char>(bits >> 24), static_cast<char>(bits >> 16), static_cast<char>(bits >> 8),
            static_cast<char>(bits)};
}
inline std::int32_t from_sortable(std::string_view bytes) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4 && i < bytes.size(); ++i) bits = bits << 8 | static_cast<unsigned char>(bytes[i]);
    return static_cast<std::int32_t>(bits ^ 0x80000000u);
}

/// Every sum of a measure by one facet and level; periods and values follow.
inline store::key sums_of(measure what, facet by, level at) {
    const char head[] = {static_cast<char>(what), static_cast<char>(by), static_cast<char>(at)};
    return store::key('0').raw({head, sizeof head});
}
/// Where the period begins in such a key, and the value after it.
inline constexpr std::size_t period_at = 4, value_at = 8;

inline store::key lines_of(measure what) { return store::key('1').raw(std::string(1, static_cast<char>(what))); }
inline store::key lines_of(measure what, day_number day) { return store::key(lines_of(what)).raw(sortable(day)); }
inline constexpr std::size_t line_day_at = 2, line_unit_at = 6;

inline store::key corrections_of(measure what) { return store::key('2').raw(std::string(1, static_cast<char>(what))); }
inline store::key corrections_of(measure what, day_number known) {
    return store::key(corrections_of(what)).raw(sortable(known));
}
inline constexpr std::size_t correction_known_at = 2, correction_day_at = 6, correction_unit_at = 10;

} // namespace guiyi::casework::reports
