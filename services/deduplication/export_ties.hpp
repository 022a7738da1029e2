// The export of ties: one row per complaint in arrival order, as CSV or NDJSON.
// Used by the staff API (page by page) and by `guiyi export ties` (offline, straight from the state).
#pragma once

#include "common/store/view.hpp"
#include "services/deduplication/state.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace guiyi::deduplication {

enum class ties_format { csv, ndjson };

/// "csv" or "ndjson".
std::optional<ties_format> ties_format_named(std::string_view name) noexcept;
/// Media type of a format.
std::string_view media_type_of(ties_format format) noexcept;

/// Centibits as bits with two decimals, "-1.30".
std::string in_bits(std::int64_t centibits);

/// Gives the export piece by piece. Rows that arrive meanwhile are left out: it ends where the state ended at the
/// start.
class tie_pages {
  public:
    /// @param state    must outlive the pages
    /// @param compared adds the column compared_with: the best candidate case as it is called now, empty when there was
    ///                 none
    tie_pages(const store::view& state, ties_format format, bool compared = false);

    /// The next piece (the first begins with the CSV header); nothing at the end.
    /// @throws guiyi::failure when the store fails
    std::optional<std::string> next();

  private:
    const store::view& state_;
    ties_format format_;
    bool compared_;
    record_no last_;
    record_no written_ = 0;
    bool started_ = false;
};

/// The whole export. Columns: receipt_no, external_ref, case_no, verdict, score, campaign. Score is the log-odds
/// against the best case in bits, empty when there was no candidate. CSV by RFC 4180 (lines end in CR LF; fields with
/// comma, quote or line break are quoted). external_ref is whatever the channel gave: in CSV one that a spreadsheet
/// would take for a formula stands behind an apostrophe, in NDJSON it is byte for byte.
void write_ties(const store::view& state, ties_format format, const std::function<void(std::string_view)>& sink);

} // namespace guiyi::deduplication
