// The person stage alone, on public sets of persons: names, numbers and addresses compared by the same levels, weights
// learned without labels from the set itself, each record joined to the best person so far.
//
// Their columns stand for ours by how they are compared, not by what they are called:
//   FEBRL   given name, surname -> name; social security number -> phone (same, one digit off, different);
//           date of birth -> last 4 of ID (same, one digit off, different); street number, postcode -> address numbers
//   splink  first name, surname -> name; birth place -> phone; date of birth -> last 4 of ID; postcode -> e-mail; and
//           the occupation only finds candidates, as a caller or a firm does for complaints
#include "common/identity/person.hpp"
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/compare.hpp"
#include "services/deduplication/fit.hpp"
#include "services/guiyi/csv.hpp"
#include "tests/evaluation/labelled_set.hpp"

#include <cmath>
#include <iostream>

namespace guiyi::evaluation {

namespace {

struct person_record {
    dd::profile what;
    std::string cluster;
    std::vector<std::string> more_keys; ///< that find candidates beside the product's own
};

dd::name_form name_of(const std::string& given, const std::string& surname) {
    const auto name =
        identity::normalise_name(given.empty() || surname.empty() ? given + surname : surname + ", " + given);
    return {name.han, name.pinyin, name.surname_pinyin, name.surname_only};
}

std::vector<std::vector<std::string>> rows_of(const std::string& file) {
    std::vector<std::vector<std::string>> out;
    std::ifstream in(shared_file(file));
    program::csv_reader rows(in);
    for (bool header = true; auto row = rows.next(); header = false) {
        if (header || !*row) continue;
        auto fields = (**row).fields;
        for (auto& field : fields) {
            field.erase(0, std::min(field.find_first_not_of(' '), field.size()));
            while (field.ends_with(' ')) field.pop_back();
        }
        out.push_back(std::move(fields));
    }
    return out;
}

bool is_number(const std::string& text) {
    return !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos;
}

std::vector<person_record> febrl(const std::string& file) {
    std::vector<person_record> out;
    for (const auto& row : rows_of(file)) {
        person_record one;
        const auto begin = row[0].find('-') + 1;
        one.cluster = row[0].substr(begin, row[0].find('-', begin) - begin);
        one.what.name = name_of(row[1], row[2]);
        if (row[10].size() >= 5) one.what.phones = {row[10]};
        one.what.id_last4 = row[9];
        for (const auto& number : {row[3], row[7]})
            if (is_number(number)) one.what.address_numbers.push_back(static_cast<std::uint32_t>(std::stoul(number)));
        std::ranges::sort(one.what.address_numbers);
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<person_record> historic() {
    std::vector<person_record> out;
    for (const auto& row : rows_of("splink/hist50k_dev.csv")) {
        person_record one;
        one.cluster = row[1];
        one.what.name = name_of(row[4], row[5]);
        one.what.id_last4 = row[6];
        std::erase(one.what.id_last4, '-');
        if (!row[7].empty()) one.what.phones = {row[7] + "......."}; // so long that the product makes keys of it
        one.what.email = row[8];
        std::erase(one.what.email, ' ');
        const auto& occupation = row[10];
        const auto add = [&](std::string_view a, std::string_view b) {
            if (!a.empty() && !b.empty()) one.more_keys.push_back(std::string(a) + '|' + std::string(b));
        };
        add(one.what.name.pinyin, "name");
        add(one.what.name.surname, occupation);
        add(one.what.name.given(), occupation + row[7]);
        out.push_back(std::move(one));
    }
    return out;
}

/// The weights of the person stage as the set itself tells them, without labels.
dd::model learned(const std::vector<person_record>& all) {
    auto start = dd::test::shipped_model();
    start.most.loose_max = 100;
    std::vector<dd::fit_record> records;
    for (const auto& one : all) records.push_back({one.what, {}, {}});
    const auto chance = seeded_random(5);
    auto out = dd::test::shipped_model();
    out.weights = dd::fit(records, start, *chance).value().fitted.weights;
    return out;
}

/// Joins each record to the best person so far when the log-odds of "same person" reach `least`, in centibits.
/// Small persons are compared record by record, larger ones by the best of all.
program::agreement joined(const std::vector<person_record>& all, dd::centibits least) {
    constexpr std::size_t small = 4;
    const auto by = learned(all);
    std::map<std::string, std::vector<std::size_t>> filed;
    std::map<std::string, std::uint64_t> names;
    std::vector<std::vector<dd::profile>> persons;
    std::vector<std::size_t> person_of;
    std::vector<program::labelled_tie> rows;
    for (const auto& one : all) {
        std::map<std::size_t, std::size_t> shared; // by person: keys that are enough alone count 2, as in the product
        std::set<std::vector<std::size_t>*> mine;  // once each: two of its keys may be the same
        const auto look = [&](std::string key, std::size_t points) {
            auto& before = filed[std::move(key)];
            if (!mine.insert(&before).second || before.size() > by.most.postings_max) return;
            for (const auto i : before) shared[person_of[i]] += points;
        };
        for (const auto& key : dd::plain_keys(one.what))
            if (key.kind->lists_records) look(std::string(key.kind->name) + '|' + key.value, key.kind->alone ? 2 : 1);
        for (const auto& key : one.more_keys) look("more|" + key, 2);
        std::set<std::size_t> near;
        for (const auto& [person, points] : shared)
            if (points >= 2) near.insert(person);

        dd::frequencies common;
        common.records = rows.size();
        common.name_records = names[one.what.name.pinyin]++;
        const auto prior = std::clamp<dd::centibits>(
            std::llround(100 * std::log2(static_cast<double>(rows.size() + 1))), by.rule.prior_min, by.rule.prior_max);
        dd::centibits best = least - 1;
        std::size_t to = persons.size();
        for (const auto person : near) {
            const std::span<const dd::profile> members = persons[person];
            const std::size_t step = members.size() < small ? 1 : members.size();
            for (std::size_t i = 0; i < members.size(); i += step) {
                const auto odds = dd::compare(one.what, members.subspan(i, step), common, by).person - prior;
                if (odds > best) best = odds, to = person;
            }
        }
        if (to == persons.size()) persons.emplace_back();
        persons[to].push_back(one.what);
        person_of.push_back(to);
        for (auto* key : mine) key->push_back(rows.size());
        rows.push_back({std::to_string(to), "tie", {}, one.cluster, one.cluster});
    }
    return program::score(rows).pairwise;
}

void expect_f1(const std::string& what, const std::vector<person_record>& all, dd::centibits least, double f1) {
    const auto found = joined(all, least);
    std::cout << what << ": P " << found.precision << " R " << found.recall << " F1 " << found.f1() << '\n';
    EXPECT_GE(found.f1(), f1) << what;
}

} // namespace

TEST(PersonStage, FebrlPersonsAreFound) {
    if (!std::filesystem::exists(shared_file("febrl/dataset1.csv")))
        GTEST_SKIP() << "data/febrl of the shared folder is not here; name it in GUIYI_SHARED";
    for (const auto number : {"1", "2", "3"})
        expect_f1("FEBRL " + std::string(number), febrl("febrl/dataset" + std::string(number) + ".csv"), -400, 0.997);
}

TEST(PersonStage, HistoricalPersonsAreFoundInAStream) {
    if (!std::filesystem::exists(shared_file("splink/hist50k_dev.csv")))
        GTEST_SKIP() << "data/splink of the shared folder is not here; name it in GUIYI_SHARED";
    expect_f1("splink historical persons", historic(), -200, 0.89);
}

} // namespace guiyi::evaluation
