#include "services/casework/read_action.hpp"

#include "common/http/json.hpp"
#include "services/casework/body_reader.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::casework {

namespace {

constexpr std::size_t text_chars_max = 4000;
constexpr std::size_t name_chars_max = 200;
constexpr std::size_t code_chars_max = 30;
constexpr std::size_t receipt_chars_max = 40;
constexpr std::size_t categories_max = 10;

void check_category(body_reader& from, std::string_view field, const std::string& code,
                    const config::taxonomy& topics) {
    if (!code.empty() && !topics.known(code))
        from.refuse(field, "unknown_category", "没有这个类别代码", "there is no such category code");
}

std::string read_ground(body_reader& from, const std::vector<config::ground>& grounds, need how) {
    std::string code = from.text("ground", how, code_chars_max);
    if (code.empty() || std::ranges::find(grounds, code, &config::ground::code) != grounds.end()) return code;
    std::string all;
    for (const auto& one : grounds) all += (all.empty() ? "" : " ") + one.code;
    from.refuse("ground", "not_in_list", "只能是：" + all, "must be one of: " + all);
    return code;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& one : words) out.append(out.empty() ? "" : " ").append(one);
    return out;
}

void check_date(body_reader& from, const std::string& id, const std::string& value) {
    if (!value.empty() && !parse_date(value))
        from.refuse(id, "invalid_date", "应为日期，如2026-11-24", "must be a date, such as 2026-11-24");
}

std::string read_field(body_reader& from, const config::step_field& field, need how) {
    if (field.kind == "flag") return from.flag(field.id, how);
    if (field.kind == "number") return from.number(field.id, how, field.max > 0 ? field.max : 1'000'000);
    if (field.kind == "receipts") {
        if (how == need::optional && !from.has(field.id)) return from.text(field.id, how, code_chars_max);
        return joined(from.texts(field.id, static_cast<std::size_t>(field.max > 0 ? field.max : 100)));
    }
    auto value = from.text(field.id, how, field.kind == "text" ? text_chars_max : name_chars_max);
    if (field.kind == "date") check_date(from, field.id, value);
    if (field.kind == "choice" && !value.empty() && std::ranges::find(field.choices, value) == field.choices.end()) {
        const auto all = joined(field.choices);
        from.refuse(field.id, "not_in_list", "只能是：" + all, "must be one of: " + all);
    }
    return value;
}

/// What the rulebook's step asks for.
step_fields read_step(body_reader& from, const law& under, const case_row& row, const config::transition& step,
                      const config::taxonomy& topics) {
    const auto& book = under.book_for(row);
    step_fields out;
    const auto read = [&](const std::string& id, need how) {
        if (const auto* field = book.find_field(id))
            if (auto value = read_field(from, *field, how); !value.empty()) out[id] = std::move(value);
    };
    for (const auto& id : step.needs) read(id, need::required);
    for (const auto& id : step.takes) read(id, need::optional);
    if (!step.grounds.empty()) {
        auto code = read_ground(from, book.grounds_in(step.grounds, under.state_of(row)),
                                step.ground_optional ? need::optional : need::required);
        if (!code.empty()) out["ground"] = std::move(code);
    }
    if (const auto found = out.find("category"); found != out.end())
        check_category(from, "category", found->second, topics);
    return out;
}

/// Takes a named value out, for the actions that have a member for it.
std::string take_out(step_fields& from, const char* name) {
    const auto found = from.find(name);
    if (found == from.end()) return {};
    auto out = std::move(found->second);
    from.erase(found);
    return out;
}

action_body read_close(body_reader& from, const law& under, const case_row& row, const config::taxonomy& topics) {
    close_case out;
    out.outcome = from.text("outcome", need::required, code_chars_max);
    const auto known = known_outcomes(under, row);
    if (!out.outcome.empty() && std::ranges::find(known, out.outcome) == known.end()) {
        std::string all;
        for (const auto one : known) all.append(all.empty() ? "" : " ").append(one);
        from.refuse("outcome", "not_in_list", "只能是：" + all, "must be one of: " + all);
    }
    const auto* on = under.track_of(row);
    const auto* step = on ? on->step_to(under.state_of(row), out.outcome) : nullptr;
    if (step) out.given = read_step(from, under, row, *step, topics);
    if (!step)
        out.note = from.text("note", need::optional, text_chars_max),
        out.ground = from.text("ground", need::optional, code_chars_max);
    if (step) out.ground = take_out(out.given, "ground"), out.note = take_out(out.given, "note");
    return out;
}

action_body read_reply(body_reader& from) {
    record_reply out;
    out.respondent = from.text("respondent", need::optional, name_chars_max);
    out.text = from.text("text", need::required, text_chars_max);
    out.result = from.text("result", need::required, code_chars_max);
    constexpr std::array results{"refund", "refused", "partly", "other"};
    if (!out.result.empty() && std::ranges::find(results, out.result) == results.end())
        from.refuse("result", "not_in_list", "只能是：refund refused partly other",
                    "must be one of: refund refused partly other");
    return out;
}

action_body read_categories(body_reader& from, const config::taxonomy& topics) {
    categorise_case out{from.texts("categories", categories_max)};
    for (std::size_t i = 0; i < out.categories.size(); ++i) {
        const auto& code = out.categories[i];
        const std::string place = "categories/" + std::to_string(i);
        if (!topics.known(code))
            from.refuse(place, "unknown_category", "没有这个类别代码", "there is no such category code");
        else if (std::ranges::find(out.categories, code) - out.categories.begin() < static_cast<std::ptrdiff_t>(i))
            from.refuse(place, "duplicate", "重复", "is named twice");
    }
    return out;
}

/// Actions that are steps of a track wherever the track has them now; elsewhere only their shape is read, and deciding
/// says why they are not possible.
action_body read_stepping(action which, body_reader& from, const law& under, const case_row& row,
                          const config::taxonomy& topics) {
    const auto* on = under.track_of(row);
    const auto* step = on ? on->step(under.state_of(row), name_of(which)) : nullptr;
    step_fields given;
    if (step) given = read_step(from, under, row, *step, topics);
    if (which == action::accept) {
        if (!step) given["note"] = from.text("note", need::optional, text_chars_max);
        auto note = take_out(given, "note");
        return accept_case{std::move(note), std::move(given)};
    }
    if (which == action::split) {
        if (!step) {
            given["lead"] = from.text("lead", need::required, text_chars_max);
            given["category"] = from.text("category", need::optional, code_chars_max);
            check_category(from, "category", given["category"], topics);
        }
        auto lead = take_out(given, "lead"), category = take_out(given, "category");
        return split_report{std::move(lead), std::move(category), std::move(given)};
    }
    if (!step) {
        given["ground"] = from.text("ground", need::required, code_chars_max);
        given["reason"] = from.text("reason", need::required, text_chars_max);
    }
    auto ground = take_out(given, "ground"), reason = take_out(given, "reason");
    return refuse_case{std::move(ground), std::move(reason), std::move(given)};
}

action_body read_other_step(std::string_view name, body_reader& from, const law& under, const case_row& row,
                            const config::taxonomy& topics) {
    const auto* on = under.track_of(row);
    const auto* step = on ? on->step(under.state_of(row), name) : nullptr;
    // Not possible now: deciding says so, whatever the body holds.
    if (!step) return step_case{std::string(name), {}};
    return step_case{step->action, read_step(from, under, row, *step, topics)};
}

action_body read_body(std::string_view name, body_reader& from, const law& under, const case_row& row,
                      const config::taxonomy& topics) {
    const auto which = action_named(name);
    if (!which) return read_other_step(name, from, under, row, topics);
    switch (*which) {
        case action::accept:
        case action::refuse:
        case action::split: return read_stepping(*which, from, under, row, topics);
        case action::categorise: return read_categories(from, topics);
        case action::contact: {
            contact_respondent out;
            out.respondent = from.text("respondent", need::optional, name_chars_max);
            out.text = from.text("text", need::required, text_chars_max);
            return out;
        }
        case action::reply: return read_reply(from);
        case action::classify_repeat: {
            classify_repeat out;
            out.receipt = receipt_no(from.text("receipt", need::required, receipt_chars_max));
            out.kind = from.text("kind", need::required, code_chars_max);
            out.reason = from.text("reason", need::optional, text_chars_max);
            return out;
        }
        case action::note: return add_note{from.text("text", need::required, text_chars_max)};
        case action::close: return read_close(from, under, row, topics);
        case action::step: break;
    }
    return add_note{};
}

} // namespace

bool is_action(std::string_view name, const law& under, const case_row& row) {
    if (action_named(name)) return true;
    const auto* on = under.track_of(row);
    return on && name != "receive" &&
           std::ranges::find(on->transitions, name, &config::transition::action) != on->transitions.end();
}

parsed_action read_action(std::string_view name, const http::request& from, const law& under, const case_row& row,
                          const config::taxonomy& topics) {
    const auto in = http::language_of(from);
    boost::json::value body = boost::json::object();
    if (!from.body.empty()) {
        auto parsed = http::parse_body(from);
        if (!parsed) return parsed.error();
        body = std::move(*parsed);
    }
    const auto* object = body.if_object();
    if (!object)
        return http::invalid_problem({{"", "wrong_type", in == http::language::zh ? "应为对象" : "must be an object"}},
                                     in);
    body_reader reader(*object, in);
    action_body out = read_body(name, reader, under, row, topics);
    const auto* step = std::get_if<step_case>(&out);
    const auto* on = under.track_of(row);
    if (!step || (on && on->step(under.state_of(row), step->action))) reader.finish();
    if (!reader.good()) return http::invalid_problem(reader.take(), in);
    return out;
}

boost::system::result<std::uint64_t, http::problem> read_revision(const http::request& from) {
    std::string_view text = from.header("if-match");
    std::uint64_t revision = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), revision);
        if (ec == std::errc() && end == text.data() + text.size()) return {boost::system::in_place_value, revision};
    }
    const auto in = http::language_of(from);
    return http::invalid_problem({{"/If-Match", "required",
                                   in == http::language::zh ? "请在If-Match中给出读取案件时的ETag"
                                                            : "give the ETag of the case as you read it in If-Match"}},
                                 in);
}

} // namespace guiyi::casework
