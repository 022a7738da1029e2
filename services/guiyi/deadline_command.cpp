#include "services/guiyi/deadline_command.hpp"

#include "common/config/calendars.hpp"
#include "common/config/rulebook.hpp"

#include <algorithm>
#include <ostream>
#include <ranges>

namespace guiyi::program {

namespace {

result<date_range> parse_range(const std::string& text) {
    const auto dots = text.find("..");
    if (dots == text.npos) return fail(errc::invalid, "--exclude wants FROM..TO, such as 2026-09-01..2026-09-10");
    const auto from = parse_date(text.substr(0, dots));
    const auto to = parse_date(text.substr(dots + 2));
    if (!from) return from.error();
    if (!to) return to.error();
    if (*to < *from) return fail(errc::invalid, "--exclude " + text + ": ends before it begins");
    return date_range{*from, *to};
}

/// The named book; without a name the one in force that has the clock; before all that have it the earliest of them (a
/// limitation may have begun long ago); or else any that is in force, to say what it has.
result<config::rulebook> choose(const std::vector<config::rulebook>& books, const std::string& id,
                                const std::string& clock, local_date from) {
    for (const auto& book : books)
        if (id.empty() ? book.in_force(from) && book.find(clock) : book.id == id) return book;
    for (const auto& book : books | std::views::reverse)
        if (id.empty() && book.find(clock)) return book;
    for (const auto& book : books)
        if (id.empty() && book.in_force(from)) return book;
    std::string known;
    for (const auto& book : books) known += (known.empty() ? "" : ", ") + book.id;
    return fail(errc::not_found,
                id.empty() ? "no rulebook is in force on " + format_date(from) + "; name one with --rulebook: " + known
                           : "no rulebook '" + id + "'; there are: " + known);
}

/// What was asked for cannot be, however often it is tried.
int misused(const error& why) {
    complain(why);
    return exit_usage;
}

} // namespace

int deadline_command(const common_options& common, const deadline_options& options, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const auto from = parse_date(options.from);
    if (!from) return misused(from.error());
    std::vector<date_range> excluded;
    for (const auto& text : options.excluded) {
        const auto range = parse_range(text);
        if (!range) return misused(range.error());
        excluded.push_back(*range);
    }
    const auto calendar = config::load_calendars(settings->resolve(settings->paths.calendars));
    if (!calendar) return complain(calendar.error());
    const auto books = config::load_rulebooks(settings->resolve(settings->paths.rulebooks));
    if (!books) return complain(books.error());
    const auto book = choose(*books, options.rulebook, options.clock, *from);
    if (!book) return misused(book.error());
    const auto clock = book->find(options.clock);
    if (!clock) return misused(clock.error());

    if (!has_end(clock->rule))
        return misused(fail(errc::invalid, clock->id + " (" + clock->instrument + " " + clock->article +
                                               "): the text gives no number, so there is no due date"));
    const auto due = due_date(clock->rule, *from, *calendar, excluded);
    const bool english = options.language == "en";
    out << format_date(due.due) << (due.provisional ? " provisional" : "") << "\n"
        << clock->id << " " << (english ? clock->title_en : clock->title_zh) << " (" << clock->instrument << " "
        << clock->article << ")\n"
        << explain(due, english ? language::en : language::zh);
    if (!excluded.empty() && clock->pauses.empty())
        out << (english ? "note: " + book->id + " names no reason for which days of " + clock->id + " may be left out\n"
                        : "注意：" + book->id + "没有规定可以扣除" + clock->id + "期限的事由\n");
    return exit_done;
}

} // namespace guiyi::program
