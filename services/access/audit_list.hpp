// The auditor's list: who signed in, who did what, who looked at what, what became of accounts and tokens; newest
// first, by person, by case or receipt, by kind and by time. Rows only, so that a page costs a page.
// Used by evolve (adds) and the API (lists).
#pragma once

#include "common/core/ids.hpp"
#include "common/store/view.hpp"
#include "common/time/instant.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace guiyi::access {

struct audit_entry {
    instant at{};
    std::string kind; ///< look | refused | deed | sign_in | account | token
    account_id by;    ///< who did it; empty: the program, or nobody known
    std::string what; ///< route, type of the fact, or how it ended
    std::string subject;
    case_no in_case;    ///< of a receipt, where it is known
    std::string detail; ///< address, cause, where the fact stands ("casework/17/0")
};
BOOST_DESCRIBE_STRUCT(audit_entry, (), (at, kind, by, what, subject, in_case, detail))

/// The kinds an entry may be of.
const std::vector<std::string>& audit_kinds();

void add_entry(store::writer& to, const audit_entry& entry);

struct audit_query {
    account_id by;                 ///< empty: anybody
    std::string subject;           ///< account, case or receipt; empty: any
    std::string kind;              ///< empty: any
    std::optional<instant> from{}; ///< inclusive
    std::optional<instant> to{};   ///< exclusive
};

struct audit_page {
    std::vector<audit_entry> entries; ///< may be fewer than asked for although more follow
    std::string next;                 ///< give it back for the next page; empty at the end
};

/// @errors errc::invalid for a cursor that is none of this list's
result<audit_page> list_entries(const store::view& from, const audit_query& what, std::size_t limit,
                                std::string_view cursor);

} // namespace guiyi::access
