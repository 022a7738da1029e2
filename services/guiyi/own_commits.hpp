// A process's own copies of its services' commits, which it keeps on its disk beside a shared bus: how old they get.
#pragma once

#include "common/runtime/runner.hpp"
#include "services/guiyi/parts.hpp"
#include "services/guiyi/snapshots.hpp"

namespace guiyi::program {

/// Drops those that the settings allow to drop and nobody in this process needs, and says so in the log. Blocks.
/// @param readers the runners of this process
void drop_old_commits(const parts& from, events::stream of, const snapshots& states,
                      const std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>>& readers);

} // namespace guiyi::program
