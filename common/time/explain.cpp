#include "common/time/deadline.hpp"

#include <array>

namespace guiyi {

namespace {

struct wording {
    std::string_view code, zh, en;
};
constexpr std::array<wording, 10> wordings{{
    {"start", "起始日，不计入", "start day, never counted"},
    {"working", "工作日", "working day"},
    {"make_up", "调休上班日", "make-up working day"},
    {"weekend", "周末，不计入", "weekend, not counted"},
    {"holiday", "节假日，不计入", "holiday, not counted"},
    {"natural", "自然日", "calendar day"},
    {"hours", "按小时计", "counted in hours"},
    {"excluded", "依法扣除，不计入", "excluded by law, not counted"},
    {"rolled", "期满遇休息日，顺延", "ends on days off, moves on"},
    {"rolled_to", "顺延至此", "moved to here"},
}};

constexpr std::array<std::string_view, 7> weekdays_zh{"周日", "周一", "周二", "周三", "周四", "周五", "周六"};
constexpr std::array<std::string_view, 7> weekdays_en{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

std::string words(std::string_view code, bool zh) {
    for (const wording& w : wordings)
        if (w.code == code) return std::string(zh ? w.zh : w.en);
    return std::string(code);
}

std::string day_text(local_date date, bool zh) {
    const unsigned name = std::chrono::weekday(std::chrono::sys_days(date)).c_encoding();
    return format_date(date) + " " + std::string((zh ? weekdays_zh : weekdays_en)[name]);
}

std::string count_text(std::size_t first, std::size_t last, bool zh) {
    const std::string a = std::to_string(first), b = std::to_string(last);
    if (first == last) return zh ? "，第" + a + "日" : ", day " + a;
    return zh ? "，第" + a + "至" + b + "日" : ", days " + a + " to " + b;
}

bool alike(const counted_day& a, const counted_day& b) { return a.reason_code == b.reason_code && a.name == b.name; }

} // namespace

std::string explain(const deadline& of, language in) {
    const bool zh = in == language::zh;
    std::string out;
    std::size_t counted = 0;
    for (std::size_t first = 0, next = 0; first < of.days.size(); first = next) {
        const std::size_t before = counted;
        for (next = first; next < of.days.size() && alike(of.days[first], of.days[next]); ++next)
            counted += of.days[next].counted ? 1 : 0;

        const counted_day& run = of.days[first];
        out += day_text(run.date, zh);
        if (next - first > 1) out += (zh ? " 至 " : " to ") + day_text(of.days[next - 1].date, zh);
        out += (zh ? "：" : ": ") + words(run.reason_code, zh);
        if (!run.name.empty()) out += zh ? "（" + run.name + "）" : " (" + run.name + ")";
        if (counted > before) out += count_text(before + 1, counted, zh);
        out += "\n";
    }
    out += (zh ? "到期日：" : "due: ") + day_text(of.due, zh);
    if (of.provisional)
        out += zh ? "（暂定：超出已公布的工作日安排）" : " (provisional: past the last published calendar)";
    return out + "\n";
}

} // namespace guiyi
