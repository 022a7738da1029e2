// What has to hold before a step is taken; each check names what is wrong. Used by take_step; the role also where
// repeats are refused.
#pragma once

#include "services/casework/take_step.hpp"

namespace guiyi::casework {

/// The role in which an officer may take a step. @param mine what they may decide as @param in says which it takes
/// @errors errc::forbidden naming the roles it takes
result<std::string> role_for(const config::transition& step, const config::rulebook& book, const officer_id& who,
                             const std::vector<std::string>& mine, language in = language::en);

struct step_checks {
    const law& under;
    const step_request& what;
    const case_row& row;
    const config::rulebook& book;
    const store::view& state;
    instant now;

    /// The role in which the officer acts. @errors errc::forbidden naming the roles it takes
    result<std::string> role() const;
    /// Whether the step is open to a case that ended as this one did. @errors errc::illegal_transition saying how it
    /// would have to
    result<void> open() const;
    /// Two people where the law wants two, and others than before where it wants others.
    result<void> persons() const;
    result<void> fields() const;
    /// Also whether the ground can stand in this state, and what it presupposes has happened.
    result<void> ground() const;
    /// What is asked of the clocks.
    result<std::vector<events::clock_order>> clock_orders() const;

  private:
    /// "field: why", in the officer's language.
    error wrong(std::string_view field, std::string_view zh, std::string_view en) const;
    error not_now(std::string_view zh, std::string_view en) const;
    error no_such_ground() const;
    error not_in_this_state(const config::ground& of) const;
    error too_early(const config::ground& of, const running_clock* clock) const;
    std::string given(std::string_view field) const;
    bool gives_up() const;
    result<void> field(const std::string& id, bool needed) const;
    result<void> date(const std::string& id, const std::string& value) const;
    result<void> choice(const config::step_field& of, const std::string& value) const;
    result<void> within(const std::string& value) const;
    std::string start_day(const std::string& clock) const;
    std::string day_of_named() const;
    bool repeats_as(const receipt_no& one, const std::vector<std::string>& kinds) const;
    result<void> pause(const std::vector<std::string>& clocks, std::vector<events::clock_order>& to) const;
    result<void> resume(const std::vector<std::string>& clocks, std::vector<events::clock_order>& to) const;
    result<void> extend(std::vector<events::clock_order>& to) const;
};

} // namespace guiyi::casework
