#include "services/casework/reports/mailing.hpp"

#include "common/config/folder.hpp"
#include "common/config/toml.hpp"
#include "common/core/digest.hpp"
#include "common/events/json_rows.hpp"
#include "common/runtime/timers.hpp"
#include "services/casework/reports/keys.hpp"

#include <boost/json/value_from.hpp>

#include <algorithm>

namespace guiyi::casework::reports {

namespace {

constexpr std::string_view timer_mark = "!mail/";
constexpr std::size_t recipients_max = 50;

store::key plans_key() { return store::key('8'); }
store::key plan_key(const std::string& mailing, const officer_id& who) { return plans_key().text(mailing).text(who); }

planned_mailing read_plan(std::string_view row) { return events::json::from_row<planned_mailing>(row, "casework"); }

std::string timer_of(const std::string& mailing, const officer_id& who) {
    return std::string(timer_mark) + mailing + "/" + who.str();
}

// ---- files

class reader {
  public:
    reader(const config::table& root, const std::vector<definition>& reports, const config::desk_book& desks,
           const reach_of_officer& reach)
        : root_(root), reports_(reports), desks_(desks), reach_(reach) {}

    mailing read(std::string id) {
        mailing out;
        out.id = std::move(id);
        const auto* of = read_report(out);
        const auto every = root_.choice("every", {"day", "week", "month"});
        out.every = every == "day" ? rhythm::day : every == "week" ? rhythm::week : rhythm::month;
        out.at = read_time(root_.text("at"));
        out.as = root_.choice("format", {"xlsx", "csv"}, "xlsx") == "csv" ? format::csv : format::xlsx;
        out.language = root_.choice("language", {"zh", "en"}, "zh");
        out.rows = static_cast<std::size_t>(root_.integer("rows", 200, 1, 1000));
        if (of) read_grouping(out, *of);
        for (const auto& who : root_.texts("to")) read_recipient(out, who);
        if (out.to.empty() || out.to.size() > recipients_max) root_.refuse("to", "must name 1 to 50 officers");
        out.settings = fingerprint(out);
        return out;
    }

  private:
    const definition* read_report(mailing& to) {
        to.report = root_.text("report");
        const auto found = std::ranges::find(reports_, to.report, &definition::id);
        if (found == reports_.end()) {
            root_.refuse("report", "is no report of config/reports");
            return nullptr;
        }
        if (!found->list.empty()) root_.refuse("report", "is a list of cases, which is not mailed");
        return &*found;
    }

    void read_grouping(mailing& to, const definition& of) {
        const auto named = root_.text("by", name_of(of.by.front()));
        const auto by = grouping_named(named);
        if (!by || std::ranges::find(of.by, *by) == of.by.end())
            root_.refuse("by", "is no grouping of that report");
        else if (by->what == grouping::by_dimension && by->which == dimension::officer)
            root_.refuse("by", "must not name the staff");
        else
            to.by = *by;
    }

    std::chrono::minutes read_time(const std::string& text) {
        const auto digit = [&](std::size_t at) { return text[at] - '0'; };
        const bool shape = text.size() == 5 && text[2] == ':' &&
                           std::ranges::all_of(std::string{text[0], text[1], text[3], text[4]},
                                               [](char c) { return c >= '0' && c <= '9'; });
        const int hours = shape ? digit(0) * 10 + digit(1) : 24, minutes = shape ? digit(3) * 10 + digit(4) : 0;
        if (hours > 23 || minutes > 59) root_.refuse("at", "must be a time of day such as \"08:30\"");
        return std::chrono::hours(hours % 24) + std::chrono::minutes(minutes % 60);
    }

    void read_recipient(mailing& to, const std::string& who) {
        const auto* officer = desks_.find(officer_id(who));
        if (!officer) return root_.refuse("to", who + " is no officer of the desk book");
        if (officer->email.empty()) return root_.refuse("to", who + " has no email in the desk book");
        auto within = reach_(*officer);
        if (!within) return root_.refuse("to", who + ": " + within.error().detail);
        to.to.push_back({officer->id, std::move(*within)});
    }

    static std::string fingerprint(const mailing& of) {
        std::string all = of.report + '|' + std::to_string(static_cast<int>(of.every)) + '|' +
                          std::to_string(of.at.count()) + '|' + std::to_string(static_cast<int>(of.as)) + '|' +
                          name_of(of.by) + '|' + of.language + '|' + std::to_string(of.rows);
        return to_hex(bytes_of(blake2b(all)).substr(0, 8));
    }

    const config::table& root_;
    const std::vector<definition>& reports_;
    const config::desk_book& desks_;
    const reach_of_officer& reach_;
};

// ---- plans

instant due_after(const mailing& of, const period& about, std::chrono::minutes utc_offset) {
    return start_of(std::chrono::sys_days(std::chrono::days(about.to + 1)), utc_offset) + of.at;
}

events::mailing_planned plan(const mailer& by, const mailing& of, const officer_id& who, const period& about) {
    return {of.id, who, of.settings, date_text(about.from), date_text(about.to), due_after(of, about, by.utc_offset)};
}

period next_of(rhythm every, const period& after) { return period_with(every, after.to + 1); }

const mailing* find_mailing(const mailer& by, std::string_view id) {
    const auto found = std::ranges::find(by.mailings, id, &mailing::id);
    return found != by.mailings.end() ? &*found : nullptr;
}

const mailing_recipient* recipient_of(const mailing& of, const officer_id& who) {
    const auto found = std::ranges::find(of.to, who, &mailing_recipient::officer);
    return found != of.to.end() ? &*found : nullptr;
}

events::facts ended_plans(const mailer& by, const store::view& state) {
    events::facts out;
    for (auto at = state.scan(store::range::prefix(plans_key())); at->valid(); at->next()) {
        store::key_reader parts(at->key());
        const std::string id(parts.text());
        const officer_id who{std::string(parts.text())};
        const auto row = read_plan(at->value());
        const auto* of = find_mailing(by, id);
        if (!row.settings.empty() && (!of || !recipient_of(*of, who)))
            out.emplace_back(events::mailing_planned{id, who, {}, {}, {}, {}});
    }
    return out;
}

day_number day_in(const std::string& date) { return number_of(parse_date(date).value()); }

// ---- the report itself

result<events::attached_file> file_of(const mailer& by, const mailing& of, const definition& report,
                                      const request& asked, const store::view& state) {
    const auto in = of.language == "en" ? http::language::en : http::language::zh;
    auto figures = figures_of(state, report, asked);
    if (figures.rows.size() > of.rows) {
        if (!report.columns.empty()) sort_rows(figures, report, 0); // what is most comes first
        figures.rows.resize(of.rows);
    }
    const auto sheet = table_sheet(report, asked, figures, by.names, in);
    const bool csv = of.as == format::csv;
    auto bytes = csv ? result<std::string>(to_csv(sheet)) : to_xlsx(sheet);
    if (!bytes) return bytes.error();
    return events::attached_file{
        report.id + "-" + date_text(asked.of.from) + (csv ? ".csv" : ".xlsx"),
        csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        to_base64(*bytes)};
}

} // namespace

result<std::vector<mailing>> load_mailings(const std::filesystem::path& folder, const std::vector<definition>& reports,
                                           const config::desk_book& desks, const reach_of_officer& reach) {
    std::vector<mailing> out;
    for (const auto& file : config::toml_files(folder)) {
        const auto root = config::table::load(file);
        if (!root) return root.error();
        out.push_back(reader(*root, reports, desks, reach).read(file.stem().string()));
        if (auto done = root->finish(); !done) return done.error();
    }
    return out;
}

period period_with(rhythm every, day_number day) {
    if (every == rhythm::day) return {day, day};
    if (every == rhythm::month) return {first_of(month_of(day)), first_of(month_of(day) + 1) - 1};
    const std::chrono::weekday weekday{std::chrono::sys_days(std::chrono::days(day))};
    const auto monday = day - static_cast<day_number>(weekday.iso_encoding()) + 1;
    return {monday, monday + 6};
}

events::facts plan_mailings(const mailer& by, const store::view& state, instant now) {
    auto out = ended_plans(by, state);
    const auto today = number_of(date_at(now, by.utc_offset));
    for (const auto& of : by.mailings)
        for (const auto& [who, within] : of.to) {
            const auto row = load_plan(state, of.id, who);
            if (row && row->settings == of.settings) continue;
            const bool missed = row && !row->settings.empty() && day_in(row->to) < today;
            auto about = period_with(of.every, missed ? day_in(row->from) : today);
            if (row && !row->told_to.empty())
                while (about.to <= day_in(row->told_to)) about = next_of(of.every, about);
            out.emplace_back(plan(by, of, who, about));
        }
    return out;
}

bool is_mailing_timer(std::string_view timer) noexcept { return timer.starts_with(timer_mark); }

result<events::facts> make_report(const mailer& by, std::string_view timer, const store::view& state) {
    timer.remove_prefix(timer_mark.size());
    const auto cut = timer.find('/');
    const officer_id who{std::string(timer.substr(cut + 1))};
    const auto* of = find_mailing(by, timer.substr(0, cut));
    const auto* recipient = of ? recipient_of(*of, who) : nullptr;
    const auto row = recipient ? load_plan(state, of->id, who) : std::nullopt;
    if (!row || row->settings != of->settings) return events::facts{}; // the settings say otherwise since
    const auto& report = *std::ranges::find(by.reports, of->report, &definition::id);
    const period about{day_in(row->from), day_in(row->to)};
    const request asked{about, about.to, false, of->by, {}, recipient->within};
    auto file = file_of(by, *of, report, asked, state);
    if (!file) return file.error();

    return events::facts{events::report_made{of->id, who, report.id, row->from, row->to, of->language,
                                             of->language == "en" ? report.name_en : report.name_zh, std::move(*file)},
                         plan(by, *of, who, next_of(of->every, about))};
}

std::optional<planned_mailing> load_plan(const store::view& from, const std::string& mailing, const officer_id& who) {
    const auto bytes = from.get(plan_key(mailing, who));
    if (!bytes) return std::nullopt;
    return read_plan(*bytes);
}

namespace {

namespace json = boost::json;

std::string_view name_of(rhythm every) {
    return every == rhythm::day ? "day" : every == rhythm::week ? "week" : "month";
}

std::string time_text(std::chrono::minutes at) {
    const auto two = [](std::int64_t of) { return (of < 10 ? "0" : "") + std::to_string(of); };
    return two(at.count() / 60) + ":" + two(at.count() % 60);
}

json::object recipient_json(const mailing_recipient& to, const std::optional<planned_mailing>& row) {
    json::object out{{"officer", to.officer.str()}};
    out["within"] = to.within ? json::value_from(*to.within) : json::value();
    out["next"] = nullptr;
    out["last"] = nullptr;
    if (row && !row->settings.empty())
        out["next"] = json::object{{"from", row->from}, {"to", row->to}, {"due_at", format_rfc3339(row->due_at)}};
    if (row && !row->told_to.empty())
        out["last"] =
            json::object{{"from", row->told_from}, {"to", row->told_to}, {"made_at", format_rfc3339(row->told_at)}};
    return out;
}

} // namespace

json::array mailings_json(const std::vector<mailing>& all, const store::view& from) {
    json::array out;
    for (const auto& one : all) {
        json::array to;
        for (const auto& whom : one.to) to.push_back(recipient_json(whom, load_plan(from, one.id, whom.officer)));
        out.push_back(json::object{{"mailing", one.id},
                                   {"report", one.report},
                                   {"every", name_of(one.every)},
                                   {"at", time_text(one.at)},
                                   {"format", one.as == format::csv ? "csv" : "xlsx"},
                                   {"by", name_of(one.by)},
                                   {"language", one.language},
                                   {"rows", one.rows},
                                   {"to", std::move(to)}});
    }
    return out;
}

namespace {

void fold_plan(store::writer& state, const events::mailing_planned& fact) {
    auto row = load_plan(state, fact.mailing, fact.officer).value_or(planned_mailing{});
    const auto timer = timer_of(fact.mailing, fact.officer);
    if (!row.settings.empty()) runtime::unset_timer(state, timer, row.due_at);
    row = {fact.settings, fact.from, fact.to, fact.due_at, row.told_from, row.told_to, row.told_at};
    if (!row.settings.empty()) runtime::set_timer(state, timer, row.due_at);
    state.put(plan_key(fact.mailing, fact.officer), events::json::to_row(row));
}

void fold_made(store::writer& state, const events::report_made& fact, instant at) {
    auto row = load_plan(state, fact.mailing, fact.officer).value_or(planned_mailing{});
    row.told_from = fact.from;
    row.told_to = fact.to;
    row.told_at = at;
    state.put(plan_key(fact.mailing, fact.officer), events::json::to_row(row));
}

} // namespace

void evolve_mailings(store::writer& state, const events::event& fact) {
    if (const auto* planned = std::get_if<events::mailing_planned>(&fact.data)) fold_plan(state, *planned);
    if (const auto* made = std::get_if<events::report_made>(&fact.data)) fold_made(state, *made, fact.time);
}

} // namespace guiyi::casework::reports
