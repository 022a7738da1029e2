// Reports that go out by mail: which, how often, to whom (one file each in config/reports/mail), and what follows from
// that. For each person the next one is planned, and its period is told once: made and planned again in one commit. Its
// figures are of the desks in that person's reach, as they stood at the end of the period. A mailed table names no case
// and nobody of the staff: lists and tables by officer are refused, since mail is read by more than its addressee.
// Used by service; the program plans at start.
#pragma once

#include "common/core/result.hpp"
#include "common/events/event.hpp"
#include "services/casework/reports/present.hpp"
#include "services/casework/reports/read_request.hpp"

#include <boost/json/array.hpp>

#include <functional>

namespace guiyi::casework::reports {

enum class rhythm { day, week, month };

struct mailing_recipient {
    officer_id officer;
    desks_in_reach within; ///< nothing: all desks
};

/// One file of config/reports/mail.
struct mailing {
    std::string id; ///< the file's name
    std::string report;
    rhythm every = rhythm::week;
    std::chrono::minutes at{}; ///< after midnight of the day after the period
    format as = format::xlsx;
    grouping by;
    std::string language = "zh";
    std::size_t rows = 200; ///< at most
    std::vector<mailing_recipient> to;
    std::string settings; ///< hash of all that
};

/// Whose desks an officer sees. @errors errc::invalid when they may read no reports
using reach_of_officer = std::function<result<desks_in_reach>(const config::officer&)>;

/// Every mailing of a folder; none when there is no such folder.
/// @errors errc::invalid naming file, line and key: an unknown report or one that is a list, an officer that is
///     unknown, has no address or may read no reports
result<std::vector<mailing>> load_mailings(const std::filesystem::path& folder, const std::vector<definition>& reports,
                                           const config::desk_book& desks, const reach_of_officer& reach);

/// The whole period that holds a day; weeks begin on Monday.
period period_with(rhythm every, day_number day);

/// Everything referred to must outlive it.
struct mailer {
    const std::vector<mailing>& mailings;
    const std::vector<definition>& reports;
    reports::names names;
    std::chrono::minutes utc_offset;
};

/// What is not planned as the settings say, planned from the running period on, or from the one that was planned and is
/// over without having been told; what they no longer name, ended. A period that was told is not told again.
events::facts plan_mailings(const mailer& by, const store::view& state, instant now);

bool is_mailing_timer(std::string_view timer) noexcept;
/// The report that is due, and the plan of the next. What was missed while nothing ran follows at once, period by
/// period: each as it stood at its own end. @errors errc::io
result<events::facts> make_report(const mailer& by, std::string_view timer, const store::view& state);

/// What is planned for somebody.
struct planned_mailing {
    std::string settings;
    std::string from;
    std::string to;
    instant due_at{};
    std::string told_from{}; ///< the last period that was told; empty: none yet
    std::string told_to{};
    instant told_at{}; ///< when its report was made
};
BOOST_DESCRIBE_STRUCT(planned_mailing, (), (settings, from, to, due_at, told_from, told_to, told_at))
std::optional<planned_mailing> load_plan(const store::view& from, const std::string& mailing, const officer_id& who);

/// Every mailing of the settings with what is next and what was last for each of its recipients, as the API shows it:
/// [{"mailing","report","every","at","format","by","language","rows","to":[{"officer","within":[desk] or null for all,
/// "next":{"from","to","due_at"} or null,"last":{"from","to","made_at"} or null}]}]
boost::json::array mailings_json(const std::vector<mailing>& all, const store::view& from);

void evolve_mailings(store::writer& state, const events::event& fact);

} // namespace guiyi::casework::reports
