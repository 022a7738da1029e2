// Rows of checks before filing: which check asked for proof of whose complaint, how often codes were sent and tried.
// Used by check (reads) and its fold (writes). Bounded: a check's row goes an hour after it was made, swept by later
// facts.
//
//   'P' check         -> proof asked with one check id
//   'Q' receipt       -> when codes were last sent to its address
//   'T' moment check  -> (order in which rows of 'P' go)
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// A check id is good for this long, and its row is kept for as long.
inline constexpr std::chrono::minutes check_life{60};
/// Codes sent to one complaint's address within code_period.
inline constexpr std::size_t codes_a_day_max = 3;
inline constexpr std::chrono::hours code_period{24};

struct proof_row {
    receipt_no receipt; ///< empty: codes were tried, but none had been issued
    case_no of_case;
    std::string sealed_code; ///< binary
    instant expires_at{};    ///< of the code
    std::uint64_t tries = 0; ///< with this check, whichever code
    bool used = false;
    instant kept_until{};
};

/// Each throws guiyi::failure (corrupt) for bytes that are no row of ours.
std::optional<proof_row> proof_of(const store::view& rows, std::string_view check);
/// When the last codes were sent to a complaint's address, oldest first, at most codes_a_day_max.
std::vector<instant> codes_sent(const store::view& rows, const receipt_no& receipt);

/// Folds ownership_code_issued and ownership_code_tried; any other fact leaves no trace.
void fold_check(store::writer& rows, const events::event& fact);

} // namespace guiyi::deduplication
