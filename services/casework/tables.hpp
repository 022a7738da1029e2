// Rows beside the register of cases: hints, letters, respondents. One kind byte for all of them, and a name; and how
// their facts get into a case's timeline. Private to services/casework: included only by .cpp files.
#pragma once

#include "services/casework/rows.hpp"
#include "services/casework/state.hpp"

namespace guiyi::casework {

/// Key of a row of a named table: table("letter").text(id)
inline store::key table(std::string_view name) { return store::key('~').text(name); }

/// One entry more. Not a change that makes what others read stale.
template <class Fact>
void note_in_timeline(store::writer& state, const case_no& of, instant at, const Fact& fact) {
    const auto before = load_case(state, of);
    if (!before) return;
    auto row = *before;
    row.changed_at = at;
    row.changed_by = Fact::type;
    ++row.entries;
    std::string entry = R"({"n":)" + std::to_string(row.entries) + R"(,"at":)";
    events::json::write(entry, at);
    entry += R"(,"kind":)";
    events::json::write_string(entry, Fact::type);
    entry += R"(,"data":)" + to_row(fact) + '}';
    put_entry(state, of, row.entries, entry);
    save_case(state, of, row, &*before);
}

} // namespace guiyi::casework
