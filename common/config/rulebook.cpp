#include "common/config/rulebook.hpp"

#include "common/config/folder.hpp"
#include "common/config/rulebook_check.hpp"
#include "common/config/rulebook_duties.hpp"
#include "common/config/rulebook_reader.hpp"
#include "common/config/toml.hpp"

#include <algorithm>
#include <array>

namespace guiyi::config {

namespace {

constexpr std::string_view extended = "+ext";

constexpr std::array<std::string_view, 13> known_repeats{"repeat_complaint",
                                                         "repeat_report",
                                                         "report_with_new_facts",
                                                         "repeat_appeal",
                                                         "urge",
                                                         "supplement",
                                                         "refile",
                                                         "new_dispute",
                                                         "other_channel",
                                                         "other_procedure",
                                                         "joint",
                                                         "mass",
                                                         "professional_claimant"};

clock_unit unit_of(std::string_view name) {
    if (name == "hours") return clock_unit::hours;
    if (name == "years") return clock_unit::years;
    if (name == "none") return clock_unit::none;
    return name == "natural_days" ? clock_unit::natural_days : clock_unit::working_days;
}

roll_rule roll_of(std::string_view name) {
    if (name == "first_day_after_holiday") return roll_rule::past_holiday;
    return name == "next_working_day" ? roll_rule::past_rest : roll_rule::none;
}

clock_rule read_rule(const table& row) {
    clock_rule rule;
    rule.unit = unit_of(row.choice("unit", {"working_days", "natural_days", "hours", "years", "none"}));
    if (rule.unit != clock_unit::none)
        rule.length = static_cast<int>(row.integer("length", 1, 10'000));
    else if (row.has("length"))
        row.refuse("length", "is for clocks that have a unit");
    // Only these can end on a day off that matters, so only they say what happens then.
    if (rule.unit == clock_unit::natural_days || rule.unit == clock_unit::years)
        rule.roll = roll_of(row.choice("roll", {"none", "first_day_after_holiday", "next_working_day"}));
    else if (row.has("roll"))
        row.refuse("roll", "is for natural_days and years only");
    return rule;
}

/// What would be read and have no effect.
void refuse_idle(const table& row, const legal_clock& clock) {
    if (clock.rule.unit == clock_unit::hours && !clock.pauses.empty())
        row.refuse("pauses", "is for clocks in days: hours run on without a break");
    if (has_end(clock.rule)) return;
    for (const auto* key : {"extension", "pauses", "warn"})
        if (row.has(key)) row.refuse(key, "is for clocks that have a unit");
}

legal_clock read_clock(const table& row, const rulebook& book, const std::string& counting) {
    legal_clock c;
    c.id = row.text("id");
    c.title_zh = row.text("title_zh");
    c.title_en = row.text("title_en");
    c.rule = read_rule(row);
    c.extension = static_cast<int>(row.integer("extension", 0, 0, 10'000));
    c.extension_approver = row.text("extension_approver", "");
    c.further_approver = row.text("further_approver", "");
    c.pauses = row.texts("pauses");
    c.day_zero = row.choice("day_zero", {"receipt", "event", "given"}, "event");
    c.warn = row.integers("warn", 0, 366);
    c.binds = row.choice("binds", {"authority", "operator", "police", "firm", "superior"}, "authority");
    c.also = row.text("also", "");
    c.target = row.flag("target", false);
    c.limitation = row.flag("limitation", false);
    c.instrument = row.text("instrument");
    c.article = row.text("article");
    c.counting = row.text("counting", counting);
    c.verified = row.flag("verified", false);
    c.line = row.line();

    refuse_idle(row, c);
    if ((c.extension > 0) != !c.extension_approver.empty())
        row.refuse("extension_approver", "and 'extension' belong together");
    if (book.find_instrument(c.instrument) == nullptr)
        row.refuse("instrument", "is not one of this file's instruments");
    if (c.id.ends_with(extended)) row.refuse("id", "must not end in +ext, which stands for the extension");
    if (std::ranges::find(book.clocks, c.id, &legal_clock::id) != book.clocks.end()) row.refuse("id", "is given twice");
    return c;
}

void read_grounds(const table& root, std::string_view key, const rulebook& book, std::vector<ground>& into) {
    for (const table& row : root.tables(key)) {
        ground g{row.text("code"),
                 row.text("zh"),
                 row.text("en"),
                 row.text("article"),
                 row.flag("verified", false),
                 row.text("after", ""),
                 row.text("instrument", book.instruments.empty() ? "" : book.instruments.front().code),
                 row.flag("waives", false),
                 row.texts("from"),
                 row.line()};
        if (!g.after.empty() && !book.find(g.after)) row.refuse("after", "is no clock of this file");
        if (!g.instrument.empty() && !book.find_instrument(g.instrument))
            row.refuse("instrument", "is not one of this file's instruments");
        if (book.find_ground(g.code) != nullptr) row.refuse("code", "is given twice");
        into.push_back(std::move(g));
    }
}

bool has_count(std::string_view kind) { return kind == "mass" || kind == "professional_claimant"; }

repeat_rule read_repeat(const table& row, const rulebook& book) {
    repeat_rule r;
    r.id = row.text("id");
    r.title_zh = row.text("zh");
    r.title_en = row.text("en");
    r.follows_zh = row.text("follows_zh");
    r.follows_en = row.text("follows_en");
    r.decides = row.choice("decides", {"officer", "lead", "head", "intake", "centre"});
    r.clock = row.choice("clock", {"own", "unchanged", "none", "restarted"});
    if (has_count(r.id))
        r.count_from = row.integer("count_from", 2, 1'000'000);
    else if (row.has("count_from"))
        row.refuse("count_from", "is for mass and professional_claimant only");
    r.instrument = row.text("instrument");
    r.article = row.text("article");
    r.verified = row.flag("verified", false);

    if (std::ranges::find(known_repeats, r.id) == known_repeats.end()) {
        std::string all;
        for (const auto one : known_repeats) all.append(all.empty() ? "" : ", ").append(one);
        row.refuse("id", "is no kind of repeat; there are " + all);
    }
    if (book.find_repeat(r.id) != nullptr) row.refuse("id", "is given twice");
    if (book.find_instrument(r.instrument) == nullptr)
        row.refuse("instrument", "is not one of this file's instruments");
    else if (!book.tracks.empty())
        for (const auto& one : untold_articles(book, r.instrument, r.article))
            row.refuse("article", "names " + r.instrument + " " + one + ", which has no text among 'article'");
    return r;
}

} // namespace

std::span<const std::string_view> repeat_kinds() noexcept { return known_repeats; }

result<legal_clock> rulebook::find(std::string_view clock) const {
    const bool longer = clock.ends_with(extended);
    const std::string_view base = longer ? clock.substr(0, clock.size() - extended.size()) : clock;
    const auto found = std::ranges::find(clocks, base, &legal_clock::id);
    if (found != clocks.end() && (!longer || found->extension > 0)) {
        legal_clock out = *found;
        if (longer) out.rule.length += out.extension;
        out.id = clock;
        return out;
    }

    std::string known;
    for (const legal_clock& c : clocks) {
        known += (known.empty() ? "" : ", ") + c.id;
        if (c.extension > 0) known += ", " + c.id + std::string(extended);
    }
    return fail(errc::not_found, "no such clock in " + id + "; it has " + known);
}

const ground* rulebook::find_ground(std::string_view code) const {
    for (const auto* list : {&refusals, &terminations, &not_filings})
        if (const auto found = std::ranges::find(*list, code, &ground::code); found != list->end()) return &*found;
    return nullptr;
}

const instrument* rulebook::find_instrument(std::string_view code) const {
    const auto found = std::ranges::find(instruments, code, &instrument::code);
    return found != instruments.end() ? &*found : nullptr;
}

const repeat_rule* rulebook::find_repeat(std::string_view kind) const {
    const auto found = std::ranges::find(repeats, kind, &repeat_rule::id);
    return found != repeats.end() ? &*found : nullptr;
}

bool rulebook::in_force(local_date on) const { return effective_from <= on && (!repealed_on || on < *repealed_on); }

const track* rulebook::find_track(std::string_view which) const {
    const auto found = std::ranges::find(tracks, which, &track::id);
    return found != tracks.end() ? &*found : nullptr;
}

const track* rulebook::track_for(std::string_view nature) const {
    const auto found = std::ranges::find_if(
        tracks, [&](const track& one) { return std::ranges::find(one.natures, nature) != one.natures.end(); });
    return found != tracks.end() ? &*found : nullptr;
}

const role* rulebook::find_role(std::string_view which) const {
    const auto found = std::ranges::find(roles, which, &role::id);
    return found != roles.end() ? &*found : nullptr;
}

const form* rulebook::find_form(std::string_view which) const {
    const auto found = std::ranges::find(forms, which, &form::id);
    return found != forms.end() ? &*found : nullptr;
}

const step_field* rulebook::find_field(std::string_view which) const {
    for (const auto& list : {std::span<const step_field>(fields), common_fields()})
        if (const auto found = std::ranges::find(list, which, &step_field::id); found != list.end()) return &*found;
    return nullptr;
}

const jurisdiction_rule* rulebook::competence(std::string_view nature, std::string_view category,
                                              party respondent) const {
    const auto found = std::ranges::find_if(
        jurisdiction, [&](const jurisdiction_rule& one) { return one.of(nature, category, respondent); });
    return found != jurisdiction.end() ? &*found : nullptr;
}

const article_text* rulebook::find_article(std::string_view of, std::string_view which) const {
    const auto found = std::ranges::find_if(
        articles, [&](const article_text& one) { return one.instrument == of && one.article == which; });
    return found != articles.end() ? &*found : nullptr;
}

std::span<const ground> rulebook::grounds_of(std::string_view list) const {
    if (list == "refusal") return refusals;
    if (list == "termination") return terminations;
    if (list == "not_filing") return not_filings;
    return {};
}

std::vector<ground> rulebook::grounds_in(std::string_view list, std::string_view state) const {
    std::vector<ground> out;
    for (const auto& one : grounds_of(list))
        if (one.holds_in(state)) out.push_back(one);
    return out;
}

bool ground::holds_in(std::string_view state) const {
    return from.empty() || std::ranges::find(from, state) != from.end();
}

const rulebook* book_with_track(std::span<const rulebook> books, std::string_view which, local_date on) {
    for (const auto& one : books)
        if (one.in_force(on) && one.find_track(which)) return &one;
    return nullptr;
}

const rulebook* book_for_nature(std::span<const rulebook> books, std::string_view nature, local_date on) {
    for (const auto& one : books)
        if (one.in_force(on) && one.track_for(nature)) return &one;
    return nullptr;
}

const rulebook* find_book(std::span<const rulebook> books, std::string_view id) {
    const auto found = std::ranges::find(books, id, &rulebook::id);
    return found != books.end() ? &*found : nullptr;
}

namespace {

void read_book(const table& root, rulebook& out) {
    out.title_zh = root.text("title_zh");
    out.title_en = root.text("title_en");
    out.version = root.text("version", "1");
    out.effective_from = root.date("effective_from");
    out.repealed_on = root.date_if_any("repealed_on");
    if (out.repealed_on && *out.repealed_on <= out.effective_from)
        root.refuse("repealed_on", "must lie after 'effective_from'");
    const auto counting = root.text("counting", "");
    for (const table& row : root.tables("instrument"))
        out.instruments.push_back({row.text("code"), row.text("zh"), row.text("en"), row.text("version")});
    for (const table& row : root.tables("article"))
        out.articles.push_back({row.text("instrument"), row.text("article"), row.text("zh"), row.text("en")});
    for (const table& row : root.tables("clock")) out.clocks.push_back(read_clock(row, out, counting));
    read_grounds(root, "refusal", out, out.refusals);
    read_grounds(root, "termination", out, out.terminations);
    read_grounds(root, "not_filing", out, out.not_filings);
    for (const table& row : root.tables("jurisdiction")) out.jurisdiction.push_back(read_jurisdiction(row));
    read_tracks(root, out);
    for (const table& row : root.tables("repeat")) out.repeats.push_back(read_repeat(row, out));
    if (out.clocks.empty() && out.tracks.empty()) root.refuse("clock", "must list at least one clock");
}

} // namespace

result<rulebook> load_rulebook(const std::filesystem::path& file) {
    const auto root = table::load(file);
    if (!root) return root.error();

    rulebook out;
    out.id = root->text("id");
    if (out.id != file.stem().string()) root->refuse("id", "differs from the file's name");
    read_book(*root, out);
    if (auto done = root->finish(); !done) return done.error();

    std::string wrong;
    for (const auto& one : faults_of(out))
        wrong.append(wrong.empty() ? "" : "\n")
            .append(file.generic_string() + ":" + std::to_string(one.line) + ": " + one.what);
    if (!wrong.empty()) return fail(errc::invalid, std::move(wrong));
    return out;
}

namespace {

/// "config/rulebooks/samr-o20.toml:211", where a track begins.
std::string place(const rulebook& book, const track& on, const std::filesystem::path& folder) {
    return (folder / (book.id + ".toml")).generic_string() + ":" + std::to_string(on.line);
}

/// Two books must not lay down one track, or one nature, on the same day.
result<void> apart(const rulebook& a, const rulebook& b, const std::filesystem::path& folder) {
    const auto starts = std::max(a.effective_from, b.effective_from);
    if (!a.in_force(starts) || !b.in_force(starts)) return {};
    const auto both = [&](const track& mine, const track& theirs, const std::string& what) {
        return fail(errc::conflict, place(a, mine, folder) + ": on " + format_date(starts) + " " + b.id +
                                        " is in force as well and " + what + ", in " + place(b, theirs, folder) +
                                        "; let one of them end ('repealed_on') before the other begins");
    };
    for (const auto& on : a.tracks) {
        if (const auto* theirs = b.find_track(on.id)) return both(on, *theirs, "lays down track " + on.id + " too");
        for (const auto& nature : on.natures)
            if (const auto* theirs = b.track_for(nature)) return both(on, *theirs, "takes nature '" + nature + "' too");
    }
    return {};
}

result<void> fit(const std::vector<rulebook>& books, const std::filesystem::path& folder) {
    for (std::size_t i = 0; i < books.size(); ++i)
        for (std::size_t j = i + 1; j < books.size(); ++j)
            if (auto done = apart(books[i], books[j], folder); !done) return done.error();
    std::string wrong;
    for (const auto& one : faults_between(books))
        wrong.append(wrong.empty() ? "" : "\n").append((folder / one).generic_string());
    if (!wrong.empty()) return fail(errc::invalid, std::move(wrong));
    return {};
}

} // namespace

result<std::vector<rulebook>> load_rulebooks(const std::filesystem::path& folder) {
    std::vector<rulebook> out;
    for (const auto& file : toml_files(folder)) {
        auto book = load_rulebook(file);
        if (!book) return book.error();
        out.push_back(std::move(*book));
    }
    if (out.empty()) return fail(errc::not_found, folder.generic_string() + ": holds no rulebook (<id>.toml)");
    std::ranges::sort(out, std::ranges::greater(), &rulebook::effective_from);
    if (auto done = fit(out, folder); !done) return done.error();
    return out;
}

} // namespace guiyi::config
