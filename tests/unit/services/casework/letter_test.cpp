// Texts, numbers and files of letters, each alone: nothing typed becomes markup, no number comes twice, nothing reaches
// who must not read it, and what is kept is what is served.
#include "common/time/clock.hpp"
#include "services/casework/letter_content.hpp"
#include "services/casework/letter_pdf.hpp"
#include "services/casework/letter_store.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::casework {

namespace {

std::string filled(std::string_view text, const letter_values& with) {
    return letter_template::parse(text, "t.html").value().fill(with);
}

std::string refusal(std::string_view text) {
    const auto read = letter_template::parse(text, "t.html");
    return read ? "" : read.error().detail;
}

const letter_book& shipped_letters() {
    static const auto all = letter_book::load(shipped("letters")).value();
    return all;
}

class Letters : public ::testing::Test {
  protected:
    letter_request ask(std::string form, std::string addressee = "complainant") {
        return {case_no("C1"),         std::move(form), std::move(addressee), receipt_no("R1"), "zh", {},
                officer_id("wang.min")};
    }
    result<numbered_letter> number(const letter_request& what, std::string_view now = "2026-05-06T10:00:00+08:00") {
        numbered_letter out;
        auto facts = decide_number(shipped_letters(), known.law(), what, state.rows(), at(now), out);
        if (!facts) return facts.error();
        for (auto& one : *facts) fold(std::move(one), now);
        return out;
    }
    void issue(const numbered_letter& one) {
        events::letter_issued out;
        out.of_case = case_no("C1");
        out.letter = one.letter;
        out.html_sha256 = std::string(64, 'a');
        out.pdf_sha256 = std::string(64, 'b');
        out.issued_on = one.issued_on;
        for (auto& fact : decide_issue(out, state.rows()).value()) fold(std::move(fact));
    }
    void fold(events::fact data, std::string_view when = "2026-05-06T10:00:00+08:00") {
        const events::event one{data, at(when), events::subject_of(data), {}};
        state.fold(std::move(data), when);
        evolve_letters(state.rows(), one);
    }
    std::string refused(const letter_request& what) {
        const auto said = number(what);
        return said ? "" : std::string(name_of(said.error().code));
    }

    shipped_reference known;
    folded_state state;
};

} // namespace

TEST(LetterTemplate, AStoredScriptIsText) {
    EXPECT_EQ(filled("<p>{{name}}</p>", {{"name", "<script>alert('1')</script>&\"\n2"}}),
              "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;<br>2</p>");
}

TEST(LetterTemplate, PartsStandOrFallWithTheirValue) {
    const char* text = "{{#a}}A{{b}}{{/a}}{{^a}}none{{/a}}";
    EXPECT_EQ(filled(text, {{"a", "yes"}, {"b", "1"}}), "A1");
    EXPECT_EQ(filled(text, {{"a", ""}}), "none");
    EXPECT_EQ(filled(text, {}), "none");
}

TEST(LetterTemplate, WhatDoesNotPairIsNamedWithItsLine) {
    EXPECT_EQ(refusal("a\n{{#x}}"), "t.html:2: {{#x}} has no end");
    EXPECT_EQ(refusal("{{/x}}"), "t.html:1: ends what did not begin");
    EXPECT_EQ(refusal("{{x"), "t.html:1: {{ without }}");
    EXPECT_EQ(refusal("{{}}"), "t.html:1: {{}} names nothing");
    EXPECT_EQ(refusal("\n<IMG SRC=x>"), "t.html:2: a letter loads and runs nothing: '<img'");
    EXPECT_EQ(refusal("<p style=\"background:url(x)\">"), "t.html:1: a letter loads and runs nothing: 'url('");
}

TEST(LetterForms, TheTenOfOrder121AreShippedAndNoAbolishedOne) { // Forms 总体说明
    std::string ids;
    for (const auto& one : shipped_letters().forms()) {
        ids += one.id + " ";
        EXPECT_EQ(one.title_zh.find("立案告知书"), std::string::npos);
        EXPECT_FALSE(one.basis.article.empty());
    }
    EXPECT_EQ(ids, "1 2 3 4 5 6 7 8 9 10 ");
    EXPECT_EQ(shipped_letters().find("5")->title_zh, "投诉受理决定书") << "a decision, no mere notice";
}

TEST(LetterForms, SayWhatTheRulebookSaysOfThem) {
    const shipped_reference known;
    std::size_t found = 0;
    for (const auto& book : known.rulebooks)
        for (const auto& form : book.forms) {
            if (form.template_id.empty()) continue;
            ++found;
            const auto* mine = shipped_letters().find(form.number);
            ASSERT_TRUE(mine) << form.id;
            EXPECT_EQ("form-" + mine->id, form.template_id);
            EXPECT_EQ(mine->title_zh, form.title_zh);
        }
    EXPECT_EQ(found, 10u);
}

TEST(LetterForms, GoByTheChannelsThatTheLawAllows) { // Forms: 5, 6, 7, 8, 10 by Internet, phone, SMS, e-mail, letter
    for (const auto& one : shipped_letters().forms()) {
        const bool any = one.id == "5" || one.id == "6" || one.id == "7" || one.id == "8" || one.id == "10";
        for (const char* channel : {"internet", "phone", "sms", "email"})
            EXPECT_EQ(one.goes_by(channel), any) << one.id << " " << channel;
        EXPECT_TRUE(one.goes_by("letter")) << one.id;
    }
}

TEST(LetterForms, AReportsLetterNeverGoesToTheRespondent) { // @law O121 §37
    for (const auto& one : shipped_letters().forms())
        if (one.is_for("R")) EXPECT_FALSE(one.goes_to("respondent")) << one.id;

    const testing::temp_folder folder;
    std::filesystem::copy(shipped("letters"), folder.path() / "letters", std::filesystem::copy_options::recursive);
    const auto file = folder.path() / "letters" / "forms.toml";
    std::string text;
    {
        std::ifstream in(file);
        text.assign(std::istreambuf_iterator<char>(in), {});
    }
    const auto at = text.find("addressees = [\"complainant\"]", text.find("id = \"10\""));
    text.replace(at, 28, "addressees = [\"respondent\"]");
    std::ofstream(file) << text;
    const auto loaded = letter_book::load(folder.path() / "letters");
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().detail.find("never goes to the respondent"), std::string::npos) << loaded.error().detail;
}

TEST(LetterForms, AnUnknownNameInATextIsRefusedWithItsFile) {
    const testing::temp_folder folder;
    std::filesystem::copy(shipped("letters"), folder.path() / "letters", std::filesystem::copy_options::recursive);
    std::ofstream(folder.path() / "letters" / "en" / "form-5.html") << "<p>{{phone_of_reporter}}</p>";
    const auto loaded = letter_book::load(folder.path() / "letters");
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().detail.find("form-5.html: unknown name {{phone_of_reporter}}"), std::string::npos);
}

TEST(LetterWords, DatesAndArticlesAreSpeltAsLettersHaveThem) {
    EXPECT_EQ(spelt_date("2026-04-30", "zh"), "2026年4月30日");
    EXPECT_EQ(spelt_date("2026-04-30", "en"), "30 April 2026");
    EXPECT_EQ(spelt_date("soon", "zh"), "soon");
    EXPECT_EQ(spelt_article("§15(1)", "zh", false), "第十五条第一款");
    EXPECT_EQ(spelt_article("§16(2)", "zh", true), "第十六条第二项");
    EXPECT_EQ(spelt_article("§23(1)(5)", "zh", true), "第二十三条第一款第五项");
    EXPECT_EQ(spelt_article("§41", "zh", false), "第四十一条");
    EXPECT_EQ(spelt_article("§10(1), §11", "zh", true), "第十条第一项、第十一条");
    EXPECT_EQ(spelt_article("§23(1)(5)", "en", true), "article 23(1)(5)");
    EXPECT_EQ(spelt_article("§22(4), §23(1)(5)", "zh", false), "第二十二条第四款、第二十三条第一款第五项");
    EXPECT_EQ(spelt_article("§10(1), annex", "zh", true), "§10(1), annex") << "what has no number is left as it is";
    EXPECT_EQ(spelt_article("§22(4), §23(1)(5)", "en", false), "article 22(4), article 23(1)(5)");
}

TEST_F(Letters, AFormFollowsItsDecision) {
    state.a_case();
    EXPECT_EQ(refused(ask("5")), "illegal_transition") << "nothing was accepted yet";
    fold(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}});
    EXPECT_EQ(refused(ask("5")), "");
    EXPECT_EQ(refused(ask("6")), "illegal_transition");
    EXPECT_EQ(refused(ask("10")), "illegal_transition") << "no report";
    EXPECT_EQ(refused(ask("5", "respondent")), "illegal_transition");
    EXPECT_EQ(refused(ask("11")), "not_found");
    EXPECT_EQ(refused({case_no("C9"), "5", "complainant", receipt_no("R1"), "zh", {}, {}}), "not_found");
}

TEST_F(Letters, NumbersCountFromOneEachYearAndAreNeverGivenAgain) {
    state.a_case();
    fold(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}});
    const auto first = number(ask("5")).value();
    EXPECT_EQ(first.number, "示例市监消受〔2026〕第1号");
    EXPECT_EQ(number(ask("5")).value().letter, first.letter) << "an attempt that was cut off keeps its number";
    issue(first);

    auto again = ask("5");
    EXPECT_EQ(refused(again), "conflict") << "there is one already";
    again.replaces = first.letter;
    const auto second = number(again).value();
    EXPECT_EQ(second.number, "示例市监消受〔2026〕第2号");
    issue(second);
    EXPECT_EQ(load_letter(state.rows(), first.letter)->replaced_by, second.letter);
    EXPECT_EQ(number(ask("7"), "2026-05-07T10:00:00+08:00").value().number, "示例市监消调〔2026〕第1号");

    auto later = ask("5");
    later.replaces = second.letter;
    // New Year at the office, still the old year in UTC.
    EXPECT_EQ(number(later, "2026-12-31T16:30:00Z").value().number, "示例市监消受〔2027〕第1号");
    EXPECT_EQ(last_sequence(state.rows(), "samr-city", "5", 2026), 2);
}

// 一式三份: one document, whoever holds it.
TEST_F(Letters, TheCopiesOfOneAgreementHaveOneNumber) { // @law O121 §24
    state.a_case();
    fold(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}});
    fold(events::case_closed{case_no("C1"), officer_id("wang.min"), "agreed", "", "", {}});
    std::vector<numbered_letter> all;
    for (const char* to : {"file", "complainant", "respondent"}) {
        all.push_back(number(ask("9", to)).value());
        issue(all.back());
    }
    for (const auto& one : all) EXPECT_EQ(one.number, "示例市监消调书〔2026〕第1号");
    EXPECT_EQ(all[0].letter.str(), "samr-city.9.2026.1");
    EXPECT_EQ(all[1].letter.str(), "samr-city.9.2026.1.complainant");
    EXPECT_EQ(all[2].letter.str(), "samr-city.9.2026.1.respondent");
    EXPECT_EQ(refused(ask("9", "file")), "conflict") << "each once";

    auto better = ask("9", "complainant");
    better.replaces = all[1].letter;
    const auto second = number(better).value();
    issue(second);
    EXPECT_EQ(second.number, "示例市监消调书〔2026〕第2号") << "another text is another document";
    better = ask("9", "respondent");
    better.replaces = all[2].letter;
    EXPECT_EQ(number(better).value().number, second.number);
    EXPECT_EQ(number(ask("8", "respondent")).error().code, errc::illegal_transition);
}

TEST_F(Letters, AnOrganisationWithoutLettersIssuesNone) {
    state.a_case();
    fold(events::assignment_noted{case_no("C1"), desk_id("association-mediation"), officer_id("zhou.fang"), {}});
    EXPECT_EQ(refused(ask("1", "file")), "forbidden");
}

TEST_F(Letters, ARefusedRepeatGetsItsOwnLetter) { // @law O121 §15(2), §16(2)
    state.a_case();
    fold(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}});
    fold(events::repeat_refused{case_no("C1"), {receipt_no("R2")}, officer_id("wang.min"), "NA2", "已受理", {}});
    EXPECT_EQ(refused(ask("6")), "illegal_transition") << "the first complaint was not refused";
    auto theirs = ask("6");
    theirs.receipt = receipt_no("R2");
    EXPECT_EQ(refused(theirs), "");
    const auto all = decisions_of(state.rows(), case_no("C1"), receipt_no("R2"));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(decision_for(*shipped_letters().find("6"), all)->ground, "NA2");
}

// The forms of the new order are not for what the old one governs; a repeat that came under the new one has its Form 6.
TEST_F(Letters, FormsOfAnotherOrderThanTheCasesAreNotIssued) {
    const auto old = received("R1", "complaint", "2026-03-02T10:00:00+08:00");
    fold(events::complaint_noted{old.receipt, old.received_at, old.summary, "c2VhbGVk"}, "2026-03-02T10:00:00+08:00");
    events::case_registered began{case_no("C1"), old.receipt, "new", {}, "C"};
    began.book = "samr-o20";
    fold(began, "2026-03-02T10:00:00+08:00");
    fold(events::assignment_noted{case_no("C1"), desk_id("samr-12315"), officer_id("wang.min"), {}});
    fold(events::case_refused{
        case_no("C1"), officer_id("wang.min"), "NA2", "x", {"O20", "2020-01-01", "§15(2)", false}});
    for (const char* form : {"1", "6"})
        EXPECT_EQ(refused(ask(form, std::string_view(form) == "1" ? "file" : "complainant")), "illegal_transition")
            << form;
    const auto why = number(ask("6"));
    EXPECT_NE(why.error().detail.find("form 6 is one of O121; the case is under samr-o20"), std::string::npos)
        << why.error().detail;

    fold(events::complaint_noted{receipt_no("R2"), at("2026-05-06T10:00:00+08:00"), old.summary, "c2VhbGVk"});
    fold(events::repeat_refused{case_no("C1"),
                                {receipt_no("R2")},
                                officer_id("wang.min"),
                                "NA2",
                                "已处理",
                                {"O121", "2026-04-15", "§16(2)", true}});
    auto theirs = ask("6");
    theirs.receipt = receipt_no("R2");
    EXPECT_EQ(refused(theirs), "");
    const manual_clock time{at("2026-05-08T10:00:00+08:00")};
    const reference by{known.topics, known.desks, known.law(), known.days, time};
    const letter_subject subject{
        theirs, *shipped_letters().find("6"), nullptr, {"王小明", "", "", ""}, {}, "1", "2026-05-06", {}};
    const auto values = content_of(subject, by, state.rows());
    EXPECT_EQ(values.at("ground").find("其他调解组织"), std::string::npos) << "the new order's ground of that number";
    EXPECT_NE(values.at("basis").find("《市场监督管理投诉举报处理办法》第十六条"), std::string::npos)
        << values.at("basis");
}

TEST_F(Letters, AreDispatchedOnlyAsTheLawAllows) {
    state.a_case();
    fold(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}});
    const auto registration = number(ask("1", "file")).value(), acceptance = number(ask("5")).value();
    const auto send = [&](const numbered_letter& one, const std::string& channel) {
        auto said = decide_dispatch(shipped_letters(), case_no("C1"), one.letter, channel, "致电13800138000",
                                    officer_id("wang.min"), state.rows());
        if (!said) return std::string(name_of(said.error().code));
        const auto note = std::get<events::letter_dispatched>(said->front()).note;
        for (auto& fact : *said) fold(std::move(fact));
        return note;
    };
    EXPECT_EQ(send(acceptance, "phone"), "illegal_transition") << "it was not issued yet";
    issue(acceptance);
    issue(registration);
    EXPECT_EQ(send(registration, "email"), "illegal_transition");
    EXPECT_EQ(send(acceptance, "fax"), "illegal_transition");
    EXPECT_EQ(send(acceptance, "phone"), "致电138****8000");
    EXPECT_EQ(load_letter(state.rows(), acceptance.letter)->sent.size(), 1u);
    EXPECT_EQ(send({letter_no("x"), "", ""}, "letter"), "not_found");
}

TEST_F(Letters, AreRefusedInTheLanguageOfWhoAsks) {
    state.a_case();
    fold(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}});
    const auto registration = number(ask("1", "file")).value(), acceptance = number(ask("5")).value();
    const auto sent = [&](const numbered_letter& one, const std::string& channel, language in) {
        return decide_dispatch(shipped_letters(), case_no("C1"), one.letter, channel, {}, officer_id("wang.min"),
                               state.rows(), in)
            .error()
            .detail;
    };
    EXPECT_EQ(sent(acceptance, "phone", language::zh), "该文书只有编号，尚未出具");
    EXPECT_EQ(sent(acceptance, "phone", language::en), "the letter has a number and was not issued yet");
    issue(acceptance);
    issue(registration);
    EXPECT_EQ(sent(registration, "email", language::zh),
              "投诉登记表（文书1）不能以电子邮件方式送达，只能以：信函、当面");
    EXPECT_EQ(sent(registration, "email", language::en), "form 1 may not go by email; allowed: letter, in_person");
    EXPECT_EQ(sent({letter_no("x"), "", ""}, "letter", language::zh), "没有这份文书");

    auto again = ask("5");
    EXPECT_EQ(number(again).error().detail, "there is such a letter already, " + acceptance.letter.str() +
                                                "; name it in 'replaces' to issue another in its place");
    again.in = language::zh;
    EXPECT_EQ(number(again).error().detail, "已有该文书：" + acceptance.number + "（" + acceptance.letter.str() +
                                                "）；如需另行出具，请在replaces中写明由其替换");
    again.replaces = acceptance.letter;
    const auto second = number(again).value();
    issue(second);
    EXPECT_EQ(sent(acceptance, "phone", language::zh), "该文书已由" + second.letter.str() + "替换");
    EXPECT_EQ(sent(acceptance, "phone", language::en), "the letter was replaced by " + second.letter.str());
}

TEST_F(Letters, SayNothingWhereNothingIsKnownAndShowInADraftWhatIsMissing) {
    auto said = received("R1");
    said.summary.respondent.clear();
    said.summary.amount = "1280";
    said.summary.currency = "CNY";
    said.summary.calls.push_back({"165****6963", "", "2026-04-29T19:42:00+08:00", 30, true, "", ""});
    said.summary.calls.push_back({"", "", "2026-04-28", 0, true, "", ""});
    fold(events::complaint_noted{said.receipt, said.received_at, said.summary, "c2VhbGVk"});
    fold(events::case_registered{case_no("C1"), said.receipt, "new", {}, "C"});
    fold(events::assignment_noted{case_no("C1"), desk_id("samr-12315"), officer_id("wang.min"), {}});
    const manual_clock time{at("2026-05-08T10:00:00+08:00")};
    const reference by{known.topics, known.desks, known.law(), known.days, time};
    const auto page = [&](std::string form, std::string to, std::string number) {
        const letter_subject subject{ask(form, std::move(to)),
                                     *shipped_letters().find(form),
                                     nullptr,
                                     {},
                                     {},
                                     std::move(number),
                                     "2026-05-06",
                                     {}};
        return shipped_letters().render(subject.form, "zh", content_of(subject, by, state.rows()));
    };
    const auto has = [](const std::string& in, std::string_view what) { return in.find(what) != in.npos; };
    const auto draft = page("4", "complainant", "");
    EXPECT_TRUE(has(draft, ">投诉人：<")) << "nobody gave a name";
    EXPECT_TRUE(has(draft, "提出的投诉。")) << "nor a firm: no gap, no empty brackets";
    EXPECT_TRUE(has(draft, "于______前（含当日）")) << "what the officer still has to say";
    EXPECT_FALSE(has(page("4", "complainant", "1"), "______"));
    const auto form1 = page("1", "file", "1");
    EXPECT_TRUE(has(form1, "2026年4月29日 19:42 165****6963、2026年4月28日"));
    EXPECT_TRUE(has(form1, "1280元"));
    EXPECT_TRUE(has(page("3", "authority", "1"), "投诉登记表及有关材料")) << "what it is, not both";
}

TEST_F(Letters, ARespondentReadsNoMoreThanMediationNeeds) { // @law O121 §37
    state.a_case();
    fold(events::case_accepted{case_no("C1"), officer_id("wang.min"), {}});
    const manual_clock time{at("2026-05-08T10:00:00+08:00")};
    const reference by{known.topics, known.desks, known.law(), known.days, time};
    letter_subject subject{ask("7", "respondent"),
                           *shipped_letters().find("7"),
                           nullptr,
                           {"王小明", "+86 138 0013 8000", "wxm@example.com", "人民路12号"},
                           {{"meeting_place", "三楼"}},
                           "示例1号",
                           "2026-05-06",
                           {}};
    const auto values = content_of(subject, by, state.rows());
    EXPECT_EQ(values.at("complainant"), "王小明") << "who complains is needed to mediate";
    for (const char* name : {"complainant_phone", "complainant_address", "narrative", "calls", "receipt_no", "reason"})
        EXPECT_FALSE(values.contains(name)) << name;
    const auto html = shipped_letters().render(subject.form, "zh", values);
    for (const char* secret : {"138 0013", "13800138000", "wxm@", "人民路12号"})
        EXPECT_EQ(html.find(secret), std::string::npos) << secret;

    const auto row = state.row();
    EXPECT_FALSE(leak_in(subject, row));
    subject.fields["meeting_place"] = "致电 138-0013-8000 的投诉人家中";
    EXPECT_EQ(leak_in(subject, row).value(), "/fields/meeting_place");
    subject.fields["meeting_place"] = "人民路12号";
    EXPECT_EQ(leak_in(subject, row).value(), "/fields/meeting_place");
    auto with_report = row;
    with_report.reports = {case_no("C1-R1")};
    subject.fields["meeting_place"] = "另见C1-R1";
    EXPECT_EQ(leak_in(subject, with_report).value(), "/fields/meeting_place");
    auto report = row;
    report.track = "R";
    subject.fields["meeting_place"] = "举报人王小明";
    EXPECT_EQ(leak_in(subject, report).value(), "/fields/meeting_place");
}

TEST(LetterStore, KeepsSealedFilesByTheHashOfTheirText) {
    const testing::temp_folder folder;
    const letter_store subject(folder.path() / "letters");
    privacy::vault::data_key key{}, other{};
    key.bytes.fill(7);
    other.bytes.fill(8);
    const std::string text = "<p>王小明</p>";

    const auto hash = subject.keep(key, "L1", text).value();

    EXPECT_EQ(hash, sha256_hex(text));
    EXPECT_EQ(subject.open(key, "L1", hash).value(), text);
    std::ifstream in(subject.path_of(hash), std::ios::binary);
    const std::string raw(std::istreambuf_iterator<char>(in), {});
    EXPECT_FALSE(raw.empty());
    EXPECT_EQ(raw.find("王小明"), std::string::npos);
    EXPECT_EQ(subject.open(other, "L1", hash).error().code, errc::corrupt) << "another complaint's key";
    EXPECT_EQ(subject.open(key, "L2", hash).error().code, errc::corrupt) << "another letter's file";
    EXPECT_EQ(subject.open(key, "L1", std::string(64, '0')).error().code, errc::not_found);
    EXPECT_EQ(subject.open(key, "L1", "../../etc/passwd").error().code, errc::not_found);
    std::ofstream(subject.path_of(hash), std::ios::app) << "x";
    EXPECT_EQ(subject.open(key, "L1", hash).error().code, errc::corrupt);
    subject.drop(hash);
    EXPECT_FALSE(std::filesystem::exists(subject.path_of(hash)));
}

TEST(LetterPdf, SaysWhatToInstallWhenTheProgramIsMissing) {
    const pdf_writer subject({.program = "/nowhere/weasyprint"});
    const auto said = subject.write("<p>x</p>");
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, errc::unavailable);
    EXPECT_NE(said.error().detail.find("weasyprint"), std::string::npos);
}

TEST(LetterPdf, EndsAChildThatTakesTooLongAndOneThatWritesNoPdf) {
    const testing::temp_folder folder;
    const auto script = [&](const std::string& name, const std::string& text) {
        const auto file = folder.path() / name;
        std::ofstream(file) << "#!/bin/sh\n" << text << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file.string();
    };
    const pdf_writer slow({.program = script("slow", "while :; do :; done"), .time = std::chrono::seconds(1)});
    const auto code = slow.write("x").error().code;
    EXPECT_TRUE(code == errc::timeout || code == errc::unavailable) << "the clock or the processor limit ended it";
    const pdf_writer wrong({.program = script("wrong", "cat")});
    EXPECT_EQ(wrong.write("no pdf").error().code, errc::unavailable);
    const pdf_writer deaf({.program = script("deaf", "exec <&-; echo done")});
    EXPECT_FALSE(deaf.write(std::string(1 << 20, 'x'))) << "and no signal reaches us";
    const pdf_writer large({.program = script("large", "head -c 100000 /dev/zero"), .output_bytes_max = 1000});
    EXPECT_FALSE(large.write("x"));
}

} // namespace guiyi::casework
