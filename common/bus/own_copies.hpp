// What a process keeps on its own disk of streams that lie elsewhere may begin late: after a snapshot of the state, or
// after what was dropped. The commit before the first is noted, so that an audit of the disk alone can fold the chain.
// Used by common/runtime, which begins with snapshots, and by the audit.
#pragma once

#include "common/bus/bus.hpp"

namespace guiyi::bus {

/// Notes that the copies of a stream go on from a commit. Those that end before it are dropped: with a gap after them
/// they are no chain, and fill nothing; those that reach it stay as they are. Not beside another write.
/// @errors as store::database::write
result<void> note_beginning(store::database& in, events::stream of, const position& before);

/// The commit that the copies kept here go on from; sequence 0 when they begin with the first, or none is kept.
/// @errors errc::corrupt the first is not the one after what was noted
result<position> beginning(const store::database& in, events::stream of);

} // namespace guiyi::bus
