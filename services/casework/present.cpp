#include "services/casework/present.hpp"

#include "common/events/assignment.hpp"
#include "services/casework/repeat.hpp"
#include "services/casework/rows.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

namespace json = boost::json;

constexpr std::size_t complaints_shown_max = 100;
constexpr std::size_t deliveries_shown_max = 500;

/// A described struct as a value; its empty members are left out.
template <class T>
json::value value_of(const T& what) {
    return json::parse(to_row(what));
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

template <class Id>
json::value text_or_null(const Id& id) {
    return text_or_null(id.str());
}

json::array texts(const std::vector<std::string>& from) { return json::array(from.begin(), from.end()); }

json::value due_of(const case_row& row) {
    const auto* due = row.due();
    if (!due) return nullptr;
    return json::object{
        {"clock", due->clock}, {"due_on", due->due_on}, {"provisional", due->provisional}, {"breached", due->breached}};
}

json::array action_names(const law& under, const case_row& row) {
    json::array out;
    for (const auto& one : offers(under, row)) out.emplace_back(one.action);
    return out;
}

json::array grounds(const std::vector<config::ground>& from) {
    json::array out;
    for (const auto& one : from)
        out.push_back(json::object{{"code", one.code},
                                   {"zh", one.text_zh},
                                   {"en", one.text_en},
                                   {"article", one.article},
                                   {"verified", one.verified}});
    return out;
}

json::array receipts(const std::vector<receipt_no>& from) {
    json::array out;
    for (const auto& one : from) out.emplace_back(one.str());
    return out;
}

json::object role_in_words(const config::rulebook& book, const std::string& id) {
    json::object out{{"role", id}};
    if (const auto* known = book.find_role(id)) {
        out["zh"] = known->title_zh;
        out["en"] = known->title_en;
    }
    return out;
}

json::array fields_of(const config::rulebook& book, const std::vector<std::string>& ids) {
    json::array out;
    for (const auto& id : ids) {
        const auto* field = book.find_field(id);
        if (!field) continue;
        json::object entry{{"field", id}, {"kind", field->kind}, {"zh", field->title_zh}, {"en", field->title_en}};
        if (!field->choices.empty()) entry["choices"] = texts(field->choices);
        if (field->max > 0) entry["max"] = field->max;
        out.push_back(std::move(entry));
    }
    return out;
}

json::array letters_of(const config::rulebook& book, const config::transition& step) {
    json::array out;
    for (const auto& id : step.letters)
        if (const auto* form = book.find_form(id))
            out.push_back(json::object{{"form", id},
                                       {"number", form->number},
                                       {"zh", form->title_zh},
                                       {"en", form->title_en},
                                       {"to", texts(step.letter_to)}});
    return out;
}

json::array article_words(const config::rulebook& book, const config::transition& step) {
    json::array out;
    for (const auto& one : book.articles)
        if (one.instrument == step.instrument &&
            (", " + step.article + ",").find(" " + one.article + ",") != std::string::npos)
            out.push_back(json::object{{"article", one.article}, {"zh", one.zh}, {"en", one.en}});
    return out;
}

/// What a step asks for, whom it asks, and on what it rests.
void describe_step(json::object& entry, const config::rulebook& book, const config::transition& step,
                   const std::string& state, const std::vector<std::string>& mine) {
    entry["zh"] = step.title_zh;
    entry["en"] = step.title_en;
    if (const auto basis = basis_of(book, step); !basis.empty()) entry["basis"] = value_of(basis);
    if (auto words = article_words(book, step); !words.empty()) entry["articles"] = std::move(words);
    json::array who;
    bool may = false;
    for (const auto& id : step.who)
        if (id != "system") {
            who.push_back(role_in_words(book, id));
            may = may || std::ranges::find(mine, id) != mine.end();
        }
    entry["who"] = std::move(who);
    entry["may"] = may;
    if (step.two_persons) entry["two_persons"] = true;
    if (!step.to.empty()) entry["to"] = step.to;
    if (!step.needs.empty()) entry["needs"] = fields_of(book, step.needs);
    if (!step.takes.empty()) entry["takes"] = fields_of(book, step.takes);
    if (!step.moves.empty()) entry["tracks"] = texts(step.moves);
    if (!step.grounds.empty()) entry["grounds"] = grounds(book.grounds_in(step.grounds, state));
    if (!step.letters.empty()) entry["letters"] = letters_of(book, step);
    if (!step.pauses.empty())
        if (const auto clock = book.find(step.pauses.front())) entry["pause_reasons"] = texts(clock->pauses);
}

/// How the repeats that wait for an answer of their own are refused.
void describe_answer(json::object& entry, const reference& by, const case_row& row, const store::view& from,
                     const case_no& which, const std::vector<std::string>& mine) {
    const auto answer = answer_to_repeats(by.law, row, from, which);
    if (!answer) return;
    describe_step(entry, *answer->book, *answer->step, {}, mine);
    entry.erase("to");
    entry["grounds"] = grounds(answer->book->refusals);
    entry["receipts"] = receipts(answer->receipts);
}

/// Each action that is possible now with what its form needs, who may take it and the article it stands on.
json::array actions_now(const reference& by, const case_row& row, const store::view& from, const case_no& which,
                        const officer_id& viewer) {
    const auto& book = by.law.book_for(row);
    const auto state = by.law.state_of(row);
    const auto mine = by.law.roles_of(viewer);
    json::array out;
    for (const auto& one : offers(by.law, row)) {
        json::object entry{{"action", one.action}};
        if (one.step) describe_step(entry, book, *one.step, state, mine);
        if (one.kind == action::refuse && !one.step) describe_answer(entry, by, row, from, which, mine);
        if (one.kind == action::close) {
            const auto outcomes = allowed_outcomes(by.law, row);
            entry["outcomes"] = json::array(outcomes.begin(), outcomes.end());
            for (const auto outcome : outcomes)
                if (const auto* step = by.law.track_of(row)->step_to(state, outcome); !step->grounds.empty())
                    entry["grounds"] = grounds(book.grounds_in(step->grounds, state));
        }
        out.push_back(std::move(entry));
    }
    return out;
}

/// @param also  another rulebook that may speak of it; may be empty
json::value instrument_of(const law& under, const config::rulebook& book, const std::string& code,
                          std::string_view also = {}) {
    const auto* found = book.find_instrument(code);
    const auto* other = found || also.empty() ? nullptr : config::find_book(under.rulebooks, also);
    if (other) found = other->find_instrument(code);
    if (!found) return nullptr;
    return json::object{{"zh", found->name_zh}, {"en", found->name_en}, {"version", found->version}};
}

json::array clocks(const reference& by, const store::view& from, const case_no& which, const case_row& row) {
    json::array out;
    for (const auto& one : clocks_of(from, which)) {
        const auto& book = by.law.book_of(one, row);
        json::object entry = value_of(one).as_object();
        entry.erase("of_case");
        if (!row.merged_into.empty() && one.ended_on.empty()) entry["state"] = "suspended";
        if (const auto whose = events::clock_receipt(one.clock); !whose.empty()) entry["receipt_no"] = whose.str();
        std::string_view also;
        const auto rule = book.find(events::clock_code(one.clock));
        if (rule) {
            entry["title_zh"] = rule->title_zh;
            entry["title_en"] = rule->title_en;
            entry["target"] = rule->target;
            also = rule->also;
        }
        entry["instrument"] = instrument_of(by.law, book, one.basis.instrument, also);
        if (!one.other_due_on.empty())
            entry["other_instrument"] = instrument_of(by.law, book, one.other_basis.instrument, also);
        entry["explanation"] = "/api/v1/cases/" + which.str() + "/clocks/" + one.clock;
        out.push_back(std::move(entry));
    }
    return out;
}

json::array complaints(const store::view& from, const case_no& which) {
    json::array out;
    for (const auto& receipt : receipts_of(from, which, complaints_shown_max)) {
        json::object entry{{"receipt_no", receipt.str()}};
        if (const auto row = load_complaint(from, receipt)) {
            entry["received_at"] = format_rfc3339(row->received_at);
            entry["summary"] = value_of(row->summary);
        }
        entry["explanation"] = "/api/v1/complaints/" + receipt.str() + "/match";
        out.push_back(std::move(entry));
    }
    return out;
}

json::object kind_of(const config::repeat_rule& rule) {
    return {{"kind", rule.id},
            {"zh", rule.title_zh},
            {"en", rule.title_en},
            {"follows_zh", rule.follows_zh},
            {"follows_en", rule.follows_en},
            {"decides", rule.decides},
            {"clock", rule.clock},
            {"instrument", rule.instrument},
            {"article", rule.article},
            {"verified", rule.verified}};
}

/// What each complaint is taken for, with the proposal in words and who said so.
json::array repeats(const reference& by, const store::view& from, const case_no& which, const case_row& row) {
    json::array out;
    for (const auto& one : repeats_of(from, which, complaints_shown_max)) {
        const auto complaint = load_complaint(from, one.receipt);
        const auto& book = complaint ? by.law.book_on(complaint->received_at) : by.law.book_for(row);
        json::object entry{{"kind", one.row.kind}};
        if (const auto* rule = book.find_repeat(one.row.kind)) {
            entry = kind_of(*rule);
            entry["instrument_name"] = instrument_of(by.law, book, rule->instrument);
        }
        entry["receipt"] = one.receipt.str();
        entry["reasons"] = texts(one.row.reasons);
        entry["related"] = text_or_null(one.row.related);
        entry["campaign"] = text_or_null(one.row.campaign);
        entry["decided"] = one.row.decided;
        entry["by"] = text_or_null(one.row.by);
        const auto against = load_case(from, living(from, one.row.related));
        json::array possible;
        for (const auto kind :
             possible_kinds(complaint ? complaint->summary.nature : std::string(), against ? &*against : nullptr))
            possible.emplace_back(kind);
        entry["possible"] = std::move(possible);
        out.push_back(std::move(entry));
    }
    return out;
}

json::array deliveries(const store::view& from, const case_no& which) {
    json::array out;
    for (const auto& one : deliveries_of(from, which, deliveries_shown_max)) out.push_back(value_of(one));
    return out;
}

json::object desk_of(const reference& by, const desk_id& id) {
    json::object out{{"id", id.str()}};
    if (const auto* found = by.desks.find(id)) {
        out["name_zh"] = found->name_zh;
        out["name_en"] = found->name_en;
    }
    return out;
}

json::object officer_of(const reference& by, const officer_id& id) {
    json::object out{{"id", id.str()}};
    if (const auto* found = by.desks.find(id)) out["name"] = found->name;
    return out;
}

json::array numbers(const std::vector<case_no>& from) {
    json::array out;
    for (const auto& one : from) out.emplace_back(one.str());
    return out;
}

/// The rulebook, track and state of a case, in words.
json::object procedure_of(const law& under, const case_row& row) {
    const auto& book = under.book_for(row);
    json::object out{{"rulebook", book.id}, {"version", book.version}, {"zh", book.title_zh}, {"en", book.title_en}};
    const auto* on = book.find_track(row.track);
    if (!on) return out;
    out["track_zh"] = on->title_zh;
    out["track_en"] = on->title_en;
    if (const auto* state = on->find_state(under.state_of(row))) {
        out["state_zh"] = state->title_zh;
        out["state_en"] = state->title_en;
    }
    return out;
}

} // namespace

json::object queue_row(const law& under, const case_no& which, const case_row& row) {
    return {{"case_no", which.str()},
            {"state", row.state_now()},
            {"merged_into", text_or_null(row.merged_into)},
            {"track", row.track},
            {"categories", texts(row.categories)},
            {"complainant", text_or_null(row.complainant)},
            {"respondent", text_or_null(row.respondent)},
            {"platform", text_or_null(row.platform)},
            {"desk", text_or_null(row.desk)},
            {"officer", text_or_null(row.officer)},
            {"received_at", format_rfc3339(row.received_at)},
            {"due", due_of(row)},
            {"complaints", row.complaints},
            {"urges", row.urges},
            {"withdrawals", row.withdrawals},
            {"awaiting", receipts(row.repeats())},
            {"repeat_kinds", texts(row.repeat_kinds)},
            {"repeat_count", row.repeat_count},
            {"escalate", text_or_null(row.escalate)},
            {"urgency", row.urgency.empty() ? "normal" : row.urgency},
            {"verdict", row.verdict},
            {"outcome", text_or_null(row.outcome)},
            {"changed_at", format_rfc3339(row.changed_at)},
            {"changed_by", row.changed_by},
            {"revision", row.revision},
            {"step", text_or_null(under.state_of(row))},
            {"actions", action_names(under, row)}};
}

json::object case_page(const reference& by, const store::view& from, const case_no& which, const case_row& row,
                       const officer_id& viewer) {
    json::object out = queue_row(by.law, which, row);
    out["procedure"] = procedure_of(by.law, row);
    if (!row.merged_into.empty()) out["merged_into"] = living(from, which).str();
    out["desk"] = desk_of(by, row.desk);
    out["officer"] = row.officer.empty() ? json::value(nullptr) : json::value(officer_of(by, row.officer));
    out["assigned_because"] = texts(row.trace);
    out["opened_at"] = format_rfc3339(row.opened_at);
    out["related"] = text_or_null(row.related);
    out["from"] = text_or_null(row.from);
    out["reports"] = numbers(row.reports);
    out["contacted"] = text_or_null(row.contacted);
    out["similar"] = row.complaints;
    out["complaints"] = complaints(from, which);
    out["repeats"] = repeats(by, from, which, row);
    out["clocks"] = clocks(by, from, which, row);
    out["deliveries"] = deliveries(from, which);
    out["actions"] = actions_now(by, row, from, which, viewer);
    out["joint"] = row.joint;
    out["representatives"] = receipts(row.representatives);
    out["timeline"] = "/api/v1/cases/" + which.str() + "/timeline";
    return out;
}

json::object reference_page(const reference& by) {
    json::array desks, officers, categories;
    for (const auto& one : by.desks.desks) desks.push_back(desk_of(by, one.id));
    for (const auto& one : by.desks.officers) {
        json::object entry = officer_of(by, one.id);
        entry["desk"] = one.desk.str();
        officers.push_back(std::move(entry));
    }
    for (const auto& one : by.topics.categories())
        categories.push_back(json::object{{"code", one.code}, {"zh", one.name_zh}, {"en", one.name_en}});
    json::array grounds, instruments, kinds;
    for (const auto& book : by.law.rulebooks) {
        for (const auto* list : {&book.refusals, &book.terminations})
            for (const auto& one : *list)
                grounds.push_back(json::object{{"code", one.code}, {"zh", one.text_zh}, {"en", one.text_en}});
        for (const auto& one : book.repeats) kinds.push_back(kind_of(one));
        for (const auto& one : book.instruments)
            instruments.push_back(json::object{{"code", one.code}, {"zh", one.name_zh}, {"en", one.name_en}});
    }
    return {{"desks", std::move(desks)},           {"officers", std::move(officers)},
            {"categories", std::move(categories)}, {"grounds", std::move(grounds)},
            {"repeats", std::move(kinds)},         {"instruments", std::move(instruments)}};
}

} // namespace guiyi::casework
