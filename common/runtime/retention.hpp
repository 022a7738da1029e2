// How much of its own stream a process keeps on its disk beside the bus. The stream itself is never cut: it is the
// record that the law asks to keep, and every state of another version is folded from it; who is erased from it is
// erased by his key.
#pragma once

#include "common/bus/bus.hpp"
#include "common/time/instant.hpp"

#include <string>
#include <vector>

namespace guiyi::runtime {

/// Somebody who may still need commits of a stream.
struct need {
    sequence from = 0; ///< the first
    std::string whose; ///< or what for
};

/// The first commit made at a moment or later; one past the last when all are older. @errors as bus::read
result<sequence> first_since(const bus::bus& over, events::stream of, instant moment);

/// Drops this process's own copies of the commits that nobody needs. @returns who needs the first that is left
/// @errors errc::invalid nobody is named, or the copies are the stream itself; as bus::drop_own
result<need> drop_unneeded(bus::bus& over, events::stream of, const std::vector<need>& needs);

} // namespace guiyi::runtime
