// `guiyi audit`: checks the chains and their signed checkpoints, in the data folder or in exported files.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>
#include <vector>

namespace guiyi::program {

/// One line a commit of a stream: sequence, hash (hex), body; enough to check the chain anywhere.
int audit_export(const common_options& common, const std::string& stream, std::ostream& out);

/// The heads of all chains now, signed.
int audit_checkpoint(const common_options& common, std::ostream& out);

/// Exit 0 intact, 1 broken (says where). Without files every chain and checkpoint of the data folder is checked, also
/// beside a running system; with files the chains and checkpoints they hold, each checkpoint against its chain.
/// @param key the public key (hex) that must have signed; empty: the data folder's where there is one, else any
int audit_verify(const common_options& common, const std::vector<std::string>& files, const std::string& key,
                 std::ostream& out);

} // namespace guiyi::program
