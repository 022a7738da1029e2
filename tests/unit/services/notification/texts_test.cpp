// What leaves the house: templates, mail, signed events, and the providers' settings.
#include "services/notification/contact.hpp"
#include "services/notification/gateway.hpp"
#include "services/notification/mail.hpp"
#include "services/notification/provider.hpp"
#include "services/notification/templates.hpp"
#include "services/notification/webhook.hpp"
#include "tests/unit/services/notification/world.hpp"

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>

#include <fstream>

namespace guiyi::notification {

namespace {

using testing::HasSubstr;
using testing::Not;

const privacy::blind_index any_index(std::string(32, 'i'));

void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

/// A full set of templates to spoil one of.
class TemplateFiles : public testing::Test {
  protected:
    TemplateFiles() {
        for (const std::string language : {"zh", "en"})
            for (const auto& id : template_ids()) {
                write(folder_.path / language / (id + ".txt"), "Subject: about {{receipt_no}}\n\nHello {{name}}\n");
                write(folder_.path / language / (id + ".sms.txt"), "{{signature}}about {{receipt_no}}\n");
            }
    }
    result<templates> load() const { return templates::load(folder_.path); }
    temporary_folder folder_;
};

template_values with(std::initializer_list<std::pair<const char*, const char*>> values) {
    template_values out{{"receipt_no", "R1"}, {"case_no", "C1"}};
    for (const auto& [name, value] : values) out.push_back({name, value});
    return out;
}

} // namespace

TEST(ShippedTemplates, LoadAndFillWithoutLeavingAPlaceholder) {
    const auto texts = templates::load(config_folder() / "templates").value();
    for (const std::string language : {"zh", "en"})
        for (const auto& id : template_ids()) {
            if (id == "digest") continue; // of several receipts: what it tells names them
            const auto text = texts.render(id, language, with({})).value();
            const bool of_case = id != "report"; // that goes to the staff and is about no case
            EXPECT_EQ((text.subject.find("R1") != std::string::npos), of_case) << language << "/" << id;
            EXPECT_EQ((text.body.find("C1") != std::string::npos), of_case) << language << "/" << id;
            EXPECT_THAT(text.subject + text.body,
                        Not(testing::AnyOf(HasSubstr("{{"), HasSubstr("}}"), HasSubstr("[name]"))))
                << language << "/" << id;
        }
}

TEST(ShippedTemplates, PlacedSaysDeskAndDateAndLeavesOutWhatIsNotKnown) {
    const auto texts = templates::load(config_folder() / "templates").value();

    const auto dated =
        texts.render("placed", "zh", with({{"name", "王**"}, {"desk", "12315中心"}, {"decide_by", "2026-12-01"}}))
            .value();
    const auto undated = texts.render("placed", "zh", with({{"desk", "12315中心"}})).value();

    EXPECT_THAT(dated.body, HasSubstr("王**，您好"));
    EXPECT_THAT(dated.body, HasSubstr("2026年12月1日（含当日）之前决定是否受理"));
    EXPECT_THAT(dated.body, Not(HasSubstr("放假安排")));
    EXPECT_THAT(undated.body, Not(HasSubstr("接下来")));
}

TEST(ShippedTemplates, ARefusalNamesReasonAndTheOtherWays) { // @law O121 §15(2), CPL §39
    const auto texts = templates::load(config_folder() / "templates").value();
    const auto values = with({{"ground", "GROUND"}, {"reason", "REASON"}, {"basis", "BASIS"}});

    const auto zh = texts.render("refused", "zh", values).value().body;
    for (const auto* way :
         {"GROUND", "REASON", "BASIS", "协商和解", "消费者协会", "有关行政部门投诉", "仲裁机构仲裁", "提起诉讼"})
        EXPECT_THAT(zh, HasSubstr(way));
    const auto en = texts.render("refused", "en", values).value().body;
    for (const auto* way : {"GROUND", "REASON", "BASIS", "settle", "consumer association",
                            "another government department", "arbitration", "sue"})
        EXPECT_THAT(en, HasSubstr(way));
}

TEST(ShippedTemplates, TheEndOfMediationNamesTheWaysLeft) { // @law O121 §25
    const auto texts = templates::load(config_folder() / "templates").value();

    const auto ended =
        texts.render("closed", "zh", with({{"closed_on", "2026-12-20"}, {"terminated", "yes"}, {"ground", "G"}}))
            .value()
            .body;
    const auto agreed =
        texts.render("closed", "zh", with({{"closed_on", "2026-12-20"}, {"agreed", "yes"}})).value().body;

    const auto back =
        texts.render("closed", "zh", with({{"closed_on", "2026-12-20"}, {"taken_back", "yes"}})).value().body;

    EXPECT_THAT(back, HasSubstr("受理前撤回"));
    EXPECT_THAT(ended, HasSubstr("提起诉讼"));
    EXPECT_THAT(ended, HasSubstr("原因：G"));
    EXPECT_THAT(agreed, HasSubstr("已经达成一致"));
    EXPECT_THAT(agreed, Not(HasSubstr("调解终止")));
}

TEST_F(TemplateFiles, AValueCannotStartAnotherHeader) {
    const auto text = load().value().render("placed", "en", {{"receipt_no", "R1\r\nBcc: x@example.org"}}).value();

    EXPECT_EQ(text.subject, "about R1  Bcc: x@example.org");
}

TEST_F(TemplateFiles, ConditionsChooseLines) {
    write(folder_.path / "en" / "placed.txt", "Subject: s\n\n[desk] at {{desk}}\n[!desk] nowhere\n[desk]\nend\n");
    const auto texts = load().value();

    EXPECT_EQ(texts.render("placed", "en", {{"desk", "D"}}).value().body, "at D\n\nend\n");
    EXPECT_EQ(texts.render("placed", "en", {}).value().body, "nowhere\nend\n");
}

TEST_F(TemplateFiles, ANewWordingIsAVersionAndTheOldOneStaysForWhatIsQueued) {
    write(folder_.path / "zh" / "placed.v2.txt", "Subject: neu\n\nzwei\n");
    EXPECT_THAT(load().error().detail, HasSubstr("version 2 must be there in zh and in en"));
    write(folder_.path / "en" / "placed.v2.txt", "Subject: new\n\ntwo\n");
    const auto texts = load().value();

    EXPECT_EQ(texts.newest("placed"), 2);
    EXPECT_EQ(texts.newest("placed", form::sms), 1);
    EXPECT_EQ(texts.render("placed", "en", {}).value().body, "two\n");
    EXPECT_EQ(texts.render("placed", "en", {}, form::mail, 1).value().body, "Hello \n");
    EXPECT_EQ(texts.render("placed", "en", {}, form::mail, 7).value().body, "two\n") << "one that is gone";
}

TEST(ShippedTemplates, ATextMessageIsOneLineWithItsSignature) {
    const auto texts = templates::load(config_folder() / "templates").value();
    for (const std::string language : {"zh", "en"})
        for (const auto& id : template_ids()) {
            auto values = sample_values(id, language);
            values.push_back({"signature", "【示例】"});
            const auto text = texts.render(id, language, values, form::sms).value();
            EXPECT_THAT(text.body, testing::StartsWith("【示例】")) << language << "/" << id;
            EXPECT_THAT(text.body, Not(testing::AnyOf(HasSubstr("\n"), HasSubstr("{{")))) << language << "/" << id;
        }
}

TEST_F(TemplateFiles, WhatIsWrongIsNamedByFileAndLine) {
    const auto file = folder_.path / "en" / "closed.txt";
    const auto expect = [&](const std::string& text, errc code, const std::string& what) {
        write(file, text);
        const auto said = load();
        ASSERT_FALSE(said) << text;
        EXPECT_EQ(said.error().code, code);
        EXPECT_THAT(said.error().detail, HasSubstr("closed.txt"));
        EXPECT_THAT(said.error().detail, HasSubstr(what));
    };
    expect("Subject: s\n\nDear {{nmae}}\n", errc::invalid, ":3: unknown name {{nmae}}");
    expect("Subject: s\n\n[desk] x\n", errc::invalid, ":3: unknown name [desk]");
    expect("Subject: s\n\n\nDear {{name\n", errc::invalid, ":4: {{ without }}");
    expect("Hello\n", errc::invalid, ":1: the first line");
    expect("", errc::invalid, ":1: the first line");
    std::filesystem::remove(file);
    EXPECT_EQ(load().error().code, errc::not_found);
    EXPECT_THAT(load().error().detail, HasSubstr("closed.txt is missing"));
}

TEST(Mail, IsAProperMessage) {
    const mail what{message_id("00ff"),          "notice@guiyi.test", "a@example.org",           "zh",
                    "您的投诉已受理（编号 R1）", "您好：\n一二三\n",  at("2026-11-23T11:42:07Z")};

    const auto text = to_message(what);

    EXPECT_THAT(text, HasSubstr("Date: Mon, 23 Nov 2026 11:42:07 +0000\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\nFrom: <notice@guiyi.test>\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\nTo: <a@example.org>\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\nMessage-ID: <00ff@guiyi.test>\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\nAuto-Submitted: auto-generated\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\nX-Guiyi-Message: 00ff\r\n"));
    EXPECT_EQ(text, to_message(what));
    const auto body = text.substr(text.find("\r\n\r\n") + 4);
    EXPECT_EQ(from_base64(body.substr(0, body.find("\r\n"))).value(), "您好：\r\n一二三\r\n");
    std::size_t start = 0;
    for (auto end = text.find('\n'); end != std::string::npos; start = end + 1, end = text.find('\n', start)) {
        EXPECT_LE(end - start, 79u);
        EXPECT_EQ(text[end - 1], '\r');
    }
}

TEST(Mail, AStoredScriptIsText) {
    const std::string script = "<script>alert(1)</script>";
    const auto text = to_message({message_id("00ff"), "notice@guiyi.test", "a@example.org", "zh", script, script + "\n",
                                  at("2026-11-23T11:42:07Z")});

    EXPECT_THAT(text, HasSubstr("\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("text/html")));
    const auto body = text.substr(text.find("\r\n\r\n") + 4);
    EXPECT_EQ(from_base64(body.substr(0, body.find("\r\n"))).value(), script + "\r\n");
}

TEST(Mail, FilesFollowTheTextEachInAPartOfItsOwn) {
    mail what{message_id("00ff"), "notice@guiyi.test",       "a@example.org", "zh", "报表",
              "您好\n",           at("2026-11-23T11:42:07Z")};
    what.files = {{"a.csv", "text/csv; charset=utf-8", "x,y\r\n"},
                  {"b.xlsx", "application/x", std::string(200, '\x7f')}};
    const auto text = to_message(what);
    EXPECT_THAT(text, HasSubstr("\r\nContent-Type: multipart/mixed; boundary=\"=_00ff\"\r\n\r\n--=_00ff\r\n"));
    EXPECT_THAT(text, HasSubstr("Content-Disposition: attachment; filename=\"b.xlsx\"\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\n\r\n" + to_base64("x,y\r\n") + "\r\n--=_00ff\r\n"));
    EXPECT_TRUE(text.ends_with("\r\n--=_00ff--\r\n"));
    EXPECT_EQ(text, to_message(what)) << "a second attempt is the same message";
}

TEST(Mail, LongSubjectsAreFoldedBetweenCharacters) {
    std::string subject;
    for (int i = 0; i < 60; ++i) subject += "投";

    const auto encoded = encode_subject(subject);

    std::string back;
    for (std::size_t at = 0; (at = encoded.find("=?UTF-8?B?", at)) != std::string::npos;) {
        const auto end = encoded.find("?=", at + 10);
        EXPECT_LE(end + 2 - at, 75u);
        const auto word = from_base64(encoded.substr(at + 10, end - at - 10)).value();
        EXPECT_EQ(word.size() % 3, 0u) << "a word that cuts a character";
        back += word;
        at = end;
    }
    EXPECT_EQ(back, subject);
    EXPECT_EQ(encode_subject("Your case is closed (no. R1)"), "Your case is closed (no. R1)");
    EXPECT_THAT(encode_subject("looks =?encoded?="), HasSubstr("=?UTF-8?B?"));
}

TEST(Mail, AddressesThatWouldBreakTheDialogueAreRefused) {
    for (const auto* good : {"a@example.org", "first.last+tag@example.org", "王@例子.公司", "o'neil@example.org"})
        EXPECT_TRUE(is_mail_address(good)) << good;
    for (const auto* bad : {"", "a", "@example.org", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a@b,c@d",
                            "a@b>", "-f@b", "a\"b@c"})
        EXPECT_FALSE(is_mail_address(bad)) << bad;
    EXPECT_FALSE(is_mail_address(std::string(300, 'a') + "@example.org"));
}

TEST(Webhook, SignsAsTheStandardsOwnExample) {
    const auto key = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").value();

    EXPECT_EQ(sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Webhook, ASecretIsTextOrMarkedBase64) {
    EXPECT_EQ(signing_key("  plain secret\n").value(), "plain secret");
    EXPECT_EQ(signing_key("whsec_!!").error().code, errc::invalid);
    EXPECT_EQ(signing_key(" \n").error().code, errc::invalid);
}

TEST(Webhook, IsACloudEventAboutTheCase) {
    message_row row;
    row.about = case_no("C2026-0000001");
    row.template_id = "closed";
    row.reason = "io.guiyi.casework.case_closed.v1";
    row.queued_at = at("2026-11-23T11:42:07Z");
    row.values = {{"outcome", "agreed"}};

    EXPECT_EQ(to_cloud_event(message_id("00ff"), row),
              R"({"specversion":"1.0","id":"00ff","source":"/guiyi/notification","type":"io.guiyi.notice.closed.v1",)"
              R"("time":"2026-11-23T11:42:07.000Z","subject":"C2026-0000001","datacontenttype":"application/json",)"
              R"("data":{"case_no":"C2026-0000001","reason":"io.guiyi.casework.case_closed.v1","outcome":"agreed"}})");
}

TEST(Providers, AWebhookIsNamedByItsHostAndNeverByWhatFollows) {
    const auto name = endpoint_name({"https://user:pw@hooks.example.org:8443/in?token=secret", "x"});

    EXPECT_THAT(name, testing::MatchesRegex("hooks\\.example\\.org-[0-9a-f]{8}"));
    EXPECT_NE(name, endpoint_name({"https://hooks.example.org/other", "x"}));
}

TEST(Providers, WithoutAServerThereIsNoMailAndSecretsAreRead) {
    temporary_folder folder;
    config::settings settings;
    settings.folder = folder.path;
    EXPECT_TRUE(make_providers(settings, any_index).value().empty());

    write(folder.path / "hook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    settings.notification.webhooks = {{"https://example.org/in", "hook.secret"}};
    settings.notification.smtp_url = "smtp://localhost:25";
    settings.notification.smtp_from = "notice@guiyi.test";
    const auto both = make_providers(settings, any_index).value();
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[0].name, "email");
    EXPECT_THAT(both[1].name, testing::StartsWith("webhook:example.org-"));
}

TEST(Providers, WrongSettingsAreNamed) {
    temporary_folder folder;
    write(folder.path / "hook.secret", "s");
    config::settings settings;
    settings.folder = folder.path;

    settings.notification.webhooks = {{"https://example.org/in", "missing.secret"}};
    EXPECT_EQ(make_providers(settings, any_index).error().code, errc::not_found);
    settings.notification.webhooks = {{"ftp://example.org/in", "hook.secret"}};
    EXPECT_THAT(make_providers(settings, any_index).error().detail, HasSubstr("https://"));
    settings.notification.webhooks = {{"https://example.org/in", "hook.secret"},
                                      {"https://example.org/in", "hook.secret"}};
    EXPECT_THAT(make_providers(settings, any_index).error().detail, HasSubstr("given twice"));
    settings.notification.webhooks = {};
    settings.notification.smtp_url = "smtp://localhost:25";
    EXPECT_THAT(make_providers(settings, any_index).error().detail, HasSubstr("smtp_from"));
}

} // namespace guiyi::notification
