// Text in a file that people open with a spreadsheet. Somebody's name or reference that begins like a formula would be
// run there, with whatever it fetches or sends. Used by every CSV that leaves the system.
#pragma once

#include <string>
#include <string_view>

namespace guiyi::text {

/// The text, behind an apostrophe when a spreadsheet would take it for a formula.
std::string no_formula(std::string_view text);

/// Undoes no_formula(), for a program that reads such a file. Another text stays as it is.
std::string_view without_apostrophe(std::string_view text) noexcept;

/// A cell of text in CSV (RFC 4180): never a formula, always quoted.
std::string csv_cell(std::string_view text);

} // namespace guiyi::text
