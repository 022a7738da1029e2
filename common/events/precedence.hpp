// Whose turn comes first while the processor or the disk is short. Used by the program for its threads and by the
// embedded bus for its writes.
#pragma once

#include "common/events/stream.hpp"

namespace guiyi::events {

enum class precedence {
    answers, ///< somebody waits for what is recorded
    tells,   ///< it leads to people being told what happens with theirs
    shows,   ///< officers see it, and may see it last
};

constexpr precedence precedence_of(stream of) {
    switch (of) {
        case stream::intake: return precedence::answers;
        case stream::deduplication:
        case stream::notification: return precedence::tells;
        default: return precedence::shows;
    }
}

} // namespace guiyi::events
