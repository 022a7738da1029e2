// Facts of the casework stream about reports that go out by mail: when the next one is due, and each one that was made.
// A report names nobody: figures by group, no cases and no complainants. Produced by casework; notification sends them.
#pragma once

#include "common/core/ids.hpp"
#include "common/time/instant.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <variant>
#include <vector>

namespace guiyi::events {

/// What a file that goes with a mail is.
struct attached_file {
    std::string name; ///< "first-check-2026-W19.xlsx"
    std::string type; ///< MIME type
    std::string data; ///< base64

    friend bool operator==(const attached_file&, const attached_file&) = default;
};
BOOST_DESCRIBE_STRUCT(attached_file, (), (name, type, data))

/// The next report of a mailing that somebody gets. Again whenever one was made, or the settings say otherwise.
struct mailing_planned {
    static constexpr std::string_view type = "mailing_planned";
    std::string mailing; ///< its id in config/mailings.toml
    officer_id officer;
    std::string settings; ///< hash of what the settings say of it; empty: it is sent no more
    std::string from;     ///< office dates of the period that it will be about
    std::string to;
    instant due_at{}; ///< when it is made
};
BOOST_DESCRIBE_STRUCT(mailing_planned, (), (mailing, officer, settings, from, to, due_at))

/// The report of one period for one person, as it stood at the end of that period. Once.
struct report_made {
    static constexpr std::string_view type = "report_made";
    std::string mailing;
    officer_id officer; ///< who gets it: figures are of the desks in their reach
    std::string report; ///< its id in config/reports
    std::string from;   ///< office dates
    std::string to;
    std::string language; ///< zh | en
    std::string title;    ///< the report's name in that language
    attached_file file;
};
BOOST_DESCRIBE_STRUCT(report_made, (), (mailing, officer, report, from, to, language, title, file))

using mailing_facts = std::variant<mailing_planned, report_made>;

} // namespace guiyi::events
