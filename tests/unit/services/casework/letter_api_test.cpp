// Letters over the staff and the public side: drafted, issued, kept, served byte for byte, dispatched.
#include "services/casework/letter_api.hpp"

#include "common/core/digest.hpp"
#include "common/runtime/store_keyring.hpp"
#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <fstream>

namespace guiyi::casework {

using events::stream;
namespace json = boost::json;

namespace {

/// Stands in for the PDF program where a test is not about the PDF: quick, and the same for the same text.
std::string quick_pdf(const std::filesystem::path& folder) {
    const auto file = folder / "quick-pdf";
    std::ofstream(file) << "#!/bin/sh\nprintf '%%PDF-1.7 '; cat\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file.string();
}

class LetterApi : public ::testing::Test {
  protected:
    LetterApi() {
        subject.add_staff_routes(routes);
        subject.add_public_routes(routes);
        a_case();
    }

    struct answer {
        int status;
        json::value body;
        std::string text;
        http::name_values headers;
        std::string type;
        std::string header(std::string_view name) const {
            for (const auto& [key, value] : headers)
                if (key == name) return value;
            return {};
        }
    };

    answer ask(http::method verb, std::string path, std::string body = {}, const http::name_values& headers = {}) {
        http::request request;
        request.verb = verb;
        request.path = request.target = std::move(path);
        request.principal = principal;
        request.body = std::move(body);
        request.headers.add("Accept-Language", "en");
        if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
        for (const auto& [name, value] : headers) request.headers.add(name, value);
        const auto match = routes.find(request);
        if (!match.found) return {404, {}, {}, {}, {}};
        auto said = rig.run(std::get<http::buffered_action>(match.found->run).call(request));
        json::error_code ec;
        auto parsed = json::parse(said.body, ec);
        return {said.status, ec ? json::value() : std::move(parsed), said.body, said.headers, said.content_type};
    }
    answer post(std::string path, std::string body) {
        return ask(http::method::post, std::move(path), std::move(body));
    }
    answer file(const std::string& letter, const std::string& format,
                const std::string& reason = "%E6%A0%B8%E5%AF%B9") {
        return ask(http::method::get, "/api/v1/cases/C1/letters/" + letter + "/" + format, {},
                   {{"Reveal-Reason", reason}});
    }

    void a_case() {
        auto complaint = received("R1");
        complaint.summary.narrative = "<script>alert(1)</script>机器人推销";
        privacy::vault::data_key key{};
        key.bytes.fill(7);
        complaint.sealed_contact = to_base64(privacy::vault::seal(
            key, "contact", "R1",
            R"({"name":"王小明","phone":"+8613800138000","email":"wxm@example.com","address":"人民路12号"})"));
        rig.append(stream::intake, complaint);
        rig.settle();
        rig.append(stream::deduplication, opened("C1", "R1"));
        rig.append(stream::assignment,
                   events::case_assigned{case_no("C1"), desk_id("samr-12315"), officer_id("wang.min"), {"load:0/120"}});
        rig.append(stream::assignment, started("C1", "K1", "2026-05-13"));
        rig.settle();
        store::batch keys(*rig.db);
        runtime::store_keyring::put(keys.on(store::family::keys), "R1", vault.wrap(key, "R1"));
        rig.db->write(keys, false).value();
    }
    void record(events::fact one) {
        struct nothing {};
        runtime::decide_with_reply<nothing> decide = [one](const auto&, instant, auto&) {
            events::facts out;
            out.push_back(one);
            return out;
        };
        rig.run(runtime::execute<nothing>(*rig.runner, {}, std::move(decide))).value();
    }
    void accept() { record(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}}); }

    shipped_reference known;
    service what{known.law(), &known.topics};
    testing::service_rig rig{what, "2026-04-30T12:00:00+08:00"};
    testing::temp_folder folder;
    privacy::vault vault{std::string(32, 'k')};
    runtime::store_keyring keyring{rig.db->read(store::family::keys), vault};
    letter_book book = letter_book::load(shipped("letters")).value();
    letter_api subject{{.runs = *rig.runner,
                        .committed = rig.state(),
                        .keys = keyring,
                        .book = book,
                        .by = {known.topics, known.desks, known.law(), known.days, rig.time},
                        .time = rig.time,
                        .folder = folder.path() / "letters",
                        .opens = [](std::string_view receipt, std::string_view code) -> std::optional<receipt_no> {
                            if (code != "CODE") return std::nullopt;
                            return receipt_no(std::string(receipt));
                        },
                        .pdf = {.program = quick_pdf(folder.path())}}};
    http::router routes;
    std::string principal = "wang.min";
};

} // namespace

TEST_F(LetterApi, TheListSaysWhichFormsMayBeIssuedAndWhyOthersMayNot) {
    const auto said = ask(http::method::get, "/api/v1/cases/C1/letters");
    ASSERT_EQ(said.status, 200);
    std::string possible;
    for (const auto& one : said.body.at("forms").as_array())
        if (one.at("possible").as_bool()) possible += std::string(one.at("form").as_string()) + " ";
    EXPECT_EQ(possible, "1 3 4 ");
    EXPECT_TRUE(said.body.at("letters").as_array().empty());
    EXPECT_EQ(ask(http::method::get, "/api/v1/cases/C9/letters").status, 404);
}

TEST_F(LetterApi, APreviewIsAMaskedDraftWithoutNumberOrRecord) {
    accept();
    const auto facts = rig.recorded().size();
    const auto said = post("/api/v1/cases/C1/letters:preview", R"({"form":"5"})");
    ASSERT_EQ(said.status, 200) << said.text;
    EXPECT_EQ(said.type, "text/html; charset=utf-8");
    EXPECT_NE(said.text.find("草稿"), std::string::npos);
    EXPECT_NE(said.text.find("__市监__"), std::string::npos);
    EXPECT_NE(said.text.find("王**"), std::string::npos);
    EXPECT_EQ(said.text.find("王小明"), std::string::npos);
    EXPECT_NE(said.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(rig.recorded().size(), facts);
    EXPECT_TRUE(ask(http::method::get, "/api/v1/cases/C1/letters").body.at("letters").as_array().empty());
}

TEST_F(LetterApi, ClearNamesInAPreviewNeedAReasonThatIsRecordedFirst) { // @law PIPL §51
    accept();
    const auto said = post("/api/v1/cases/C1/letters:preview", R"({"form":"5","reveal":"核对姓名","format":"pdf"})");
    ASSERT_EQ(said.status, 200) << said.text;
    EXPECT_EQ(said.type, "application/pdf");
    EXPECT_NE(said.text.find("王小明"), std::string::npos);
    const auto looks = rig.recorded_of<events::data_revealed>();
    ASSERT_EQ(looks.size(), 1u);
    EXPECT_EQ(looks[0].reason, "核对姓名");
    EXPECT_EQ(looks[0].officer, officer_id("wang.min"));
}

TEST_F(LetterApi, AnIssuedLetterIsKeptSealedAndServedByteForByte) {
    accept();
    const auto issued = post("/api/v1/cases/C1/letters", R"({"form":"5"})");
    ASSERT_EQ(issued.status, 201) << issued.text;
    EXPECT_EQ(issued.body.at("number").as_string(), "示例市监消受〔2026〕第1号");
    EXPECT_EQ(issued.body.at("state").as_string(), "issued");
    EXPECT_EQ(issued.body.at("issued_on").as_string(), "2026-04-30");
    const std::string letter(issued.body.at("letter").as_string());
    const std::string html_hash(issued.body.at("html_sha256").as_string());

    const auto html = file(letter, "html");
    ASSERT_EQ(html.status, 200) << html.text;
    EXPECT_EQ(sha256_hex(html.text), html_hash);
    EXPECT_EQ(html.header("ETag"), '"' + html_hash + '"');
    EXPECT_NE(html.text.find("王小明"), std::string::npos);
    EXPECT_NE(html.text.find("示例市监消受〔2026〕第1号"), std::string::npos);
    EXPECT_NE(html.text.find("2026年4月30日"), std::string::npos);
    EXPECT_NE(html.text.find("校验码"), std::string::npos);
    EXPECT_EQ(html.text.find("草稿"), std::string::npos);
    const auto pdf = file(letter, "pdf");
    EXPECT_EQ(sha256_hex(pdf.text), issued.body.at("pdf_sha256").as_string());
    EXPECT_EQ(file(letter, "html").text, html.text);

    std::string stream_text;
    for (const auto& record : rig.over->read(events::stream::casework, 1, 1000, 1 << 30).value())
        stream_text += record.body;
    for (const char* clear : {"王小明", "13800138000", "wxm@example.com", "人民路12号"}) {
        EXPECT_EQ(stream_text.find(clear), std::string::npos) << clear;
        EXPECT_EQ(rig.dump().find(clear), std::string::npos) << clear;
    }
    for (const auto& one : std::filesystem::recursive_directory_iterator(folder.path() / "letters")) {
        if (!one.is_regular_file()) continue;
        std::ifstream in(one.path(), std::ios::binary);
        const std::string raw(std::istreambuf_iterator<char>(in), {});
        EXPECT_EQ(raw.find("王小明"), std::string::npos);
        EXPECT_EQ(raw.find("<html"), std::string::npos);
    }
}

TEST_F(LetterApi, TheFileNeedsAReasonAndTheLookIsRecorded) {
    accept();
    const auto issued = post("/api/v1/cases/C1/letters", R"({"form":"5"})");
    const std::string letter(issued.body.at("letter").as_string());
    const auto without = file(letter, "html", "");
    EXPECT_EQ(without.status, 422);
    EXPECT_EQ(without.body.at("errors").at(0).at("pointer").as_string(), "/Reveal-Reason");
    EXPECT_TRUE(rig.recorded_of<events::data_revealed>().empty());
    EXPECT_EQ(file(letter, "html").status, 200);
    EXPECT_EQ(rig.recorded_of<events::data_revealed>().at(0).reason, "核对");
    EXPECT_EQ(file(letter, "doc").status, 404);
    EXPECT_EQ(file("samr-city.5.2026.9", "html").status, 404);
    principal.clear();
    EXPECT_EQ(file(letter, "html").status, 401);
    EXPECT_EQ(post("/api/v1/cases/C1/letters", R"({"form":"5"})").status, 401) << "a named person issues";
}

TEST_F(LetterApi, AStoredScriptIsText) {
    const auto issued = post("/api/v1/cases/C1/letters", R"({"form":"1"})");
    ASSERT_EQ(issued.status, 201) << issued.text;
    const auto html = file(std::string(issued.body.at("letter").as_string()), "html");
    EXPECT_EQ(html.text.find("<script"), std::string::npos);
    EXPECT_NE(html.text.find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
    EXPECT_NE(html.text.find("+8613800138000"), std::string::npos) << "the file's own form has the contact";
}

TEST_F(LetterApi, ARefusalSaysGroundReasonArticleAndTheOtherWays) { // @law O121 §15(2); CPL §39
    record(events::case_refused{case_no("C1"),
                                officer_id("wang.min"),
                                "NA2",
                                "该争议已由消费者协会处理",
                                {"O121", "2026-04-15", "§16(2)", true}});
    for (const char* language : {"zh", "en"}) {
        const auto said =
            post("/api/v1/cases/C1/letters:preview", std::string(R"({"form":"6","language":")") + language + R"("})");
        ASSERT_EQ(said.status, 200) << said.text;
        EXPECT_NE(said.text.find("该争议已由消费者协会处理"), std::string::npos);
        const std::vector<const char*> wanted =
            language == std::string_view("zh")
                ? std::vector<const char*>{"第十六条第二项", "协商和解", "消费者协会", "有关行政部门",
                                           "仲裁",           "人民法院", "行政复议"}
                : std::vector<const char*>{"article 16(2)", "settle", "consumer association", "department",
                                           "arbitration",   "court",  "administrative review"};
        for (const auto* one : wanted) EXPECT_NE(said.text.find(one), std::string::npos) << one;
    }
}

TEST_F(LetterApi, FieldsAreCheckedBeforeANumberIsSpent) {
    accept();
    const auto missing =
        post("/api/v1/cases/C1/letters", R"({"form":"7","fields":{"meeting_on":"soon","colour":"red"}})");
    EXPECT_EQ(missing.status, 422);
    std::string pointers;
    for (const auto& one : missing.body.at("errors").as_array())
        pointers += std::string(one.at("pointer").as_string()) + " ";
    EXPECT_EQ(pointers,
              "/fields/meeting_on /fields/meeting_time /fields/meeting_place /fields/mediator /fields/colour ")
        << missing.text;
    EXPECT_EQ(post("/api/v1/cases/C1/letters", R"({"form":"12"})").status, 422);
    EXPECT_EQ(post("/api/v1/cases/C1/letters", R"({"form":"5","language":"fr"})").status, 422);
    EXPECT_EQ(post("/api/v1/cases/C1/letters", R"({"form":"6"})").status, 409);
    const auto leak = post("/api/v1/cases/C1/letters",
                           R"({"form":"7","addressee":"respondent","fields":{"meeting_on":"2026-05-20",)"
                           R"("meeting_time":"9:00","meeting_place":"投诉人家，电话13800138000","mediator":"李强"}})");
    EXPECT_EQ(leak.status, 422);
    EXPECT_EQ(leak.body.at("errors").at(0).at("pointer").as_string(), "/fields/meeting_place");
    EXPECT_TRUE(rig.recorded_of<events::letter_numbered>().empty());
}

TEST_F(LetterApi, ADeadlineForProofLiesWithinTheClockThatDoesNotPause) { // @law O121 §10(3), §15(1)
    const auto ask_for = [&](const std::string& day) {
        return post("/api/v1/cases/C1/letters",
                    R"({"form":"4","fields":{"deadline":")" + day + R"(","materials":"身份证复印件"}})");
    };
    const auto late = ask_for("2026-05-14");
    EXPECT_EQ(late.status, 422);
    EXPECT_EQ(late.body.at("errors").at(0).at("code").as_string(), "too_late");
    EXPECT_EQ(ask_for("2026-05-12").status, 201);
}

TEST_F(LetterApi, AnAttemptThatWasCutOffIsTakenUpUnderItsNumber) {
    accept();
    {
        letter_api without({.runs = *rig.runner,
                            .committed = rig.state(),
                            .keys = keyring,
                            .book = book,
                            .by = {known.topics, known.desks, known.law(), known.days, rig.time},
                            .time = rig.time,
                            .folder = folder.path() / "letters",
                            .pdf = {.program = "/nowhere/weasyprint"}});
        http::router other;
        without.add_staff_routes(other);
        std::swap(routes, other);
        EXPECT_EQ(post("/api/v1/cases/C1/letters", R"({"form":"5"})").status, 503);
        std::swap(routes, other);
    }
    const auto list = ask(http::method::get, "/api/v1/cases/C1/letters");
    EXPECT_EQ(list.body.at("letters").at(0).at("state").as_string(), "numbered");
    const auto issued = post("/api/v1/cases/C1/letters", R"({"form":"5"})");
    EXPECT_EQ(issued.body.at("number").as_string(), "示例市监消受〔2026〕第1号");
    EXPECT_EQ(post("/api/v1/cases/C1/letters", R"({"form":"5"})").status, 409);
}

TEST_F(LetterApi, DispatchIsRecordedAndOpensTheLetterToItsAddressee) {
    accept();
    const std::string letter(post("/api/v1/cases/C1/letters", R"({"form":"5"})").body.at("letter").as_string());
    const std::string own = R"({"receipt_no":"R1","query_code":"CODE"})";
    EXPECT_TRUE(post("/api/v1/status/letters", own).body.at("letters").as_array().empty()) << "not sent yet";
    EXPECT_EQ(post("/api/v1/status/letters/" + letter, own).status, 404);

    const auto wrong = post("/api/v1/cases/C1/letters/" + letter + "/dispatch", R"({"channel":"fax"})");
    EXPECT_EQ(wrong.status, 409);
    EXPECT_NE(wrong.text.find("internet, phone"), std::string::npos);
    const auto sent = post("/api/v1/cases/C1/letters/" + letter + "/dispatch", R"({"channel":"email"})");
    ASSERT_EQ(sent.status, 200) << sent.text;
    EXPECT_EQ(sent.body.at("sent").at(0).at("channel").as_string(), "email");

    principal.clear();
    const auto list = post("/api/v1/status/letters", own);
    ASSERT_EQ(list.status, 200);
    const auto& one = list.body.at("letters").at(0);
    const auto pdf = post("/api/v1/status/letters/" + letter, own);
    EXPECT_EQ(pdf.type, "application/pdf");
    EXPECT_EQ(sha256_hex(pdf.text), one.at("pdf_sha256").as_string());
    EXPECT_EQ(post("/api/v1/status/letters/" + letter, R"({"receipt_no":"R1","query_code":"NO"})").status, 404);
    EXPECT_EQ(post("/api/v1/status/letters/" + letter, R"({"receipt_no":"R2","query_code":"CODE"})").status, 404);
}

TEST_F(LetterApi, AnErasedKeyErasesTheLetter) { // @law PIPL §47
    accept();
    const std::string letter(post("/api/v1/cases/C1/letters", R"({"form":"5"})").body.at("letter").as_string());
    store::batch keys(*rig.db);
    std::vector<std::string> all;
    for (auto at = rig.db->read(store::family::keys).scan({}); at->valid(); at->next()) all.emplace_back(at->key());
    for (const auto& one : all) keys.on(store::family::keys).erase(one);
    rig.db->write(keys, false).value();
    EXPECT_EQ(file(letter, "html").status, 404);
}

TEST_F(LetterApi, LettersStandTheSameAfterARebuild) {
    accept();
    post("/api/v1/cases/C1/letters", R"({"form":"5"})");
    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
}

} // namespace guiyi::casework
