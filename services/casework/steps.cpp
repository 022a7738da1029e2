#include "services/casework/steps.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

constexpr std::array names{"accept", "refuse",          "split", "categorise", "contact",
                           "reply",  "classify_repeat", "note",  "close"};

const config::ground* find_in(const std::vector<config::ground>& grounds, std::string_view code) {
    const auto found = std::ranges::find(grounds, code, &config::ground::code);
    return found != grounds.end() ? &*found : nullptr;
}

bool is_allowed(action which, const case_row& row) {
    const bool complaint = row.track == "C";
    // What is done is done in the case that has the complaints.
    if (!row.merged_into.empty()) return false;
    switch (which) {
        case action::accept: return row.state == stage::registered;
        case action::refuse: return (row.state == stage::registered && complaint) || !row.repeats().empty();
        case action::split: return row.open() && complaint;
        case action::categorise:
        case action::contact: return row.open();
        case action::reply: return row.open() && !row.contacted.empty();
        case action::classify_repeat: return !row.repeat_kinds.empty();
        case action::note: return true;
        case action::close: return !allowed_outcomes(row).empty();
    }
    return false;
}

} // namespace

std::string_view name_of(action which) noexcept { return names[static_cast<std::size_t>(which)]; }

std::optional<action> action_named(std::string_view name) noexcept {
    for (const action one : all_actions)
        if (name_of(one) == name) return one;
    return std::nullopt;
}

std::vector<action> allowed_actions(const case_row& row) {
    std::vector<action> out;
    for (const action one : all_actions)
        if (is_allowed(one, row)) out.push_back(one);
    return out;
}

std::string names_of(const std::vector<action>& which) {
    std::string out;
    for (const action one : which) out.append(out.empty() ? "" : ", ").append(name_of(one));
    return out.empty() ? "none" : out;
}

std::vector<std::string_view> allowed_outcomes(const case_row& row) {
    if (!row.open()) return {};
    const bool accepted = row.state == stage::accepted;
    if (row.track == "C")
        return accepted ? std::vector<std::string_view>{"agreed", "terminated"}
                        : std::vector<std::string_view>{"terminated"};
    if (row.track == "R")
        return accepted ? std::vector<std::string_view>{"filed", "not_filed"} : std::vector<std::string_view>{};
    return {"answered"};
}

std::string possible_now(const case_row& row) {
    std::string out = names_of(allowed_actions(row));
    const auto outcomes = allowed_outcomes(row);
    if (outcomes.empty()) return out;
    // Closing is the last of the actions.
    for (std::size_t i = 0; i < outcomes.size(); ++i) out.append(i == 0 ? " (" : ", ").append(outcomes[i]);
    return out + ")";
}

bool is_outcome(std::string_view text) noexcept {
    return text == "agreed" || text == "terminated" || text == "filed" || text == "not_filed" || text == "answered";
}

const config::rulebook& law::book_for(const case_row& row) const { return book_on(row.received_at); }

const config::rulebook& law::book_on(instant received_at) const {
    const auto date = date_at(received_at, utc_offset);
    for (const auto& one : rulebooks)
        if (one.in_force(date) && one.find_track("C")) return one;
    return *std::ranges::find_if(rulebooks.rbegin(), rulebooks.rend(),
                                 [](const auto& one) { return one.find_track("C"); });
}

const config::ground* refusal_ground(const config::rulebook& book, std::string_view code) {
    return find_in(book.refusals, code);
}

const config::ground* termination_ground(const config::rulebook& book, std::string_view code) {
    return find_in(book.terminations, code);
}

events::legal_basis basis_of(const config::rulebook& book, const config::ground& ground) {
    const std::string instrument = book.instruments.empty() ? book.id : book.instruments.front().code;
    return {instrument, format_date(book.effective_from), ground.article, ground.verified};
}

events::legal_basis basis_of(const config::rulebook& book, std::string_view clock) {
    const auto rule = book.find(clock);
    if (!rule) return {};
    return {rule->instrument, format_date(book.effective_from), rule->article, rule->verified};
}

events::legal_basis basis_of(const config::rulebook& book, action which, const case_row& row) {
    if (which != action::accept && which != action::refuse && which != action::close) return {};
    if (row.track == "R") return basis_of(book, "K5");
    if (row.track != "C") return {};
    return basis_of(book, which == action::close ? "K2" : "K1");
}

} // namespace guiyi::casework
