// Facts as JSON. golden/ keeps the bytes of every version ever shipped: they must decode for ever, and what is written
// today must equal the newest. A new fact prints what to put there.
#include "common/events/event.hpp"

#include <gtest/gtest.h>
#include <boost/mp11/algorithm.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace guiyi::events {

namespace {

const instant noon = parse_rfc3339("2026-11-20T19:42:00+08:00").value();

std::string file_text(const std::string& name) {
    std::ifstream in(std::string(GUIYI_GOLDEN_DIR) + "/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Compares with a golden file; with GUIYI_UPDATE_GOLDEN set, writes it instead (for a fact that was just added).
void expect_golden(const std::string& text, const std::string& name) {
    if (std::getenv("GUIYI_UPDATE_GOLDEN")) std::ofstream(std::string(GUIYI_GOLDEN_DIR) + "/" + name) << text;
    EXPECT_EQ(text, file_text(name)) << "new facts or fields: run this test once with GUIYI_UPDATE_GOLDEN=1";
}

complaint_summary a_summary() {
    complaint_summary s;
    s.channel = "portal";
    s.external_ref = "12315-2026-000017";
    s.language = "zh";
    s.category = "C1";
    s.complainant_masked = "王**";
    s.phone_masked = "138****8000";
    s.respondent = "某某科技有限公司";
    s.narrative = "机器人推销美容仪，\"无效\"\n要求退款\t";
    s.calls = {{"010****0100", "", "2026-11-20T19:42:00+08:00", 47, true, "按一转人工", ""}};
    s.requests = {"refund"};
    s.amount = "1280.00";
    s.currency = "CNY";
    s.incomplete = {"/complainant/address"};
    return s;
}

/// Fills every member of a fact with something that can be told from its default.
template <class T>
void fill(T& value, int& n) {
    if constexpr (std::is_same_v<T, bool>)
        value = true;
    else if constexpr (std::is_integral_v<T>)
        value = static_cast<T>(++n);
    else if constexpr (std::is_same_v<T, std::string>)
        value = "text " + std::to_string(++n);
    else if constexpr (std::is_same_v<T, instant>)
        value = noon + std::chrono::seconds(++n);
    else if constexpr (requires { value.str(); })
        value = T("id-" + std::to_string(++n));
    else if constexpr (requires { value.emplace_back(); })
        fill(value.emplace_back(), n);
    else
        boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
            [&](auto member) { fill(value.*member.pointer, n); });
}

commit with(fact data, stream on) {
    const std::string subject = subject_of(data);
    return {on, 7, noon, {{stream::intake, 3}}, {{std::move(data), noon, subject, ""}}};
}

} // namespace

TEST(Codec, ACommitEqualsItsGoldenBytesAndReadsBack) {
    complaint_received received;
    received.receipt = receipt_no("R261120-40718-26593");
    received.received_at = noon;
    received.submission_key = "c3Vi";
    received.summary = a_summary();
    received.sealed = "c2VhbGVk";
    const commit what{
        stream::intake,
        42,
        noon,
        {{stream::deduplication, 9}, {stream::casework, 4}},
        {{received, noon, received.receipt.str(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
         {complaint_urged{received.receipt, "请尽快"}, noon, received.receipt.str(), ""}}};

    const std::string json = encode(what);

    expect_golden(json + "\n", "commit.v1.json");
    const auto back = decode(json);
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_EQ(encode(*back), json);
    EXPECT_EQ(back->causes, what.causes);
    EXPECT_EQ(std::get<complaint_received>(back->events[0].data).summary.narrative, received.summary.narrative);
}

TEST(Codec, EveryFactEqualsItsGoldenLineAndReadsBackWhole) {
    std::ostringstream all;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, any_fact>>([&](auto kind) {
        typename decltype(kind)::type data;
        int n = 0;
        fill(data, n);
        const std::string json = encode(with(data, stream::casework));
        all << json << "\n";
        const auto back = decode(json);
        ASSERT_TRUE(back) << type_of(data) << ": " << back.error().detail;
        EXPECT_EQ(encode(*back), json) << type_of(data);
        EXPECT_FALSE(subject_of(data).empty()) << type_of(data);
    });
    expect_golden(all.str(), "facts.v1.ndjson");
}

TEST(Codec, EveryVersionEverShippedStillDecodes) {
    for (const auto* name : {"commit.v1.json", "facts.v1.ndjson"}) {
        std::istringstream lines(file_text(name));
        std::size_t count = 0;
        for (std::string line; std::getline(lines, line); ++count) EXPECT_TRUE(decode(line)) << name << ": " << line;
        EXPECT_GT(count, 0u) << name;
    }
}

TEST(Codec, AFactOfANewerProgramIsNamedAndNeverSkipped) {
    std::string json = encode(with(complaint_urged{receipt_no("R1"), ""}, stream::intake));
    json.replace(json.find("complaint_urged.v1"), 18, "complaint_urged.v9");
    const auto read = decode(json);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::unknown_fact);
    EXPECT_NE(read.error().detail.find("complaint_urged.v9"), std::string::npos);
}

TEST(Codec, MembersAddedLaterAreIgnoredByThisReader) {
    std::string json = encode(with(complaint_urged{receipt_no("R1"), "x"}, stream::intake));
    json.replace(json.find("\"text\":"), 7, "\"mood\":{\"a\":[1]},\"text\":");
    EXPECT_TRUE(decode(json));
}

TEST(Codec, DamagedCommitsAreRefused) {
    const std::string good = encode(with(complaint_urged{receipt_no("R1"), "x"}, stream::intake));
    EXPECT_FALSE(decode(""));
    EXPECT_FALSE(decode("[]"));
    EXPECT_FALSE(decode(good.substr(0, good.size() - 1)));
    std::string wrong_type = good;
    wrong_type.replace(wrong_type.find("\"x\""), 3, "7");
    EXPECT_EQ(decode(wrong_type).error().code, errc::corrupt);
}

} // namespace guiyi::events
