// Officers as they are now: what the desk book says, and over it what was changed since; who is away, and where whom
// must
// not act. Folded by evolve; read by the choice of an officer, by decisions about staff and by the API.
#pragma once

#include "common/config/desks.hpp"
#include "common/events/assignment.hpp"
#include "common/store/view.hpp"
#include "common/time/calendar.hpp"

#include <optional>
#include <vector>

namespace guiyi::assignment {

/// An absence that was planned and not taken back.
struct leave_row {
    std::string leave;
    officer_id officer;
    std::string from;
    std::string until;
    officer_id deputy;
    std::string reason;
    bool begun = false;
};
BOOST_DESCRIBE_STRUCT(leave_row, (), (leave, officer, from, until, deputy, reason, begun))

struct interest_row {
    std::string interest;
    std::string respondent; ///< as compared: without blanks, in lower case
    std::string credit_code;
    std::string reason;
    case_no complainant_of;
    std::vector<std::string> persons; ///< blocking keys

    /// By the firm's credit code, or its name as written; or because the complainant is one of the persons meant, by
    /// any key that both have.
    bool concerns(const events::case_profile& about) const;
};
BOOST_DESCRIBE_STRUCT(interest_row, (), (interest, respondent, credit_code, reason, complainant_of, persons))

/// An officer of the desk book with all that was changed.
struct member {
    officer_id id;
    desk_id desk;
    std::int64_t capacity = 0;
    bool on_duty = true;
    std::vector<std::string> skills;
    std::vector<std::int64_t> weekdays;
    std::vector<config::working_span> hours{};

    bool can(const std::string& skill) const;
    /// Whether the day is one of those they work on. @param date an office date
    bool works_on(local_date date) const;
    /// Likewise, and they have not gone home yet. @param at after midnight
    bool works_later(local_date date, std::chrono::minutes at) const;
    /// Whether they work that day, holidays being days off; who works at weekends does so by their own days.
    bool there_on(local_date date, const calendar& days) const;
};

member member_of(const store::view& from, const config::officer& by_book);
void save_change(store::writer& to, const events::staff_changed& now);

std::vector<leave_row> leaves_of(const store::view& from, const officer_id& who);
std::optional<leave_row> load_leave(const store::view& from, const officer_id& who, const std::string& leave);
void save_leave(store::writer& to, const leave_row& row);
void erase_leave(store::writer& to, const officer_id& who, const std::string& leave);
/// The absence that a day falls into; nothing on other days.
std::optional<leave_row> away_on(const store::view& from, const officer_id& who, const std::string& day);

std::vector<interest_row> interests_of(const store::view& from, const officer_id& who);
void save_interest(store::writer& to, const officer_id& who, const interest_row& row);
void erase_interest(store::writer& to, const officer_id& who, const std::string& interest);
interest_row row_of(const events::interest_declared& fact);
/// Whether an officer must not act in a case.
bool has_interest(const store::view& from, const officer_id& who, const events::case_profile& about);

/// Numbers of leaves, interests and rebalancings: "L1", "L2", ...
std::string next_number(const store::view& from, char kind);
void note_number(store::writer& to, const std::string& number);

/// The moves of a rebalancing, until it is taken back.
std::optional<events::cases_rebalanced> load_batch(const store::view& from, const std::string& batch);
void save_batch(store::writer& to, const events::cases_rebalanced& row);
void erase_batch(store::writer& to, const std::string& batch);

} // namespace guiyi::assignment
