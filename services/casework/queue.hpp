// The orders in which cases are listed, kept as rows so that a page costs a page: by state, by desk and by officer in
// the order of the next due date, and all by the day they were received. A filter may need several, merged.
// Used by state (keeps them) and the API (lists).
#pragma once

#include "services/casework/state.hpp"

namespace guiyi::casework {

enum class sort_by { due, received };

struct queue_filter {
    std::vector<std::string> states; ///< any of them; none given: all
    std::optional<desk_id> desk;
    std::optional<officer_id> officer;
    std::string category;                         ///< "C" also finds "C1"; empty: any
    std::optional<std::vector<desk_id>> within{}; ///< desks in the asking person's reach; none given: all
    std::string repeat{}; ///< kind that one of its complaints is taken for; "any": one of them; empty: any case

    bool matches(const case_row& row) const;
};

struct queue_page {
    std::vector<std::pair<case_no, case_row>> rows; ///< may be fewer than asked for although more follow
    std::string next;                               ///< give it back for the next page; empty at the end
};

/// How many cases one page may look at before it ends early.
inline constexpr std::size_t looked_at_max = 2000;

/// One page. Cases without a running clock stand last in the order of due dates; ties go by case number.
/// @param cursor `next` of the page before, or empty
/// @errors errc::invalid for a cursor that is none, or of another order
result<queue_page> list_cases(const store::view& from, const queue_filter& filter, sort_by by, std::size_t limit,
                              std::string_view cursor);

/// Moves a case to its place in every order. @param before null when it is new
void order(store::writer& to, const case_no& which, const case_row& row, const case_row* before);

} // namespace guiyi::casework
