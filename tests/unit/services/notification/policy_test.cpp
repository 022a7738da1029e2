// Quiet hours by the business calendar, urgency, the pace of messages and the loop guard: rules alone.
#include "services/notification/policy.hpp"
#include "services/notification/contact.hpp"
#include "services/notification/pace.hpp"
#include "services/notification/returned.hpp"

#include <gtest/gtest.h>

namespace guiyi::notification {

namespace {

using namespace std::chrono_literals;

instant at(std::string_view text) { return parse_rfc3339(text).value(); }

/// 1 to 8 October off; Saturday the 10th is worked.
calendar golden_week() {
    const auto day = [](std::string_view text) { return parse_date(text).value(); };
    return calendar::from_notices({{2026,
                                    "test",
                                    {{day("2026-10-01"), day("2026-10-08"), true, "国庆节"},
                                     {day("2026-10-10"), day("2026-10-10"), false, "国庆节"}}}})
        .value();
}

class QuietHours : public testing::Test {
  protected:
    QuietHours() {
        by.days = &days;
        by.on_working_days = {21, 8};
        by.on_days_off = {18, 10};
    }
    std::string open(std::string_view when) const { return format_local(by.open_at(at(when)), by.utc_offset); }
    calendar days = golden_week();
    policy by;
};

} // namespace

TEST_F(QuietHours, ByDayPeopleAreWrittenToAtOnce) {
    EXPECT_EQ(open("2026-09-30T10:00:00+08:00"), "2026-09-30T10:00:00+08:00");
    EXPECT_EQ(open("2026-09-30T20:59:59+08:00"), "2026-09-30T20:59:59+08:00");
}

TEST_F(QuietHours, AtNightTheyAreWrittenToInTheMorning) {
    EXPECT_EQ(open("2026-09-29T21:00:00+08:00"), "2026-09-30T08:00:00+08:00");
    EXPECT_EQ(open("2026-09-30T02:30:00+08:00"), "2026-09-30T08:00:00+08:00");
}

TEST_F(QuietHours, DaysOffHaveHoursOfTheirOwnAndASwappedSaturdayIsAWorkingDay) {
    EXPECT_EQ(open("2026-09-30T22:00:00+08:00"), "2026-10-01T10:00:00+08:00") << "the first of the holidays";
    EXPECT_EQ(open("2026-10-03T18:30:00+08:00"), "2026-10-04T10:00:00+08:00");
    EXPECT_EQ(open("2026-10-10T08:30:00+08:00"), "2026-10-10T08:30:00+08:00");
    EXPECT_EQ(open("2026-10-11T08:30:00+08:00"), "2026-10-11T10:00:00+08:00") << "an ordinary Sunday";
}

TEST_F(QuietHours, WhatIsUrgentKnowsNone) {
    const auto night = at("2026-09-30T02:30:00+08:00");
    EXPECT_EQ(by.open_at(night, urgency::urgent), night);
    EXPECT_GT(by.open_at(night, urgency::low), night);
}

TEST_F(QuietHours, EqualHoursMeanNone) {
    by.on_working_days = by.on_days_off = {};
    EXPECT_EQ(open("2026-09-30T02:30:00+08:00"), "2026-09-30T02:30:00+08:00");
}

TEST_F(QuietHours, OneMessageADayComesAtItsHourOutsideThem) {
    by.digest_daily_at_h = 9;
    const auto next = [&](std::string_view now) { return format_local(by.next_daily(at(now)), by.utc_offset); };
    EXPECT_EQ(next("2026-09-30T08:00:00+08:00"), "2026-09-30T09:00:00+08:00");
    EXPECT_EQ(next("2026-09-30T09:00:00+08:00"), "2026-10-01T10:00:00+08:00") << "tomorrow, a day off";
}

TEST(Pace, SpreadsEvenlyAndAllowsAFewAtOnceAfterAPause) {
    const instant start = at("2026-11-20T02:00:00Z");
    pace one({600, 5}, start);
    int went = 0;
    for (instant now = start; now < start + 60s; now += 10ms)
        while (one.free(now)) {
            one.went(now);
            ++went;
        }
    EXPECT_NEAR(went, 600, 1) << "no burst when it begins";

    const instant later = start + 10min;
    int at_once = 0;
    for (; one.free(later); ++at_once) one.went(later);
    EXPECT_EQ(at_once, 5);
    EXPECT_EQ(one.free_at(), later + 100ms);
}

TEST(Pace, WithoutALimitEverythingGoes) {
    pace one({0, 1}, instant{});
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(one.free(instant{}));
        one.went(instant{});
    }
}

TEST(LoopGuard, MachinesAndOurselvesAreNeverWrittenTo) {
    EXPECT_TRUE(is_machine_address("MAILER-DAEMON@example.org", "notice@guiyi.test"));
    EXPECT_TRUE(is_machine_address("no-reply@example.org", ""));
    EXPECT_TRUE(is_machine_address("Notice@Guiyi.Test", "notice@guiyi.test")) << "our own";
    EXPECT_FALSE(is_machine_address("wang@example.org", "notice@guiyi.test"));
}

TEST(LoopGuard, EverySignOfAMachineMakesAnAutoReply) { // RFC 3834
    const auto why = [](const std::string& header) {
        const auto read = read_returned("From: a@example.org\r\n" + header + "\r\n\r\nhello\r\n");
        EXPECT_EQ(read.kind, read.why.empty() ? "person" : "auto_reply") << header;
        return read.why;
    };
    EXPECT_EQ(why("Auto-Submitted: auto-replied"), "auto_submitted");
    EXPECT_EQ(why("AUTO-SUBMITTED: Auto-Generated; x=y"), "auto_submitted");
    EXPECT_EQ(why("Auto-Submitted: no"), "");
    EXPECT_EQ(why("Return-Path: <>"), "null_sender");
    EXPECT_EQ(why("Precedence: bulk"), "precedence");
    EXPECT_EQ(why("Precedence:\r\n Auto_Reply"), "precedence") << "folded";
    EXPECT_EQ(why("X-Autoreply: yes"), "header");
    EXPECT_EQ(why("List-Id: <x.example.org>"), "header");
    EXPECT_EQ(why("X-Guiyi-Message: 0123456789abcdef0123456789abcdef"), "header") << "our own, come round";
    EXPECT_EQ(why("Return-Path: <a@example.org>"), "");
    EXPECT_EQ(read_returned("From: Mail <postmaster@example.org>\n\nx").why, "machine_address");
}

TEST(LoopGuard, ADeliveryReportNamesItsMessageAndWhatBecameOfIt) { // RFC 3464
    const std::string head =
        "Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n"
        " boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n";
    const std::string original =
        "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        "Message-ID: <00112233445566778899aabbccddeeff@guiyi.test>\r\n"
        "X-Guiyi-Message: 00112233445566778899aabbccddeeff\r\n--b--\r\n";

    const auto failed = read_returned(head + "Action: failed\r\nStatus: 5.1.1\r\n" + original);
    EXPECT_EQ(failed.kind, "bounce");
    EXPECT_EQ(failed.status, "5.1.1");
    EXPECT_EQ(failed.message.str(), "00112233445566778899aabbccddeeff");
    EXPECT_EQ(read_returned(head + "Action: delayed\r\nStatus: 4.4.1\r\n" + original).kind, "delayed");
    EXPECT_EQ(read_returned(head + "Action: delivered\r\nStatus: 2.0.0\r\n" + original).kind, "delivered");
}

TEST(LoopGuard, OnlyAPermanentReasonSpeaksOfTheAddress) { // RFC 3463 §2, RFC 3464 §2.3.3
    const auto read = [](const std::string& report) {
        return read_returned(
            "Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: text/plain\r\n\r\nAction: failed\r\nStatus: 5.0.0 is what people read\r\n\r\n--b\r\n"
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n" +
            report + "\r\n--b--\r\n");
    };
    const auto permanent = [&](const std::string& report) {
        const auto said = read(report);
        return is_permanent(said.kind, said.status);
    };
    EXPECT_TRUE(permanent("Action: failed\r\nStatus: 5.1.1 (no such mailbox)\r\n"));
    EXPECT_EQ(read("Action: failed\r\nStatus: 5.1.1 (no such mailbox)\r\n").status, "5.1.1");
    EXPECT_FALSE(permanent("Action: failed\r\nStatus: 4.4.7\r\n")) << "given up after days of trying";
    EXPECT_EQ(read("Action: failed\r\nStatus: 4.4.7\r\n").kind, "bounce");
    EXPECT_FALSE(permanent("Action: delayed\r\nStatus: 4.2.2\r\n"));
    EXPECT_EQ(read("Status: 4.2.2\r\n").kind, "delayed") << "without saying what was done";
    EXPECT_FALSE(permanent("Action: failed\r\n")) << "without a reason";
}

TEST(LoopGuard, AnAutoReplyNamesItsMessageByWhatItAnswers) {
    const auto read = read_returned(
        "Auto-Submitted: auto-replied\r\nIn-Reply-To: "
        "<00112233445566778899aabbccddeeff@guiyi.test>\r\n\r\nI am away.\r\n");
    EXPECT_EQ(read.kind, "auto_reply");
    EXPECT_EQ(read.message.str(), "00112233445566778899aabbccddeeff");
    EXPECT_TRUE(read_returned("Subject: x\n\nno id here").message.empty());
    EXPECT_TRUE(read_returned("").message.empty());
}

} // namespace guiyi::notification
