// The routes on a running service: receipts, repeats, status, what complainants may do, and what is sealed.
#include "services/intake/status_request.hpp"
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::intake {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;

namespace {

boost::json::object credentials(const boost::json::object& receipt) {
    return {{"receipt_no", receipt.at("receipt_no")}, {"query_code", receipt.at("query_code")}};
}
std::vector<std::string> codes(const boost::json::object& answer) {
    std::vector<std::string> out;
    for (const auto& one : answer.at("advice").get_array()) out.emplace_back(one.at("code").as_string());
    return out;
}

} // namespace

class Routes : public ::testing::Test {
  protected:
    boost::json::object file(const boost::json::object& complaint,
                             const std::vector<std::pair<std::string, std::string>>& headers = {}) {
        const auto answer = desk.post("/api/v1/complaints", complaint, headers);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return office::json(answer);
    }
    boost::json::object status_of(const boost::json::object& receipt) {
        const auto answer = desk.post("/api/v1/status", credentials(receipt));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return office::json(answer);
    }
    office desk;
};

TEST_F(Routes, AComplaintGetsAReceiptThatOpensItsStatus) {
    const auto receipt = file(a_complaint());

    EXPECT_EQ(receipt.at("received_at"), "2026-11-23T10:00:00+08:00");
    EXPECT_THAT(codes(receipt), ElementsAre("keep_evidence"));
    const auto said = status_of(receipt);
    EXPECT_EQ(said.at("stage"), "received");
    EXPECT_TRUE(said.at("case_no").is_null());
    EXPECT_TRUE(said.at("next_deadline").is_null());
    EXPECT_EQ(said.at("stage_text"), "已收到投诉") << "Chinese is the language of who asks for none";
}

TEST_F(Routes, WhatIsRecordedIsMaskedAndSealedUnderTheReceipt) { // @law PIPL §51
    const auto receipt = file(a_complaint());
    const auto facts = desk.rig.recorded_of<events::complaint_received>();
    ASSERT_EQ(facts.size(), 1u);
    const auto& fact = facts[0];
    const std::string number(receipt.at("receipt_no").as_string());

    EXPECT_EQ(fact.receipt.str(), number);
    const auto key = desk.keyring.find(number).value();
    const auto opened = privacy::vault::open(key, "complaint", number, from_base64(fact.sealed).value()).value();
    EXPECT_EQ(opened, canonical(testing::read(a_complaint(), door::portal_form).what));
    const auto contact = privacy::vault::open(key, "contact", number, from_base64(fact.sealed_contact).value()).value();
    EXPECT_EQ(contact, R"({"name":"王小明","phone":"+86 138 0013 8000","email":"xiaoming@example.com",)"
                       R"("address":"浙江省温州市鹿城区人民路12号","callers":["+86 10 5555 0100"]})");
    const std::string whole = desk.rig.over->read(events::stream::intake, 1, 1).value().front().body + desk.rig.dump();
    for (const auto clear : {"王小明", "138 0013 8000", "13800138000", "xiaoming@example.com", "人民路12号"})
        EXPECT_EQ(whole.find(clear), whole.npos) << clear;
}

TEST_F(Routes, TheSameReferenceGivesTheSameReceiptAndNoNewFact) {
    auto complaint = a_complaint();
    complaint["external_ref"] = "12315-2026-000017";
    const auto first = file(complaint);
    const auto again = file(complaint);

    EXPECT_EQ(again.at("receipt_no"), first.at("receipt_no"));
    EXPECT_EQ(again.at("query_code"), first.at("query_code"));
    EXPECT_EQ(desk.rig.recorded_of<events::complaint_received>().size(), 1u);
    EXPECT_TRUE(desk.keyring.find(first.at("receipt_no").as_string())) << "the repeat left the data key alone";
    const auto fact = desk.rig.recorded_of<events::complaint_received>().at(0);
    const auto key = desk.keyring.find(fact.receipt.str()).value();
    EXPECT_TRUE(privacy::vault::open(key, "complaint", fact.receipt.str(), from_base64(fact.sealed).value()));
}

TEST_F(Routes, TheSameIdempotencyKeyGivesTheSameReceipt) {
    const auto first = file(a_complaint(), {{"Idempotency-Key", "k-1"}});
    desk.rig.time.advance(std::chrono::hours(48));
    const auto again = file(a_complaint(), {{"idempotency-key", "k-1"}});
    const auto other = file(a_complaint(), {{"Idempotency-Key", "k-2"}});

    EXPECT_EQ(again, first);
    EXPECT_NE(other.at("receipt_no"), first.at("receipt_no"));
}

TEST_F(Routes, GuessingAReferenceOpensNothing) {
    auto complaint = a_complaint();
    complaint["external_ref"] = "guessable-1";
    const auto first = file(complaint);
    complaint["narrative"] = "let me see";
    const auto guess = file(complaint);

    EXPECT_EQ(guess.at("receipt_no"), first.at("receipt_no"));
    EXPECT_FALSE(guess.contains("query_code"));
    EXPECT_THAT(codes(guess), Contains("content_differs"));
}

TEST_F(Routes, TwoComplaintsWithoutReferenceAreTwo) {
    EXPECT_NE(file(a_complaint()).at("receipt_no"), file(a_complaint()).at("receipt_no"));
}

TEST_F(Routes, ATakenReceiptNumberGivesWayToTheNext) {
    auto complaint = a_complaint();
    complaint["external_ref"] = "ref";
    const auto taken = desk.receipts.candidate(desk.rig.time.now(), "ref|portal\nref", 0);
    const auto next = desk.receipts.candidate(desk.rig.time.now(), "ref|portal\nref", 1);
    runtime::decide_with_reply<int> occupy = [taken](const store::view&, instant now, int&) -> result<events::facts> {
        return events::facts{events::complaint_received{taken, now, "", "", "", {}, "", ""}};
    };
    desk.rig.run(runtime::execute<int>(*desk.rig.runner, {}, occupy)).value();

    const auto receipt = file(complaint);
    EXPECT_EQ(receipt.at("receipt_no"), boost::json::value(next.str()));
    EXPECT_TRUE(desk.keyring.find(next.str()));
    EXPECT_FALSE(desk.keyring.find(taken.str()));
}

TEST_F(Routes, EveryFaultIsToldAtOnceInTheCallersLanguage) {
    auto complaint = a_complaint();
    complaint["colour"] = 1;
    complaint["complainant"].get_object()["phone"] = "x";
    const auto answer = desk.post("/api/v1/complaints", complaint, {{"Accept-Language", "en"}});

    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.content_type, "application/problem+json");
    EXPECT_THAT(office::errors(answer),
                ::testing::UnorderedElementsAre("/colour unknown_field", "/complainant/phone invalid_phone"));
    EXPECT_THAT(answer.body, ::testing::HasSubstr("not a telephone number"));
    EXPECT_TRUE(desk.rig.recorded().empty());
}

TEST_F(Routes, BadInputIsRefusedWithItsStatus) {
    const auto post = [&](std::string text) { return desk.post_text("/api/v1/complaints", std::move(text)).status; };
    EXPECT_EQ(post("{"), 400);
    EXPECT_EQ(post(R"({"channel":"api","narrative":"\ud800"})"), 400);
    EXPECT_EQ(post(R"({"channel":"api","channel":"api","narrative":"x"})"), 422);
    EXPECT_EQ(post(R"({"channel":"api","narrative":"a\u0000b"})"), 422);
    EXPECT_EQ(post("[]"), 422);
    EXPECT_EQ(post(std::string(10'000, '[')), 400);
    EXPECT_EQ(desk.post("/api/v1/complaints", a_complaint(), {{"Idempotency-Key", std::string(201, 'k')}}).status, 422);
    EXPECT_EQ(desk.post("/api/v1/complaints", a_complaint(), {{"Idempotency-Key", std::string(200, 'k')}}).status, 201)
        << "and the next good request is served";
}

TEST_F(Routes, AdviceFitsTheComplaint) {
    auto fraud = a_complaint();
    fraud["category"] = "E1";
    EXPECT_THAT(codes(file(fraud)), Contains("call_110"));

    auto bare = a_complaint();
    bare["channel"] = "social";
    bare["complainant"] = {{"phone", "none"}};
    const auto answer = file(bare, {{"Accept-Language", "en"}});
    EXPECT_THAT(codes(answer), ElementsAre("incomplete", "unreadable", "keep_evidence"));
    EXPECT_EQ(answer.at("advice").at(0).at("text"), "Still missing: your name, your postal address");

    auto anonymous = a_complaint();
    anonymous["complainant"] = {{"anonymous", true}};
    EXPECT_THAT(codes(file(anonymous)), Contains("anonymous_report"));
}

// ---- status, urge, supplement, withdraw

TEST_F(Routes, AWrongCodeAndAnUnknownReceiptLookTheSame) {
    auto receipt = credentials(file(a_complaint()));
    auto wrong_code = receipt;
    wrong_code["query_code"] = "00000-00000-00000-00000-000000";
    const auto unknown_no = desk.receipts.candidate(desk.rig.time.now(), "nobody", 0);
    const boost::json::object unknown{{"receipt_no", unknown_no.str()},
                                      {"query_code", "00000-00000-00000-00000-000000"}};
    const boost::json::object unrecorded{{"receipt_no", unknown_no.str()},
                                         {"query_code", desk.receipts.query_code(unknown_no)}};

    for (const std::string path : {"/api/v1/status", "/api/v1/status/urge", "/api/v1/status/withdraw"}) {
        const auto first = desk.post(path, wrong_code);
        EXPECT_EQ(first.status, 404);
        EXPECT_EQ(desk.post(path, unknown).body, first.body);
        EXPECT_EQ(desk.post(path, unrecorded).body, first.body);
    }
}

TEST_F(Routes, AMistypedReceiptIsToldApart) {
    auto receipt = credentials(file(a_complaint()));
    std::string number(receipt["receipt_no"].as_string());
    number.back() = number.back() == '0' ? '1' : '0';
    receipt["receipt_no"] = number;
    const auto answer = desk.post("/api/v1/status", receipt, {{"Accept-Language", "en"}});

    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(office::errors(answer), ElementsAre("/receipt_no invalid_receipt_no"));
    EXPECT_THAT(answer.body, ::testing::HasSubstr("check the number"));
    EXPECT_THAT(office::errors(desk.post("/api/v1/status", boost::json::object{{"code", 1}})),
                ElementsAre("/code unknown_field"));
    EXPECT_THAT(office::errors(desk.post("/api/v1/status", boost::json::object{})),
                ElementsAre("/receipt_no required", "/query_code required"));
}

TEST_F(Routes, UrgingIsAnEventAndNeverANewCase) { // domain 8.1
    const auto receipt = file(a_complaint());
    auto body = credentials(receipt);
    body["text"] = "请打13912345678联系我";
    const auto answer = desk.post("/api/v1/status/urge", body);

    EXPECT_EQ(answer.status, 202) << answer.body;
    const auto urges = desk.rig.recorded_of<events::complaint_urged>();
    ASSERT_EQ(urges.size(), 1u);
    EXPECT_EQ(urges[0].text, "请打139****5678联系我");
    EXPECT_EQ(desk.rig.recorded_of<events::complaint_received>().size(), 1u);
    EXPECT_EQ(status_of(receipt).at("history").get_array().back().at("stage"), "urged");
}

TEST_F(Routes, UrgingTooOftenIsToldWhenToComeBack) {
    const auto body = credentials(file(a_complaint()));
    for (std::uint64_t i = 0; i < urges_a_day_max; ++i) EXPECT_EQ(desk.post("/api/v1/status/urge", body).status, 202);
    const auto answer = desk.post("/api/v1/status/urge", body);

    EXPECT_EQ(answer.status, 429);
    EXPECT_THAT(answer.headers, Contains(std::pair<std::string, std::string>("Retry-After", "50400")));
    EXPECT_EQ(desk.rig.recorded_of<events::complaint_urged>().size(), urges_a_day_max);
}

TEST_F(Routes, ASupplementIsSealedUnderTheComplaintsKey) {
    const auto receipt = file(a_complaint());
    auto body = credentials(receipt);
    EXPECT_THAT(office::errors(desk.post("/api/v1/status/supplement", body)), ElementsAre("/text text_or_evidence"));
    body["text"] = "卡号6222021234567890128";
    EXPECT_EQ(desk.post("/api/v1/status/supplement", body).status, 202);

    const auto facts = desk.rig.recorded_of<events::complaint_supplemented>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].text.find("6222021234567890128"), std::string::npos);
    const std::string number = facts[0].receipt.str();
    EXPECT_EQ(privacy::vault::open(desk.keyring.find(number).value(), "supplement", number,
                                   from_base64(facts[0].sealed).value())
                  .value(),
              "卡号6222021234567890128");
    body["evidence"] = {"sha256:" + std::string(64, '0')};
    EXPECT_THAT(office::errors(desk.post("/api/v1/status/supplement", body)),
                ElementsAre("/evidence/0 unknown_evidence"));
}

TEST_F(Routes, APassOpensStatusAndSupplementOfItsReceiptUntilItExpires) {
    const auto receipt = file(a_complaint()), other = file(a_complaint());
    const std::string number(receipt.at("receipt_no").as_string());
    const auto until = desk.rig.time.now() + std::chrono::minutes(30);
    const auto pass = desk.passes.make(privacy::pass_to_add, number, until, *desk.random);
    const boost::json::object shown{{"receipt_no", number}, {"pass", pass}};
    boost::json::object added = shown;
    added["text"] = "又来电一次";

    EXPECT_EQ(desk.post("/api/v1/status", shown).status, 200);
    EXPECT_EQ(desk.post("/api/v1/status/supplement", added).status, 202);
    EXPECT_EQ(desk.rig.recorded_of<events::complaint_supplemented>().at(0).receipt.str(), number);

    EXPECT_THAT(office::errors(desk.post("/api/v1/status/withdraw", shown)), Contains("/pass unknown_field"));
    EXPECT_THAT(office::errors(desk.post("/api/v1/status/urge", shown)), Contains("/pass unknown_field"));
    auto for_other = shown;
    for_other["receipt_no"] = other.at("receipt_no");
    const auto refused = desk.post("/api/v1/status", for_other);
    EXPECT_EQ(refused.status, 404);
    auto wrong_code = credentials(other);
    wrong_code["query_code"] = "0";
    EXPECT_EQ(desk.post("/api/v1/status", wrong_code).body, refused.body) << "as for a wrong query code";
    for_other["pass"] = desk.passes.make("pass.check", number, until, *desk.random);
    EXPECT_EQ(desk.post("/api/v1/status", for_other).status, 404) << "a pass for something else";

    desk.rig.time.set(until);
    EXPECT_EQ(desk.post("/api/v1/status", shown).status, 404);
}

TEST_F(Routes, WithdrawingTwiceIsAConflict) {
    const auto receipt = file(a_complaint());
    EXPECT_EQ(desk.post("/api/v1/status/withdraw", credentials(receipt)).status, 202);
    const auto again = desk.post("/api/v1/status/withdraw", credentials(receipt));
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(office::json(again).at("detail"), "投诉此前已撤回");
    EXPECT_EQ(status_of(receipt).at("stage"), "withdrawn");
}

TEST_F(Routes, AStoppedServiceSaysComeBackLater) {
    desk.rig.runner->stop();
    const auto answer = desk.post("/api/v1/complaints", a_complaint());
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.headers, Contains(::testing::Pair("Retry-After", ::testing::_)));
}

// ---- evidence

TEST_F(Routes, EvidenceIsKnownByItsContent) {
    const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\0\0\0", 32);
    const auto first = desk.upload(png, "application/x-whatever");
    ASSERT_EQ(first.status, 201) << first.body;
    const auto said = office::json(first);
    EXPECT_EQ(said.at("media_type"), "image/png");
    EXPECT_EQ(said.at("size"), 32);
    const auto again = desk.upload(png);
    EXPECT_EQ(office::json(again).at("id"), said.at("id"));
    EXPECT_EQ(desk.rig.recorded_of<events::evidence_stored>().size(), 1u);
    const auto path = desk.evidence.path_of(evidence_id(std::string(said.at("id").as_string())));
    EXPECT_EQ(std::filesystem::file_size(path), 32u);
    const auto kept = desk.evidence.open(evidence_id(std::string(said.at("id").as_string()))).value();
    EXPECT_EQ(kept.media_type, "image/png");
    EXPECT_EQ(kept.read(0, kept.size_bytes).value(), png);
    EXPECT_EQ(kept.read(1, 3).value(), "PNG");
    EXPECT_EQ(kept.read(30, 3).error().code, errc::io) << "more than there is";

    auto complaint = a_complaint();
    complaint["evidence"] = boost::json::array(1, said.at("id"));
    complaint["calls"].get_array()[0].get_object()["recording"] = "sha256:" + std::string(64, '0');
    EXPECT_THAT(office::errors(desk.post("/api/v1/complaints", complaint)),
                ElementsAre("/calls/0/recording unknown_evidence"));
    complaint["calls"].get_array()[0].get_object().erase("recording");
    file(complaint);
}

TEST_F(Routes, EvidenceThatRunsOrIsEmptyIsRefused) {
    EXPECT_EQ(desk.upload("#!/bin/sh\nrm -rf x\n", "image/png").status, 415);
    EXPECT_EQ(desk.upload("<html><script>alert(1)</script></html>", "text/plain").status, 415);
    EXPECT_EQ(desk.upload("", "text/plain").status, 422);
    EXPECT_EQ(desk.upload("通话记录:11月20日19时42分来电\n", "text/plain").status, 201);
    EXPECT_EQ(desk.rig.recorded_of<events::evidence_stored>().size(), 1u);
}

TEST(MediaType, IsReadFromTheFirstBytes) {
    const media_detector detector;
    const auto bytes = [](std::string_view text) { return std::string(text); };
    EXPECT_EQ(detector.detect(bytes("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")), "application/pdf");
    EXPECT_EQ(detector.detect(std::string(
                  "RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data\0\0\0\0", 44)),
              "audio/wav");
    EXPECT_EQ(detector.detect(bytes("#!AMR\n\x3c\x91")), "audio/amr");
    EXPECT_EQ(detector.detect(std::string("\0\0\0\x18"
                                          "ftypmp42\0\0\0\0isommp42",
                                          24)),
              "video/mp4");
    EXPECT_EQ(detector.detect(std::string("\0\0\0\x18"
                                          "ftypheic\0\0\0\0mif1heic",
                                          24)),
              "image/heic");
    EXPECT_EQ(detector.detect(std::string("\0\0\0\x18"
                                          "ftypM4A \0\0\0\0M4A mp42",
                                          24)),
              "audio/mp4");
    EXPECT_EQ(detector.detect(std::string("OggS\0\2\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\1\x1e\1vorbis", 35)),
              "audio/ogg");
    EXPECT_EQ(detector.detect(std::string("RIFF\x24\0\0\0WEBPVP8 ", 16)), "image/webp");
    EXPECT_EQ(detector.detect(std::string("ID3\3\0\0\0\0\0\0\xff\xfb\x90\x64\0\0", 16)), "audio/mpeg");
    EXPECT_FALSE(is_allowed_media(detector.detect(std::string("PK\3\4\x14\0\0\0\x08\0", 10))));
}

// ---- with the other services' facts

TEST_F(Routes, StatusFollowsTheCaseAndSurvivesARebuild) {
    const auto receipt = file(a_complaint());
    events::case_opened opened{case_no("C2026-0000001"), "new", {}, {}};
    opened.record.receipt = receipt_no(std::string(receipt.at("receipt_no").as_string()));
    desk.rig.append(events::stream::deduplication, opened);
    desk.rig.append(events::stream::assignment,
                    {events::case_assigned{opened.opened, desk_id("d"), officer_id("o"), {}},
                     events::clock_started{
                         opened.opened, "K1", "2026-11-23", "2026-12-02", false, {"O121", "", "§15(1)", true}, {}}});
    desk.rig.append(events::stream::casework, events::case_accepted{opened.opened, officer_id("o"), ""});
    desk.rig.settle();

    const auto said = status_of(receipt);
    EXPECT_EQ(said.at("stage"), "accepted");
    EXPECT_EQ(said.at("case_no"), "C2026-0000001");
    const auto before = desk.rig.dump();
    desk.rig.rebuild();
    EXPECT_EQ(desk.rig.dump(), before);
}

} // namespace guiyi::intake
