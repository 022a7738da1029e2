// How good triage hints are, on two sets that lie beside the sources; skipped where they are not. Neither set was
// labelled for this, so each figure says what it is held against:
//  - complaints/: written by a generator from some dozen sentences with typing errors thrown in. That money is at stake
//    is told by the field `amount`, withheld from the hints; only part of those who lost money gave one, so precision
//    against it is a lower bound. That it was reported before is told by the repeat number; what the robot sold, by a
//    vote over all complaints of one campaign, so that a single damaged text does not label itself. It shows how hints
//    stand typing errors, not how they meet words that nobody thought of.
//  - ppone_robocalls/: transcripts of real robocalls; every complaint is a nuisance report. Each family of scripts was
//    given its category letter by hand (marketing A or fraud E). The word lists were written with these scripts in
//    sight, so the figures for transcripts are of the fitted set.
#include "common/triage/suggest.hpp"
#include "tests/evaluation/labelled_set.hpp"

#include <iomanip>
#include <iostream>

namespace guiyi::evaluation {

namespace {

namespace json = boost::json;

const config::taxonomy& topics() {
    static const auto all = config::load_taxonomy(GUIYI_SOURCE_DIR "/config/taxonomy.toml").value();
    return all;
}

std::string text_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// What the words alone are; fields that hold a label are left out.
events::complaint_summary words_of(const json::object& body) {
    events::complaint_summary out;
    out.narrative = text_of(body, "narrative");
    if (const auto* whom = body.if_contains("respondent"); whom && whom->is_object())
        out.respondent = text_of(whom->get_object(), "name");
    if (const auto* calls = body.if_contains("calls"); calls && calls->is_array())
        for (const auto& one : calls->get_array()) {
            events::call_summary call;
            call.transcript = text_of(one.as_object(), "transcript");
            out.calls.push_back(std::move(call));
        }
    return out;
}

events::complaint_hinted hinted(const json::object& body) {
    return triage::suggest(receipt_no("R1"), words_of(body), topics()).value_or(events::complaint_hinted{});
}

std::string strongest(const events::complaint_hinted& what, std::string_view axis, std::string_view letters) {
    for (const auto& one : what.hints)
        if (one.axis == axis && letters.find(one.code.front()) != letters.npos) return one.code;
    return {};
}

/// Counts of one hint against its label.
struct tally {
    std::size_t right = 0, wrong = 0, missed = 0;
    void add(bool said, bool is) {
        if (said && is) ++right;
        if (said && !is) ++wrong;
        if (!said && is) ++missed;
    }
    double precision() const { return share(right, right + wrong); }
    double recall() const { return share(right, right + missed); }
    static double share(std::size_t part, std::size_t whole) {
        return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
    }
    void tell(const char* what) const {
        std::cout << std::fixed << std::setprecision(4) << what << ": precision " << precision() << " recall "
                  << recall() << " (" << right << " right, " << wrong << " wrong, " << missed << " missed)\n";
    }
};

/// What the generator's robots sell, by the words of their scripts.
std::string sold_by(const std::string& narrative) {
    static const std::pair<const char*, std::vector<const char*>> scripts[] = {
        {"A1", {"贷款", "放款", "额度三十万", " loan", "need funds"}},
        {"A2", {"公寓", "首付", "看房", "flats", "down payment"}},
        {"A3", {"试听", "几年级", "training school", "trial lesson"}},
        {"A5", {"车险", "续保", "insurance", "fuel card"}},
        {"A6", {"体检", "health check", "幸运用户"}},
        {"A7", {"宽带", "千兆", "broadband", "gigabit"}}};
    for (const auto& [code, words] : scripts)
        for (const auto* word : words)
            if (narrative.find(word) != narrative.npos) return code;
    return {};
}

bool quotes_the_robot(const std::string& narrative) {
    for (const auto* one : {"机器人说", "录音内容", "电话里讲", "robot says", "recording said", "always says"})
        if (narrative.find(one) != narrative.npos) return true;
    return false;
}

std::map<std::string, std::string> topics_of_campaigns(const std::vector<complaint>& all) {
    std::map<std::string, std::map<std::string, int>> votes;
    for (const auto& one : all)
        if (auto code = sold_by(text_of(one.body, "narrative")); !code.empty()) ++votes[one.campaign][code];
    std::map<std::string, std::string> out;
    for (const auto& [campaign, codes] : votes)
        out[campaign] = std::ranges::max_element(codes, {}, [](const auto& one) { return one.second; })->first;
    return out;
}

/// A: marketing; E: fraud or impersonation. By family of scripts; what is not here is too short to say.
char letter_of(const std::string& family) {
    static const std::string marketing = " f017 f022 f026 f032 f011 f050 f056 f072 f078 f091 f111 f112 f133 ";
    static const std::string fraud =
        " f001 f018 f020 f025 f029 f044 f048 f049 f052 f054 f057 f067 f084 f090 f092 f098 f099 "
        "f101 f110 f113 f114 f118 f120 f129 f131 ";
    if (marketing.find(" " + family + " ") != marketing.npos) return 'A';
    return fraud.find(" " + family + " ") != fraud.npos ? 'E' : '?';
}

} // namespace

TEST(HintsEvaluation, OnTheGeneratedComplaints) {
    const auto all = benchmark_set();
    if (all.empty()) GTEST_SKIP() << "no complaints/complaints.ndjson in the shared data folder";
    const auto sold = topics_of_campaigns(all);
    tally money, repeated, topic;
    for (const auto& one : all) {
        const auto said = hinted(one.body);
        money.add(triage::suggests(said, "nature", "complaint"), one.body.contains("amount"));
        const auto narrative = text_of(one.body, "narrative");
        const auto label = sold.find(one.campaign);
        if (label == sold.end() || !quotes_the_robot(narrative)) continue;
        const auto code = strongest(said, "category", "A");
        topic.add(code == label->second, true);
        if (!code.empty() && code != label->second) ++topic.wrong;
    }
    std::map<std::string, int> earlier;
    for (const auto& one : all) {
        const bool again = earlier[one.dispute]++ > 0;
        if (triage::suggests(hinted(one.body), "caution", "not_first")) repeated.add(true, again);
    }
    money.tell("complaints, nature complaint against the amount field");
    topic.tell("complaints, what was sold against its campaign");
    repeated.tell("complaints, \"reported before\" against the repeat number (precision alone)");
    EXPECT_GT(money.precision(), 0.60);
    EXPECT_GT(money.recall(), 0.85);
    EXPECT_GT(topic.precision(), 0.85);
    EXPECT_GT(topic.recall(), 0.75);
    EXPECT_GT(repeated.precision(), 0.80);
}

TEST(HintsEvaluation, OnRealRobocalls) {
    std::ifstream bodies(shared_file("ppone_robocalls/complaints.ndjson")),
        scripts(shared_file("ppone_robocalls/dev.jsonl"));
    if (!bodies || !scripts) GTEST_SKIP() << "no ppone_robocalls in the shared data folder";
    std::map<std::string, std::string> family;
    std::string line;
    while (std::getline(scripts, line)) {
        const auto row = json::parse(line).as_object();
        family["FTCD-" + text_of(row, "call_id")] = text_of(row, "family");
    }
    tally nature, marketing, fraud;
    std::size_t silent = 0, referred = 0;
    while (std::getline(bodies, line)) {
        const auto body = json::parse(line).as_object();
        const auto said = hinted(body);
        nature.add(said.nature == "nuisance", text_of(body, "nature") == "nuisance");
        referred += said.referral.empty() ? 0u : 1u;
        const char label = letter_of(family[text_of(body, "external_ref")]);
        if (label == '?') continue;
        const auto code = strongest(said, "category", "AE");
        silent += code.empty() ? 1u : 0u;
        marketing.add(code.starts_with('A'), label == 'A');
        fraud.add(code.starts_with('E'), label == 'E');
    }
    nature.tell("robocalls, nature nuisance");
    marketing.tell("robocalls, marketing (A)");
    fraud.tell("robocalls, fraud (E)");
    std::cout << "robocalls without any category: " << silent << "\n";
    EXPECT_GT(nature.recall(), 0.95);
    EXPECT_EQ(referred, 0u) << "nobody was harmed, nothing is referred";
    EXPECT_GT(fraud.precision(), 0.90);
    EXPECT_GT(fraud.recall(), 0.85);
    EXPECT_GT(marketing.precision(), 0.80);
}

} // namespace guiyi::evaluation
