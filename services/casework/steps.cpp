#include "services/casework/steps.hpp"

#include "common/events/assignment.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

constexpr std::array names{"accept", "refuse",          "split", "categorise", "contact",
                           "reply",  "classify_repeat", "note",  "close",      "step"};

/// The first book in force of which something holds, or else the earliest of which it does.
template <class Holds>
const config::rulebook* choose(const std::vector<config::rulebook>& books, local_date date, Holds holds) {
    const config::rulebook* earliest = nullptr;
    for (const auto& one : books) {
        if (!holds(one)) continue;
        if (one.in_force(date)) return &one;
        earliest = &one;
    }
    return earliest;
}

/// What every track knows, where it applies; null: it does not.
std::optional<offer> base_offer(action which, const law& under, const case_row& row, const config::track* on,
                                const std::string& state) {
    offer out{std::string(name_of(which)), which, nullptr};
    const auto step = [&](std::string_view name) { return on ? on->step(state, name) : nullptr; };
    bool allowed = false;
    switch (which) {
        case action::accept:
        case action::split:
            out.step = step(out.action);
            allowed = out.step != nullptr;
            break;
        case action::refuse:
            out.step = step(out.action);
            allowed = out.step != nullptr || !row.repeats().empty();
            break;
        case action::categorise:
        case action::contact: allowed = row.open(); break;
        case action::reply: allowed = row.open() && !row.contacted.empty(); break;
        case action::classify_repeat: allowed = !row.repeat_kinds.empty(); break;
        case action::note: allowed = true; break;
        case action::close: allowed = !allowed_outcomes(under, row).empty(); break;
        case action::step: break;
    }
    if (!allowed) return std::nullopt;
    return out;
}

} // namespace

std::string_view name_of(action which) noexcept { return names[static_cast<std::size_t>(which)]; }

std::optional<action> action_named(std::string_view name) noexcept {
    for (const action one : all_actions)
        if (name_of(one) == name) return one;
    return std::nullopt;
}

const config::rulebook& law::book_for(const case_row& row) const {
    if (const auto* book = config::find_book(rulebooks, row.book)) return *book;
    return book_on(row.received_at, row.track);
}

const config::rulebook& law::book_of(const events::clock_noted& clock, const case_row& row) const {
    const auto* own = config::find_book(rulebooks, clock.book);
    return own ? *own : book_for(row);
}

const config::rulebook& law::book_on(instant received_at, std::string_view track) const {
    const auto* found = choose(rulebooks, date_at(received_at, utc_offset),
                               [&](const config::rulebook& one) { return one.find_track(track) != nullptr; });
    return found ? *found : rulebooks.back();
}

const config::rulebook* law::book_for_nature(std::string_view nature, instant received_at) const {
    return choose(rulebooks, date_at(received_at, utc_offset),
                  [&](const config::rulebook& one) { return one.track_for(nature) != nullptr; });
}

const config::track* law::track_of(const case_row& row) const { return book_for(row).find_track(row.track); }

std::string law::state_of(const case_row& row) const {
    const auto* on = track_of(row);
    if (!on) return {};
    if (on->find_state(row.step)) return row.step;
    const std::string_view outcome = std::string_view(row.outcome).substr(0, row.outcome.find(' '));
    for (const auto& one : on->transitions)
        if (!outcome.empty() && one.outcome == outcome && !one.to.empty()) return one.to;
    const auto* state = row.state == stage::registered ? on->find_state(on->initial) : on->first_of(row.state);
    return state ? state->id : on->initial;
}

std::vector<std::string> law::roles_of(const officer_id& who) const {
    const auto* known = desks.find(who);
    return known ? known->roles.names() : std::vector<std::string>();
}

std::vector<offer> offers(const law& under, const case_row& row) {
    std::vector<offer> out;
    // What is done is done in the case that has the complaints.
    if (!row.merged_into.empty()) return out;
    const auto* on = under.track_of(row);
    const auto state = under.state_of(row);
    for (const action one : all_actions)
        if (auto made = base_offer(one, under, row, on, state)) out.push_back(std::move(*made));
    if (!on) return out;
    for (const auto* one : on->steps_from(state))
        if (open_to(row, *one) && !only_along(*on, *one) &&
            std::ranges::find(out, one->action, &offer::action) == out.end())
            out.push_back({one->action, action::step, one});
    return out;
}

bool only_along(const config::track& on, const config::transition& step) {
    return std::ranges::find(on.transitions, step.action, &config::transition::related_takes) != on.transitions.end();
}

bool open_to(const case_row& row, const config::transition& step) {
    const auto outcome = std::string_view(row.outcome).substr(0, row.outcome.find(' '));
    return step.ended_as.empty() || std::ranges::any_of(step.ended_as, [&](const std::string& one) {
               return one == row.state || one == outcome;
           });
}

bool is_offered(const law& under, const case_row& row, std::string_view name) {
    const auto all = offers(under, row);
    return std::ranges::find(all, name, &offer::action) != all.end();
}

std::vector<std::string_view> allowed_outcomes(const law& under, const case_row& row) {
    std::vector<std::string_view> out;
    const auto* on = row.merged_into.empty() ? under.track_of(row) : nullptr;
    if (!on) return out;
    for (const auto* one : on->steps_from(under.state_of(row)))
        if (!one->outcome.empty() && open_to(row, *one)) out.emplace_back(one->outcome);
    return out;
}

namespace {

/// The step by which a matter is refused that begins with a clock, or whose acceptance starts it.
const config::transition* refusal_of(const config::rulebook& book, std::string_view clock) {
    for (const auto& on : book.tracks) {
        const auto* begins = on.receive();
        const bool answers = std::ranges::any_of(on.transitions, [&](const config::transition& one) {
            const bool first = &one == begins || one.action == "accept" || one.as == "accept";
            return first && std::ranges::find(one.starts, clock) != one.starts.end();
        });
        if (!begins || !answers) continue;
        const auto found = std::ranges::find(on.transitions, "refusal", &config::transition::grounds);
        if (found != on.transitions.end()) return &*found;
    }
    return nullptr;
}

} // namespace

std::optional<repeat_answer> answer_to_repeats(const law& under, const case_row& row, const store::view& state,
                                               const case_no& which) {
    std::optional<repeat_answer> out;
    for (const auto& receipt : row.repeats())
        for (const auto& one : row.running) {
            if (events::clock_receipt(one.clock) != receipt) continue;
            const auto noted = load_clock(state, which, one.clock);
            const auto* book = noted ? &under.book_of(*noted, row) : &under.book_for(row);
            const auto* step = refusal_of(*book, events::clock_code(one.clock));
            if (!step) continue;
            if (!out || book->effective_from < out->book->effective_from) out = repeat_answer{book, step, {}};
            if (out->book == book) out->receipts.push_back(receipt);
        }
    return out;
}

std::string possible_now(const law& under, const case_row& row) {
    std::string out;
    for (const auto& one : offers(under, row)) {
        out.append(out.empty() ? "" : ", ").append(one.action);
        if (one.kind != action::close) continue;
        const auto outcomes = allowed_outcomes(under, row);
        for (std::size_t i = 0; i < outcomes.size(); ++i) out.append(i == 0 ? " (" : ", ").append(outcomes[i]);
        out += ")";
    }
    return out.empty() ? "none" : out;
}

std::vector<std::string_view> known_outcomes(const law& under, const case_row& row) {
    std::vector<std::string_view> out;
    if (const auto* on = under.track_of(row))
        for (const auto& one : on->transitions)
            if (!one.outcome.empty() && std::ranges::find(out, one.outcome) == out.end()) out.emplace_back(one.outcome);
    return out;
}

events::legal_basis basis_of(const config::rulebook& book, const config::ground& ground) {
    return {ground.instrument.empty() ? book.id : ground.instrument, format_date(book.effective_from), ground.article,
            ground.verified};
}

events::legal_basis basis_of(const config::rulebook& book, const config::transition& step) {
    if (step.article.empty()) return {};
    return {step.instrument, format_date(book.effective_from), step.article, step.verified};
}

} // namespace guiyi::casework
