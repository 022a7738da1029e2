// The fields that are compared and the levels a comparison can reach: the words of the explanation and of the model
// file. Used by the comparison (which finds levels), the model (which weighs them) and the API (which names them to
// officers).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace guiyi::deduplication {

/// Fields about the person come first, those about the dispute after them.
enum class field : std::uint8_t {
    name,
    phone,
    email,
    id_number,
    id_last4,
    address,
    order_no,
    quoted_no,
    caller_number,
    call_day,
    company,
    amount,
    narrative,
    recording,
    filing_gap,
};
inline constexpr std::size_t field_count = 15;

/// How well two values agree; which of them a field can reach is in levels_of().
enum class level : std::uint8_t {
    exact,
    near,
    similar,
    partial,
    one_edit,
    masked,
    adjacent,
    close,
    differ,
    far,
    shared,
    surname,
    high,
    some,
    little,
    low,
    cross_language,
    week,
    month,
    quarter,
    longer,
    weak,
};
inline constexpr std::size_t level_count = 22;

/// Which of the two questions a field speaks to: the same person, or the same dispute given the person.
enum class stage : std::uint8_t { person, dispute };

constexpr stage stage_of(field of) noexcept { return of <= field::address ? stage::person : stage::dispute; }

/// "phone", "call_day", ... as in the model file and in stored explanations.
std::string_view name_of(field which) noexcept;
/// "exact", "one_edit", ...
std::string_view name_of(level which) noexcept;
std::optional<field> field_named(std::string_view name) noexcept;

/// The levels a field can reach, each of which the model must weigh.
std::span<const level> levels_of(field of) noexcept;

/// What an officer reads, in Chinese and English.
struct label {
    std::string_view zh;
    std::string_view en;
};
/// By the names of stored explanations; a name of a later version is shown as it is.
label field_label(std::string_view field_name) noexcept;
label level_label(std::string_view level_name) noexcept;
/// Why a total good for a tie went to review (match_explanation::held_by), to follow "but".
label held_label(std::string_view held_by) noexcept;

} // namespace guiyi::deduplication
