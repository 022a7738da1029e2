// How well campaigns are told by script: real robocall transcripts, streamed once, against their labels.
// The floors only guard against falling back; the figures printed are what counts.
#include "tests/unit/services/deduplication/campaigns_for_tests.hpp"

#include <gtest/gtest.h>
#include <boost/json/array.hpp>

#include <fstream>
#include <iostream>
#include <numeric>
#include <random>
#include <set>
#include <sstream>

namespace guiyi::deduplication {

namespace {

const auto shared_data = std::filesystem::path(GUIYI_SOURCE_DIR) / ".." / "shared" / "data";

struct heard_call {
    boost::json::object complaint;
    std::string script;
};
using script_pair = std::pair<std::string, std::string>;

std::vector<heard_call> transcripts() {
    std::vector<heard_call> out;
    std::ifstream complaints(shared_data / "ppone_robocalls" / "complaints.ndjson");
    std::ifstream labels(shared_data / "ppone_robocalls" / "dev.jsonl");
    std::string one, label;
    while (std::getline(complaints, one) && std::getline(labels, label)) {
        heard_call call{test::parsed(one), test::text_of(test::parsed(label), "script")};
        EXPECT_EQ(test::text_of(call.complaint, "external_ref"),
                  "FTCD-" + test::text_of(test::parsed(label), "call_id"));
        out.push_back(std::move(call));
    }
    return out;
}

std::set<script_pair> pairs_to_ignore() {
    std::ifstream in(shared_data / "ppone_robocalls" / "ambiguous_script_pairs.json");
    std::stringstream text;
    text << in.rdbuf();
    std::set<script_pair> out;
    const auto listed = boost::json::parse(text.str());
    for (const auto& pair : listed.as_array()) {
        const std::string a(pair.at(0).as_string()), b(pair.at(1).as_string());
        out.insert({std::min(a, b), std::max(a, b)});
    }
    return out;
}

struct pairwise {
    double right = 0, wrong = 0, missed = 0;
    double precision() const { return right / (right + wrong); }
    double recall() const { return right / (right + missed); }
    double f1() const { return 2 * right / (2 * right + wrong + missed); }
};

std::ostream& operator<<(std::ostream& out, const pairwise& of) {
    return out << "P " << of.precision() << "  R " << of.recall() << "  F1 " << of.f1() << "  (" << of.wrong
               << " wrong, " << of.missed << " missed pairs)";
}

/// Streams the calls in an order and compares every pair that is not to be ignored.
pairwise streamed(const std::vector<heard_call>& calls, const std::vector<std::size_t>& order,
                  const std::set<script_pair>& ignored, const campaign_rule& by,
                  std::map<script_pair, int>* faults = nullptr) {
    test::memory_rows rows;
    test::campaign_stream stream(rows, by);
    std::vector<campaign_no> given(calls.size());
    for (const auto at : order) {
        stream.submit(calls[at].complaint);
        given[at] = stream.campaign_of(stream.last);
    }
    pairwise out;
    for (std::size_t a = 0; a < calls.size(); ++a)
        for (std::size_t b = a + 1; b < calls.size(); ++b) {
            const auto& [first, second] = std::minmax(calls[a].script, calls[b].script);
            const bool same = first == second, got = !given[a].empty() && given[a] == given[b];
            if (!same && ignored.contains({first, second})) continue;
            out.right += same && got;
            out.wrong += !same && got;
            out.missed += same && !got;
            if (same != got && faults) ++(*faults)[{first, second}];
        }
    return out;
}

double pairs_in(const std::map<std::string, double>& groups) {
    double sum = 0;
    for (const auto& [name, size] : groups) sum += size * (size - 1) / 2;
    return sum;
}

std::vector<std::size_t> in_order(std::size_t size) {
    std::vector<std::size_t> out(size);
    std::iota(out.begin(), out.end(), 0U);
    return out;
}

} // namespace

TEST(CampaignEvaluation, ScriptsOfRealRobocalls) {
    const auto calls = transcripts();
    if (calls.empty()) GTEST_SKIP() << "the benchmark set ppone_robocalls is not here";
    const auto ignored = pairs_to_ignore();
    const auto by = test::shipped_model().campaigns;

    std::map<script_pair, int> faults;
    const auto told = streamed(calls, in_order(calls.size()), ignored, by, &faults);
    std::cout << "campaigns by script, in order: " << told << "\n";

    std::mt19937 random(5);
    double worst = 1, sum = 0;
    constexpr int orders = 5;
    for (int i = 0; i < orders; ++i) {
        auto order = in_order(calls.size());
        for (std::size_t n = order.size(); n > 1; --n) std::swap(order[n - 1], order[random() % n]);
        const auto one = streamed(calls, order, ignored, by, &faults);
        std::cout << "  shuffled " << i + 1 << ": " << one << "\n";
        worst = std::min(worst, one.f1());
        sum += one.f1();
    }
    for (const auto& [pair, count] : faults)
        std::cout << "  pairs told wrong, " << pair.first << " and " << pair.second << ": " << count << "\n";
    EXPECT_GE(told.f1(), 0.998);
    EXPECT_GE(sum / orders, 0.996);
    EXPECT_GE(worst, 0.98);
}

TEST(CampaignEvaluation, TheThresholdStandsOnNoEdge) {
    const auto calls = transcripts();
    if (calls.empty()) GTEST_SKIP() << "the benchmark set ppone_robocalls is not here";
    const auto ignored = pairs_to_ignore();
    for (std::int64_t permille = 400; permille <= 500; permille += 10) {
        auto by = test::shipped_model().campaigns;
        by.link_permille = permille;
        const auto told = streamed(calls, in_order(calls.size()), ignored, by);
        std::cout << "  link at " << permille << ": " << told << "\n";
        EXPECT_GE(told.f1(), 0.99) << permille;
    }
}

TEST(CampaignEvaluation, CampaignsOfTheGeneratedComplaints) {
    std::ifstream complaints(shared_data / "complaints" / "complaints.ndjson");
    std::ifstream labels(shared_data / "complaints" / "labels.csv");
    if (!complaints || !labels) GTEST_SKIP() << "the benchmark set complaints is not here";
    std::string line;
    std::map<std::string, std::string> campaigns;
    for (std::getline(labels, line); std::getline(labels, line);) {
        std::istringstream columns(line);
        std::string ref, dispute, person, campaign;
        std::getline(columns, ref, ','), std::getline(columns, dispute, ','), std::getline(columns, person, ',');
        std::getline(columns, campaign, ',');
        campaigns[ref] = campaign;
    }

    for (const bool scripts : {true, false}) {
        complaints.clear();
        complaints.seekg(0);
        test::memory_rows rows;
        test::campaign_stream stream(rows);
        std::map<std::string, double> given, labelled, both;
        double linked = 0;
        std::vector<std::pair<receipt_no, std::string>> filed;
        while (std::getline(complaints, line)) {
            auto one = test::parsed(line);
            if (!scripts) one.erase("narrative");
            stream.submit(one);
            filed.emplace_back(stream.last, campaigns.at(test::text_of(one, "external_ref")));
        }
        for (const auto& [receipt, label] : filed) {
            ++labelled[label];
            const auto campaign = stream.campaign_of(receipt).str();
            if (campaign.empty()) continue;
            ++linked;
            ++given[campaign];
            ++both[campaign + ' ' + label];
        }
        const double precision = pairs_in(both) / pairs_in(given);
        std::cout << "generated complaints, " << (scripts ? "script first, then number: " : "number alone: ") << linked
                  << " of " << filed.size() << " linked in " << given.size() << " campaigns, P " << precision << "  R "
                  << pairs_in(both) / pairs_in(labelled) << "\n";
        // The labels tell operators apart, of whom many play the same few scripts: precision by script is theirs.
        if (!scripts) EXPECT_GE(precision, 0.99);
    }
}

} // namespace guiyi::deduplication
