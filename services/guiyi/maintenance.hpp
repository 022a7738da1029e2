// `guiyi backup`, `restore` and `rebuild`: copies of a data folder, and states folded anew.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>
#include <string>

namespace guiyi::program {

class node;

/// Copies a running node's data into a folder that does not exist yet: a checkpoint of the database, the evidence, and
/// the keys (unless the settings keep them elsewhere). Evidence is copied after the checkpoint, so it holds all that is
/// named.
result<void> copy_data(const node& from, const std::filesystem::path& into);

/// Online when a system serves the data folder, else directly.
int backup_command(const common_options& common, const std::string& into, std::ostream& out);

/// Copies a backup into the settings' data folder, which must be empty or absent, and checks every stream's chain.
int restore_command(const common_options& common, const std::string& from, std::ostream& out);

/// Drops a service's state and folds its stream again; the system must not be running.
int rebuild_command(const common_options& common, const std::string& service, std::ostream& out);

} // namespace guiyi::program
