#include "services/casework/explain.hpp"

#include "common/config/pause_reasons.hpp"
#include "services/casework/rows.hpp"

#include "common/events/assignment.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace guiyi::casework {

namespace {

namespace json = boost::json;
using std::chrono::sys_days;

struct wording {
    std::string_view code, zh, en;
};
constexpr std::array wordings{
    wording{"start_day", "起始日，不计入", "start day, not counted"},
    wording{"working", "工作日", "working day"},
    wording{"make_up", "调休上班日", "make-up working day"},
    wording{"weekend", "周末，不计入", "weekend, not counted"},
    wording{"holiday", "节假日，不计入", "holiday, not counted"},
    wording{"natural", "自然日", "calendar day"},
    wording{"hours", "按小时计", "counted in hours"},
    wording{"excluded", "依法扣除，不计入", "excluded by law, not counted"},
    wording{"rolled", "期满遇节假日，顺延", "ends on days off, moves on"},
    wording{"rolled_to", "顺延至此", "moved to here"},
};

std::string_view words(std::string_view code, bool zh) {
    for (const auto& one : wordings)
        if (one.code == code) return zh ? one.zh : one.en;
    return code;
}

/// The rule whose date governs: where two rulebooks speak, the one that the dates rest on.
result<config::legal_clock> governing(const law& under, const config::rulebook& book,
                                      const events::clock_noted& clock) {
    const auto code = events::clock_code(clock.clock);
    auto rule = book.find(code);
    if (rule && rule->instrument != clock.basis.instrument)
        if (const auto* other = config::find_book(under.rulebooks, rule->also)) return other->find(code);
    return rule;
}

/// Which article makes a day count or not: days off have the yearly notice, exclusions the clock's own law.
class articles {
  public:
    articles(const result<config::legal_clock>& rule, const calendar& days, const events::clock_noted& clock)
        : days_(days), own_(clock.basis.instrument + " " + clock.basis.article) {
        if (rule) counting_ = rule->counting;
        if (counting_.empty()) counting_ = own_;
    }

    std::string of(const events::counted_span& span, local_date date) const {
        if (span.reason == "excluded") return own_;
        if (span.reason != "holiday" && span.reason != "make_up") return counting_;
        for (const auto& notice : days_.notices())
            for (const auto& block : notice.blocks)
                if (block.from <= date && date <= block.to) return counting_ + "; " + notice.source;
        return counting_;
    }

  private:
    const calendar& days_;
    std::string own_;
    std::string counting_;
};

struct day_line {
    std::string date;
    const events::counted_span* span;
    std::int64_t n; ///< which counted day; 0: not counted
    std::string article;
};

std::vector<day_line> each_day(const std::vector<events::counted_span>& spans, const articles& by) {
    std::vector<day_line> out;
    std::int64_t n = 0;
    for (const auto& span : spans) {
        const auto from = parse_date(span.from), to = parse_date(span.to);
        if (!from || !to) continue;
        for (sys_days day = *from; day <= sys_days(*to); day += std::chrono::days(1)) {
            if (span.counted) ++n;
            out.push_back({format_date(day), &span, span.counted ? n : 0, by.of(span, day)});
        }
    }
    return out;
}

json::array to_json(const std::vector<day_line>& days) {
    json::array out;
    for (const auto& one : days) {
        json::object entry{{"date", one.date},
                           {"counted", one.n > 0},
                           {"reason", one.span->reason},
                           {"zh", words(one.span->reason, true)},
                           {"en", words(one.span->reason, false)},
                           {"article", one.article}};
        if (one.n > 0) entry["n"] = one.n;
        if (!one.span->name.empty()) entry["name"] = one.span->name;
        out.push_back(std::move(entry));
    }
    return out;
}

/// The holiday concerned, or why days are excluded in words.
std::string name_of(const events::counted_span& span, bool zh) {
    return span.reason == "excluded" ? config::pause_reason_name(span.name, zh) : span.name;
}

std::string to_text(const std::vector<day_line>& days, bool zh) {
    std::string out;
    for (const auto& one : days) {
        out += one.date + (zh ? "：" : ": ") + std::string(words(one.span->reason, zh));
        const auto name = name_of(*one.span, zh);
        if (!name.empty()) out += zh ? "（" + name + "）" : " (" + name + ")";
        if (one.n > 0) out += zh ? "，第" + std::to_string(one.n) + "日" : ", day " + std::to_string(one.n);
        out += " [" + one.article + "]\n";
    }
    return out;
}

std::string ending(const events::clock_noted& clock, bool zh) {
    if (clock.due_on.empty())
        return zh ? "文本未规定期限，无到期日\n" : "the text gives no number: there is no due date\n";
    std::string out = (zh ? "到期日：" : "due: ") + (clock.due_at.empty() ? clock.due_on : clock.due_at);
    if (clock.provisional)
        out += zh ? "（暂定：超出已公布的工作日安排）" : " (provisional: past the last published calendar)";
    if (!clock.other_due_on.empty())
        out += zh ? "；另按" + clock.other_basis.instrument + clock.other_basis.article + "为" + clock.other_due_on +
                        "，以较早者为准"
                  : "; by " + clock.other_basis.instrument + " " + clock.other_basis.article + " it would be " +
                        clock.other_due_on + ": the earlier one governs";
    return out + "\n";
}

/// Days from tomorrow up to the due date that count in the clock's unit.
std::int64_t days_left(const result<config::legal_clock>& rule, const calendar& days, const events::clock_noted& clock,
                       local_date today) {
    const auto due = parse_date(clock.due_on);
    if (!due || !clock.ended_on.empty()) return 0;
    const bool working = rule && rule->rule.unit == clock_unit::working_days;
    std::int64_t left = 0;
    for (sys_days day = sys_days(today) + std::chrono::days(1); day <= sys_days(*due); day += std::chrono::days(1))
        if (!working || days.working(day)) ++left;
    return left;
}

} // namespace

json::object explain_clock(const law& under, const calendar& days, const case_row& row,
                           const events::clock_noted& clock, local_date today) {
    const auto& book = under.book_of(clock, row);
    json::object out = json::parse(to_row(clock)).as_object();
    for (const auto* gone : {"of_case", "arithmetic", "other_arithmetic"}) out.erase(gone);
    if (const auto rule = book.find(events::clock_code(clock.clock))) {
        out["title_zh"] = rule->title_zh;
        out["title_en"] = rule->title_en;
        out["target"] = rule->target;
    }
    const auto rules = governing(under, book, clock);
    const articles by(rules, days, clock);
    const auto lines = each_day(clock.arithmetic, by);
    out["left"] = days_left(rules, days, clock, today);
    out["days"] = to_json(lines);
    if (!clock.other_arithmetic.empty()) out["other_days"] = to_json(each_day(clock.other_arithmetic, by));
    out["text_zh"] = to_text(lines, true) + ending(clock, true);
    out["text_en"] = to_text(lines, false) + ending(clock, false);
    return out;
}

json::array explain_clocks(const law& under, const calendar& days, const store::view& from, const case_no& which,
                           const case_row& row, local_date today, std::string_view only) {
    json::array out;
    for (const auto& one : clocks_of(from, which))
        if (only.empty() || one.clock == only) out.push_back(explain_clock(under, days, row, one, today));
    return out;
}

} // namespace guiyi::casework
