// What one person gets: once for all their receipts, on the channel they want, not too often, and how a case of many is
// told. Decide and evolve over a real state.
#include "services/notification/attempts.hpp"
#include "services/notification/composer.hpp"
#include "services/notification/evolve.hpp"
#include "services/notification/gathering.hpp"
#include "services/notification/spread.hpp"
#include "tests/unit/services/notification/notices_for_tests.hpp"

#include <map>
#include <set>

namespace guiyi::notification {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string phone = "13912345678";

class People : public Notices {
  protected:
    void prefer(const std::string& receipt, const std::string& channel, const std::string& language = {},
                const std::string& frequency = {}) {
        see(events::stream::intake, events::contact_preferred{receipt_no(receipt), channel, language, frequency});
    }
    std::vector<events::message_queued> accept(const std::string& which) {
        return messages(see(events::stream::casework, events::case_accepted{case_no(which), officer_id("li"), ""}));
    }
    events::facts timer(const std::string& name) {
        auto out = on_timer(by(), name, state(), now_).value();
        fold(out);
        return out;
    }
    /// A person with so many complaints, each in a case of its own that is accepted while they want one message a day.
    std::vector<events::message_queued> gathered(int count, const std::string& number = {}) {
        std::vector<events::message_queued> out;
        for (int i = 0; i < count; ++i) {
            complain(receipt(i), "a@example.org", "zh", number.empty() ? phone : number);
            see(events::stream::deduplication, opened(which(i), receipt(i)));
            prefer(receipt(i), "email", "", "daily");
            for (auto& one : accept(which(i))) out.push_back(std::move(one));
            now_ += 1min; // they are told in this order
        }
        return out;
    }
    events::message_queued digest_of(const events::message_queued& one) {
        return messages(timer(timer_of({one.person, one.channel}))).at(0);
    }
    static std::string receipt(int i) { return "R261120-" + std::to_string(30'000 + i) + "-00001"; }
    static std::string which(int i) { return "C2026-" + std::to_string(3'000'000 + i); }
    /// The only attempt at a message ends so.
    events::facts end(const message_id& id, const verdict& how) {
        retry_rules by;
        by.told = told_;
        by.desks = &desks_;
        fold(start_attempt(state(), id).value());
        auto out = end_attempt(state(), id, 1, how, now_, by).value();
        fold(out);
        return out;
    }
    events::facts come_back(const message_id& id, const std::string& kind, const std::string& status) {
        auto out = came_back(state(), id, kind, status, now_, told_, &desks_).value();
        fold(out);
        return out;
    }
    /// A case of so many people, of whose acceptance a hundred at a time are told. @returns the news' timer
    std::string crowd(int people) {
        told_.spread_batch = 100;
        complain(receipt_a, "a@example.org");
        see(events::stream::deduplication, opened(case_a, receipt_a));
        for (int i = 0; i < people - 1; ++i) {
            complain(receipt(i), "p" + std::to_string(i) + "@example.org");
            fold({events::recipient_placed{receipt_no(receipt(i)), case_no(case_a), ""}});
        }
        const auto begun = see(events::stream::casework, events::case_accepted{case_no(case_a), officer_id("li"), ""});
        return std::string(spread_timer) + std::get<events::news_begun>(begun.at(0)).news;
    }
    /// Who is told of it from here on, by receipt; each message counts.
    std::multiset<std::string> told_by(const std::string& news) {
        std::multiset<std::string> out;
        while (load_spreading(state(), news.substr(spread_timer.size())))
            for (const auto& one : messages(timer(news))) out.insert(one.receipt.str());
        return out;
    }
    delivery_row delivery(const message_id& id) {
        return load_delivery(state(), id, load_message(state(), id).value());
    }
};

} // namespace

TEST_F(People, WhoHasSeveralReceiptsInACaseIsToldOnce) {
    complain(receipt_a, "a@example.org", "zh", phone);
    complain(receipt_b, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_a, receipt_a));
    see(events::stream::deduplication, tied(case_a, receipt_b));

    EXPECT_THAT(accept(case_a), SizeIs(1));
}

TEST_F(People, TwoWhoShareAPhoneAreTwo) {
    complain(receipt_a, "a@example.org", "zh", phone, "王小明");
    complain(receipt_b, "b@example.org", "zh", phone, "王小红");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    see(events::stream::deduplication, tied(case_a, receipt_b));

    EXPECT_THAT(accept(case_a), SizeIs(2));
}

TEST_F(People, MailIsPreferredTextMessagesReachThoseWithoutItAndPreferencesHoldForThePerson) {
    told_.sms = true;
    complain(receipt_a, "a@example.org", "zh", phone);
    complain(receipt_b, "", "zh", "13812345678");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    see(events::stream::deduplication, tied(case_a, receipt_b));
    auto told = accept(case_a);
    ASSERT_THAT(told, SizeIs(2));
    EXPECT_EQ(told[0].channel, "email");
    EXPECT_EQ(told[1].channel, "sms");
    EXPECT_TRUE(told[1].mail_domain.empty());

    const std::string receipt_c = "R261120-00003-00003", case_c = "C2026-0000003";
    prefer(receipt_a, "sms", "en");
    complain(receipt_c, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_c, receipt_c));
    told = accept(case_c);
    ASSERT_THAT(told, SizeIs(1)) << "said with another receipt of the same person";
    EXPECT_EQ(told[0].channel, "sms");
    EXPECT_EQ(told[0].language, "en");

    prefer(receipt_c, "both");
    EXPECT_THAT(messages(see(events::stream::casework,
                             events::case_closed{case_no(case_c), officer_id("li"), "agreed", "", "", {}})),
                SizeIs(2));
}

TEST_F(People, ACodeGoesToAPhoneWhereThereIsNoMailAndToNobodyWithoutEither) {
    const auto issue = [&](const std::string& receipt) {
        return messages(see(
            events::stream::deduplication,
            events::ownership_code_issued{"check", receipt_no(receipt), case_no(case_a), "c2VhbGVk", now_ + 15min}));
    };
    complain(receipt_a, "", "zh", phone);
    EXPECT_THAT(issue(receipt_a), IsEmpty()) << "no text messages here";
    told_.sms = true;
    complain(receipt_b, "", "zh", phone);
    const auto told = issue(receipt_b);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].channel, "sms");
    EXPECT_EQ(told[0].template_id, "ownership_code");
}

TEST_F(People, AtNightAMessageWaitsForTheMorning) {
    told_.on_working_days = {21, 8};
    now_ = at("2026-11-20T22:00:00+08:00");
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));

    const auto told = accept(case_a);

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].not_before, format_rfc3339(at("2026-11-21T08:00:00+08:00")));
    EXPECT_EQ(delivery(told[0].message).next_at, at("2026-11-21T08:00:00+08:00"));
    EXPECT_THAT(groups_waiting(state(), "email", urgency::normal), SizeIs(1));
}

TEST_F(People, WhatIsMoreThanOnePersonIsToGetBecomesOneMessage) {
    told_.recipient_max = 3;
    told_.recipient_window = 6h;
    told_.digest_wait = 30min;
    std::vector<events::message_queued> all;
    for (int i = 0; i < 40; ++i) { // a campaign of many cases moves, and they complained in each
        const auto receipt = "R261120-" + std::to_string(10'000 + i) + "-00001",
                   which = "C2026-" + std::to_string(1'000'000 + i);
        complain(receipt, "a@example.org", "zh", phone);
        see(events::stream::deduplication, opened(which, receipt));
        for (auto& one : accept(which)) all.push_back(std::move(one));
    }
    ASSERT_THAT(all, SizeIs(40));
    std::size_t by_themselves = 0;
    for (const auto& one : all) by_themselves += one.gather_until.empty();
    EXPECT_EQ(by_themselves, 3u);
    const auto held = delivery(all.back().message);
    EXPECT_EQ(held.state, message_state::held);
    EXPECT_EQ(held.next_at, now_ + 6h) << "when the first of three is old enough";

    const gathering mine{all[0].person, "email"};
    now_ += 6h;
    const auto first = messages(timer(timer_of(mine))), second = messages(timer(timer_of(mine)));

    ASSERT_THAT(first, SizeIs(1));
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_THAT(first[0].members, SizeIs(20));
    EXPECT_THAT(second[0].members, SizeIs(17));
    EXPECT_EQ(first[0].template_id, "digest");
    EXPECT_NE(first[0].message, second[0].message);
    EXPECT_EQ(delivery(all[3].message).state, message_state::gathered);
    EXPECT_EQ(delivery(all[3].message).in_message, first[0].message);
    EXPECT_FALSE(gathered_at(state(), mine)) << "nothing is left";
    EXPECT_THAT(messages(timer(timer_of(mine))), IsEmpty());
    EXPECT_THAT(ledger_of_person(state(), mine.who, 100), SizeIs(42)) << "forty and the two they were told in";
}

TEST_F(People, WhoWantsOneMessageADayGetsItAtItsHour) {
    now_ = at("2026-11-20T10:00:00+08:00");
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    prefer(receipt_a, "", "", "daily");

    const auto told = accept(case_a);

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].gather_until, format_rfc3339(at("2026-11-21T09:00:00+08:00")));
}

TEST_F(People, ACaseOfManyIsToldInPartsAndNobodyTwice) {
    told_.spread_batch = 100;
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    for (int i = 0; i < 349; ++i) {
        const auto receipt = "R261120-" + std::to_string(20'000 + i) + "-00001";
        complain(receipt, "p" + std::to_string(i) + "@example.org");
        fold({events::recipient_placed{receipt_no(receipt), case_no(case_a), ""}});
    }

    const auto begun = see(events::stream::casework, events::case_accepted{case_no(case_a), officer_id("li"), ""});
    ASSERT_THAT(begun, SizeIs(1)) << "one fact, however many people there are";
    const auto news = std::get<events::news_begun>(begun[0]).news;
    std::set<std::string> people;
    std::vector<std::size_t> parts;
    for (int left = 10; left > 0 && load_spreading(state(), news); --left) {
        const auto part = messages(timer(std::string(spread_timer) + news));
        parts.push_back(part.size());
        for (const auto& one : part) EXPECT_TRUE(people.insert(one.receipt.str()).second) << one.receipt;
    }

    EXPECT_EQ(people.size(), 350u);
    EXPECT_THAT(parts, ElementsAre(100, 100, 100, 50));
    EXPECT_THAT(messages(timer(std::string(spread_timer) + news)), IsEmpty());
}

TEST_F(People, WhoIsTakenOutOfACaseOfManyHearsNoMoreOfIt) {
    const auto news = crowd(250);
    timer(news);
    events::complaints_split untied;
    untied.out_of = case_no(case_a);
    untied.opened = case_no("C2026-0000009");
    untied.moved = {receipt_no(receipt(200))};
    see(events::stream::deduplication, untied);

    EXPECT_EQ(told_by(news).count(receipt(200)), 0u);
}

TEST_F(People, WhoComesIntoACaseOfManyWhileItIsToldHearsOnce) {
    const auto news = crowd(250);
    timer(news);
    const std::string early = "R261120-00000-00001", late = receipt(900);
    for (const auto& one : {early, late}) complain(one, one + "@example.org");
    const auto accepted = [](std::vector<events::message_queued> all) {
        std::erase_if(all, [](const auto& one) { return one.template_id != "accepted"; });
        return all;
    };

    EXPECT_THAT(accepted(messages(see(events::stream::deduplication, tied(case_a, early)))), SizeIs(1))
        << "the parts are past it";
    EXPECT_THAT(accepted(messages(see(events::stream::deduplication, tied(case_a, late)))), IsEmpty());
    const auto rest = told_by(news);
    EXPECT_EQ(rest.count(early), 0u);
    EXPECT_EQ(rest.count(late), 1u);
    EXPECT_EQ(rest.size(), 151u);
}

TEST_F(People, ACaseThatIsMergedAwayWhileItIsToldIsToldToTheEnd) {
    const auto news = crowd(150);
    timer(news);
    complain(receipt_b, "b@example.org");
    see(events::stream::deduplication, opened("C2026-0000002", receipt_b));
    events::cases_merged merged;
    merged.merged = case_no(case_a);
    merged.into = case_no("C2026-0000002");
    merged.moved = receipts_of(state(), case_no(case_a));

    std::map<std::string, int> by_template;
    for (const auto& one : messages(see(events::stream::deduplication, merged))) ++by_template[one.template_id];

    EXPECT_EQ(by_template["accepted"], 50);
    EXPECT_EQ(by_template["merged"], 150);
    EXPECT_THAT(told_by(news), IsEmpty());
}

TEST_F(People, ADigestThatIsRefusedIsToldItemByItem) {
    const auto all = gathered(3);
    const auto digest = digest_of(all[0]);
    ASSERT_THAT(digest.members, SizeIs(3));

    const auto items = messages(end(digest.message, {outcome::permanent, "554", false, false}));

    ASSERT_THAT(items, SizeIs(3));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(items[i].about, all[i].about);
        EXPECT_EQ(items[i].template_id, "accepted");
        EXPECT_EQ(items[i].channel, "email");
        EXPECT_EQ(items[i].gather_until, "") << "by itself";
        EXPECT_EQ(items[i].reason, "fallback");
    }
    EXPECT_THAT(messages(end(items[0].message, {outcome::permanent, "554", false, false})), IsEmpty()) << "no circle";
    EXPECT_THAT(failed_messages(state(), 10), SizeIs(2));
}

TEST_F(People, ADigestThatIsRefusedIsToldOnTheOtherChannelInOneMessage) {
    told_.sms = true;
    told_.digest_wait = 30min;
    const auto all = gathered(3);
    const auto digest = digest_of(all[0]);

    const auto items = messages(end(digest.message, {outcome::permanent, "550", false, false}));

    ASSERT_THAT(items, SizeIs(3));
    for (const auto& one : items) {
        EXPECT_EQ(one.channel, "sms");
        EXPECT_EQ(one.gather_until, format_rfc3339(now_ + 30min));
    }
    now_ += 30min;
    const auto texts = digest_of(items[0]);
    EXPECT_THAT(texts.members, SizeIs(3));
    const auto alone = messages(end(texts.message, {outcome::permanent, "refused", false, false}));
    ASSERT_THAT(alone, SizeIs(3)) << "the last that can be done";
    EXPECT_EQ(alone[0].channel, "sms");
    EXPECT_EQ(alone[0].gather_until, "");
    EXPECT_THAT(messages(end(alone[0].message, {outcome::permanent, "refused", false, false})), IsEmpty());
}

TEST_F(People, WhoWantsBothIsNotToldTwiceByOneChannelWhenTheOtherFails) {
    told_.sms = true;
    complain(receipt_a, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_a, receipt_a));
    prefer(receipt_a, "both");
    const auto first = accept(case_a);
    ASSERT_THAT(first, SizeIs(2));
    ASSERT_EQ(first[0].channel + first[1].channel, "emailsms");

    EXPECT_THAT(messages(end(first[0].message, {outcome::permanent, "550", false, false})), IsEmpty())
        << "the text that waits says it";
    const auto last = messages(end(first[1].message, {outcome::permanent, "refused", false, false}));
    ASSERT_THAT(last, SizeIs(1)) << "both failed";
    EXPECT_EQ(last[0].channel, "email");

    const auto second = messages(
        see(events::stream::casework, events::case_closed{case_no(case_a), officer_id("li"), "agreed", "", "", {}}));
    ASSERT_THAT(second, SizeIs(2));
    end(second[0].message, {outcome::sent, "250", false, false});
    EXPECT_THAT(messages(end(second[1].message, {outcome::permanent, "refused", false, false})), IsEmpty())
        << "the mail that went says it";
    const auto after = messages(come_back(second[0].message, "bounce", "5.1.1"));
    ASSERT_THAT(after, SizeIs(1)) << "until it comes back";
    EXPECT_EQ(after[0].channel, "sms");
}

TEST_F(People, NewsOfOneReceiptThatGoByBothChannelsAreNotToldTwiceEither) {
    told_.sms = true;
    complain(receipt_a, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_a, receipt_b));
    prefer(receipt_a, "both");
    const auto told = messages(see(events::stream::deduplication, tied(case_a, receipt_a)));
    ASSERT_THAT(told, SizeIs(2));
    end(told[0].message, {outcome::sent, "250", false, false});
    end(told[1].message, {outcome::sent, "ok", false, false});

    EXPECT_THAT(messages(come_back(told[0].message, "bounce", "5.1.1")), IsEmpty());
}

TEST_F(People, ItemsOfAFailedDigestThatWentByBothChannelsAreNotToldTwice) {
    told_.sms = true;
    told_.digest_wait = 30min;
    complain(receipt(9), "a@example.org", "zh", phone);
    prefer(receipt(9), "both", "", "daily");
    std::vector<events::message_queued> mails, texts;
    for (int i = 0; i < 2; ++i) {
        complain(receipt(i), "a@example.org", "zh", phone);
        see(events::stream::deduplication, opened(which(i), receipt(i)));
        const auto both = accept(which(i));
        ASSERT_THAT(both, SizeIs(2));
        mails.push_back(both[0]), texts.push_back(both[1]);
    }
    const auto mail = digest_of(mails[0]);
    ASSERT_THAT(mail.members, SizeIs(2));

    EXPECT_THAT(messages(end(mail.message, {outcome::permanent, "550", false, false})), IsEmpty()) << "held as texts";
    const auto text = digest_of(texts[0]);
    const auto items = messages(end(text.message, {outcome::permanent, "refused", false, false}));
    ASSERT_THAT(items, SizeIs(2)) << "the mails failed too";
    EXPECT_EQ(items[0].channel, "email");
}

TEST_F(People, ADigestThatComesBackIsNotSentToThatAddressAgain) {
    const auto digest = digest_of(gathered(2).at(0));
    end(digest.message, {outcome::sent, "250", false, false});

    EXPECT_THAT(messages(come_back(digest.message, "bounce", "5.1.1")), IsEmpty()) << "there is no other way";
}

TEST_F(People, AnErasedComplaintTakesNoOtherOneAlong) {
    const auto texts = templates::load(config_folder() / "templates").value();
    const composer composes(keys_, texts, "notice@guiyi.test");
    const auto all = gathered(3);
    runtime::store_keyring::erase(rows_.on(store::family::keys), receipt(0));

    const auto digest = digest_of(all[0]);
    EXPECT_EQ(digest.receipt.str(), receipt(1));
    EXPECT_THAT(digest.members, SizeIs(3));
    const auto row = load_message(state(), digest.message).value();
    const auto mail = composes.compose(digest.message, row, state(), now_);
    ASSERT_TRUE(mail) << mail.error().detail;
    EXPECT_EQ(mail->to, "a@example.org");

    runtime::store_keyring::erase(rows_.on(store::family::keys), receipt(1));
    EXPECT_EQ(composes.compose(digest.message, row, state(), now_).error().code, errc::not_found);
    const auto items = messages(end(digest.message, {outcome::permanent, "no_address", false, false}));
    ASSERT_THAT(items, SizeIs(3));
    const auto last = load_message(state(), items[2].message).value();
    EXPECT_TRUE(composes.compose(items[2].message, last, state(), now_)) << "it has an address of its own";
}

TEST_F(People, AnAddressThatTakesNothingTakesNothingForAnyReceiptUntilItsPersonNamesIt) {
    complain(receipt_a, "a@example.org");
    complain(receipt_b, "A@example.org", "zh", "13812345678", "李小红");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    see(events::stream::deduplication, opened("C2026-0000002", receipt_b));
    const auto id = accept(case_a).at(0).message;
    end(id, {outcome::sent, "250", false, false});
    come_back(id, "bounce", "5.1.1");
    complain(receipt(1), "a@example.org", "zh", "13712345678", "张小华");
    see(events::stream::deduplication, opened(which(1), receipt(1)));

    for (const auto& one : {std::string("C2026-0000002"), which(1)}) EXPECT_THAT(accept(one), IsEmpty()) << one;
    prefer(receipt_b, "", "en");
    EXPECT_TRUE(load_recipient(state(), receipt_no(receipt_a))->email_bad)
        << "the language says nothing of the address";
    prefer(receipt_b, "email");
    EXPECT_FALSE(load_recipient(state(), receipt_no(receipt_a))->email_bad);
    EXPECT_THAT(messages(see(events::stream::casework,
                             events::case_closed{case_no(which(1)), officer_id("li"), "agreed", "", "", {}})),
                SizeIs(1));
}

TEST_F(People, WhatIsLateOrGivenUpSaysNothingOfTheAddress) {
    told_.sms = true;
    complain(receipt_a, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_a, receipt_a));
    const auto id = accept(case_a).at(0).message;
    end(id, {outcome::sent, "250", false, false});

    EXPECT_THAT(messages(come_back(id, "delayed", "4.4.1")), IsEmpty());
    EXPECT_EQ(delivery(id).state, message_state::sent);
    EXPECT_EQ(delivery(id).returned, "delayed");
    EXPECT_THAT(messages(come_back(id, "bounce", "4.4.7")), SizeIs(1)) << "this one did not arrive";
    EXPECT_EQ(delivery(id).state, message_state::failed);
    EXPECT_THAT(come_back(id, "delayed", "4.4.1"), IsEmpty()) << "overtaken by the bounce";
    EXPECT_EQ(delivery(id).returned, "bounce");
    const auto next = messages(
        see(events::stream::casework, events::case_closed{case_no(case_a), officer_id("li"), "agreed", "", "", {}}));
    ASSERT_THAT(next, SizeIs(1));
    EXPECT_EQ(next[0].channel, "email");
}

TEST_F(People, AMessageThatStillWaitsIsNotSentToAnAddressThatTakesNothing) {
    told_.sms = true;
    const auto texts = templates::load(config_folder() / "templates").value();
    const composer composes(keys_, texts, "notice@guiyi.test");
    complain(receipt_a, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_a, receipt_a));
    const auto first = accept(case_a).at(0).message;
    const auto second = messages(see(events::stream::casework,
                                     events::case_closed{case_no(case_a), officer_id("li"), "agreed", "", "", {}}))
                            .at(0)
                            .message;
    end(first, {outcome::sent, "250", false, false});
    come_back(first, "bounce", "5.1.1");

    EXPECT_EQ(composes.compose(second, load_message(state(), second).value(), state(), now_).error().code,
              errc::not_found);
}

TEST_F(People, AnAddressThatMailComesBackFromIsLeftForAnotherWay) {
    told_.sms = true;
    complain(receipt_a, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_a, receipt_a));
    see(events::stream::assignment, assigned(case_a));
    const auto id = accept(case_a).at(0).message;
    fold(start_attempt(state(), id).value());
    fold(end_attempt(state(), id, 1, {outcome::sent, "250", false, false}, now_, {}).value());

    const auto facts = came_back(state(), id, "bounce", "5.1.1", now_, told_, &desks_).value();
    fold(facts);

    EXPECT_EQ(delivery(id).state, message_state::failed);
    EXPECT_EQ(delivery(id).returned_status, "5.1.1");
    const auto other = messages(facts);
    ASSERT_THAT(other, SizeIs(1));
    EXPECT_EQ(other[0].channel, "sms");
    EXPECT_EQ(other[0].reason, "fallback");
    EXPECT_THAT(came_back(state(), id, "bounce", "5.1.1", now_, told_, &desks_).value(), IsEmpty())
        << "the same report twice";
    const auto next = messages(
        see(events::stream::casework, events::case_closed{case_no(case_a), officer_id("li"), "agreed", "", "", {}}));
    ASSERT_THAT(next, SizeIs(1));
    EXPECT_EQ(next[0].channel, "sms");
}

TEST_F(People, NobodyIsToldAnotherWayWhoMayHaveTheMessage) {
    told_.sms = true;
    complain(receipt_a, "a@example.org", "zh", phone);
    see(events::stream::deduplication, opened(case_a, receipt_a));
    const auto id = accept(case_a).at(0).message;
    retry_rules by;
    by.told = told_;
    fold(start_attempt(state(), id).value());
    fold(end_attempt(state(), id, 1, {outcome::unknown, "lost", true, false}, now_, by).value());
    fold(start_attempt(state(), id).value());

    EXPECT_THAT(messages(end_attempt(state(), id, 2, {outcome::permanent, "550", false, false}, now_, by).value()),
                IsEmpty());
}

TEST_F(People, AnAutoReplyIsNotedAndNeverAnswered) {
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    const auto id = accept(case_a).at(0).message;

    const auto facts = came_back(state(), id, "auto_reply", "", now_, told_, &desks_).value();
    fold(facts);

    EXPECT_THAT(facts, SizeIs(1));
    EXPECT_EQ(delivery(id).returned, "auto_reply");
    EXPECT_EQ(delivery(id).state, message_state::waiting);
}

TEST_F(People, AfterTheLastUnknownAttemptAMessageRestsAsUnknownAndATextIsNotRepeated) {
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    const auto id = accept(case_a).at(0).message;
    const retry_rules by;
    for (std::int64_t attempt = 1; attempt <= by.unknown_attempts_max; ++attempt) {
        fold(start_attempt(state(), id).value());
        fold(end_attempt(state(), id, attempt, {outcome::unknown, "lost", true, false}, now_, by).value());
    }
    EXPECT_EQ(delivery(id).state, message_state::unknown);
    EXPECT_EQ(failed_messages(state(), 10), std::vector{id}) << "a person should look";
    EXPECT_THAT(attempts_of(state(), id), SizeIs(3));

    auto text = events::message_queued();
    text.message = message_id("t");
    text.receipt = receipt_no(receipt_a);
    text.channel = "sms";
    text.template_id = "placed";
    fold({text});
    fold(start_attempt(state(), text.message).value());
    fold(end_attempt(state(), text.message, 1, {outcome::unknown, "lost", true, false}, now_, by).value());
    EXPECT_EQ(delivery(text.message).state, message_state::unknown);
}

} // namespace guiyi::notification
