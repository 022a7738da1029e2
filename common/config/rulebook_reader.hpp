// Reads roles, forms, fields and tracks of a rulebook. Used by the loader of rulebooks only.
#pragma once

#include "common/config/rulebook.hpp"
#include "common/config/toml.hpp"

namespace guiyi::config {

/// Fields that every book knows without naming them: reason, note, since, evidence, second, pause_reason, days, desk,
/// track, related, due_on, lead, category.
std::span<const step_field> common_fields();

/// Adds what the document says; faults go into the document's findings.
void read_tracks(const table& root, rulebook& into);

} // namespace guiyi::config
