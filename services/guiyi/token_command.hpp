// `guiyi token issue`: a sign-in token for a person or a machine.
#pragma once

#include "services/guiyi/command.hpp"
#include "services/guiyi/session.hpp"

#include <iosfwd>

namespace guiyi::program {

/// Prints the token; it cannot be shown again. Works beside a running system.
int token_issue_command(const common_options& common, const token_holder& to, std::ostream& out);

} // namespace guiyi::program
