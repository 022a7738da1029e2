// Tokens as they were kept before they were facts: one line "principal role hash" each, in <data>/keys/staff.tokens.
// Read once, at the first start after that, so that they stay good.
#pragma once

#include "services/access/token_decide.hpp"

#include <filesystem>

namespace guiyi::program {

/// What the file holds; empty when there is none.
std::vector<access::token_details> read_old_tokens(const std::filesystem::path& file);

} // namespace guiyi::program
