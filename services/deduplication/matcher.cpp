#include "services/deduplication/matcher.hpp"

#include "services/deduplication/id_numbers.hpp"

#include <algorithm>
#include <cmath>

namespace guiyi::deduplication {

namespace {

struct scored {
    const candidate_case* of = nullptr;
    comparison found;
    centibits prior = 0;
    centibits total = 0;
    bool other_id = false; ///< a member has another ID number, whatever the rest of the case says
};

/// The comparison keeps the best member in each field, so an equal ID number of one would hide another one's.
bool has_other_id(const profile& record, std::span<const profile> members) {
    return std::ranges::any_of(
        members, [&](const profile& member) { return are_of_two_people(record.id_number, member.id_number); });
}

scored score(const profile& record, const candidate_case& with, const frequencies& common, const model& by) {
    scored out{&with, compare(record, with.members, common, by), 0, 0,
               with.other_id || has_other_id(record, with.members)};
    out.prior = prior_of(out.found, by.rule);
    if (with.quoted && out.found.person >= out.prior) {
        const auto weight = by.weight(field::quoted_no, level::exact);
        const auto place =
            std::ranges::find_if(out.found.lines, [](const evidence& e) { return e.of > field::quoted_no; });
        out.found.lines.insert(place, {field::quoted_no, level::exact, weight});
        out.found.dispute += weight;
    }
    out.total = both_hold(out.found.person - out.prior, out.found.dispute + by.rule.base_rate);
    return out;
}

/// Two cases of which one was opened beside the other are no rivals: a person is to say whether they are one.
bool rivals(const candidate_case& a, const candidate_case& b) {
    const bool linked = a.beside == b.number || b.beside == a.number || (!a.beside.empty() && a.beside == b.beside);
    return !linked;
}

/// Whether the names differ and too little that is a person's own speaks against them. Phone and address count as one:
/// a household shares both.
bool names_forbid(const comparison& found, const decision_rule& rule) {
    bool differ = false, household = false;
    std::size_t own = 0;
    for (const auto& line : found.lines) {
        const bool agrees =
            line.reached == level::exact || line.reached == level::one_edit || line.reached == level::near;
        if (line.of == field::name && line.reached == level::differ) differ = true;
        if (!agrees) continue;
        household |= line.of == field::phone || line.of == field::address;
        own += line.of == field::email || line.of == field::id_last4 || line.of == field::id_number;
    }
    return differ && rule.name_must_agree && own + household < rule.name_outvoted_by;
}

/// Whether a full name is missing and all that speaks for the person is what so many may have given that any of them
/// could be meant: the phone of a call centre, the address of a dormitory.
bool rests_on_a_crowd(const comparison& found, const limits& most) {
    bool crowded = false;
    for (const auto& line : found.lines) {
        if (stage_of(line.of) != stage::person || line.weight <= 0 || line.reached == level::weak) continue;
        if (line.of == field::name && line.reached == level::surname) continue;
        if (line.persons <= most.crowd_persons) return false;
        crowded = true;
    }
    return crowded;
}

/// What no sum of bits outweighs; empty when nothing forbids a tie.
std::string_view forbidden_by(const scored& with, const model& by) {
    if (with.other_id) return "id_number";
    if (names_forbid(with.found, by.rule)) return "name";
    return rests_on_a_crowd(with.found, by.most) ? "nameless" : "";
}

/// The case whose complainant the new one surely is, as sure as a tie would need; its dispute may be another.
void note_person(const std::vector<scored>& all, const model& by, events::match_explanation& to) {
    const scored* surest = nullptr;
    for (const auto& one : all) {
        const auto sure = one.found.person - one.prior;
        if (sure < by.rule.tie || !forbidden_by(one, by).empty()) continue;
        if (!surest || sure > surest->found.person - surest->prior) surest = &one;
    }
    if (!surest) return;
    to.same_person = surest->of->number;
    to.person_centibits = surest->found.person - surest->prior;
    to.same_firm = std::ranges::any_of(surest->found.lines, [](const evidence& line) {
        return line.of == field::company && (line.reached == level::exact || line.reached == level::near);
    });
}

struct placing {
    std::string_view band;
    std::string_view held_by; ///< why it is no tie although the total would do
};

placing place_of(const scored& best, const scored* rival, const model& by) {
    if (best.total < by.rule.review) return {"new", ""};
    if (best.total < by.rule.tie) return {"review", ""};
    if (const auto why = forbidden_by(best, by); !why.empty()) return {"review", why};
    if (rival && rival->total > best.total - by.rule.margin) return {"review", "rival"};
    return {"tie", ""};
}

} // namespace

centibits prior_of(const comparison& found, const decision_rule& rule) {
    const auto among = static_cast<double>(found.among + 1);
    return std::clamp<centibits>(std::llround(100 * std::log2(among)), rule.prior_min, rule.prior_max);
}

centibits both_hold(centibits person, centibits dispute) {
    const double x = std::clamp(static_cast<double>(person) / 100, -60.0, 60.0);
    const double y = std::clamp(static_cast<double>(dispute) / 100, -60.0, 60.0);
    return -std::llround(100 * std::log2(std::exp2(-x) + std::exp2(-y) + std::exp2(-x - y)));
}

events::match_explanation judge(const profile& record, std::span<const candidate_case> cases, const frequencies& common,
                                const model& by, std::size_t compared, std::vector<std::string> capped) {
    events::match_explanation out;
    out.model = by.version;
    out.candidates = static_cast<std::int64_t>(compared);
    out.capped = std::move(capped);
    out.band = "new";
    out.person_records = static_cast<std::int64_t>(common.person_records);
    for (const auto& one : common.values)
        if (one.own && one.of != field::email)
            out.value_persons = std::max(out.value_persons, static_cast<std::int64_t>(one.by.names));
    std::vector<scored> all;
    all.reserve(cases.size());
    for (const auto& one : cases) all.push_back(score(record, one, common, by));
    std::ranges::sort(all, [](const scored& a, const scored& b) {
        return a.total != b.total ? a.total > b.total : a.of->number < b.of->number;
    });
    if (all.empty()) return out;

    const scored& best = all.front();
    const auto second =
        std::ranges::find_if(all.begin() + 1, all.end(), [&](const scored& one) { return rivals(*best.of, *one.of); });
    const scored* rival = second == all.end() ? nullptr : &*second;
    out.best = best.of->number;
    for (const auto& line : best.found.lines)
        out.fields.push_back({std::string(name_of(line.of)), std::string(name_of(line.reached)), line.weight});
    out.prior_centibits = best.prior;
    out.base_rate_centibits = by.rule.base_rate;
    out.total_centibits = best.total;
    if (rival) {
        out.runner_up = rival->of->number;
        out.runner_up_centibits = rival->total;
    }
    const auto placed = place_of(best, rival, by);
    out.band = placed.band;
    out.held_by = placed.held_by;
    note_person(all, by, out);
    return out;
}

case_no bridged_with(const profile& record, std::span<const candidate_case> cases, const frequencies& common,
                     const model& by, const events::match_explanation& why, const held_apart& apart) {
    if (cases.size() < 2 || why.band == "new" || why.total_centibits < by.rule.bridge) return {};
    const auto first = std::ranges::find(cases, why.best, &candidate_case::number);
    const auto fits = [&](const scored& one, centibits least) {
        return one.total >= least && place_of(one, nullptr, by).band == "tie";
    };
    if (first == cases.end() || !fits(score(record, *first, common, by), by.rule.bridge)) return {};
    case_no found;
    centibits best = 0;
    std::vector<case_no> fitting{first->number};
    for (const auto& other : cases) {
        if (other.number == first->number) continue;
        const auto one = score(record, other, common, by);
        if (!fits(one, by.rule.bridge)) continue;
        fitting.push_back(other.number);
        if (!found.empty() && (one.total < best || (one.total == best && found < other.number))) continue;
        const bool other_id =
            hold_two_people(first->ids, other.ids) || std::ranges::any_of(other.members, [&](const profile& member) {
                return has_other_id(member, first->members);
            });
        const bool fit_each_other = !other_id && std::ranges::any_of(other.members, [&](const profile& member) {
            return score(member, *first, common, by).total >= by.rule.bridge_between;
        });
        if (fit_each_other) found = other.number, best = one.total;
    }
    if (found.empty() || !apart) return found;
    for (std::size_t i = 0; i < fitting.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (apart(fitting[i], fitting[j])) return {};
    return found;
}

} // namespace guiyi::deduplication
