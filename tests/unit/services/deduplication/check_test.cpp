// The check before filing: who is theirs may prove it, and nobody else learns anything.
#include "services/deduplication/api_check.hpp"

#include "common/http/json.hpp"
#include "common/runtime/execute.hpp"
#include "services/deduplication/regroup.hpp"
#include "services/deduplication/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string check_path = "/api/v1/complaints:check";

struct answer {
    int status = 0;
    json::value body;
    std::string retry_after;
};

/// A complaint of Zhang about one firm's calls; each member can be another.
struct draft {
    std::string name = "张丽娟", phone = "13821382744", email = "zhang@example.org";
    std::string caller = "16556307311", firm = "金盛信贷", day = "2025-01-17";

    json::object complaint() const {
        json::object who{{"name", name}, {"phone", phone}};
        if (!email.empty()) who.emplace("email", email);
        return {{"channel", "portal"},
                {"language", "zh"},
                {"nature", "complaint"},
                {"received_at", "2025-01-20T10:00:00+08:00"},
                {"complainant", std::move(who)},
                {"respondent", {{"name", firm}}},
                {"calls", {{{"caller_number", caller}, {"called_at", day}}}},
                {"narrative", "自称" + firm + "的智能语音拨打我的电话，对方是机器人语音，无法沟通。"}};
    }
};
const draft zhang{};
const draft a_stranger{.name = "王建军", .phone = "13912345678", .email = "wang@example.org"};

class CheckApi : public ::testing::Test {
  protected:
    CheckApi() { open_routes(); }

    /// New routes on the runner there is, as a process has them after a start.
    void open_routes() {
        routes_ = std::make_unique<http::router>();
        api_ = std::make_unique<check_api>(check_parts{
            rig.state(),
            *rig.runner,
            subject_.parts(),
            passes,
            *random_,
            rig.time,
            {[](const http::request& from) -> boost::system::result<std::string, http::problem> {
                 auto body = http::parse_body(from);
                 if (!body) return body.error();
                 if (!body->is_object() || !body->get_object().contains("narrative"))
                     return http::invalid_problem({{"/narrative", "required", "must be given"}}, http::language::en);
                 return json::serialize(*body);
             },
             [](std::string_view receipt, std::string_view query_code) -> std::optional<receipt_no> {
                 if (query_code != "code of " + std::string(receipt)) return std::nullopt;
                 return receipt_no(std::string(receipt));
             }},
            texts});
        api_->add_public_routes(*routes_);
    }

    receipt_no receive(const draft& of) {
        const auto receipt = test::receipt_at(++count_);
        rig.append(events::stream::intake, test::received(receipt, of.complaint(), keys, *random_));
        rig.settle();
        return receipt;
    }
    case_no case_of(const receipt_no& receipt) {
        const state_reader state(rig.state());
        return state.tie_of(state.record_of(receipt).value()).value().in_case;
    }

    answer post(const std::string& path, std::string body) { return rig.run(ask(path, std::move(body))); }
    answer post(const std::string& path, const json::object& body) { return post(path, json::serialize(body)); }

    answer check(const draft& of) { return post(check_path, of.complaint()); }
    std::string check_id(const draft& of) { return std::string(check(of).body.at("check_id").as_string()); }
    answer send(const std::string& id) {
        auto said = post(check_path + "/send", {{"check_id", id}});
        rig.settle(); // what was asked for is done after the answer
        return said;
    }
    answer confirm(const std::string& id, const std::string& code) {
        return post(check_path + "/confirm", {{"check_id", id}, {"code", code}});
    }

    std::vector<events::ownership_code_issued> issued() { return rig.recorded_of<events::ownership_code_issued>(); }
    /// As the mail shows it.
    std::string last_code() {
        const auto fact = issued().back();
        const auto key = keys.find(fact.receipt.str()).value();
        return privacy::vault::open(key, "ownership_code", fact.receipt.str(), from_base64(fact.sealed_code).value())
            .value();
    }
    std::string a_wrong_code() { return last_code() == "00000000" ? "00000001" : "00000000"; }
    instant now() const { return rig.time.now(); }

    std::string remote = "198.51.100.7";
    bool texts = false;
    test::memory_keyring keys;
    privacy::passes passes{std::string(32, 't')};

  private:
    boost::asio::awaitable<answer> ask(std::string path, std::string body) {
        http::request from;
        from.verb = http::method::post;
        from.path = std::move(path);
        from.headers.add("Accept-Language", "en");
        from.headers.add("Content-Type", "application/json");
        from.body = std::move(body);
        from.remote_address = remote;
        const auto route = routes_->find(from);
        if (!route.found) co_return answer{404, "no route", {}};
        const auto& action = std::get<http::buffered_action>(route.found->run);
        auto said = co_await action.call(from);
        answer out{said.status, json::parse(said.body), {}};
        for (const auto& [name, value] : said.headers)
            if (name == "Retry-After") out.retry_after = value;
        co_return out;
    }

    privacy::blind_index index_{std::string(32, 'i')};
    std::unique_ptr<random_source> random_ = seeded_random(3);
    service subject_{keys, index_, test::shipped_model(), test::beijing};
    std::size_t count_ = 0;

  public:
    guiyi::testing::service_rig rig{subject_, "2025-01-20T10:00:01+08:00"};

  private:
    std::unique_ptr<http::router> routes_;
    std::unique_ptr<check_api> api_;
};

std::string text(const answer& of) { return json::serialize(of.body); }

/// The answer with its id blanked, and how long that was.
std::pair<std::string, std::size_t> shape(answer of) {
    const auto size = of.body.at("check_id").as_string().size();
    of.body.as_object()["check_id"] = "";
    return {std::to_string(of.status) + text(of), size};
}

} // namespace

TEST_F(CheckApi, AnswersAlikeWhetherOrNotThereIsSuchACase) {
    const auto nobody = check(zhang);
    const auto nobody_sent = send(std::string(nobody.body.at("check_id").as_string()));
    ASSERT_TRUE(issued().empty());
    receive(zhang);
    const auto facts_before = rig.recorded().size();

    const auto known = check(zhang);

    ASSERT_EQ(known.status, 200) << text(known);
    EXPECT_EQ(shape(known), shape(nobody));
    EXPECT_EQ(known.body.at("next"), json::parse(R"([{"proof":"query_code"},{"proof":"sent_code"}])"));
    EXPECT_EQ(known.body.at("expires_at"), "2025-01-20T11:00:01+08:00");
    EXPECT_FALSE(known.body.at("advice").as_array().empty());
    rig.settle();
    EXPECT_EQ(rig.recorded().size(), facts_before) << "looking leaves no trace";

    const auto id = std::string(known.body.at("check_id").as_string());
    const auto known_sent = send(id);
    ASSERT_EQ(issued().size(), 1u);
    EXPECT_EQ(known_sent.status, 202);
    EXPECT_EQ(text(known_sent), text(nobody_sent));
}

TEST_F(CheckApi, AWrongCodeIsAnsweredAlikeAndLeavesAFactEitherWay) {
    receive(zhang);
    const auto of_zhang = check_id(zhang), of_nobody = check_id(a_stranger), never_sent = check_id(zhang);
    send(of_zhang);
    send(of_nobody);
    ASSERT_EQ(issued().size(), 1u);

    const auto wrong = confirm(of_zhang, a_wrong_code());

    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.body.at("errors").at(0).at("pointer"), "/code");
    for (const auto& [id, code] : {std::pair(of_nobody, last_code()), std::pair(never_sent, last_code()),
                                   std::pair(std::string("made-up"), last_code())})
        EXPECT_EQ(text(confirm(id, code)), text(wrong));
    const auto tries = rig.recorded_of<events::ownership_code_tried>();
    ASSERT_EQ(tries.size(), 3u) << "one each, and none for an id that we did not make";
    for (const auto& one : tries) EXPECT_FALSE(one.right);
}

TEST_F(CheckApi, ACodeSentToTheAddressOnFileProvesOnce) {
    const auto first = receive(zhang);
    const auto id = check_id(zhang);
    EXPECT_THAT(id, Not(HasSubstr(first.str())));
    send(id);
    ASSERT_EQ(issued().size(), 1u);
    EXPECT_EQ(issued()[0].receipt, first);
    EXPECT_EQ(issued()[0].of_case, case_of(first));
    EXPECT_EQ(last_code().size(), code_digits);

    const auto typed = last_code().substr(0, 4) + " " + last_code().substr(4);
    const auto said = confirm(id, typed);

    ASSERT_EQ(said.status, 200) << text(said);
    EXPECT_EQ(said.body.at("receipt_no"), json::value(first.str()));
    EXPECT_EQ(said.body.at("case_no"), json::value(case_of(first).str()));
    const std::string pass(said.body.at("pass").as_string());
    EXPECT_EQ(passes.open(privacy::pass_to_add, pass, now()).value(), first.str());
    EXPECT_FALSE(passes.open(privacy::pass_to_add, pass, now() + pass_life));
    EXPECT_EQ(confirm(id, last_code()).status, 422) << "it is used";
}

TEST_F(CheckApi, FactsHoldNeitherCodeNorIdNorDraft) {
    receive(zhang);
    const auto id = check_id(zhang);
    send(id);
    confirm(id, last_code());

    std::string all;
    for (const auto& record : rig.over->read(events::stream::deduplication, 1, 1000, 1 << 30).value())
        all += record.body;

    for (const auto& secret : {last_code(), id, zhang.phone, zhang.email, zhang.name})
        EXPECT_THAT(all, Not(HasSubstr(secret)));
}

TEST_F(CheckApi, AnotherPersonsNumberFindsNobody) {
    receive(zhang);
    draft mother = zhang; // the same phone and the same calls, another name
    mother.name = "李强国";
    mother.email.clear();
    send(check_id(mother));
    draft matter = zhang; // she herself, about something else
    matter.caller = "17012340001";
    matter.firm = "宏远教育";
    matter.day = "2024-11-02";
    send(check_id(matter));
    EXPECT_TRUE(issued().empty());
}

TEST_F(CheckApi, WhoTypesSomebodysNameGetsNothingAndTheirMailGoesToTheirOwnAddress) {
    const auto first = receive(zhang);
    draft posing = zhang;
    posing.email.clear();
    receive([] { // files in her name, with an address of their own
        draft later = zhang;
        later.email = "posing@example.net";
        return later;
    }());
    const auto id = check_id(posing);

    send(id);

    ASSERT_EQ(issued().size(), 1u);
    EXPECT_EQ(issued()[0].receipt, first) << "to the earliest, never to who came later in the same name";
    EXPECT_EQ(confirm(id, a_wrong_code()).status, 422);
}

TEST_F(CheckApi, ComplaintsWithoutAnAddressCannotBeProvedByMail) {
    draft silent = zhang;
    silent.email.clear();
    receive(silent);
    send(check_id(silent));
    EXPECT_TRUE(issued().empty());

    const auto second = receive(zhang);
    ASSERT_EQ(case_of(second).str(), "C2025-0000001");
    send(check_id(silent));
    ASSERT_EQ(issued().size(), 1u);
    EXPECT_EQ(issued()[0].receipt, second);
}

TEST_F(CheckApi, WhereTextMessagesCanBeSentAPhoneOnFileIsEnough) {
    texts = true;
    open_routes();
    draft silent = zhang;
    silent.email.clear();
    const auto first = receive(silent);

    const auto said = send(check_id(silent));

    ASSERT_EQ(issued().size(), 1u);
    EXPECT_EQ(issued()[0].receipt, first);
    EXPECT_EQ(text(said), text(send(check_id(a_stranger)))) << "and nobody learns of it";
    EXPECT_THAT(text(said), HasSubstr("phone"));
    ASSERT_EQ(issued().size(), 1u);
}

TEST_F(CheckApi, ACodeExpires) {
    receive(zhang);
    const auto id = check_id(zhang);
    send(id);
    rig.time.advance(code_life - std::chrono::seconds(1));
    EXPECT_EQ(confirm(id, a_wrong_code()).status, 422);
    rig.time.advance(std::chrono::seconds(1));
    EXPECT_EQ(confirm(id, last_code()).status, 422);

    send(id);
    EXPECT_EQ(confirm(id, last_code()).status, 200) << "another can be sent";
    rig.time.advance(check_life);
    EXPECT_EQ(post(check_path + "/send", {{"check_id", id}}).status, 422) << "the check itself has expired";
}

TEST_F(CheckApi, FiveTriesAreAll) {
    receive(zhang);
    const auto id = check_id(zhang);
    send(id);
    for (std::uint64_t i = 0; i < tries_max; ++i) EXPECT_EQ(confirm(id, a_wrong_code()).status, 422);
    const auto facts = rig.recorded().size();

    EXPECT_EQ(confirm(id, last_code()).status, 422);
    send(id);

    EXPECT_EQ(rig.recorded().size(), facts) << "nothing is recorded or sent for it any more";
}

TEST_F(CheckApi, ThreeCodesADayToOneAddress) {
    receive(zhang);
    for (int i = 0; i < 5; ++i) send(check_id(zhang));
    EXPECT_EQ(issued().size(), codes_a_day_max);

    rig.time.advance(code_period);
    send(check_id(zhang));
    EXPECT_EQ(issued().size(), codes_a_day_max + 1);
}

TEST_F(CheckApi, AnErasedPersonIsNotFoundAndAnErasedCodeIsWrong) {
    const auto first = receive(zhang);
    const auto id = check_id(zhang);
    send(id);
    const auto code = last_code();

    keys.erase(first);

    EXPECT_EQ(confirm(id, code).status, 422);
    send(check_id(zhang));
    EXPECT_EQ(issued().size(), 1u);
}

TEST_F(CheckApi, ARestartBetweenSendingAndConfirmingChangesNothing) {
    const auto first = receive(zhang);
    const auto id = check_id(zhang);
    send(id);
    const auto rows = rig.dump();

    rig.rebuild();
    open_routes();

    EXPECT_EQ(rig.dump(), rows);
    const auto said = confirm(id, last_code());
    ASSERT_EQ(said.status, 200) << text(said);
    EXPECT_EQ(said.body.at("receipt_no"), json::value(first.str()));
}

TEST_F(CheckApi, RowsOfChecksGoAfterAnHour) {
    receive(zhang);
    const auto id = check_id(zhang), other = check_id(a_stranger);
    send(id);
    confirm(other, "12345678");
    ASSERT_TRUE(proof_of(rig.state(), check_name(id)));
    ASSERT_TRUE(proof_of(rig.state(), check_name(other)));

    rig.time.advance(check_life + std::chrono::seconds(1));
    confirm(check_id(a_stranger), "12345678");

    EXPECT_FALSE(proof_of(rig.state(), check_name(id)));
    EXPECT_FALSE(proof_of(rig.state(), check_name(other)));
}

TEST_F(CheckApi, AQueryCodeProvesAtOnceAndSaysWhetherItIsTheSameMatter) {
    const auto first = receive(zhang);
    draft other = zhang;
    other.caller = "17012340001";
    other.firm = "宏远教育";
    other.day = "2024-11-02";
    const auto second = receive(other);
    ASSERT_NE(case_of(first), case_of(second));
    const json::object proof{
        {"check_id", check_id(zhang)}, {"receipt_no", first.str()}, {"query_code", "code of " + first.str()}};

    const auto same = post(check_path + "/prove", proof);

    ASSERT_EQ(same.status, 200) << text(same);
    EXPECT_EQ(same.body.at("case_no"), json::value(case_of(first).str()));
    EXPECT_EQ(same.body.at("same_matter"), json::value(true));
    const std::string pass(same.body.at("pass").as_string());
    EXPECT_EQ(passes.open(privacy::pass_to_add, pass, now()).value(), first.str());

    const auto another =
        post(check_path + "/prove",
             {{"check_id", check_id(zhang)}, {"receipt_no", second.str()}, {"query_code", "code of " + second.str()}});
    EXPECT_EQ(another.body.at("same_matter"), json::value(false));

    auto wrong = proof;
    wrong["query_code"] = "code of somebody";
    EXPECT_EQ(post(check_path + "/prove", wrong).status, 404);
    wrong["check_id"] = "made-up";
    EXPECT_EQ(post(check_path + "/prove", wrong).status, 422);
}

TEST_F(CheckApi, AQueryCodeSaysNothingOfOtherComplaintsInTheCase) {
    const auto own = receive(zhang), others = receive(a_stranger);
    const auto into = case_of(own), from = case_of(others);
    ASSERT_NE(from, into);
    runtime::decide_with_reply<bool> joining = [&](const store::view& state, instant,
                                                   bool& joined) -> result<events::facts> {
        auto planned = merge(from, into, {officer_id("o-1"), "filed by a couple"}, state);
        joined = planned.has_value();
        return planned ? std::move(planned->facts) : events::facts{};
    };
    ASSERT_TRUE(rig.run(runtime::execute<bool>(*rig.runner, {}, std::move(joining))).value());
    ASSERT_EQ(case_of(others), into);
    const auto prove = [&](const draft& of, const receipt_no& receipt) {
        return post(check_path + "/prove", {{"check_id", check_id(of)},
                                            {"receipt_no", receipt.str()},
                                            {"query_code", "code of " + receipt.str()}})
            .body;
    };

    EXPECT_EQ(prove(a_stranger, own).at("same_matter"), json::value(false)) << "a guess at somebody else's data";
    EXPECT_EQ(prove(zhang, own).at("same_matter"), json::value(true));
    EXPECT_EQ(prove(a_stranger, others).at("same_matter"), json::value(true)) << "with their own code";
}

TEST_F(CheckApi, AComplaintThatIsStillBeingDecidedHasNoCaseYet) {
    const auto said = post(check_path + "/prove",
                           {{"check_id", check_id(zhang)}, {"receipt_no", "R1"}, {"query_code", "code of R1"}});
    ASSERT_EQ(said.status, 200) << text(said);
    EXPECT_TRUE(said.body.at("case_no").is_null());
    EXPECT_EQ(said.body.at("same_matter"), json::value(false));
}

TEST_F(CheckApi, OneClientMayNotAskAllDay) {
    for (std::size_t i = 0; i < check_api::checks_max; ++i) {
        draft one = zhang;
        one.phone = "139" + std::to_string(10'000'000 + i);
        ASSERT_EQ(check(one).status, 200) << i;
    }
    const auto refused = check(a_stranger);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.retry_after, "599") << "until the window of ten minutes ends";

    remote = "2001:db8:1:2:aaaa::1";
    EXPECT_EQ(check(a_stranger).status, 200) << "another client";
    rig.time.advance(std::chrono::minutes(10));
    remote = "198.51.100.7";
    EXPECT_EQ(check(a_stranger).status, 200) << "another window";
}

TEST_F(CheckApi, OneNumberMayNotBeAskedAboutAllDayByOneClientAndOthersNoticeNothing) {
    for (std::size_t i = 0; i < check_api::checks_of_phone_max; ++i) ASSERT_EQ(check(zhang).status, 200);
    EXPECT_EQ(check(zhang).status, 429);
    EXPECT_EQ(check(a_stranger).status, 200);

    remote = "203.0.113.1";
    for (std::size_t i = 0; i < check_api::checks_of_phone_max; ++i) ASSERT_EQ(check(zhang).status, 200) << i;
    EXPECT_EQ(check(zhang).status, 429);
}

TEST_F(CheckApi, GuessingIsSlowedDown) {
    const auto id = check_id(a_stranger);
    for (std::size_t i = 0; i < check_api::proofs_max; ++i) EXPECT_EQ(confirm(id, "12345678").status, 422);
    EXPECT_EQ(confirm(id, "12345678").status, 429);
    for (std::size_t i = 0; i < check_api::sends_of_check_max; ++i) EXPECT_EQ(send(id).status, 202);
    EXPECT_EQ(send(id).status, 429);
}

TEST_F(CheckApi, BadInputIsNamedByPointer) {
    EXPECT_EQ(post(check_path, std::string("{")).status, 400);
    const auto incomplete = post(check_path, json::object{{"channel", "portal"}});
    EXPECT_EQ(incomplete.status, 422);
    EXPECT_EQ(incomplete.body.at("errors").at(0).at("pointer"), "/narrative");

    const auto odd = post(check_path + "/confirm", {{"check_id", 7}, {"mood", 1}});
    EXPECT_EQ(odd.status, 422);
    EXPECT_THAT(text(odd), HasSubstr("\"/check_id\""));
    EXPECT_THAT(text(odd), HasSubstr("\"/code\""));
    EXPECT_THAT(text(odd), HasSubstr("\"/mood\""));
    EXPECT_EQ(post(check_path + "/send", json::object{}).body.at("errors").at(0).at("pointer"), "/check_id");
    EXPECT_EQ(post(check_path + "/send", {{"check_id", "made-up"}}).body.at("errors").at(0).at("code"), "expired");
}

TEST(WindowLimit, CountsEachClientInEachWindow) {
    window_limit subject(2, std::chrono::seconds(60));
    const instant start = parse_rfc3339("2025-01-20T10:00:50Z").value();

    EXPECT_FALSE(subject.take("a", start));
    EXPECT_FALSE(subject.take("a", start));
    EXPECT_EQ(subject.take("a", start), std::chrono::seconds(10));
    EXPECT_FALSE(subject.take("b", start));
    EXPECT_FALSE(subject.take("a", start + std::chrono::seconds(10)));
}

TEST(WindowLimit, RemembersNoMoreThanItMay) {
    window_limit subject(2, std::chrono::seconds(60));
    for (std::size_t i = 0; i < window_limit::keys_max; ++i) ASSERT_FALSE(subject.take(std::to_string(i), instant{}));
    EXPECT_EQ(subject.take("one more", instant{}), std::chrono::seconds(60));
    EXPECT_FALSE(subject.take("7", instant{})) << "who is known goes on";
}

TEST(WindowLimit, OneLineOfIpv6IsOneClient) {
    EXPECT_EQ(client_of("2001:db8:1:2::5"), client_of("2001:db8:1:2:aaaa::1"));
    EXPECT_NE(client_of("2001:db8:1:2::5"), client_of("2001:db8:1:3::5"));
    EXPECT_NE(client_of("198.51.100.7"), client_of("198.51.100.8"));
}

} // namespace guiyi::deduplication
