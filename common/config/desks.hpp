// Who handles complaints: organisations, their desks, and the officers at each. Used by assignment and by sign-in.
// Read from config/desks.toml, which every deployment replaces with its own.
#pragma once

#include "common/access/role.hpp"
#include "common/config/jurisdiction.hpp"
#include "common/core/ids.hpp"

namespace guiyi::config {

struct organisation {
    std::string id;
    std::string name_zh;
    std::string name_en;
};

struct desk {
    desk_id id;
    std::string name_zh;
    std::string name_en;
    std::string organisation; ///< the id of its organisation
    desk_kind kind = desk_kind::samr;
    std::vector<std::string> categories; ///< what it takes: "C" (all of C), "D2", or "*"
    std::vector<std::string> regions;    ///< GB/T 2260 prefixes ("3303" is a prefecture), or "*"
    bool fallback = false;               ///< takes what no other desk does; exactly one desk is

    /// Whether it takes a category; a more exact rule elsewhere is the router's business.
    bool takes_category(std::string_view code) const;
    bool takes_region(std::string_view code) const;
};

/// From when until when somebody works on a day of the week.
struct working_span {
    std::int64_t weekday = 1; ///< 1 is Monday
    std::chrono::minutes from{};
    std::chrono::minutes until{};

    friend bool operator==(const working_span&, const working_span&) = default;
};

struct officer {
    officer_id id;
    std::string name;
    desk_id desk;
    int capacity = 0; ///< open cases at a time
    bool on_duty = true;
    access::role_set roles{access::role::officer}; ///< what they may do; their account may say otherwise
    std::vector<std::string> skills{};             ///< codes that [[need]] of the file asks for: "en", "telecom"
    std::vector<std::int64_t> weekdays{};          ///< on which they work, 1 is Monday; empty: all working days
    std::string email{};                           ///< at work, for reports that are mailed; may be empty
    std::vector<working_span> hours{};             ///< in order; when given, weekdays are theirs. Empty: the whole day
};

/// A skill that the officer of such cases should have; an empty condition holds for every case.
struct skill_need {
    std::string skill;
    std::string language;
    std::string nature;
    std::string category; ///< prefix of a taxonomy code

    bool of(std::string_view case_nature, std::string_view case_category, std::string_view case_language) const;
};

/// How much such a case weighs in an officer's load; the first that holds tells, otherwise 1.
struct load_weight {
    std::string nature;
    std::string category; ///< prefix of a taxonomy code
    std::int64_t weight = 1;
};

/// How many working days nothing may be done about such a case; 0: that never follows.
struct idle_rule {
    std::string nature;            ///< empty: of a submission without one
    std::int64_t officer_days = 0; ///< the officer is told
    std::int64_t lead_days = 0;    ///< the leads of the desk are
    std::int64_t release_days = 0; ///< it goes back to the desk's queue
};

/// Who hears of a missed clock that still runs, beyond officer and lead, who hear at once.
struct escalation_rule {
    std::int64_t after_days = 0; ///< working days after the due date
    access::role to = access::role::head;
};

/// How work is spread among officers: local practice, so all of it is data.
struct staffing {
    std::vector<skill_need> needs;
    std::vector<load_weight> weights;
    std::vector<idle_rule> idle;
    std::vector<escalation_rule> escalations;
    /// Whose load, in hundredths of their capacity, is at most so far above the least: what they have of the same
    /// person, or the same campaign, still brings them the next.
    std::int64_t person_margin = 100;
    std::int64_t campaign_margin = 10;
    std::int64_t near_days = 3; ///< what is due within so many natural days tells officers apart who are equally full

    std::vector<std::string> skills_for(std::string_view nature, std::string_view category,
                                        std::string_view language) const;
    std::int64_t weight_of(std::string_view nature, std::string_view category) const;
    /// Null when such cases may lie.
    const idle_rule* idle_of(std::string_view nature) const;
};

struct desk_book {
    std::vector<organisation> organisations;
    std::vector<desk> desks;
    std::vector<officer> officers;
    config::staffing staffing{};
    std::vector<platform> platforms{}; ///< those whose operator's domicile is known

    /// Null when unknown; lives as long as the book.
    const desk* find(const desk_id& id) const;
    const officer* find(const officer_id& id) const;
    /// Those of a desk; may be none.
    std::vector<officer_id> leads_of(const desk_id& id) const;
    /// Those with a role at the desk or, where it has none, in its organisation.
    std::vector<officer_id> with_role(access::role role, const desk_id& at) const;
    /// The desk for what nobody else takes.
    const desk& fallback() const;
};

/// @param known checks the desks' categories when given
/// @errors errc::not_found, or errc::invalid naming file, line and key: an id given twice, a desk of an unknown
///     organisation, an officer of an unknown desk, an unknown category, not exactly one fallback desk
result<desk_book> load_desks(const std::filesystem::path& file, const taxonomy* known = nullptr);

} // namespace guiyi::config
