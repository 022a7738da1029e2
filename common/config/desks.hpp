// Who handles complaints: organisations, their desks, and the officers at each. Used by assignment and by sign-in.
// Read from config/desks.toml, which every deployment replaces with its own.
#pragma once

#include "common/access/role.hpp"
#include "common/config/taxonomy.hpp"
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

struct officer {
    officer_id id;
    std::string name;
    desk_id desk;
    int capacity = 0; ///< open cases at a time
    bool on_duty = true;
    access::role_set roles{access::role::officer}; ///< what they may do; their account may say otherwise
};

struct desk_book {
    std::vector<organisation> organisations;
    std::vector<desk> desks;
    std::vector<officer> officers;

    /// Null when unknown; lives as long as the book.
    const desk* find(const desk_id& id) const;
    const officer* find(const officer_id& id) const;
    /// Those of a desk; may be none.
    std::vector<officer_id> leads_of(const desk_id& id) const;
    /// The desk for what nobody else takes.
    const desk& fallback() const;
};

/// @param known checks the desks' categories when given
/// @errors errc::not_found, or errc::invalid naming file, line and key: an id given twice, a desk of an unknown
///     organisation, an officer of an unknown desk, an unknown category, not exactly one fallback desk
result<desk_book> load_desks(const std::filesystem::path& file, const taxonomy* known = nullptr);

} // namespace guiyi::config
