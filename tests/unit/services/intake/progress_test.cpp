// What complainants read while a case goes its way: facts of other services in, the status out.
#include "services/intake/decide.hpp"
#include "services/intake/evolve.hpp"
#include "services/intake/state.hpp"
#include "services/intake/status.hpp"
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::intake {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const case_no one("C2026-0000001");
const officer_id officer("o1");
const receipt_no first("R1");

class Progress : public ::testing::Test {
  protected:
    Progress()
        : db(store::database::open(folder.path() / "db", {}).value()),
          batch(*db),
          state(batch.on(store::family::intake)) {
        receive(first);
        events::case_opened opened{one, "new", {}, {}};
        opened.record.receipt = first;
        see(opened);
    }

    void fold(const events::facts& facts) {
        for (const auto& fact : facts) evolve(state, {fact, now, {}, {}}, office_offset);
    }
    void receive(const receipt_no& receipt) {
        events::complaint_received fact;
        fact.receipt = receipt;
        fact.received_at = now;
        fact.submission_key = fact.content_key = receipt.str();
        fold({fact});
    }
    /// A repeat of the case.
    void tie(const receipt_no& receipt) {
        receive(receipt);
        events::complaint_tied tied{one, {}, {}};
        tied.record.receipt = receipt;
        see(tied);
    }
    void see(events::fact what) {
        now += std::chrono::minutes(1);
        const events::event event{std::move(what), now, {}, {}};
        fold(follow({event, events::stream::casework, 1, 0}, state));
    }
    void assign(const std::string& desk, const std::string& to) {
        see(events::case_assigned{one, desk_id(desk), officer_id(to), {}});
    }
    void start(const std::string& clock, const std::string& due_on) {
        see(events::clock_started{one, clock, "2026-11-23", due_on, false, {"O121", "", "§15(1)", true}, {}});
    }
    void stop(const std::string& clock) { see(events::clock_stopped{one, clock, "2026-11-24", "", true}); }

    boost::json::object status(http::language in = http::language::zh, const receipt_no& of = first) const {
        return status_of(of, state, office_offset, words(), in).value();
    }
    std::string said(const char* part, http::language in = http::language::zh) const {
        return std::string(status(in).at(part).as_string());
    }
    /// "" when there is none.
    std::string due(const receipt_no& of = first) const {
        const auto shown = status(http::language::zh, of);
        const auto& next = shown.at("next_deadline");
        return next.is_null() ? std::string() : std::string(next.at("due_on").as_string());
    }
    std::string history(http::language in = http::language::zh, const receipt_no& of = first) const {
        std::string out;
        const auto shown = status(in, of);
        for (const auto& step : shown.at("history").as_array()) out += std::string(step.at("text").as_string()) + "\n";
        return out;
    }

    guiyi::testing::temp_folder folder;
    std::unique_ptr<store::database> db;
    store::batch batch;
    store::writer& state;
    instant now = at("2026-11-23T02:00:00Z");
};

} // namespace

// ---- who has the case

TEST_F(Progress, WhoHasTheCaseWithinItsDeskIsNoNews) {
    assign("d1", "o1");
    const auto before = history();
    assign("d1", "o2"); // a deputy, a rebalancing
    assign("d1", "");   // lay idle: back to the queue
    EXPECT_EQ(history(), before);
    assign("d2", "o3");
    EXPECT_EQ(history(), before + "已分派承办单位\n");
    assign("d1", "o1");
    EXPECT_EQ(history(), before + "已分派承办单位\n已分派承办单位\n") << "back at the first desk";
}

TEST_F(Progress, ACaseThatChangesHandsStaysAsFarAsItIs) {
    assign("d1", "o1");
    EXPECT_EQ(said("stage"), "assigned");
    see(events::case_accepted{one, officer, ""});
    see(events::respondent_contacted{one, officer, "金盛", ""});
    assign("d1", "o2");
    EXPECT_EQ(said("stage_text"), "已联系被投诉方：金盛");
    assign("d2", "o3");
    EXPECT_EQ(said("stage_text"), "已联系被投诉方：金盛") << "another desk is in the history only";
    see(events::respondent_replied{one, officer, "金盛", "", "refund", 3});
    assign("d2", "");
    EXPECT_EQ(said("stage"), "replied");
}

} // namespace guiyi::intake
