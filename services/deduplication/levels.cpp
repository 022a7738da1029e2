#include "services/deduplication/levels.hpp"

#include <array>

namespace guiyi::deduplication {

namespace {

using enum level;

struct field_row {
    std::string_view name;
    label shown;
    std::array<level, 7> levels;
    std::size_t level_total;
};

constexpr std::array<field_row, field_count> fields{{
    {"name", {"姓名", "Name"}, {exact, near, similar, partial, surname, differ}, 6},
    {"phone", {"投诉人电话", "Complainant's phone"}, {exact, one_edit, masked, differ, shared}, 5},
    {"email", {"电子邮箱", "E-mail"}, {exact, near, differ, shared}, 4},
    {"id_number", {"身份证号", "ID number"}, {exact, differ}, 2},
    {"id_last4", {"身份证后四位", "Last 4 of ID"}, {exact, near, differ}, 3},
    {"address", {"地址", "Address"}, {exact, near, weak, differ, shared}, 5},
    {"order_no", {"订单号", "Order number"}, {exact, differ}, 2},
    {"quoted_no", {"引用的编号", "Number quoted"}, {exact}, 1},
    {"caller_number", {"来电号码", "Caller number"}, {exact, one_edit, masked, differ}, 4},
    {"call_day", {"来电日期", "Day of call"}, {exact, adjacent, close, far}, 4},
    {"company", {"被投诉人", "Respondent"}, {exact, near, partial, differ}, 4},
    {"amount", {"金额", "Amount"}, {exact, near, differ}, 3},
    {"narrative", {"投诉内容", "Narrative"}, {high, some, little, low, cross_language}, 5},
    {"recording", {"录音", "Recording"}, {exact}, 1},
    {"filing_gap", {"提交间隔", "Time between filings"}, {week, month, quarter, longer}, 4},
}};

struct level_row {
    std::string_view name;
    label shown;
};

constexpr std::array<level_row, level_count> levels{{
    {"exact", {"一致", "same"}},
    {"near", {"几乎一致", "almost the same"}},
    {"similar", {"相似", "similar"}},
    {"partial", {"部分一致", "partly the same"}},
    {"one_edit", {"差一位", "one digit off"}},
    {"masked", {"与隐去的号码相符", "fits a masked number"}},
    {"adjacent", {"相差一天", "one day apart"}},
    {"close", {"相差数日", "some days apart"}},
    {"differ", {"不同", "different"}},
    {"far", {"相差较久", "long apart"}},
    {"shared", {"多人共用", "shared by many people"}},
    {"surname", {"姓氏一致", "same surname"}},

    {"high", {"大部分重合", "mostly the same"}},
    {"some", {"部分重合", "partly the same"}},
    {"little", {"少量重合", "little in common"}},
    {"low", {"基本不重合", "almost nothing in common"}},
    {"cross_language", {"语言不同，不比较", "other language, not compared"}},
    {"week", {"七天以内", "within 7 days"}},
    {"month", {"三十天以内", "within 30 days"}},
    {"quarter", {"九十天以内", "within 90 days"}},
    {"longer", {"九十天以上", "over 90 days"}},
    {"weak", {"一处数字一致", "one number in common"}},
}};

} // namespace

std::string_view name_of(field which) noexcept { return fields[static_cast<std::size_t>(which)].name; }
std::string_view name_of(level which) noexcept { return levels[static_cast<std::size_t>(which)].name; }

std::optional<field> field_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == name) return static_cast<field>(i);
    return std::nullopt;
}

std::span<const level> levels_of(field of) noexcept {
    const auto& row = fields[static_cast<std::size_t>(of)];
    return std::span(row.levels).first(row.level_total);
}

label field_label(std::string_view field_name) noexcept {
    for (const auto& row : fields)
        if (row.name == field_name) return row.shown;
    if (field_name == "complaint") return {"投诉", "Complaint"};
    return {field_name, field_name};
}

label level_label(std::string_view level_name) noexcept {
    for (const auto& row : levels)
        if (row.name == level_name) return row.shown;
    if (level_name == "erased") return {"资料已删除，无可比对", "erased, nothing to compare"};
    return {level_name, level_name};
}

label held_label(std::string_view held_by) noexcept {
    if (held_by == "name") return {"姓名不同", "the names differ"};
    if (held_by == "nameless")
        return {"没有全名，而号码、邮箱或地址有多人使用",
                "there is no full name, and several people gave that phone, mail or address"};
    if (held_by == "id_number") return {"案中另有证件号码不同的人", "the case holds another valid ID number"};
    if (held_by == "rival") return {"另一案件几乎同样相符", "another case fits nearly as well"};
    if (held_by == "left") return {"当初据以归并的投诉已移出", "the complaints it was tied through have left"};
    if (held_by == "bound")
        return {"它同时符合两案，而两案相加投诉过多",
                "it fits two cases, which together would hold too many complaints"};
    return {held_by, held_by};
}

} // namespace guiyi::deduplication
