// How well the shipped model ties: the benchmark set streamed once, in order, against its labels.
// The floors only guard against falling back; the figures printed are what counts.
#include "common/store/database.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <sstream>

namespace guiyi::deduplication {

namespace {

using groups = std::map<std::string, std::vector<std::size_t>>;

double pairs_of(const groups& all) {
    double sum = 0;
    for (const auto& [name, members] : all) sum += static_cast<double>(members.size() * (members.size() - 1)) / 2;
    return sum;
}

std::map<std::string, std::string> disputes_of(const std::filesystem::path& labels) {
    std::map<std::string, std::string> out;
    std::ifstream in(labels);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        const auto first = line.find(',');
        out[line.substr(0, first)] = line.substr(first + 1, line.find(',', first + 1) - first - 1);
    }
    return out;
}

} // namespace

TEST(Evaluation, AutomaticTiesOnTheBenchmarkSet) {
    const auto folder = std::filesystem::path(GUIYI_SOURCE_DIR) / ".." / "shared" / "data" / "complaints";
    std::ifstream complaints(folder / "complaints.ndjson");
    if (!complaints) GTEST_SKIP() << "the benchmark set is not here";
    const auto disputes = disputes_of(folder / "labels.csv");

    guiyi::testing::temp_folder temp;
    const auto db = store::database::open(temp.path() / "db", {}).value();
    groups by_case, by_dispute, both;
    std::size_t records = 0, reviews = 0;
    test::memory_keyring keys;
    const auto random = seeded_random(11);
    const privacy::blind_index index(std::string(32, 'i'));
    const auto by = test::shipped_model();
    std::string line;
    for (bool more = true; more;) {
        store::batch batch(*db);
        auto& rows = batch.on(store::family::deduplication);
        for (std::size_t n = 0; n < 256 && (more = static_cast<bool>(std::getline(complaints, line))); ++n) {
            const auto one = test::parsed(line);
            const auto received = test::received(test::receipt_at(records), one, keys, *random);
            const auto facts = decide(received, rows, {keys, index, by, test::beijing}).value();
            evolve(rows, {facts.front(), received.received_at, {}, {}});
            const auto& dispute = disputes.at(received.summary.external_ref);
            by_case[test::case_in(facts.front()).str()].push_back(records);
            by_dispute[dispute].push_back(records);
            both[test::case_in(facts.front()).str() + " " + dispute].push_back(records);
            reviews += test::verdict_of(facts.front()) == "review";
            ++records;
        }
        ASSERT_TRUE(db->write(batch, false));
    }

    const double precision = pairs_of(both) / pairs_of(by_case);
    const double recall = pairs_of(both) / pairs_of(by_dispute);
    const double review_share = static_cast<double>(reviews) / static_cast<double>(records);
    std::size_t largest = 0;
    for (const auto& [number, members] : by_case) largest = std::max(largest, members.size());
    std::cout << "precision " << precision << "  recall " << recall << "  F1 "
              << 2 * precision * recall / (precision + recall) << "  largest case " << largest << "  review share "
              << review_share << "  of " << records << " complaints\n";
    EXPECT_GE(precision, 0.99);
    EXPECT_GE(recall, 0.85);
    EXPECT_LE(largest, 10u);
    EXPECT_LE(review_share, 0.06);
}

TEST(Evaluation, TextAloneTiesNothingOnAdversarialPairs) {
    std::ifstream pairs(std::filesystem::path(GUIYI_SOURCE_DIR) / ".." / "shared" / "data" / "pawsx_zh" / "dev_2k.tsv");
    if (!pairs) GTEST_SKIP() << "the control set is not here";
    test::memory_rows rows;
    test::pipeline complaints(rows, test::shipped_model());

    std::string line;
    std::size_t filed = 0;
    for (std::getline(pairs, line); std::getline(pairs, line) && filed < 400;) {
        std::istringstream columns(line);
        std::string id, text;
        std::getline(columns, id, '\t');
        while (std::getline(columns, text, '\t')) {
            if (text.size() < 12) continue;
            boost::json::object one{
                {"channel", "email"}, {"language", "zh"}, {"received_at", "2025-03-01T10:00:00+08:00"}};
            one["narrative"] = text;
            EXPECT_NE(test::verdict_of(complaints.submit(one)), "tie");
            ++filed;
        }
    }
    EXPECT_GE(filed, 400u);
}

} // namespace guiyi::deduplication
