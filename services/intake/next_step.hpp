// What happens next to a complaint, in one sentence for its complainant, and why a date is another one than before.
// Pure. Used by the public status.
// @law O121 §15(1), §23 (what is decided by when), §25, CPL §39 (the ways that are left), §26 (call-backs)
#pragma once

#include "common/http/problem.hpp"
#include "services/intake/state.hpp"

#include <string>
#include <string_view>

namespace guiyi::intake {

/// @param stage what the status shows as its stage
/// @param detail what is known of that stage: of a closed case its outcome
/// @param first the running clock that ends first; null: none runs
/// @param today at the office, as 2026-12-01
std::string next_step(std::string_view stage, std::string_view detail, const running_clock* first,
                      std::string_view today, http::language in);

/// What has to be done within a clock's time, as its complainant reads it; a clock of a repeat ("K1+R2") is as its own.
std::string clock_words(std::string_view clock, http::language in);

/// How a step "clock_moved" names its clock, the date before and the reason: "K5 2026-12-01 restarted".
struct moved_date {
    std::string clock;
    std::string was;
    std::string why; ///< restarted | extended | calendar | rulebook | recalculated | paused:<reason>
};
std::string written(const moved_date& what);
moved_date moved_date_in(std::string_view detail);

/// Why a date moved, in words; what is not known is called a change of the law's or the office's calculation.
std::string why_moved(std::string_view why, http::language in);

} // namespace guiyi::intake
