// The bulk importer: answers in order, refusals by line, resuming, and the whole sets that stand beside the sources.
#include "common/http/server.hpp"
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <gmock/gmock.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <fstream>
#include <set>

namespace guiyi::intake {

using namespace testing;
namespace asio = boost::asio;

namespace {

asio::awaitable<std::vector<line_result>> import_all(office& at, std::vector<std::string> lines, bulk_options options) {
    const front_desk desk(*at.rig.runner, at.door);
    const auto here = co_await asio::this_coro::executor;
    bulk_importer importer(here, desk, rules(), at.rig.time, options);
    std::vector<line_result> all;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto ready = co_await importer.submit_line(i + 1, std::move(lines[i]), {});
        for (auto& one : ready) all.push_back(std::move(one));
    }
    auto rest = co_await importer.finish();
    for (auto& one : rest) all.push_back(std::move(one));
    co_return all;
}

std::string row(const std::string& reference) { return boost::json::serialize(a_row(reference)); }

/// A folder of data beside the sources, or what the variable GUIYI_SHARED names.
std::filesystem::path data_set(const std::string& name) {
    std::vector<std::filesystem::path> roots;
    if (const char* named = std::getenv("GUIYI_SHARED")) roots.emplace_back(named);
    for (auto at = std::filesystem::path(GUIYI_SOURCE_FOLDER); at.has_relative_path(); at = at.parent_path())
        roots.push_back(at / "shared");
    for (const auto& root : roots)
        if (std::filesystem::exists(root / "data" / name)) return root / "data" / name;
    return {};
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::vector<std::string> out;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

/// Sends bytes and reads to the end of the answer.
asio::awaitable<std::string> exchange(std::uint16_t port, std::string sent) {
    const auto here = co_await asio::this_coro::executor;
    asio::ip::tcp::socket socket(here);
    const asio::ip::tcp::endpoint to(asio::ip::address_v4::loopback(), port);
    co_await socket.async_connect(to, asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(sent), asio::use_awaitable);
    std::string got;
    boost::system::error_code ended;
    auto use = asio::redirect_error(asio::use_awaitable, ended);
    co_await asio::async_read(socket, asio::dynamic_buffer(got), std::move(use));
    co_return got;
}

} // namespace

TEST(BulkImporter, AnswersEveryLineInOrder) {
    office at;
    std::vector<std::string> lines;
    for (int i = 0; i < 50; ++i) lines.push_back(row("ref-" + std::to_string(i)));
    lines[7] = "{broken";
    lines[8] = R"({"channel":"hotline"})";
    const auto answers = at.rig.run(import_all(at, lines, {8, 50, http::language::en}));

    ASSERT_EQ(answers.size(), 50u);
    std::set<std::string> receipts;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        EXPECT_EQ(answers[i].line, i + 1);
        EXPECT_EQ(answers[i].status, i == 7 ? 400 : i == 8 ? 422 : 201);
        if (answers[i].status == 201) receipts.insert(answers[i].receipt_no);
    }
    EXPECT_EQ(receipts.size(), 48u);
    EXPECT_EQ(answers[8].to_ndjson(),
              "{\"line\":9,\"status\":422,\"errors\":[{\"pointer\":\"/"
              "narrative\",\"code\":\"required\",\"detail\":\"must be given\"}]}\n");
}

TEST(BulkImporter, RecordsInTheOrderOfTheLines) {
    office at;
    std::vector<std::string> lines;
    for (int i = 0; i < 600; ++i) lines.push_back(row(std::to_string(i)));
    at.rig.run(import_all(at, lines, {}));

    const auto facts = at.rig.recorded_of<events::complaint_received>();
    ASSERT_EQ(facts.size(), 600u);
    for (std::size_t i = 0; i < facts.size(); ++i) EXPECT_EQ(facts[i].summary.external_ref, std::to_string(i));
}

TEST(BulkImporter, TheSameImportAgainGivesTheSameReceiptsAndNoNewFact) {
    std::vector<std::string> lines;
    for (int i = 0; i < 300; ++i) lines.push_back(row(std::to_string(i)));
    office at, elsewhere;
    const auto first = at.rig.run(import_all(at, {lines.begin(), lines.begin() + 200}, {}));
    const auto again = at.rig.run(import_all(at, lines, {}));
    const auto fresh = elsewhere.rig.run(import_all(elsewhere, lines, {}));

    EXPECT_EQ(at.rig.recorded_of<events::complaint_received>().size(), 300u);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        EXPECT_EQ(again[i].repeat, i < 200);
        EXPECT_EQ(again[i].receipt_no, fresh[i].receipt_no);
        if (i < 200) EXPECT_EQ(again[i].receipt_no, first[i].receipt_no);
    }
}

TEST(BulkImporter, AReferenceTwiceInOneImportIsTakenOnce) {
    office at;
    auto other = a_row("same");
    other["narrative"] = "something else";
    const auto answers = at.rig.run(import_all(at, {row("same"), row("same"), boost::json::serialize(other)}, {}));

    EXPECT_EQ(at.rig.recorded_of<events::complaint_received>().size(), 1u);
    EXPECT_FALSE(answers[0].repeat);
    EXPECT_TRUE(answers[1].repeat);
    EXPECT_EQ(answers[2].receipt_no, answers[0].receipt_no);
    EXPECT_NE(answers[2].detail, "");
}

TEST(BulkImporter, UnknownEvidenceIsALinesFault) {
    office at;
    auto from = a_row("1");
    from["evidence"] = {"sha256:" + std::string(64, '0')};
    const auto answers = at.rig.run(import_all(at, {boost::json::serialize(from), row("2")}, {}));

    EXPECT_EQ(answers[0].status, 422);
    EXPECT_EQ(answers[0].errors.at(0).pointer, "/evidence/0");
    EXPECT_EQ(answers[1].status, 201);
}

TEST(BulkImporter, AStoppedServiceLeavesTheRestToBeSentAgain) {
    office at;
    at.rig.runner->stop();
    const auto answers = at.rig.run(import_all(at, {row("1"), row("2")}, {}));
    ASSERT_EQ(answers.size(), 2u);
    for (const auto& one : answers) EXPECT_EQ(one.status, 503);
}

TEST(BulkImporter, ABusyServiceIsAskedAgain) {
    office at;
    const auto crowded = runtime::runner::make(at.rig.io.get_executor(), at.what, *at.rig.over, *at.rig.db, at.rig.time,
                                               {.batch_max = 4, .command_queue_max = 8});
    at.rig.runner->stop();
    at.rig.runner = crowded;
    crowded->start().value();
    std::vector<std::string> lines;
    for (int i = 0; i < 200; ++i) lines.push_back(row(std::to_string(i)));
    const auto answers = at.rig.run(import_all(at, lines, {.window = 64, .attempts_max = 100'000}));

    for (const auto& one : answers) EXPECT_EQ(one.status, 201);
    EXPECT_EQ(at.rig.recorded_of<events::complaint_received>().size(), 200u);
}

TEST(ImportRoute, StreamsLinesInAndAnswersOut) {
    office at;
    http::server server(at.rig.io.get_executor(), std::move(at.router), {}, at.rig.time);
    const auto port = server.listen("127.0.0.1:0").value().port;
    const std::string body = row("1") + "\n\nnonsense\n" + std::string(300'000, 'x') + "\n" + row("2");
    const std::string head =
        "POST /api/v1/complaints:import HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
        "Connection: close\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n";
    const std::string answer = at.rig.run(exchange(port, head + body));

    EXPECT_THAT(answer, ::testing::HasSubstr("HTTP/1.1 200"));
    std::size_t from = 0;
    for (const std::string expected : {R"({"line":1,"status":201,"receipt_no":")", R"({"line":3,"status":400,)",
                                       R"({"line":4,"status":413,)", R"({"line":5,"status":201,"receipt_no":")"}) {
        const auto found = answer.find(expected, from);
        ASSERT_NE(found, answer.npos) << expected << " in " << answer;
        from = found + 1;
    }
    at.rig.run(server.stop(std::chrono::milliseconds(100)));
}

TEST(EvidenceRoute, KeepsAnUploadThatCameOverASocket) {
    office at;
    http::server server(at.rig.io.get_executor(), std::move(at.router), {}, at.rig.time);
    const auto port = server.listen("127.0.0.1:0").value().port;
    const std::string body = "%PDF-1.7\n" + std::string(100'000, ' ');
    const std::string head =
        "POST /api/v1/evidence HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\n"
        "Connection: close\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n";
    const std::string answer = at.rig.run(exchange(port, head + body));

    EXPECT_THAT(answer, ::testing::HasSubstr("HTTP/1.1 201"));
    const auto facts = at.rig.recorded_of<events::evidence_stored>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].media_type, "application/pdf");
    EXPECT_EQ(std::filesystem::file_size(at.evidence.path_of(facts[0].evidence)), body.size());
    EXPECT_TRUE(std::filesystem::is_empty(at.evidence.spool_folder()));
    at.rig.run(server.stop(std::chrono::milliseconds(100)));
}

// ---- the sets

TEST(DataSets, EveryComplaintIsTaken) {
    const auto file = data_set("complaints/complaints.ndjson");
    if (file.empty()) GTEST_SKIP() << "data/complaints is not beside the sources; name its folder in GUIYI_SHARED";
    office at;
    const auto lines = lines_of(file);
    const auto answers = at.rig.run(import_all(at, lines, {}));

    ASSERT_EQ(answers.size(), 11'961u);
    std::set<std::string> receipts;
    for (const auto& one : answers) {
        ASSERT_EQ(one.status, 201) << one.to_ndjson();
        receipts.insert(one.receipt_no);
    }
    EXPECT_EQ(receipts.size(), answers.size());
}

TEST(DataSets, NoPhoneOrMailOfAnyComplaintIsInItsSummary) {
    const auto file = data_set("complaints/complaints.ndjson");
    if (file.empty()) GTEST_SKIP() << "data/complaints is not beside the sources; name its folder in GUIYI_SHARED";
    for (const auto& line : lines_of(file)) {
        const auto from = boost::json::parse(line);
        const auto read = testing::read(from, door::bulk);
        ASSERT_TRUE(read.refused.empty());
        const std::string shown =
            events::encode_event({events::complaint_received{{}, {}, "", "", "", summarise(read), "", ""}, {}, "", ""},
                                 events::stream::intake, 1, 0);
        for (const auto* clear : {&read.what.complainant.phone, &read.what.complainant.email})
            if (clear->size() >= 7 && clear->find('*') == clear->npos)
                ASSERT_EQ(shown.find(*clear), shown.npos) << read.what.external_ref;
    }
}

TEST(DataSets, EveryTranscriptIsTaken) {
    const auto file = data_set("ppone_robocalls/complaints.ndjson");
    if (file.empty()) GTEST_SKIP() << "data/ppone_robocalls is not beside the sources; name its folder in GUIYI_SHARED";
    office at;
    const auto answers = at.rig.run(import_all(at, lines_of(file), {}));

    ASSERT_EQ(answers.size(), 430u);
    for (const auto& one : answers) ASSERT_EQ(one.status, 201) << one.to_ndjson();
}

} // namespace guiyi::intake
