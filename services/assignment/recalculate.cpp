#include "services/assignment/recalculate.hpp"

#include "common/core/digest.hpp"
#include "services/assignment/choice.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

/// Cases looked at in one decision, so that a commit stays small.
constexpr std::size_t cases_max = 500;

/// So many first bytes of a text's hash, in hex.
std::string digest_of(const std::string& text, std::size_t bytes) {
    const auto digest = blake2b(text);
    return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), bytes));
}

std::string digest_of(const calendar_year& notice) {
    std::string text = std::to_string(notice.year) + "|" + notice.source;
    for (const auto& one : notice.blocks)
        text += "|" + format_date(one.from) + ".." + format_date(one.to) + (one.off ? "O" : "W") + one.name;
    return digest_of(text, 8);
}

/// What a rulebook lays down about how long its clocks run.
std::string digest_of(const config::rulebook& book) {
    std::string text;
    const auto add = [&](std::string_view one) { text.append("|").append(one); };
    for (const auto& one : book.clocks) {
        add(one.id);
        for (const int figure :
             {one.rule.length, static_cast<int>(one.rule.unit), static_cast<int>(one.rule.roll), one.extension})
            add(std::to_string(figure));
        add(one.also);
        for (const auto& reason : one.pauses) add(reason);
    }
    return digest_of(text, 8);
}

constexpr std::string_view officers = "officers"; // the name under which the desk book is adopted

/// Who is there and how much they can take.
std::string digest_of(const config::desk_book& book) {
    std::string text;
    for (const auto& one : book.officers) {
        text.append("|").append(one.id.str()).append("@").append(one.desk.str());
        text += (one.on_duty ? "+" : "-") + std::to_string(one.capacity);
        for (const auto& skill : one.skills) text.append(" ").append(skill);
    }
    return digest_of(text, 8);
}

/// Which notices and rulebooks are new or other than before, in words.
std::string what_changed(const events::calendar_adopted& now, const std::optional<events::calendar_adopted>& before) {
    std::string out;
    for (const auto& one : now.notices) {
        if (one.name == officers) continue; // moves no date
        if (before && std::ranges::find(before->notices, one) != before->notices.end()) continue;
        const auto source = one.value.substr(0, one.value.rfind('#'));
        const bool book = one.name.find_first_not_of("0123456789") != std::string::npos;
        out +=
            (out.empty() ? "" : "; ") + std::string(book ? "rulebook " : "calendar ") + one.name + " (" + source + ")";
    }
    return out.empty() ? "a notice or a rulebook was taken away" : out;
}

/// Nothing when it stands as it stood.
result<std::optional<events::clock_moved>> again(const rules& by, const case_no& which, const running_clock& one,
                                                 const std::string& reason) {
    if (one.due_on.empty() || !one.due_at.empty()) return std::optional<events::clock_moved>();
    auto terms = one.terms();
    if (terms.book.empty()) {
        const auto from = parse_date(one.started_on);
        if (!from) return from.error();
        const auto* book = rulebook_with(by.law, terms.clock, *from);
        if (!book) return fail(errc::not_found, "no rulebook has a clock " + terms.clock);
        terms.book = book->id;
    }
    auto now = reckon(by.law, terms);
    if (!now) return now.error();
    if (now->due_on == one.due_on && now->provisional == one.provisional) return std::optional<events::clock_moved>();
    return std::optional(events::clock_moved{which, one.clock, one.due_on, now->due_on, one.provisional,
                                             now->provisional, reason, now->arithmetic, now->warn_on, now->other_due_on,
                                             now->basis, now->other_basis, now->other_arithmetic});
}

} // namespace

events::calendar_adopted calendar_now(const rules& by) {
    const auto& under = by.law;
    events::calendar_adopted out;
    std::string all;
    const auto add = [&](std::string name, const std::string& source, const std::string& digest) {
        out.notices.push_back({std::move(name), source + "#" + digest});
        all += digest;
    };
    for (const auto& one : under.days.notices()) add(std::to_string(one.year), one.source, digest_of(one));
    for (const auto& one : under.rulebooks) add(one.id, "version " + one.version, digest_of(one));
    add(std::string(officers), "desks.toml", digest_of(by.desks));
    out.fingerprint = digest_of(all, 16);
    return out;
}

result<events::facts> recalculate(const rules& by, const store::view& state, instant at, recalculation& so_far) {
    events::facts out;
    so_far.moved = 0;
    auto now = calendar_now(by);
    const auto before = load_calendar(state);
    if (before && before->fingerprint == now.fingerprint) {
        so_far.more = false;
        return out;
    }
    const auto reason = what_changed(now, before);
    const auto cases = cases_after(state, so_far.after, cases_max);
    for (const auto& [which, row] : cases) {
        so_far.after = which;
        for (const auto& one : row.clocks) {
            auto moved = again(by, which, one, reason);
            if (!moved) return moved.error();
            if (*moved) out.emplace_back(std::move(**moved)), ++so_far.moved;
        }
        if (row.busy() && !row.officer.empty() && !by.desks.find(row.officer))
            out.emplace_back(
                hand_over(choosing(by, state, at), which, row.desk, {}, row.profile, {"from:" + row.officer.str()}));
    }
    so_far.more = cases.size() == cases_max;
    if (!so_far.more) out.emplace_back(std::move(now));
    return out;
}

} // namespace guiyi::assignment
