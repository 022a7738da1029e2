#include "services/guiyi/deadline_command.hpp"

#include "common/config/calendars.hpp"
#include "common/config/rulebook.hpp"
#include "services/assignment/clock.hpp"

#include <algorithm>
#include <optional>
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

/// Stands for the reason of days that are left out by hand: every clock takes it, whatever its law lists.
constexpr std::string_view by_hand = "--exclude";

/// A clock as one law counts it.
struct counted {
    const config::rulebook* book;
    config::legal_clock clock;
    deadline end;
};

/// What a case that begins on that day is worked to: by its own law, and by the one that speaks beside it ("also").
struct answer {
    counted governs;
    std::optional<counted> other; ///< the later one
    bool provisional = false;
};

/// As the running system reckons, so that nobody is told another date here than a case shows.
result<answer> reckon(const std::vector<config::rulebook>& books, const config::rulebook& book,
                      const config::legal_clock& clock, local_date from, std::span<const date_range> excluded,
                      const calendar& days, std::chrono::minutes utc_offset) {
    assignment::clock_terms terms{book.id, clock.id, format_date(from), {}, 0, {}};
    for (const auto& one : excluded)
        terms.pauses.push_back({format_date(one.from), format_date(one.to), std::string(by_hand)});
    auto lenient = books;
    for (auto& one : lenient)
        for (auto& any : one.clocks) any.pauses.emplace_back(by_hand);
    const auto said = assignment::reckon({lenient, days, utc_offset}, terms);
    if (!said) return said.error();

    answer out{{&book, clock, due_date(clock.rule, from, days, excluded)}, std::nullopt, said->provisional};
    if (said->other_due_on.empty()) return out;
    const auto* other = config::find_book(books, clock.also);
    const auto theirs = other->find(clock.id);
    if (!theirs) return theirs.error();
    out.other = counted{other, *theirs, due_date(theirs->rule, from, days, excluded)};
    if (said->due_on != format_date(out.governs.end.due)) std::swap(out.governs, *out.other);
    return out;
}

void print(const counted& what, bool english, std::ostream& out) {
    out << what.clock.id << " " << (english ? what.clock.title_en : what.clock.title_zh) << " ("
        << what.clock.instrument << " " << what.clock.article << ")\n"
        << explain(what.end, english ? language::en : language::zh);
}

void print(const answer& what, bool english, std::ostream& out) {
    out << format_date(what.governs.end.due) << (what.provisional ? " provisional" : "") << "\n";
    print(what.governs, english, out);
    if (!what.other) return;
    const auto date = format_date(what.other->end.due);
    const auto &mine = what.governs.book->id, &theirs = what.other->book->id;
    out << (english ? theirs + " counts as well, to " + date + "; the earlier date, of " + mine + ", governs:\n"
                    : theirs + "另计至" + date + "；以较早的日期（" + mine + "）为准：\n");
    print(*what.other, english, out);
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
    const auto found = reckon(*books, *book, *clock, *from, excluded, *calendar, settings->utc_offset_minutes);
    if (!found) return complain(found.error());
    const bool english = options.language == "en";
    print(*found, english, out);
    if (!excluded.empty() && clock->pauses.empty())
        out << (english ? "note: " + book->id + " names no reason for which days of " + clock->id + " may be left out\n"
                        : "注意：" + book->id + "没有规定可以扣除" + clock->id + "期限的事由\n");
    return exit_done;
}

} // namespace guiyi::program
