// Respondents' records as reports know them: what each is called, and which were merged into which on what day, so that
// the figures of a past day count as one what was one then.
// Used by the fold (writes) and by queries.
#pragma once

#include "common/store/view.hpp"
#include "services/casework/reports/measures.hpp"

#include <map>
#include <string>

namespace guiyi::casework::reports {

/// @param into empty: stands for itself again
void note_merge(store::writer& to, const std::string& firm, const std::string& into, day_number on);
/// Which records led elsewhere at the end of a day, each with the one that stood for it in the end.
std::map<std::string, std::string> merges_on(const store::view& from, day_number day);

/// The first record that is told so keeps the name.
void note_name(store::writer& to, const std::string& name, const std::string& firm);
/// Empty when no record was ever named so.
std::string firm_named(const store::view& from, const std::string& name);

} // namespace guiyi::casework::reports
