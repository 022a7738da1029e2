// Which body is competent for a matter, as data: rows of a rulebook, each with its article. What a rulebook cannot know
// (which platforms there are, and where) stands in the desk book.
// Used by the router of assignment.
// @law SAMR-121 §13, §29, §31, §32
#pragma once

#include "common/config/taxonomy.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::config {

class table;

/// What a respondent is towards a platform, as far as a complaint tells.
enum class party {
    any,      ///< anything else; the seller on a site of its own among them
    platform, ///< the operator of a platform
    merchant, ///< who sells on one
};
std::string_view name_of(party which) noexcept;

/// What a complaint says that places somebody.
enum class place_source {
    address,      ///< the respondent's address, as given: 实际经营地, or the address published on the platform
    registration, ///< digits 3 to 8 of the unified social credit code: 住所地
    platform,     ///< where the platform's operator is registered, from the desk book
    conduct,      ///< where it was done, as far as the complaint tells: 行为发生地
};
std::string_view name_of(place_source which) noexcept;

/// One row. The first whose conditions hold decides.
struct jurisdiction_rule {
    std::vector<std::string> natures;    ///< "complaint"; "" is a submission without a nature
    std::vector<std::string> categories; ///< prefixes of taxonomy codes; empty: every one
    party against = party::any;          ///< any holds for every respondent
    desk_kind kind = desk_kind::samr;    ///< whose desks act
    std::vector<place_source> places;    ///< the bodies of these places are competent; empty: place plays no part
    std::string instrument;              ///< an instrument's code; empty: local practice
    std::string article;
    bool verified = false;
    unsigned line = 0; ///< in its file

    bool of(std::string_view nature, std::string_view category, party respondent) const;
};

/// Reads one row; faults go into the document's findings.
jurisdiction_rule read_jurisdiction(const table& row);

/// A platform on which others sell.
struct platform {
    std::vector<std::string> names; ///< as complaints spell it
    std::string region;             ///< GB/T 2260 digits of its operator's domicile
};
platform read_platform(const table& row);

/// A name as it is compared: without blanks, in lower case.
std::string compared_name(std::string_view name);

} // namespace guiyi::config
