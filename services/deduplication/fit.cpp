#include "services/deduplication/fit.hpp"

#include "services/deduplication/blocking.hpp"
#include "services/deduplication/compare.hpp"
#include "services/deduplication/matcher.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

namespace guiyi::deduplication {

namespace {

constexpr std::size_t records_min = 100;
constexpr std::size_t random_pairs = 300'000;
constexpr int rounds = 10;
constexpr double sure = 0.9;     // that a pair is one person, to learn about disputes from it
constexpr double old_pairs = 30; // what the old weight counts for, in pairs that reached the level
constexpr double unseen = 0.5;   // pairs added to every level, so that none is impossible
constexpr centibits base_min = -300, base_max = 100;

using field_set = std::uint32_t;
constexpr field_set one(field which) { return 1U << static_cast<unsigned>(which); }

/// Levels that are estimated, best first; the others of a field are kept as they are.
struct ladder {
    field of;
    std::vector<level> steps;
};

const std::vector<ladder>& ladders() {
    using enum level;
    static const std::vector<ladder> all{
        {field::name, {exact, near, similar, partial, differ}},
        {field::phone, {exact, one_edit, differ}},
        {field::email, {exact, near, differ}},
        {field::id_last4, {exact, near, differ}},
        {field::address, {exact, near, weak, differ}},
        {field::caller_number, {exact, one_edit, differ}},
        {field::call_day, {exact, adjacent, close, far}},
        {field::company, {exact, near, partial, differ}},
        {field::amount, {exact, near, differ}},
        {field::narrative, {high, some, little, low}},
        {field::filing_gap, {week, month, quarter, longer}},
    };
    return all;
}

/// Fields that a kind of key already makes alike: pairs found by it say nothing new about them.
field_set made_alike(std::string_view kind) {
    struct part {
        std::string_view in_name;
        field_set fields;
    };
    static constexpr std::array parts{
        part{"name", one(field::name)},
        part{"initials", one(field::name)},
        part{"letter", one(field::name)},
        part{"phone", one(field::phone)},
        part{"email", one(field::email)},
        part{"id_", one(field::id_last4) | one(field::id_number)},
        part{"address", one(field::address)},
        part{"house", one(field::address)},
        part{"caller", one(field::caller_number)},
        part{"day", one(field::call_day)},
        part{"company", one(field::company)},
        part{"amount", one(field::amount)},
    };
    field_set out = 0;
    for (const auto& [in_name, fields] : parts)
        if (kind.find(in_name) != std::string_view::npos) out |= fields;
    return out;
}

/// Two complaints and how well they agree.
struct sample {
    std::array<std::int8_t, field_count> reached{}; ///< level, or -1 where a side lacks the field
    field_set free = 0;                             ///< fields that some key that found the pair leaves open
    centibits prior = 0;
    centibits rarity = 0; ///< the most that an agreeing name weighs
    double one_person = 0, one_dispute = 0;
    int known_person = -1, known_dispute = -1; ///< by the labels: 1, 0, or not told
};

/// How common values are, over all complaints.
class counts {
  public:
    explicit counts(std::span<const fit_record> records) {
        for (const auto& one : records) {
            ++names_[one.what.name.pinyin];
            for (const auto& part : dispute_parts(one.what)) ++parts_[part];
        }
        total_ = records.size();
    }
    frequencies of(const profile& what) const {
        frequencies out;
        out.records = total_;
        out.name_records = names_.at(what.name.pinyin);
        for (const auto& part : dispute_parts(what)) out.disputes.push_back({part, parts_.at(part)});
        return out;
    }

  private:
    std::unordered_map<std::string, std::uint64_t> names_, parts_;
    std::uint64_t total_ = 0;
};

sample compared(const fit_record& a, const fit_record& b, const frequencies& common, const model& by, field_set free) {
    sample out;
    out.reached.fill(-1);
    out.free = free;
    const auto found = compare(b.what, std::span(&a.what, 1), common, by);
    for (const auto& line : found.lines)
        out.reached[static_cast<std::size_t>(line.of)] = static_cast<std::int8_t>(line.reached);
    out.prior = prior_of(found, by.rule);
    out.rarity = name_rarity(common, by.rule);
    if (!a.person.empty() && !b.person.empty()) {
        out.known_person = a.person == b.person;
        out.known_dispute = a.dispute == b.dispute;
    }
    return out;
}

std::vector<sample> candidate_pairs(std::span<const fit_record> records, const counts& common, const model& by) {
    std::map<std::pair<const key_kind*, std::string>, std::vector<std::uint32_t>> filed;
    for (std::uint32_t i = 0; i < records.size(); ++i)
        for (auto& key : plain_keys(records[i].what))
            if (key.filed && key.kind->lists_records && key.kind->alone)
                filed[{key.kind, std::move(key.value)}].push_back(i);
    std::map<std::pair<std::uint32_t, std::uint32_t>, field_set> pairs;
    constexpr field_set all = (1U << field_count) - 1;
    for (const auto& [key, members] : filed) {
        if (members.size() > by.most.loose_max) continue;
        for (std::size_t j = 1; j < members.size(); ++j)
            for (std::size_t i = 0; i < j; ++i) pairs[{members[i], members[j]}] |= all & ~made_alike(key.first->name);
    }
    std::vector<sample> out;
    out.reserve(pairs.size());
    for (const auto& [pair, free] : pairs)
        out.push_back(
            compared(records[pair.first], records[pair.second], common.of(records[pair.second].what), by, free));
    return out;
}

std::vector<sample> chance_pairs(std::span<const fit_record> records, const model& by, random_source& chance) {
    std::vector<sample> out;
    const std::size_t wanted = std::min(random_pairs, records.size() * (records.size() - 1) / 2);
    out.reserve(wanted);
    const frequencies none;
    while (out.size() < wanted) {
        const auto a = static_cast<std::size_t>(chance.below(records.size()));
        const auto b = static_cast<std::size_t>(chance.below(records.size()));
        if (a != b) out.push_back(compared(records[a], records[b], none, by, 0));
    }
    return out;
}

double chance_of(centibits log_odds) { return 1 / (1 + std::exp2(-static_cast<double>(log_odds) / 100)); }

centibits sum_of(const sample& pair, stage about, const model& by) {
    centibits sum = 0;
    for (std::size_t i = 0; i < field_count; ++i) {
        const auto which = static_cast<field>(i);
        if (stage_of(which) != about || pair.reached[i] < 0) continue;
        const auto weight = by.weight(which, static_cast<level>(pair.reached[i]));
        sum += which == field::name ? std::min(weight, pair.rarity) : weight;
    }
    return sum;
}

/// How many pairs reach each step of a ladder, each pair counted by how likely it is one of those meant.
template <class Weigh>
std::vector<double> reached(const ladder& on, std::span<const sample> pairs, Weigh weigh) {
    std::vector<double> out(on.steps.size(), unseen);
    for (const auto& pair : pairs) {
        const auto at = pair.reached[static_cast<std::size_t>(on.of)];
        const auto step = std::ranges::find(on.steps, static_cast<level>(at));
        if (at >= 0 && step != on.steps.end()) out[static_cast<std::size_t>(step - on.steps.begin())] += weigh(pair);
    }
    return out;
}

double total(const std::vector<double>& of) {
    double sum = 0;
    for (const double one : of) sum += one;
    return sum;
}

/// New weights of one ladder from how often its steps are reached among the pairs meant and among the others.
void weigh(const ladder& on, const std::vector<double>& meant, const std::vector<double>& others, const model& start,
           model& to) {
    const centibits most = stage_of(on.of) == stage::person ? fitted_max : fitted_dispute_max;
    centibits above = most;
    for (std::size_t i = 0; i < on.steps.size(); ++i) {
        const double ratio = (meant[i] / total(meant)) / (others[i] / total(others));
        const double told =
            std::clamp(100 * std::log2(ratio), static_cast<double>(fitted_min), static_cast<double>(most));
        const auto old = static_cast<double>(start.weight(on.of, on.steps[i]));
        const auto blend = (meant[i] * told + old_pairs * old) / (meant[i] + old_pairs);
        above = std::min<centibits>(above, std::llround(blend));
        to.weights[static_cast<std::size_t>(on.of)][static_cast<std::size_t>(on.steps[i])] = above;
    }
}

void expect_persons(std::vector<sample>& pairs, const model& by) {
    for (auto& pair : pairs)
        pair.one_person =
            pair.known_person >= 0 ? pair.known_person : chance_of(sum_of(pair, stage::person, by) - pair.prior);
}

void expect_disputes(std::vector<sample>& pairs, const model& by) {
    for (auto& pair : pairs)
        pair.one_dispute = pair.known_dispute >= 0 ? pair.known_dispute
                                                   : chance_of(sum_of(pair, stage::dispute, by) + by.rule.base_rate);
}

void learn_persons(std::vector<sample>& pairs, std::span<const sample> strangers, const model& start, model& to) {
    for (int round = 0; round < rounds; ++round) {
        expect_persons(pairs, to);
        for (const auto& on : ladders()) {
            if (stage_of(on.of) != stage::person) continue;
            const auto meant = reached(
                on, pairs, [&](const sample& pair) { return (pair.free & one(on.of)) != 0 ? pair.one_person : 0; });
            weigh(on, meant, reached(on, strangers, [](const sample&) { return 1.0; }), start, to);
        }
    }
    expect_persons(pairs, to);
}

void learn_disputes(std::vector<sample>& pairs, const model& start, model& to) {
    const auto counted = [](const sample& pair, const ladder& on) {
        return pair.one_person >= sure && ((pair.free & one(on.of)) != 0 || on.of == field::filing_gap);
    };
    for (int round = 0; round < rounds; ++round) {
        expect_disputes(pairs, to);
        for (const auto& on : ladders()) {
            if (stage_of(on.of) != stage::dispute) continue;
            const auto meant =
                reached(on, pairs, [&](const sample& pair) { return counted(pair, on) ? pair.one_dispute : 0; });
            const auto others =
                reached(on, pairs, [&](const sample& pair) { return counted(pair, on) ? 1 - pair.one_dispute : 0; });
            weigh(on, meant, others, start, to);
        }
    }
    expect_disputes(pairs, to);
}

} // namespace

result<fit_result> fit(std::span<const fit_record> records, const model& start, random_source& chance) {
    if (records.size() < records_min)
        return fail(errc::invalid, "too few complaints to learn from: at least " + std::to_string(records_min));
    const counts common(records);
    auto pairs = candidate_pairs(records, common, start);
    const auto strangers = chance_pairs(records, start, chance);
    fit_result out;
    out.fitted = start;
    out.pairs = pairs.size();
    learn_persons(pairs, strangers, start, out.fitted);
    learn_disputes(pairs, start, out.fitted);
    for (const auto& pair : pairs) {
        out.one_person += pair.one_person;
        out.one_dispute += pair.one_person * pair.one_dispute;
    }
    if (out.one_dispute < 1)
        return fail(errc::invalid, "none of the complaints seem to be repeats: nothing to learn from");
    const double among_one_person = out.one_dispute / out.one_person;
    out.fitted.rule.base_rate = std::clamp<centibits>(
        std::llround(100 * std::log2(among_one_person / std::max(1e-6, 1 - among_one_person))), base_min, base_max);
    for (const auto& on : ladders()) {
        const auto likely = [&](const sample& pair) {
            return stage_of(on.of) == stage::person ? pair.one_person : pair.one_person * pair.one_dispute;
        };
        const auto meant = reached(on, pairs, likely);
        for (std::size_t i = 0; i < on.steps.size(); ++i)
            out.weights.push_back({on.of, on.steps[i], start.weight(on.of, on.steps[i]),
                                   out.fitted.weight(on.of, on.steps[i]), meant[i] - unseen});
    }
    return out;
}

} // namespace guiyi::deduplication
