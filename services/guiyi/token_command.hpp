// `guiyi token issue` and `guiyi account invite`: ways in for whoever can log in on this machine.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>
#include <vector>

namespace guiyi::program {

struct token_request {
    std::string principal;
    std::string role = "officer"; ///< officer: a person; machine; admin: a machine that may also administer
    std::vector<std::string> scopes;
    int days = 365;
};

/// Prints the token; it cannot be shown again. Works beside a running system and without one.
int token_issue_command(const common_options& common, const token_request& what, std::ostream& out);

struct invite_request {
    std::string account;
    std::string name;               ///< needed for a new account of who is no officer of the desks file
    std::vector<std::string> roles; ///< of a new account
    std::string desk;
};

/// Prints a one-time link by which the holder sets a password; opens the account when there is none.
int account_invite_command(const common_options& common, const invite_request& what, std::ostream& out);

} // namespace guiyi::program
