// Every way that a case can go along a track, with one clock followed on it. Used by rulebook_check: a clock that some
// way to an end never stops would run for ever, and a circle without a way out would keep the case for ever.
#pragma once

#include "common/config/rulebook_track.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::config {

/// Something wrong on a way, at the step that leads into it.
struct path_fault {
    unsigned line = 0; ///< of that step, or of the state where no step is to blame
    std::string what;  ///< one sentence
};

/// States that can be reached from one, itself included; over to another track is not followed.
std::set<std::string> reach(const track& on, const std::string& from);

/// States that are reached, have steps that lead on, and yet no end: nor another track, nor a dead end.
std::vector<path_fault> endless_circles(const track& on);

/// Ends that a case can come to, and steps to another track, with the clock still running or paused.
/// @param runs_from_the_start the clock runs when the track begins although its first step does not start it: a child
///        case that was opened with it
std::vector<path_fault> never_stopped(const track& on, std::string_view clock, bool runs_from_the_start = false);

} // namespace guiyi::config
