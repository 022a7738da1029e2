// Evidence over the staff side: only what the complaint brought, and nothing in it can run.
#include "services/casework/evidence_api.hpp"

#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>
#include <boost/asio/thread_pool.hpp>

namespace guiyi::casework {

using events::stream;

namespace {

const std::string picture = "sha256:" + std::string(64, 'a');
const std::string recording = "sha256:" + std::string(64, 'b');
const std::string of_nobody = "sha256:" + std::string(64, 'c');

class EvidenceApi : public ::testing::Test {
  protected:
    EvidenceApi() {
        subject.add_staff_routes(routes);
        auto complaint = received("R1");
        complaint.summary.evidence = {picture};
        complaint.summary.calls.resize(1);
        complaint.summary.calls[0].recording = recording;
        rig.append(stream::intake, complaint);
        rig.append(stream::intake, received("R2"));
        rig.settle();
    }

    http::response ask(const std::string& evidence, const std::string& receipt = "R1", const std::string& range = {}) {
        http::request request;
        if (!range.empty()) request.headers.add("Range", range);
        request.verb = http::method::get;
        request.path = request.target = "/api/v1/complaints/" + receipt + "/evidence/" + evidence;
        const auto match = routes.find(request);
        return rig.run(std::get<http::buffered_action>(match.found->run).call(request));
    }
    static std::string header(const http::response& of, std::string_view name) {
        for (const auto& [key, value] : of.headers)
            if (key == name) return value;
        return {};
    }

    shipped_reference known;
    service what{known.law(), &known.topics};
    testing::service_rig rig{what, "2026-04-30T12:00:00+08:00"};
    boost::asio::thread_pool pool{1};
    std::string type = "image/png";
    evidence_api subject{rig.state(),
                         [this](const evidence_id& which) -> result<evidence_content> {
                             if (which.str() == of_nobody) return fail(errc::not_found, "gone");
                             const auto bytes = "bytes of " + which.str();
                             const auto read = [bytes](auto from, auto size) { return bytes.substr(from, size); };
                             return evidence_content{type, bytes.size(), read};
                         },
                         pool.get_executor()};
    http::router routes;
};

} // namespace

TEST_F(EvidenceApi, WhatTheComplaintBroughtIsShownAsItArrived) {
    const auto shown = ask(picture);
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.content_type, "image/png");
    EXPECT_EQ(shown.body, "bytes of " + picture);
    EXPECT_EQ(ask(recording).body, "bytes of " + recording);
}

TEST_F(EvidenceApi, APartIsSentToWhomAsksForOne) {
    type = "audio/wav";
    const auto part = ask(recording, "R1", "bytes=6-7");
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, "of");
    EXPECT_EQ(header(part, "Content-Range"), "bytes 6-7/80");
    EXPECT_EQ(header(part, "Content-Disposition"), "inline");
    EXPECT_EQ(header(part, "ETag"), '"' + recording + '"');
    EXPECT_EQ(header(ask(recording), "Accept-Ranges"), "bytes");

    const auto behind = ask(recording, "R1", "bytes=80-");
    EXPECT_EQ(behind.status, 416);
    EXPECT_EQ(header(behind, "Content-Range"), "bytes */80");
}

TEST_F(EvidenceApi, NoOtherFileIsReachedThroughIt) {
    EXPECT_EQ(ask(of_nobody).status, 404);
    EXPECT_EQ(ask(picture, "R2").status, 404);
    EXPECT_EQ(ask(picture, "R9").status, 404);
}

TEST_F(EvidenceApi, NothingInAStrangersFileCanRun) {
    EXPECT_EQ(header(ask(picture), "Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(header(ask(picture), "Content-Disposition"), "inline");
    type = "text/html";
    EXPECT_EQ(header(ask(picture), "Content-Disposition"), "attachment");
}

} // namespace guiyi::casework
