// Compares a new complaint with a case, field by field: which level each field reaches, and what that weighs.
// Used by the matcher. Pure: the same profiles, counts and model give the same evidence.
#pragma once

#include "services/deduplication/model.hpp"
#include "services/deduplication/profile.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace guiyi::deduplication {

/// Who gave one phone, mail or address so far.
struct crowd {
    std::uint64_t names = 0;    ///< distinct, counted up to names_kept_max
    std::uint64_t nameless = 0; ///< records without a full name

    /// As many as may have given it: whoever gave no name may be anybody.
    std::uint64_t persons() const noexcept { return names + nameless; }
};

/// How common values are among the records so far; without them a value counts as rare.
struct frequencies {
    /// Earlier records that share a part of the dispute: a caller number, or a caller or company and a day.
    struct counted {
        std::string value;
        std::uint64_t records = 0;
    };
    std::uint64_t records = 0;      ///< of all complaints
    std::uint64_t name_records = 0; ///< with this very name
    std::vector<counted> disputes;  ///< by the plain value of the keys "caller", "caller_day" and "company_day"
    /// Of the new complaint's own phones, mail and address, and of those of candidates that are nearly its own.
    struct used {
        field of;          ///< phone, email or address
        std::string value; ///< as in the key of that name
        crowd by;
        bool own = true;
    };
    std::vector<used> values;
    std::uint64_t person_records = 0; ///< earlier records with one of its phones, its mail or its ID, the most of these

    /// Nobody when the value was not looked up.
    crowd users_of(field of, std::string_view value) const;
};

/// What one field says.
struct evidence {
    field of;
    level reached;
    centibits weight = 0;
    std::uint64_t persons = 0; ///< of a phone, mail or address that agrees: how many may have given it
};

/// Evidence of all fields that both sides have, in the order of the fields, and its sums.
struct comparison {
    std::vector<evidence> lines;
    centibits person = 0;
    centibits dispute = 0;
    /// Earlier records among which the person is to be found: those that share what the two sides share of the dispute
    /// (the rarest of caller, caller and day, company and day), or all.
    std::uint64_t among = 0;
};

/// Compares with a case by the best of its members in each field; a field no member has says nothing.
comparison compare(const profile& record, std::span<const profile> members, const frequencies& common, const model& by);

/// Whether candidates' values are worth counting: they agree with the record's, but are not the same.
bool nearly_same_phone(std::string_view a, std::string_view b);
bool nearly_same_email(std::string_view a, std::string_view b);
bool nearly_same_address(const profile& a, const profile& b);

/// The most that an agreeing name weighs: the rarer it is, the more its recurrence says.
centibits name_rarity(const frequencies& common, const decision_rule& rule);

} // namespace guiyi::deduplication
