// What officers are refused is said in their language: a case in each of several states is asked for every action
// there is, and for all that can be wrong with a step, a letter, a firm's record or a merge, once in Chinese and once
// in English. A Chinese answer has no English sentence, an English one no Chinese.
#include "common/config/rulebook.hpp"
#include "tests/scenario/scenario.hpp"

#include <gmock/gmock.h>

#include <set>

namespace guiyi::scenario {

namespace {

using ::testing::HasSubstr;

/// The words that no English sentence does without; codes of the API are single words.
const std::set<std::string, std::less<>> sentence_words{
    "a",    "an",  "the", "is",     "are",  "was",  "were",  "be",      "been", "has", "have", "had", "must", "may",
    "can",  "not", "no",  "only",   "of",   "to",   "by",    "for",     "with", "and", "or",   "it",  "its",  "this",
    "that", "at",  "on",  "cannot", "when", "than", "there", "already", "as",   "in",  "from", "who", "you"};

bool has_han(std::string_view text) {
    // U+4E00..U+9FFF begin with E4..E9 in UTF-8.
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0xe4 && byte <= 0xe9;
    });
}

/// The first word of an English sentence in a text; empty when it holds none.
std::string english_in(std::string_view text) {
    std::string word;
    for (const char c : std::string(text) + " ") {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-') {
            word += c;
            continue;
        }
        if (sentence_words.contains(word)) return word;
        word.clear();
    }
    return {};
}

/// Every sentence of a refusal.
std::vector<std::string> sentences_of(const json::value& problem) {
    std::vector<std::string> out;
    const auto add = [&](const json::value& in, std::string_view name) {
        if (const auto* text = in.as_object().if_contains(name)) out.emplace_back(text->as_string());
    };
    add(problem, "title");
    add(problem, "detail");
    if (const auto* errors = problem.as_object().if_contains("errors"))
        for (const auto& one : errors->as_array()) add(one, "detail");
    return out;
}

void expect_language(const std::vector<std::string>& sentences, bool zh, const std::string& what) {
    for (const auto& one : sentences) {
        EXPECT_EQ(has_han(one), zh) << what << ": " << one;
        if (zh) EXPECT_EQ(english_in(one), "") << what << ": " << one;
    }
}

json::object complaint(const std::string& name, const std::string& phone, const std::string& firm,
                       const std::string& code = {}) {
    json::object against{{"name", firm}, {"address", "示例市人民路2号"}};
    if (!code.empty()) against["credit_code"] = code;
    return {{"channel", "portal"},   {"nature", "complaint"},
            {"category", "C1"},      {"complainant", {{"name", name}, {"phone", phone}}},
            {"respondent", against}, {"narrative", name + "在" + firm + "购买的商品与宣传不符，要求退款。"}};
}

class LawWords : public scenario {
  protected:
    LawWords() : scenario("2026-07-01T10:00:00+08:00") {}

    std::string filed(const json::object& what) { return text_at(status_of(submit(what), "zh"), "/case_no"); }
    static std::string actions(const std::string& number, const std::string& action) {
        return "/api/v1/cases/" + number + "/actions/" + action;
    }
    std::string etag_of(const std::string& number) { return open(number).etag; }

    static constexpr int any = 0; ///< some refusal, whichever
    /// Asks in both languages what is refused. @returns the Chinese sentences, then the English ones
    std::string refused(int status, const std::string& who, const std::string& path, const json::value& body,
                        const std::string& etag = {}) {
        std::string all;
        for (const std::string in : {"zh", "en"}) {
            const auto said = system.officer(who).post(path, body, {{"If-Match", etag}, {"Accept-Language", in}});
            system.settle();
            const auto what = who + " " + path + " " + json::serialize(body) + " in " + in;
            if (status == any)
                EXPECT_TRUE(said.status >= 400 && said.status < 500) << what << ": " << said.status << " " << said.body;
            else
                EXPECT_EQ(said.status, status) << what << ": " << said.body;
            if (said.status < 400) continue;
            const auto sentences = sentences_of(said.json());
            expect_language(sentences, in == "zh", what);
            for (const auto& one : sentences) all += one + "\n";
            ++refusals_;
        }
        return all;
    }
    std::string step(int status, const std::string& who, const std::string& number, const std::string& action,
                     json::object body = {}) {
        return refused(status, who, actions(number, action), body, etag_of(number));
    }
    void take(const std::string& who, const std::string& number, const std::string& action, json::object body = {}) {
        const auto said = system.officer(who).post(actions(number, action), body, {{"If-Match", etag_of(number)}});
        EXPECT_EQ(said.status, 200) << action << ": " << said.body;
        system.settle();
    }

    /// Every action of every track and those that need none: what is not possible, what is needed, what nobody asked
    /// for.
    void walk(const std::string& who, const std::string& number) {
        const auto shown = page(number);
        std::map<std::string, bool> needs;
        for (const auto& one : shown.at_pointer("/actions").as_array()) {
            const auto* fields = one.as_object().if_contains("needs");
            needs[text_at(one, "/action")] = fields && !fields->as_array().empty();
        }
        const auto etag = etag_of(number);
        for (const auto& action : all_actions_) {
            const auto path = actions(number, action);
            const auto offered = needs.find(action);
            for (const std::string in : {"zh", "en"}) {
                const header_list headers{{"If-Match", etag}, {"Accept-Language", in}};
                std::vector<answer> said{system.officer(who).post(path, json::object{{"nonsense", 1}}, headers)};
                if (offered == needs.end() || offered->second)
                    said.push_back(system.officer(who).post(path, json::object{}, headers));
                for (const auto& one : said) {
                    ASSERT_GE(one.status, 400) << path << ": " << one.body;
                    ASSERT_LT(one.status, 500) << path << ": " << one.body;
                    expect_language(sentences_of(one.json()), in == "zh", path + " in " + in);
                    ++refusals_;
                }
            }
        }
        EXPECT_EQ(etag_of(number), etag) << "nothing of it was done";
        EXPECT_FALSE(needs.empty());
    }

    int refusals_ = 0;
    const std::string head = "gao.feng", inspector = "chen.jing", other = "liu.yang", dispatcher = "wang.min";

  private:
    static std::set<std::string> every_action() {
        std::set<std::string> out{"accept", "refuse", "split",           "categorise", "contact",
                                  "reply",  "close",  "classify_repeat", "note",       "dance"};
        for (const auto& book : config::load_rulebooks(GUIYI_SOURCE_DIR "/config/rulebooks").value())
            for (const auto& track : book.tracks)
                for (const auto& one : track.transitions)
                    if (one.action != "receive") out.insert(one.action);
        return out;
    }
    const std::set<std::string> all_actions_ = every_action();
};

} // namespace

TEST(SentenceWords, AreFoundAndCodesAreNot) {
    EXPECT_EQ(english_in("form 6 follows a decision"), "a");
    EXPECT_EQ(english_in("现在可以：accept, refuse, no_penalty, refer_police (withdrawn)"), "");
    EXPECT_TRUE(has_han("检测"));
    EXPECT_FALSE(has_han("§16(2) “quoted” ×"));
}

TEST_F(LawWords, EveryActionInEveryStateOfAComplaintOnItsWay) {
    const auto number = filed(complaint("赵一", "13100131001", "甲美容有限公司"));
    walk(officer, number);
    take(officer, number, "accept");
    walk(officer, number);
    take(officer, number, "mediate", {{"consent_both", true}});
    walk(officer, number);
    take(officer, number, "test", {{"pause_reason", "testing"}, {"body", "市质检所"}, {"evidence", "委托书"}});
    walk(officer, number);
    take(officer, number, "test_result");
    take(officer, number, "terminate", {{"ground", "T3"}});
    walk(officer, number);
    EXPECT_GT(refusals_, 500);
}

TEST_F(LawWords, WhatCanBeWrongWithAStepOfAComplaint) {
    const auto number = filed(complaint("钱二", "13200132002", "乙美容有限公司"));
    const auto read = etag_of(number);
    EXPECT_THAT(step(403, dispatcher, number, "refuse", {{"ground", "NA3"}, {"reason", "x"}}),
                HasSubstr("须由承办机构负责人作出"));
    refused(422, officer, actions(number, "accept"), json::object{});
    step(422, officer, number, "refuse", {{"ground", "NA9"}, {"reason", "x"}});
    step(422, officer, number, "ask_identity", {{"due_on", "2026-06-01"}});
    step(422, officer, number, "ask_identity", {{"due_on", "2026-09-01"}});
    step(422, officer, number, "ask_identity", {{"due_on", "soon"}});
    step(422, officer, number, "reclassify", {{"track", "Z"}, {"reason", "x"}});
    step(422, dispatcher, number, "send_to_unit", {{"desk", "nowhere"}});
    step(409, officer, number, "classify_repeat", {{"receipt", "R-0"}, {"kind", "repeat_complaint"}});
    step(422, officer, number, "categorise", {{"categories", json::array{"Z9"}}});
    step(422, officer, number, "reply", {{"text", "x"}, {"result", "shrug"}});

    take(officer, number, "accept");
    EXPECT_THAT(refused(412, officer, actions(number, "note"), json::object{{"text", "x"}}, read),
                HasSubstr("案件在读取之后已有变动"));
    step(422, officer, number, "close", {{"outcome", "forgotten"}});
    take(officer, number, "mediate", {{"consent_both", true}});
    const json::object commission{{"body", "市质检所"}, {"evidence", "委托书"}};
    auto for_a_holiday = commission;
    for_a_holiday["pause_reason"] = "holiday";
    const auto reasons = step(422, officer, number, "test", for_a_holiday);
    EXPECT_THAT(reasons, HasSubstr("K2只能因下列事由扣除：鉴定、检测\n"));
    EXPECT_THAT(reasons, HasSubstr("K2 may be paused only for: appraisal, testing\n"));
    auto too_early = commission;
    too_early["pause_reason"] = "testing";
    too_early["since"] = "2026-06-01";
    step(422, officer, number, "test", too_early);
    too_early["since"] = "2026-12-01";
    step(422, officer, number, "test", too_early);
    step(422, officer, number, "terminate", {{"ground", "T5"}});
    step(422, officer, number, "terminate", {{"ground", "T99"}});
    EXPECT_EQ(text_at(page(number), "/step"), "C-MEDIATING");

    take(officer, number, "test", {{"pause_reason", "testing"}, {"body", "市质检所"}, {"evidence", "委托书"}});
    system.go_to("2026-07-06T10:00:00+08:00");
    step(422, officer, number, "test_result", {{"since", "2026-06-15"}});
    take(officer, number, "test_result");
    for (const auto& [in, told] : {std::pair{"text_zh", "2026-07-03：依法扣除，不计入（检测）"},
                                   std::pair{"text_en", "2026-07-03: excluded by law, not counted (testing)"}}) {
        const auto explained = system.officer(officer).get("/api/v1/cases/" + number + "/clocks/K2").json();
        EXPECT_THAT(text_at(explained, std::string("/") + in), HasSubstr(told));
    }
}

TEST_F(LawWords, WhatCanBeWrongWithAReport) {
    const auto number = filed(complaint("孙三", "13300133003", "丙美容有限公司"));
    take(officer, number, "split", {{"lead", "宣称七天见效，涉嫌虚假宣传"}, {"category", "D2"}});
    const auto report = number + "-R1";
    step(409, inspector, report, "merge_new_facts", {{"related", number}, {"reason", "新的事实"}});
    step(422, inspector, report, "merge_new_facts", {{"related", "Z-1"}, {"reason", "新的事实"}});
    step(422, inspector, report, "merge_new_facts", {{"related", report}, {"reason", "新的事实"}});
    step(422, inspector, report, "check", {{"second", inspector}});
    step(422, inspector, report, "check", {{"second", "nobody"}});
    EXPECT_THAT(step(422, inspector, report, "check", {{"second", head}}), HasSubstr("须具有以下角色："));
    take(inspector, report, "check", {{"second", other}});
    walk(inspector, report);
    EXPECT_THAT(step(403, inspector, report, "file"), HasSubstr("作出"));
    step(422, other, report, "test", {{"pause_reason", "holiday"}, {"evidence", "x"}});
    take(head, report, "extend", {{"reason", "需向平台调取数据"}});
    system.go_to("2026-09-01T10:00:00+08:00");
    step(409, inspector, report, "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}});
    take(head, report, "file");
    walk(inspector, report);
}

TEST_F(LawWords, AnAppealWhoseOperatorHasItsTime) {
    auto appeal = complaint("李四", "13400134004", "示例电信");
    appeal["nature"] = "telecom_appeal";
    appeal["category"] = "I2";
    const auto number = filed(appeal);
    const std::string desk = "wu.dan", proof = "/api/v1/cases/" + number + "/operator-proof";
    walk(desk, number);
    for (const std::string in : {"zh", "en"}) {
        const auto none = system.officer(desk).get(proof, {{"Accept-Language", in}});
        EXPECT_EQ(none.status, 404);
        expect_language(sentences_of(none.json()), in == "zh", proof + " in " + in);
    }
    const auto recorded = [&](json::object said) {
        said["operator_name"] = "示例电信";
        return said;
    };
    refused(422, desk, proof, json::object{});
    refused(422, desk, proof, recorded({{"approached_on", "2026-08-01"}}));
    refused(422, desk, proof, recorded({{"approached_on", "2026-06-20"}, {"answered_on", "2026-06-01"}}));
    refused(422, desk, proof, recorded({{"approached_on", "2026-06-20"}, {"satisfied", true}}));
    EXPECT_EQ(system.officer(desk).post(proof, recorded({{"approached_on", "2026-06-25"}})).status, 200);
    system.settle();
    EXPECT_THAT(step(409, desk, number, "accept", {{"operator_proof", "工单"}}), HasSubstr("2026-07-10"));

    const auto plain = filed(complaint("周五", "13500135005", "丁美容有限公司"));
    refused(409, officer, "/api/v1/cases/" + plain + "/operator-proof", recorded({{"approached_on", "2026-06-25"}}));
}

TEST_F(LawWords, Letters) {
    const auto number = filed(complaint("吴六", "13600136006", "戊美容有限公司"));
    const auto other_case = submit(complaint("郑七", "13700137007", "己美容有限公司"));
    const auto letters = "/api/v1/cases/" + number + "/letters";
    EXPECT_THAT(refused(409, officer, letters, json::object{{"form", "6"}}), HasSubstr("须在作出以下决定之后出具"));
    EXPECT_THAT(refused(409, officer, letters, json::object{{"form", "5"}, {"addressee", "respondent"}}),
                HasSubstr("投诉受理决定书（文书5）只发给：投诉（举报）人，不发给：被投诉方"));
    refused(409, officer, letters, json::object{{"form", "2"}});
    refused(422, officer, letters, json::object{{"form", "99"}});
    refused(422, officer, letters, json::object{});
    refused(422, officer, letters, json::object{{"form", "1"}, {"receipt_no", other_case.number}});
    refused(409, officer, letters + ":preview", json::object{{"form", "2"}});
    refused(409, officer, letters + ":preview", json::object{{"form", "5"}, {"addressee", "respondent"}});
    refused(422, officer, letters + ":preview", json::object{{"form", "5"}, {"format", "docx"}, {"language", "fr"}});
    refused(404, officer, letters + "/none/dispatch", json::object{{"channel", "letter"}});
    take(officer, number, "accept");
    refused(409, officer, letters, json::object{{"form", "5"}, {"replaces", "none"}});
    refused(422, officer, letters, json::object{{"form", "4"}, {"fields", {{"deadline", "2026-12-01"}}}});
    for (const std::string in : {"zh", "en"}) {
        const auto forms = system.officer(officer).get(letters, {{"Accept-Language", in}}).json();
        std::size_t impossible = 0;
        for (const auto& one : forms.at_pointer("/forms").as_array())
            if (const auto& why = one.at("why_not"); why.is_string()) {
                expect_language({std::string(why.as_string())}, in == "zh", text_at(one, "/form"));
                ++impossible;
            }
        EXPECT_GT(impossible, 0u);
    }
}

TEST_F(LawWords, FirmsAndMerges) {
    const auto one = filed(complaint("王八", "13800138008", "庚贸易有限公司", "91330300MA2AAAAA1Q"));
    const auto two = filed(complaint("冯九", "13900139009", "辛贸易有限公司", "91330300MA2BBBBB24"));
    const auto three = filed(complaint("陈十", "15000150010", "壬贸易有限公司"));
    const auto firm_of = [&](const std::string& number) { return text_at(page(number), "/respondents/0/respondent"); };
    const auto of = [&](const std::string& firm) { return "/api/v1/respondents/" + firm; };
    const auto a = firm_of(one), b = firm_of(two), c = firm_of(three);
    const auto into = [](const std::string& which) { return json::object{{"into", which}, {"reason", "同一企业"}}; };
    refused(404, officer, of(a) + "/merge", into("F-0"));
    refused(422, officer, of(a) + "/merge", into(a));
    refused(422, officer, of(a) + "/merge", json::object{});
    EXPECT_THAT(refused(409, officer, of(a) + "/merge", into(b)), HasSubstr("两个经营者"));
    refused(409, officer, of(a) + "/restore", json::object{{"reason", "x"}});
    refused(404, officer, of("F-0") + "/restore", json::object{{"reason", "x"}});
    const auto split = [](const std::string& receipt) {
        return json::object{{"receipts", json::array{receipt}}, {"name", "分公司"}, {"reason", "另一企业"}};
    };
    const auto receipt_in = [&](const std::string& number) {
        return text_at(page(number), "/complaints/0/receipt_no");
    };
    refused(422, officer, of(a) + "/split", split(receipt_in(one)));
    refused(422, officer, of(a) + "/split", split(receipt_in(two)));
    EXPECT_EQ(system.officer(officer).post(of(c) + "/merge", into(a)).status, 200);
    system.settle();
    refused(409, officer, of(c) + "/merge", into(a));
    refused(409, officer, of(c) + "/split", split(receipt_in(three)));

    const std::string merging = "/api/v1/matching/merge";
    const auto cases = [](const std::string& from, const std::string& to) {
        return json::object{{"from", from}, {"into", to}, {"reason", "同一争议"}};
    };
    refused(422, officer, merging, json::object{});
    refused(any, officer, merging, cases(one, one));
    refused(any, officer, merging, cases(one, "Z-1"));
    EXPECT_EQ(system.officer(officer).post(merging, cases(three, one)).status, 200);
    system.settle();
    refused(any, officer, merging, cases(three, one));
    for (const std::string action : {"accept", "note", "mediate"}) {
        const auto said =
            step(409, officer, three, action, action == "note" ? json::object{{"text", "x"}} : json::object{});
        EXPECT_THAT(said, HasSubstr(one));
    }
    refused(409, officer, "/api/v1/cases/" + three + "/letters", json::object{{"form", "1"}});
    refused(any, officer, "/api/v1/matching/undo", json::object{{"batch", "none"}, {"reason", "x"}});
    refused(any, officer, "/api/v1/complaints/none/untie", json::object{{"reason", "x"}});
}

} // namespace guiyi::scenario
