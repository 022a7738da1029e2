// What must hold at the end of every history, however many machines stopped in between. Used by world.
#pragma once

#include "tests/simulation/people.hpp"

namespace guiyi::simulation {

/// Each gives an empty text, or what does not hold and where.
std::string check_chains(network& over, store::database& any);
/// Every complaint that was acknowledged is on intake's stream, and no submission is there twice.
std::string check_acknowledged(const network& over, const people& all);
/// Every complaint is in one case, and deduplication, casework and intake name the same.
std::string check_one_case(const network& over, const machine& at);
/// Nobody joined what a person held apart.
std::string check_held_apart(const people& all, const machine& at);
/// Due dates of clocks in working days, against days counted one by one.
std::string check_clocks(const network& over, const program_parts& runs);
/// No person is told the same thing of the same fact twice.
std::string check_told_once(const network& over);
/// Two machines that have heard everything hold the same.
std::string check_alike(const program_parts& runs, const machine& one, const machine& other);
/// A state folded anew from the streams is the state that was lived through.
std::string check_rebuilt(const program_parts& runs, network& over, const machine& lived);

} // namespace guiyi::simulation
