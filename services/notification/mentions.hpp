// Whom a note calls by name: "@王敏" or "@wang.min". Used by decide. Pure.
#pragma once

#include "common/config/desks.hpp"

#include <string_view>
#include <vector>

namespace guiyi::notification {

/// Officers of the book, each once, in the order they are called. A name that several have calls those of the same
/// organisation as `near`. A longer name goes before a shorter one that it begins with; a sign alone calls nobody.
/// @param utf8 any text; an e-mail address in it calls nobody
/// @param near the desk of the case
std::vector<officer_id> mentioned(std::string_view utf8, const config::desk_book& in, const desk_id& near);

} // namespace guiyi::notification
