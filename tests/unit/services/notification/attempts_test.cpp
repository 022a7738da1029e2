// Attempts, their retries and the breaker: arithmetic and rules, without providers.
#include "services/notification/attempts.hpp"
#include "services/notification/breaker.hpp"
#include "services/notification/evolve.hpp"
#include "services/notification/outbox.hpp"
#include "services/notification/smtp_channel.hpp"
#include "services/notification/webhook_channel.hpp"
#include "tests/unit/services/notification/world.hpp"

namespace guiyi::notification {

namespace {

using namespace std::chrono_literals;

const message_id id("0123456789abcdef0123456789abcdef");
const outbox_place mail{"email", urgency::normal, ""};
const instant noon = at("2026-11-20T04:00:00Z");

/// One message that waits.
class Attempts : public testing::Test {
  protected:
    Attempts() {
        events::message_queued queued;
        queued.message = id;
        queued.about = case_no("C2026-0000001");
        queued.receipt = receipt_no("R1");
        queued.channel = "email";
        queued.template_id = "placed";
        queued.language = "zh";
        queued.reason = "x";
        fold({queued}, noon);
    }
    void fold(const events::facts& facts, instant when) {
        for (const auto& fact : facts) evolve(state(), {fact, when, {}, {}});
    }
    store::writer& state() { return rows_.on(store::family::notification); }
    delivery_row delivery() { return load_delivery(state(), id, load_message(state(), id).value()); }
    events::delivery_ended end(std::int64_t attempt, const verdict& how, instant when) {
        auto facts = end_attempt(state(), id, attempt, how, when, retry_).value();
        fold(facts, when);
        return std::get<events::delivery_ended>(facts.at(0));
    }
    void start(instant when) { fold(start_attempt(state(), id).value(), when); }

    temporary_folder folder_;
    std::unique_ptr<store::database> db_ = store::database::open(folder_.path / "db", {}).value();
    store::batch rows_{*db_};
    retry_rules retry_{5s, 1h, 72h};
};

} // namespace

TEST_F(Attempts, OnlyOneRunsAtATime) {
    start(noon);

    EXPECT_EQ(start_attempt(state(), id).error().code, errc::conflict);
    EXPECT_EQ(delivery().state, message_state::in_flight);
    EXPECT_EQ(in_flight(state()), std::vector{id});
    EXPECT_TRUE(providers_waiting(state()).empty());
}

TEST_F(Attempts, ASentMessageIsNeverTriedAgain) {
    start(noon);
    end(1, {outcome::sent, "250", false, false}, noon + 1s);

    EXPECT_EQ(delivery().state, message_state::sent);
    EXPECT_EQ(start_attempt(state(), id).error().code, errc::conflict);
    EXPECT_EQ(end_attempt(state(), id, 1, {outcome::sent, "250", false, false}, noon, retry_).error().code,
              errc::conflict);
    EXPECT_TRUE(in_flight(state()).empty());
    EXPECT_TRUE(providers_waiting(state()).empty());
}

TEST_F(Attempts, ATemporaryFailureWaitsItsTimeInTheOutbox) {
    start(noon);
    const auto ended = end(1, {outcome::temporary, "451", false, false}, noon + 1s);

    const auto due = at(ended.retry_at);
    EXPECT_EQ(due, noon + 1s + retry_delay(retry_, id, 1));
    EXPECT_EQ(delivery().next_at, due);
    const auto row = scan_outbox(state(), mail, outbox_queue::again, instant{});
    ASSERT_TRUE(row->valid());
    EXPECT_EQ(outbox_entry_at(*row).at, due);
    EXPECT_FALSE(scan_outbox(state(), mail, outbox_queue::fresh, instant{})->valid());
}

TEST_F(Attempts, ASecondStartTakesTheRetryOutOfTheOutbox) {
    start(noon);
    end(1, {outcome::temporary, "451", false, false}, noon);
    start(noon + 10s);

    EXPECT_EQ(delivery().attempts, 2);
    EXPECT_TRUE(providers_waiting(state()).empty());
}

TEST_F(Attempts, AnUnknownOutcomeIsCountedAndTriedAgain) {
    start(noon);
    end(1, {outcome::unknown, "lost", true, false}, noon);
    start(noon + 10s);
    end(2, {outcome::sent, "250", false, false}, noon + 11s);

    EXPECT_EQ(delivery().unknown_attempts, 1);
    EXPECT_EQ(delivery().attempts, 2);
    EXPECT_EQ(delivery().state, message_state::sent);
}

TEST_F(Attempts, AfterTheCutOffItIsGivenUpAndListedAsFailed) {
    start(noon);
    const auto ended = end(1, {outcome::temporary, "451", false, false}, noon + 72h);

    EXPECT_EQ(ended.outcome, "permanent");
    EXPECT_EQ(ended.answer, "gave_up");
    EXPECT_TRUE(ended.retry_at.empty());
    EXPECT_EQ(failed_messages(state(), 10), std::vector{id});
}

TEST_F(Attempts, WhatWeBrokeOffOurselvesIsDueAtOnce) {
    start(noon);

    EXPECT_EQ(end(1, {outcome::temporary, "stopped", false, true}, noon + 2s).retry_at, format_rfc3339(noon + 2s));
}

TEST_F(Attempts, AnAttemptThatDiedWithItsProcessIsUnknown) {
    start(noon);
    const auto facts = interrupted(state(), id, noon + 1min, retry_).value();
    fold(facts, noon + 1min);

    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(std::get<events::delivery_ended>(facts[0]).answer, "interrupted");
    EXPECT_EQ(delivery().unknown_attempts, 1);
    EXPECT_EQ(delivery().state, message_state::waiting);
    EXPECT_TRUE(interrupted(state(), id, noon + 2min, retry_).value().empty());
}

TEST(RetryDelay, DoublesUpToItsMostWithinAQuarter) {
    const retry_rules by{5s, 1h, 72h};
    for (std::int64_t attempt = 1; attempt <= 40; ++attempt) {
        const auto plain =
            std::min<std::chrono::milliseconds>(5s * (1ll << std::min<std::int64_t>(attempt - 1, 20)), 1h);
        const auto delay = retry_delay(by, id, attempt);
        EXPECT_GE(delay, plain * 3 / 4) << attempt;
        EXPECT_LE(delay, plain * 5 / 4) << attempt;
    }
}

TEST(RetryDelay, IsTheSameEachTimeAndSpreadOverMessages) {
    const retry_rules by{5s, 1h, 72h};
    std::set<std::int64_t> seen;
    for (int i = 0; i < 200; ++i) {
        const message_id one("message-" + std::to_string(i));
        EXPECT_EQ(retry_delay(by, one, 1), retry_delay(by, one, 1));
        seen.insert(retry_delay(by, one, 1).count());
    }
    EXPECT_GT(seen.size(), 100u);
}

TEST(Breaker, OpensAfterSomeFailuresInARowThenProbesWithOne) {
    breaker one({3, 5s, 5min});
    one.failed(noon);
    one.failed(noon);
    EXPECT_EQ(one.room(noon, 0, 12), 12u);
    one.failed(noon);

    EXPECT_TRUE(one.open());
    EXPECT_EQ(one.room(noon + 4s, 0, 12), 0u);
    EXPECT_EQ(one.room(noon + 5s, 0, 12), 1u);
    EXPECT_EQ(one.room(noon + 5s, 1, 12), 0u);
}

TEST(Breaker, FailuresOfAttemptsBegunBeforeThePauseDoNotLengthenIt) {
    breaker one({3, 5s, 5min});
    for (int i = 0; i < 12; ++i) one.failed(noon + std::chrono::milliseconds(i));

    EXPECT_EQ(one.paused_until(), noon + 2ms + 5s);
}

TEST(Breaker, EachFailedProbeDoublesThePauseUpToItsMost) {
    breaker one({1, 5s, 60s});
    instant now = noon;
    for (const auto pause : {5s, 10s, 20s, 40s, 60s, 60s}) {
        one.failed(now);
        EXPECT_EQ(one.paused_until(), now + pause);
        now = one.paused_until();
    }
}

TEST(Breaker, AnAnswerClosesIt) {
    breaker one({1, 5s, 60s});
    one.failed(noon);
    one.answered();

    EXPECT_FALSE(one.open());
    EXPECT_EQ(one.room(noon, 3, 12), 9u);
}

TEST(SmtpVerdict, TellsTheMessagesFaultFromTheServers) {
    struct row {
        smtp_step step;
        long code;
        bool given;
        const char* silence;
        verdict expected;
    };
    const row rows[] = {
        {smtp_step::recipient, 550, false, "", {outcome::permanent, "550", false, false}},
        {smtp_step::recipient, 450, false, "", {outcome::temporary, "450", false, false}},
        {smtp_step::data, 451, true, "", {outcome::temporary, "451", false, false}},
        {smtp_step::data, 554, true, "", {outcome::permanent, "554", false, false}},
        {smtp_step::data, 421, true, "", {outcome::temporary, "421", true, false}},
        {smtp_step::opening, 554, false, "", {outcome::temporary, "554", true, false}},
        {smtp_step::sender, 530, false, "", {outcome::temporary, "530", true, false}},
        {smtp_step::opening, 535, false, "auth", {outcome::temporary, "auth", true, false}},
        {smtp_step::opening, 0, false, "connect", {outcome::temporary, "connect", true, false}},
        {smtp_step::data, 354, false, "lost", {outcome::temporary, "lost", true, false}},
        {smtp_step::data, 354, true, "lost", {outcome::unknown, "lost", true, false}},
        {smtp_step::data, 354, true, "timeout", {outcome::unknown, "timeout", true, false}},
        {smtp_step::opening, 0, false, "stopped", {outcome::temporary, "stopped", false, true}},
        {smtp_step::data, 354, true, "stopped", {outcome::unknown, "stopped", false, true}},
    };
    for (const auto& [step, code, given, silence, expected] : rows) {
        const auto said = smtp_verdict(step, code, given, silence);
        EXPECT_EQ(said, expected) << code << " " << silence << ": " << name_of(said.what) << " " << said.answer;
    }
}

TEST(HttpVerdict, FollowsTheStatus) {
    for (const long code : {200L, 202L, 204L}) EXPECT_EQ(http_verdict(code).what, outcome::sent) << code;
    for (const long code : {408L, 425L, 429L, 500L, 502L, 503L, 504L})
        EXPECT_EQ(http_verdict(code).what, outcome::temporary) << code;
    for (const long code : {301L, 400L, 401L, 404L, 410L, 422L})
        EXPECT_EQ(http_verdict(code).what, outcome::permanent) << code;
    EXPECT_TRUE(http_verdict(503).provider_failed);
    EXPECT_FALSE(http_verdict(500).provider_failed);
    EXPECT_EQ(http_silence("timeout", true), (verdict{outcome::unknown, "timeout", true, false}));
    EXPECT_EQ(http_silence("connect", false), (verdict{outcome::temporary, "connect", true, false}));
}

} // namespace guiyi::notification
