#include "common/config/rulebook_reader.hpp"

#include <algorithm>
#include <array>

namespace guiyi::config {

namespace {

template <class Item>
void add(std::vector<Item>& items, Item item, const table& row) {
    if (std::ranges::find(items, item.id, &Item::id) != items.end()) row.refuse("id", "is given twice");
    items.push_back(std::move(item));
}

form read_form(const table& row) {
    form f;
    f.id = row.text("id");
    f.number = row.text("number", "");
    f.title_zh = row.text("zh");
    f.title_en = row.text("en");
    f.template_id = row.text("template", "");
    f.on_paper = row.flag("on_paper", false);
    f.instrument = row.text("instrument", "");
    f.article = row.text("article", "");
    f.verified = row.flag("verified", false);
    f.line = row.line();
    return f;
}

step_field read_field(const table& row) {
    step_field f;
    f.id = row.text("id");
    f.kind = row.choice("kind", {"text", "date", "flag", "number", "choice", "officer", "desk", "case", "receipts"});
    f.title_zh = row.text("zh");
    f.title_en = row.text("en");
    f.choices = row.texts("choices");
    f.max = row.integer("max", 0, 0, 100'000);
    const bool may_choose = f.kind == "choice" || f.kind == "receipts"; // of receipts: the kinds of repeat they must be
    if ((f.kind == "choice" && f.choices.empty()) || (!may_choose && !f.choices.empty()))
        row.refuse("choices", "and kind = \"choice\" belong together");
    for (const auto& kind : f.choices)
        if (f.kind == "receipts" && std::ranges::find(repeat_kinds(), kind) == repeat_kinds().end())
            row.refuse("choices", "names '" + kind + "', which is no kind of repeat");
    return f;
}

case_state read_state(const table& row) {
    case_state s;
    s.id = row.text("id");
    s.title_zh = row.text("zh");
    s.title_en = row.text("en");
    s.stage = row.choice("stage", {"registered", "accepted", "refused", "closed", ""}, "");
    s.end = row.flag("end", false);
    s.line = row.line();
    return s;
}

void read_clocks(const table& row, transition& t) {
    t.starts = row.texts("starts");
    t.stops = row.texts("stops");
    t.drops = row.texts("drops");
    t.pauses = row.texts("pauses");
    t.resumes = row.texts("resumes");
    t.extends = row.texts("extends");
    t.further = row.texts("further");
    t.day_zero = row.choice("day_zero", {"receipt", "event", "given", ""}, "");
}

void read_consequences(const table& row, transition& t) {
    t.letters = row.texts("letters");
    t.letter_to = row.texts("letter_to");
    for (const auto& to : t.letter_to)
        if (constexpr std::array known{"complainant", "respondent", "reporter", "operator", "police", "authority",
                                       "file"};
            std::ranges::find(known, to) == known.end())
            row.refuse("letter_to", "must be of complainant, respondent, reporter, operator, police, authority, file");
    t.letter_if = row.text("letter_if", "");
    t.opens = row.text("opens", "");
    t.child_clock = row.text("child_clock", "");
    t.moves = row.texts("moves");
    t.related_takes = row.text("related_takes", "");
    t.desk = row.choice("desk", {"intake", "field", ""}, "");
}

transition read_transition(const table& row) {
    transition t;
    t.action = row.text("action");
    t.title_zh = row.text("zh");
    t.title_en = row.text("en");
    t.from = row.texts("from");
    t.to = row.text("to", "");
    t.who = row.texts("who");
    t.two_persons = row.flag("two_persons", false);
    t.differs_from = row.texts("differs_from");
    t.ended_as = row.texts("ended_as");
    t.as = row.text("as", "");
    t.outcome = row.text("outcome", "");
    read_clocks(row, t);
    t.needs = row.texts("needs");
    t.takes = row.texts("takes");
    if (t.two_persons) t.needs.emplace_back("second");
    t.within = row.text("within", "");
    t.grounds = row.choice("grounds", {"refusal", "termination", "not_filing", ""}, "");
    t.ground_optional = row.flag("ground_optional", false);
    read_consequences(row, t);
    t.instrument = row.text("instrument", "");
    t.article = row.text("article", "");
    t.verified = row.flag("verified", false);
    t.line = row.line();
    return t;
}

track read_track(const table& row) {
    track t;
    t.id = row.text("id");
    t.title_zh = row.text("zh");
    t.title_en = row.text("en");
    t.natures = row.texts("natures");
    t.initial = row.text("initial");
    for (const table& one : row.tables("state")) add(t.states, read_state(one), one);
    for (const table& one : row.tables("step")) t.transitions.push_back(read_transition(one));
    t.line = row.line();
    return t;
}

} // namespace

std::span<const step_field> common_fields() {
    static const std::vector<step_field> all{
        {"reason", "text", "理由", "reason"},
        {"note", "text", "备注", "note"},
        {"since", "date", "起算日", "day it counts from"},
        {"evidence", "text", "依据材料", "evidence for it"},
        {"second", "officer", "第二名承办人", "second officer"},
        {"pause_reason", "text", "扣除期限的事由", "reason for excluding days"},
        {"days", "number", "天数", "days", {}, 366},
        {"desk", "desk", "承办单位", "unit"},
        {"track", "text", "程序", "procedure"},
        {"related", "case", "关联案件", "related case"},
        {"due_on", "date", "期限", "due date"},
        {"lead", "text", "违法线索", "lead"},
        {"category", "text", "类别", "category"},
    };
    return all;
}

void read_tracks(const table& root, rulebook& into) {
    for (const table& row : root.tables("role"))
        add(into.roles, role{row.text("id"), row.text("zh"), row.text("en")}, row);
    for (const table& row : root.tables("form")) add(into.forms, read_form(row), row);
    for (const table& row : root.tables("field")) add(into.fields, read_field(row), row);
    for (const table& row : root.tables("track")) add(into.tracks, read_track(row), row);
}

} // namespace guiyi::config
