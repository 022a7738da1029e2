// What must hold whatever the weights: a shared value swallows nobody, simultaneous repeats make one case, text alone
// ties nothing, and the index answers as a comparison with everybody would.
#include "services/deduplication/candidates.hpp"
#include "services/deduplication/normalise.hpp"
#include "tests/evaluation/labelled_set.hpp"

#include <iostream>
#include <unordered_set>

namespace guiyi::evaluation {

namespace {

using boost::json::object;

std::string digits(std::uint64_t number, std::size_t places) {
    std::string out = std::to_string(number);
    return out.size() >= places ? out.substr(out.size() - places) : std::string(places - out.size(), '0') + out;
}

/// A complaint of somebody else about another call, by the one phone of a call centre that files for others.
complaint by_the_hub(std::size_t number, random_source& chance) {
    static constexpr std::string_view surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
    static constexpr std::string_view given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
                                                 "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚"};
    const auto name = std::string(surnames[chance.below(10)]) + std::string(given[chance.below(20)]) +
                      std::string(given[chance.below(20)]);
    const auto day = "2025-" + digits(1 + number % 12, 2) + "-" + digits(1 + number / 12 % 28, 2);
    complaint out;
    out.ref = "HUB-" + std::to_string(number);
    out.body = {{"channel", "hotline"},
                {"external_ref", out.ref},
                {"language", "zh"},
                {"received_at", day + "T12:00:00+08:00"},
                {"complainant", object{{"name", name}, {"phone", "13800138000"}}},
                {"respondent", object{{"name", "某某" + std::to_string(chance.below(50)) + "公司"}}},
                {"narrative", "机器人来电，编号" + std::to_string(number)},
                {"calls", boost::json::array{object{{"caller_number", "165" + digits(chance.below(100'000'000), 8)},
                                                    {"called_at", day}}}}};
    out.dispute = out.person = out.ref;
    return out;
}

/// The same matching without an index: every earlier record is looked at, and shares a key when it was filed under one.
class brute_force {
  public:
    explicit brute_force(const dd::model& by) : by_(by) {}

    /// "band total", as the indexed decision says it.
    std::string decide(const complaint& one) {
        record now{dd::normalise(boost::json::serialize(one.body),
                                 *parse_rfc3339(one.body.at("received_at").as_string().c_str()), dd::test::beijing)
                       .value(),
                   {},
                   {},
                   0};
        now.keys = dd::plain_keys(now.what);
        judgement found = judged(now);
        if (!found.bridged.empty()) {
            const auto a = number_of(found.why.best), b = number_of(found.bridged);
            now.in_case = std::min(a, b);
            found.why.band = "tie";
            for (auto& earlier : before_)
                if (earlier.in_case == std::max(a, b)) earlier.in_case = now.in_case;
            for (auto& [number, beside] : beside_)
                if (beside == std::max(a, b)) beside = now.in_case;
        } else {
            now.in_case = found.why.band == "tie" ? number_of(found.why.best) : ++cases_;
        }
        if (found.why.band == "review") beside_[now.in_case] = number_of(found.why.best);
        for (const auto& key : now.keys)
            if (key.filed) now.filed.insert(hash_of(key));
        before_.push_back(std::move(now));
        return found.why.band + ' ' + std::to_string(found.why.total_centibits);
    }
    /// The case of each complaint as it is called at the end.
    std::vector<std::size_t> cases() const {
        std::vector<std::size_t> out;
        for (const auto& one : before_) out.push_back(one.in_case);
        return out;
    }

  private:
    struct record {
        dd::profile what;
        std::vector<dd::plain_key> keys;
        std::unordered_set<std::size_t> filed; ///< hashes of its keys
        std::size_t in_case;
    };

    static std::size_t hash_of(const dd::plain_key& key) {
        return std::hash<std::string>()(std::string(key.kind->name) + '|' + key.value);
    }
    static case_no name_of(std::size_t number) { return case_no("C2025-" + digits(number, 7)); }
    static std::size_t number_of(const case_no& name) { return std::stoul(name.str().substr(6)); }

    std::vector<std::size_t> filed_under(const dd::plain_key& key) const {
        std::vector<std::size_t> out;
        const auto hash = hash_of(key);
        for (std::size_t i = 0; i < before_.size(); ++i)
            if (before_[i].filed.contains(hash)) out.push_back(i);
        return out;
    }

    dd::crowd users(const std::vector<std::size_t>& records) const {
        std::set<std::string> names;
        dd::crowd out;
        for (const auto i : records)
            if (!before_[i].what.name.surname_only && !before_[i].what.name.empty())
                names.insert(before_[i].what.name.pinyin);
            else
                ++out.nameless;
        out.names = std::min(names.size(), dd::names_kept_max);
        return out;
    }

    /// Phones, mail and address of whoever is compared.
    void count_users(const std::vector<dd::candidate_case>& cases, dd::frequencies& to) const {
        std::set<std::string> counted;
        for (const auto& one : to.values) counted.insert(one.value);
        for (const auto& one : cases)
            for (const auto& member : one.members)
                for (const auto& key : dd::plain_keys(member))
                    if (key.kind->counts_names && counted.insert(key.value).second)
                        to.values.push_back(
                            {*dd::field_named(key.kind->name), key.value, users(filed_under(key)), false});
    }

    struct judgement {
        events::match_explanation why;
        case_no bridged;
    };
    judgement judged(const record& now) const {
        dd::frequencies common;
        common.records = before_.size();
        std::map<std::size_t, std::size_t> shared;
        for (const auto& key : now.keys) {
            const auto found = filed_under(key);
            const auto kind = key.kind->name;
            if (kind == "name") common.name_records = found.size();
            if (kind == "caller" || kind == "caller_day" || kind == "company_day")
                common.disputes.push_back({key.value, found.size()});
            if (key.kind->counts_names) common.values.push_back({*dd::field_named(kind), key.value, users(found)});
            if (!key.kind->lists_records) continue;
            if (found.size() > (key.kind->loose ? by_.most.loose_max : by_.most.postings_max)) continue;
            const bool alone = key.kind->alone && (!key.kind->loose || found.size() <= by_.most.alone_max);
            for (const auto i : found) shared[i] += alone ? 2 : 1;
        }
        std::vector<std::pair<std::size_t, std::size_t>> order; // keys shared, record
        for (const auto& [i, keys] : shared)
            if (keys >= 2) order.emplace_back(keys, i);
        std::ranges::sort(order, std::greater{});
        if (order.size() > by_.most.candidates_max) order.resize(by_.most.candidates_max);

        std::vector<dd::candidate_case> cases;
        std::set<std::size_t> seen;
        const auto add = [&](std::size_t i) {
            seen.insert(i);
            const auto name = name_of(before_[i].in_case);
            auto at = std::ranges::find(cases, name, &dd::candidate_case::number);
            if (at == cases.end()) at = cases.insert(at, {name, {}, {}, false});
            at->members.push_back(before_[i].what);
        };
        for (const auto& [keys, i] : order) add(i);
        for (auto& one : cases) {
            const auto number = number_of(one.number);
            if (const auto at = beside_.find(number); at != beside_.end()) one.beside = name_of(at->second);
            std::size_t listed = 0, added = 0;
            for (std::size_t i = 0; i < before_.size() && listed < dd::members_kept_max; ++i) {
                if (before_[i].in_case != number) continue;
                ++listed;
                if (seen.contains(i)) continue;
                if (added++ >= by_.most.members_max || seen.size() >= by_.most.candidates_max) break;
                add(i);
            }
        }
        count_users(cases, common);
        judgement out{dd::judge(now.what, cases, common, by_, seen.size(), {}), {}};
        out.bridged = dd::bridged_with(now.what, cases, common, by_, out.why);
        return out;
    }

    const dd::model& by_;
    std::vector<record> before_;
    std::map<std::size_t, std::size_t> beside_;
    std::size_t cases_ = 0;
};

} // namespace

TEST(PoisonedHub, AStrangersPhoneOnEveryComplaintLeavesCasesSmallAndDecisionsBounded) {
    const std::size_t complaints = long_run() ? 100'000 : 20'000;
    const auto chance = seeded_random(4);
    std::vector<complaint> all;
    for (std::size_t i = 0; i < complaints; ++i) all.push_back(by_the_hub(i, *chance));
    const auto by = dd::test::shipped_model();

    const auto found = stream(all, by);

    const auto scores = program::score(ties_of(found));
    std::int64_t most_compared = 0;
    for (const auto& one : found) most_compared = std::max(most_compared, one.why.candidates);
    std::cout << complaints << " complaints by one phone: largest case " << scores.largest_case << ", most compared "
              << most_compared << '\n';
    EXPECT_LE(scores.largest_case, 50u);
    EXPECT_LE(most_compared, static_cast<std::int64_t>(by.most.candidates_max));
    EXPECT_FALSE(found.back().why.capped.empty()) << "a cap that was met must stand in the decision";
}

TEST(SimultaneousRepeats, MakeOneCase) {
    auto set = benchmark_set();
    if (set.empty()) GTEST_SKIP() << "data/complaints of the shared folder is not here; name it in GUIYI_SHARED";
    const auto whole = std::ranges::find_if(set, [](const complaint& one) {
        return one.body.at("complainant").as_object().contains("phone") && one.body.contains("calls");
    });
    ASSERT_NE(whole, set.end());
    std::vector<complaint> twice{*whole, *whole};
    twice[1].body["external_ref"] = "the-other";

    const auto found = stream(twice, dd::test::shipped_model());

    EXPECT_EQ(found[1].tie.verdict, "tie");
    EXPECT_EQ(found[1].tie.case_no, found[0].tie.case_no);
}

TEST(Oracle, TheIndexAnswersAsAComparisonWithEverybodyWould) {
    const auto set = benchmark_set();
    if (set.empty()) GTEST_SKIP() << "data/complaints of the shared folder is not here; name it in GUIYI_SHARED";
    const auto chance = seeded_random(2);
    std::vector<complaint> some; // two thousand neighbours of the stream, so that repeats are among them, in any order
    for (const auto i : shuffled(std::min<std::size_t>(2000, set.size()), *chance)) some.push_back(set[i]);
    const auto by = dd::test::shipped_model();

    const auto indexed = stream(some, by);

    brute_force oracle(by);
    std::size_t ties = 0;
    for (std::size_t i = 0; i < some.size(); ++i) {
        const auto expected = oracle.decide(some[i]);
        ASSERT_EQ(indexed[i].why.band + ' ' + std::to_string(indexed[i].why.total_centibits), expected)
            << "complaint " << i << " of the order of seed 2";
        ties += indexed[i].tie.verdict == "tie";
    }
    const auto numbers = oracle.cases();
    for (std::size_t i = 0; i < some.size(); ++i)
        ASSERT_EQ(std::stoul(indexed[i].tie.case_no.substr(6)), numbers[i]) << "complaint " << i;
    EXPECT_GT(ties, 200u);
}

TEST(TextAlone, TiesNothingOnAdversarialPairs) {
    std::ifstream pairs(shared_file("pawsx_zh/dev_2k.tsv"));
    if (!pairs) GTEST_SKIP() << "data/pawsx_zh of the shared folder is not here; name it in GUIYI_SHARED";
    std::vector<complaint> all;
    std::string line;
    for (std::getline(pairs, line); std::getline(pairs, line);) {
        std::istringstream columns(line);
        std::string text;
        std::getline(columns, text, '\t');
        for (int side = 0; side < 2 && std::getline(columns, text, '\t'); ++side) {
            complaint one;
            one.body = {{"channel", "email"},
                        {"external_ref", "TEXT-" + std::to_string(all.size())},
                        {"language", "zh"},
                        {"received_at", "2025-03-01T10:00:00+08:00"},
                        {"narrative", text}};
            all.push_back(std::move(one));
        }
    }
    ASSERT_GE(all.size(), 3000u);

    for (const auto& one : stream(all, dd::test::shipped_model())) EXPECT_NE(one.tie.verdict, "tie");
}

} // namespace guiyi::evaluation
