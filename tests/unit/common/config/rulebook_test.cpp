#include "common/config/rulebook.hpp"
#include "common/config/calendars.hpp"
#include "common/config/rulebook_check.hpp"
#include "tests/unit/common/config/files_for_tests.hpp"

#include <map>

namespace guiyi::config {
namespace {

rulebook current() { return load_rulebook(shipped("rulebooks/samr-o121.toml")).value(); }
rulebook police() { return load_rulebook(shipped("rulebooks/police-referral.toml")).value(); }
rulebook legacy() { return load_rulebook(shipped("rulebooks/samr-o20.toml")).value(); }

std::string due(const rulebook& book, std::string_view clock, std::string_view from) {
    static const calendar days = load_calendars(shipped("calendars")).value();
    return format_date(due_date(book.find(clock)->rule, parse_date(from).value(), days).due);
}

// @law SAMR-121 §15 §23 §35 PROC §18 §64
TEST(Rulebook, TheShippedClocksGiveTheGoldenVectors) {
    const rulebook book = current();

    EXPECT_EQ(due(book, "K1", "2026-04-15"), "2026-04-24");
    EXPECT_EQ(due(book, "K1", "2026-04-30"), "2026-05-13");
    EXPECT_EQ(due(book, "K1", "2026-09-17"), "2026-09-28");
    EXPECT_EQ(due(book, "K1", "2026-09-24"), "2026-10-12");
    EXPECT_EQ(due(book, "K1", "2026-09-30"), "2026-10-15");
    EXPECT_EQ(due(book, "K1", "2025-09-26"), "2025-10-13");
    EXPECT_EQ(due(book, "K1", "2024-02-09"), "2024-02-26");
    EXPECT_EQ(due(book, "K5", "2026-05-08"), "2026-05-28");
    EXPECT_EQ(due(book, "K5", "2026-09-21"), "2026-10-19");
    EXPECT_EQ(due(book, "K5+ext", "2026-09-21"), "2026-11-09");
    EXPECT_EQ(due(book, "K2", "2026-07-01"), "2026-08-30");
    EXPECT_EQ(due(book, "K2", "2026-07-27"), "2026-09-28");
    EXPECT_EQ(due(book, "K6", "2026-07-03"), "2026-10-08");
}

TEST(Rulebook, EveryClockOfOrder121HasItsLengthUnitAndExtension) {
    const rulebook book = current(), crime = police();
    const auto shape = [&](std::string_view id) {
        const legal_clock c = (book.find(id) ? book : crime).find(id).value();
        static const std::map<clock_unit, std::string> units{{clock_unit::hours, "h"},
                                                             {clock_unit::natural_days, "d"},
                                                             {clock_unit::working_days, "wd"},
                                                             {clock_unit::years, "y"},
                                                             {clock_unit::none, ""}};
        const std::string unit = units.at(c.rule.unit);
        return std::to_string(c.rule.length) + unit + (c.extension > 0 ? "+" + std::to_string(c.extension) : "");
    };

    EXPECT_EQ(shape("K1"), "7wd");
    EXPECT_EQ(shape("K2"), "60d");
    EXPECT_EQ(shape("K3"), "7wd");
    EXPECT_EQ(shape("K4"), "15wd+15");
    EXPECT_EQ(shape("K5"), "15wd+15");
    EXPECT_EQ(shape("K5r"), "15wd+15");
    EXPECT_EQ(shape("K6"), "90d+30");
    EXPECT_EQ(shape("K7"), "7wd");
    EXPECT_EQ(shape("K7b"), "7wd");
    EXPECT_EQ(shape("K8"), "3y");
    EXPECT_EQ(shape("K9"), "2y");
    EXPECT_EQ(shape("K9h"), "5y");
    EXPECT_EQ(shape("K13"), "0"); // the text gives no number
    EXPECT_EQ(shape("K10"), "3d");
    EXPECT_EQ(shape("K10h"), "24h");
    EXPECT_EQ(shape("K11"), "3d");
    EXPECT_EQ(shape("K12"), "3d");
    EXPECT_EQ(book.find("K6+ext")->rule.length, 120);
    EXPECT_TRUE(book.find("K1")->pauses.empty()); // nothing in the text stops the acceptance clock
    EXPECT_FALSE(crime.find("K11")->verified);
}

TEST(Rulebook, GroundsAreListedWithTheirArticles) {
    const rulebook book = current();

    EXPECT_EQ(book.refusals.size(), 7u);
    EXPECT_EQ(book.terminations.size(), 8u);
    EXPECT_EQ(book.find_ground("NA2")->article, "§16(2)");
    EXPECT_EQ(book.find_ground("T5")->article, "§23(1)(5)");
    EXPECT_EQ(book.find_ground("NA8"), nullptr);
}

// @law SAMR-121 §9 §12 §14 §16 §17 §35
TEST(Rulebook, EveryKindOfRepeatSaysWhoDecidesAndWhichClock) {
    const rulebook book = current();
    const auto shape = [&](std::string_view kind) {
        const auto* r = book.find_repeat(kind);
        return r ? r->decides + " " + r->clock + " " + r->instrument + " " + r->article + (r->verified ? "" : " ?")
                 : "";
    };

    EXPECT_EQ(book.repeats.size(), repeat_kinds().size());
    EXPECT_EQ(shape("repeat_complaint"), "officer own O121 §15, §16(2) ?");
    EXPECT_EQ(shape("repeat_report"), "officer none O121 §35(2)");
    EXPECT_EQ(shape("report_with_new_facts"), "lead restarted O121 §35(2)");
    EXPECT_EQ(shape("repeat_appeal"), "centre own MIIT35 §11(3), §14 ?");
    EXPECT_EQ(shape("urge"), "intake unchanged O121 §15(1) ?");
    EXPECT_EQ(shape("supplement"), "officer unchanged O121 §10, §16(5) ?");
    EXPECT_EQ(shape("refile"), "officer own O121 §15(1), §16(5), §16(6) ?");
    EXPECT_EQ(shape("new_dispute"), "officer own O121 §3(1), §15(1) ?");
    EXPECT_EQ(shape("other_channel"), "intake unchanged O121 §14 ?");
    EXPECT_EQ(shape("other_procedure"), "officer own O121 §9, §37");
    EXPECT_EQ(shape("joint"), "officer unchanged O121 §12");
    EXPECT_EQ(shape("mass"), "lead own O121 §12, §38 ?");
    EXPECT_EQ(shape("professional_claimant"), "officer own O121 §17, §23(1)(6), §27");
    for (const char* factor : {"（1）", "（2）", "（3）", "（4）", "（5）"})
        EXPECT_NE(book.find_repeat("professional_claimant")->follows_zh.find(factor), std::string::npos) << factor;
    EXPECT_EQ(legacy().find_repeat("professional_claimant"), nullptr); // its factors are new in 2026
    EXPECT_EQ(legacy().find_repeat("repeat_complaint")->article, "§14, §15(2)");
}

// The widely copied mistakes: an "other mediation body" in NA2, and an identity ground before 2026.
TEST(Rulebook, WhatOrder121ChangedIsOnlyInTheLegacyBook) {
    EXPECT_EQ(current().find_ground("NA2")->text_zh.find("其他调解组织"), std::string::npos);
    EXPECT_NE(legacy().find_ground("NA2")->text_zh.find("其他调解组织"), std::string::npos);
    EXPECT_EQ(legacy().find_ground("NA6"), nullptr);
    EXPECT_FALSE(current().find("K5t"));
    EXPECT_EQ(legacy().find("K5t")->rule.length, 5);
    EXPECT_EQ(legacy().find("K2")->rule, (clock_rule{45, clock_unit::working_days, roll_rule::none}));
}

TEST(Rulebook, OneBookHasTheComplaintsOfEachDay) {
    const auto books = load_rulebooks(shipped("rulebooks")).value();
    const auto in_force = [&](std::string_view day) {
        std::string ids;
        for (const rulebook& book : books)
            if (book.in_force(parse_date(day).value()) && book.find_track("C")) ids += book.id;
        return ids;
    };

    EXPECT_EQ(books.front().id, "samr-o121");
    EXPECT_EQ(in_force("2026-04-14"), "samr-o20");
    EXPECT_EQ(in_force("2026-04-15"), "samr-o121");
    EXPECT_EQ(in_force("2019-12-31"), "");

    const auto today = parse_date("2026-11-23").value();
    const auto beginning = [&](std::string_view nature) {
        const auto* book = book_for_nature(books, nature, today);
        return book ? book->id + " " + book->track_for(nature)->id : "";
    };
    EXPECT_EQ(beginning(""), "samr-o121 C");
    EXPECT_EQ(beginning("complaint"), "samr-o121 C");
    EXPECT_EQ(beginning("report"), "samr-o121 R");
    EXPECT_EQ(beginning("enquiry"), "samr-o121 Q");
    EXPECT_EQ(beginning("nuisance"), "n-12321 N");
    EXPECT_EQ(beginning("telecom_appeal"), "miit-o35 T");
    EXPECT_EQ(beginning("police_lead"), "police-referral P");
    EXPECT_EQ(book_with_track(books, "A", today)->id, "association");
}

TEST(Rulebook, AnUnknownClockIsAnsweredWithTheKnownOnes) {
    const error why = current().find("K1+ext").error(); // K1 cannot be extended

    EXPECT_EQ(why.code, errc::not_found);
    EXPECT_TRUE(why.detail.starts_with("no such clock in samr-o121; it has K1, K2, K3, K4, K4+ext, K5, K5+ext,"))
        << why.detail;
}

/// Why a book is refused, without the folder's name; empty when it is taken.
struct refusals {
    const scratch_folder& folder;
    std::string operator()(const std::string& text) const {
        const auto loaded = load_rulebook(folder.write("r.toml", text));
        return loaded ? std::string() : folder.plain(loaded.error().detail);
    }
};

TEST(Rulebook, ContradictionsAreNamed) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const std::string book = R"(id = "r"
title_zh = "规"
title_en = "Rule"
effective_from = 2026-01-01
[[instrument]]
code = "I"
zh = "法"
en = "Law"
version = "1"
[[clock]]
id = "K"
title_zh = "钟"
title_en = "Clock"
length = 7
unit = "working_days"
instrument = "I"
article = "§1"
)";

    EXPECT_EQ(refusal(book), "");
    EXPECT_EQ(refusal(with(book, "\"r\"", "\"s\"")), "r.toml:1: 'id' differs from the file's name");
    EXPECT_EQ(refusal(with(book, "\"working_days\"", "\"natural_days\"")), "r.toml:10: 'clock[0].roll' is missing");
    EXPECT_EQ(refusal(book + "roll = \"none\"\n"), "r.toml:18: 'clock[0].roll' is for natural_days and years only");
    EXPECT_EQ(refusal(book + "extension = 3\n"),
              "r.toml:10: 'clock[0].extension_approver' and 'extension' belong together");
    EXPECT_EQ(refusal(with(book, "instrument = \"I\"", "instrument = \"J\"")),
              "r.toml:16: 'clock[0].instrument' is not one of this file's instruments");
    EXPECT_EQ(refusal(with(book, "length = 7", "length = 0")),
              "r.toml:14: 'clock[0].length' must be from 1 to 10000, but is 0");
    const std::string repeat = R"([[repeat]]
id = "urge"
zh = "催"
en = "Urge"
follows_zh = "并入"
follows_en = "Attach"
decides = "intake"
clock = "unchanged"
instrument = "I"
article = "§1"
)";
    EXPECT_EQ(refusal(book + repeat), "");
    const auto all = refusal(book + with(repeat, "\"urge\"", "\"nudge\""));
    EXPECT_TRUE(all.starts_with("r.toml:19: 'repeat[0].id' is no kind of repeat; there are repeat_complaint, ")) << all;
    EXPECT_EQ(refusal(book + repeat + repeat), "r.toml:29: 'repeat[1].id' is given twice");
    EXPECT_EQ(refusal(book + repeat + "count_from = 5\n"),
              "r.toml:28: 'repeat[0].count_from' is for mass and professional_claimant only");
    EXPECT_EQ(refusal(book + with(repeat, "\"urge\"", "\"mass\"")), "r.toml:18: 'repeat[0].count_from' is missing");
    EXPECT_EQ(refusal(with(book, "\"K\"", "\"K+ext\"")),
              "r.toml:11: 'clock[0].id' must not end in +ext, which stands for the extension");
}

// Nothing in the engine is Chinese: these have their own tracks, clocks and words.
TEST(Rulebook, TheBooksFromAbroadStandOnTheirOwn) {
    const auto books = load_rulebooks(shipped("rulebooks/abroad")).value();
    const auto today = parse_date("2026-11-23").value();

    EXPECT_EQ(book_for_nature(books, "telecom_appeal", today)->track_for("telecom_appeal")->id, "F");
    EXPECT_EQ(book_for_nature(books, "complaint", today)->id, "cfpb");
    EXPECT_EQ(find_book(books, "fcc-informal")->find("F1")->rule.length, 30);
    EXPECT_EQ(find_book(books, "cfpb")->find("B1")->rule.length, 15);
    EXPECT_EQ(find_book(books, "cfpb")->find("B2")->rule.length, 60);
}

TEST(Rulebook, TheTextGivesNoNumberForRecusalSoThatClockIsNeverDue) {
    EXPECT_FALSE(has_end(current().find("K13")->rule));
}

// @law SAMR-121 §16(4)
TEST(Rulebook, LimitationsEndOnTheSameDayOfTheYear) {
    const rulebook book = current();
    EXPECT_EQ(due(book, "K8", "2023-11-23"), "2026-11-23");
    EXPECT_EQ(due(book, "K8", "2024-02-29"), "2027-02-28");
    EXPECT_EQ(due(book, "K9", "2024-11-23"), "2026-11-23");
    EXPECT_EQ(due(book, "K9h", "2021-11-23"), "2026-11-23");
}

/// A small book with one track that holds together.
const std::string sound = R"(id = "r"
title_zh = "规"
title_en = "Rule"
effective_from = 2026-01-01
article = [ { instrument = "I", article = "§1", zh = "文", en = "Text" } ]
role = [ { id = "officer", zh = "员", en = "officer" }, { id = "head", zh = "长", en = "head" } ]
form = [
    { id = "f", zh = "书", en = "Form", template = "letter", instrument = "I", article = "§1" },
]
[[instrument]]
code = "I"
zh = "法"
en = "Law"
version = "1"
[[clock]]
id = "K"
title_zh = "钟"
title_en = "Clock"
length = 7
unit = "working_days"
pauses = ["testing"]
instrument = "I"
article = "§1"
[[track]]
id = "X"
zh = "程序"
en = "track"
natures = ["complaint"]
initial = "X1"
state = [
    { id = "X1", zh = "一", en = "one", stage = "registered" },
    { id = "X2", zh = "二", en = "two", stage = "closed", end = true },
]
[[track.step]]
action = "receive"
zh = "收"
en = "receive"
to = "X1"
who = ["system"]
starts = ["K"]
[[track.step]]
action = "finish"
zh = "结"
en = "finish"
from = ["X1"]
to = "X2"
who = ["officer"]
stops = ["K"]
letters = ["f"]
letter_to = ["complainant"]
instrument = "I"
article = "§1"
)";

TEST(Rulebook, ATrackThatDoesNotHoldTogetherIsRefusedByLineAndReason) {
    const scratch_folder folder;
    const refusals refusal{folder};

    EXPECT_EQ(refusal(sound), "");
    EXPECT_EQ(refusal(with(sound, "    { id = \"X2\"",
                           "    { id = \"X3\", zh = \"三\", en = \"three\", end = true },\n    { id = \"X2\"")),
              "r.toml:32: state X3: cannot be reached from X1");
    EXPECT_EQ(refusal(with(sound, ", end = true }", " }")),
              "r.toml:32: state X2: is a dead end, yet not marked end = true");
    EXPECT_EQ(refusal(with(sound, "stops = [\"K\"]\n", "")),
              "r.toml:34: X receive: starts K, and after X1 nobody stops it");
    EXPECT_EQ(refusal(with(sound, "starts = [\"K\"]\n", "")), "r.toml:15: clock K: nothing starts it");
    EXPECT_EQ(refusal(with(sound, "template = \"letter\", ", "")),
              "r.toml:8: form f: has no template and is not kept on paper");
    for (const auto* of_letters : {"numbered = true", "channels = [\"email\"]"}) { // config/letters says these
        const auto said =
            refusal(with(sound, "template = \"letter\", ", "template = \"letter\", " + std::string(of_letters) + ", "));
        EXPECT_TRUE(said.starts_with("r.toml:8: unknown key 'form[0].")) << said;
    }
    EXPECT_EQ(refusal(with(sound, "letters = [\"f\"]", "letters = [\"g\"]")),
              "r.toml:41: X finish: letter 'g' is no form of this file");
    EXPECT_EQ(refusal(with(sound, "article = \"§1\", zh", "article = \"§2\", zh")),
              "r.toml:8: form f: I §1 has no text among 'article'\n"
              "r.toml:15: clock K: I §1 has no text among 'article'\n"
              "r.toml:41: X finish: I §1 has no text among 'article'");
    EXPECT_EQ(refusal(sound + "needs = [\"blood\"]\n"), "r.toml:41: X finish: 'blood' is no field");
    EXPECT_EQ(refusal(with(sound, "who = [\"officer\"]", "who = [\"king\"]")),
              "r.toml:41: X finish: 'king' is no role");
    EXPECT_EQ(refusal(with(sound, "who = [\"officer\"]", "who = [\"system\"]")),
              "r.toml:41: X finish: no step but 'receive' is taken by the system");
    EXPECT_EQ(refusal(with(sound, "from = [\"X1\"]", "from = [\"X9\"]")),
              "r.toml:31: state X1: is a dead end, yet not marked end = true\n"
              "r.toml:32: state X2: cannot be reached from X1\n"
              "r.toml:34: X receive: starts K, and after X1 nobody stops it\n"
              "r.toml:41: X finish: from unknown state X9");
    EXPECT_EQ(refusal(sound + "extends = [\"K\"]\n"), "r.toml:41: X finish: K cannot be extended");
    EXPECT_EQ(refusal(sound + "pauses = [\"K\"]\n"),
              "r.toml:41: X finish: leaves days out, which somebody has to be able to check, so it needs the field "
              "'evidence'\n"
              "r.toml:41: X finish: pauses K, and after X2 nobody resumes it\n"
              "r.toml:41: X finish: pauses a clock, so it needs the field 'pause_reason'");
}

/// The same with a step on the way that the cases below change.
const std::string longer = with(sound, "    { id = \"X2\"",
                                R"(    { id = "X3", zh = "三", en = "three", stage = "accepted" },
    { id = "X2")") + R"([[track.step]]
action = "begin"
zh = "办"
en = "begin"
from = ["X1"]
to = "X3"
who = ["officer"]
[[track.step]]
action = "settle"
zh = "和"
en = "settle"
from = ["X3"]
to = "X2"
who = ["head"]
stops = ["K"]
)";

// Not whether somebody could stop it, but whether everybody does who comes to an end.
TEST(Rulebook, AClockIsFollowedAlongEveryWay) {
    const scratch_folder folder;
    const refusals refusal{folder};
    EXPECT_EQ(refusal(longer), "");
    const auto settle = longer.rfind("stops = [\"K\"]\n");
    const auto without = longer.substr(0, settle) + longer.substr(settle + std::string("stops = [\"K\"]\n").size());
    EXPECT_EQ(refusal(without),
              "r.toml:61: X settle: ends in X2 with K still running; nothing stops it on the way "
              "receive, begin, settle");
    EXPECT_EQ(refusal(without + "drops = [\"*\"]\n"), "") << "dropped is not running either";
    EXPECT_EQ(refusal(without + "starts = [\"K\"]\nstops = [\"K\"]\n"),
              "r.toml:61: X settle: starts K, and after X2 nobody stops it")
        << "what is begun with the last step";
    // Paused is not stopped.
    EXPECT_EQ(
        refusal(with(without, "to = \"X3\"\nwho = [\"officer\"]\n",
                     "to = \"X3\"\nwho = [\"officer\"]\npauses = [\"K\"]\nneeds = [\"pause_reason\", \"evidence\"]\n") +
                "resumes = [\"K\"]\n[[track.step]]\naction = \"result\"\nzh = \"果\"\nen = \"result\"\n"
                "from = [\"X3\"]\nwho = [\"officer\"]\nresumes = [\"K\"]\n"),
        "r.toml:63: X settle: ends in X2 with K still running; nothing stops it on the way "
        "receive, begin, settle");
    // Over to another procedure.
    EXPECT_EQ(refusal(longer + "[[track.step]]\naction = \"move\"\nzh = \"转\"\nen = \"move\"\nfrom = [\"X3\"]\n"
                               "who = [\"officer\"]\nmoves = [\"X\"]\nneeds = [\"track\"]\n"),
              "r.toml:69: X move: takes the case to another track with K still running; nothing stops it on the way "
              "receive, begin, move");
}

TEST(Rulebook, TheClockOfAChildIsFollowedAlongItsOwnTrack) {
    const scratch_folder folder;
    const std::string second =
        with(with(with(sound.substr(sound.find("[[clock]]"), sound.find("[[track]]") - sound.find("[[clock]]")),
                       "id = \"K\"", "id = \"K4\""),
                  "article = \"§1\"\n", "article = \"§1\"\nday_zero = \"given\"\n"),
             "钟", "钟四");
    const auto with_child = [&](const std::string& step) {
        return with(longer, "[[track]]", second + "[[track]]") + step;
    };
    const refusals refusal{folder};
    const std::string opens =
        "[[track.step]]\naction = \"split\"\nzh = \"拆\"\nen = \"split\"\nfrom = [\"X3\"]\n"
        "who = [\"officer\"]\nopens = \"X\"\nchild_clock = \"K4\"\n";
    const std::string since = "takes = [\"since\"]\n";
    EXPECT_EQ(refusal(with_child(opens + since)), "r.toml:34: track X: may begin with K4, and nobody stops it");
    const auto stopped = with(with_child(opens + since), "stops = [\"K\"]\n", "stops = [\"K\", \"K4\"]\n");
    EXPECT_EQ(refusal(stopped),
              "r.toml:71: X settle: ends in X2 with K4 still running; nothing stops it on the way "
              "receive, begin, settle");
    const auto last = stopped.rfind("stops = [\"K\"]\n");
    const auto all =
        stopped.substr(0, last) + "stops = [\"*\"]\n" + stopped.substr(last + std::string("stops = [\"K\"]\n").size());
    EXPECT_EQ(refusal(all), "");
    EXPECT_EQ(refusal(with(all, since, "")),
              "r.toml:79: X split: K4 counts from a given day, so it must ask for the field 'since'");
    EXPECT_EQ(refusal(with(all, "opens = \"X\"\n", "")),
              "r.toml:79: X split: 'child_clock' is for a step that opens a case");
}

TEST(Rulebook, ACircleWithoutAWayOutIsRefused) {
    const scratch_folder folder;
    const refusals refusal{folder};
    // X3 leads to X4 and back, and nowhere else.
    const auto circle =
        with(with(longer, "    { id = \"X2\"", "    { id = \"X4\", zh = \"四\", en = \"four\" },\n    { id = \"X2\""),
             "from = [\"X3\"]\nto = \"X2\"", "from = [\"X3\"]\nto = \"X4\"") +
        "[[track.step]]\naction = \"back\"\nzh = \"回\"\nen = \"back\"\nfrom = [\"X4\"]\nto = "
        "\"X3\"\nwho = [\"officer\"]\n";
    EXPECT_EQ(refusal(circle),
              "r.toml:32: state X3: leads only in a circle; no end can be reached from it\n"
              "r.toml:33: state X4: leads only in a circle; no end can be reached from it");
    EXPECT_EQ(refusal(circle + "[[track.step]]\naction = \"out\"\nzh = \"出\"\nen = \"out\"\nfrom = [\"X4\"]\n"
                               "to = \"X2\"\nwho = [\"officer\"]\n"),
              "");
}

TEST(Rulebook, WhoExtendsAndFromWhichDayIsWhatTheClockSays) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const auto extendable = with(longer, "pauses = [\"testing\"]\n",
                                 "extension = 3\nextension_approver = \"head\"\nfurther_approver = \"head\"\n");
    const auto step = [](const std::string& who, const std::string& what) {
        return "[[track.step]]\naction = \"more\"\nzh = \"延\"\nen = \"more\"\nfrom = [\"X3\"]\nwho = " + who + "\n" +
               what + "\n";
    };
    EXPECT_EQ(refusal(extendable + step("[\"head\"]", "extends = [\"K\"]")), "");
    EXPECT_EQ(refusal(extendable + step("[\"head\", \"officer\"]", "extends = [\"K\"]")),
              "r.toml:71: X more: only head may extend K")
        << "nobody beside the approver";
    EXPECT_EQ(refusal(extendable + step("[\"officer\"]", "extends = [\"K\"]")),
              "r.toml:71: X more: only head may extend K");
    EXPECT_EQ(refusal(extendable + step("[\"officer\", \"head\"]", "further = [\"K\"]\nneeds = [\"days\"]")),
              "r.toml:15: clock K: has an extension that no step grants ('extends')\n"
              "r.toml:71: X more: K has no further period that officer, head may fix");

    EXPECT_EQ(refusal(with(longer, "pauses = [\"testing\"]\n", "day_zero = \"given\"\n")),
              "r.toml:35: X receive: K counts from a given day, so it must ask for the field 'since'");
    EXPECT_EQ(refusal(with(longer, "starts = [\"K\"]\n", "starts = [\"K\"]\nday_zero = \"given\"\n")),
              "r.toml:35: X receive: K counts from a given day, so it must ask for the field 'since'");
    EXPECT_EQ(refusal(with(with(longer, "pauses = [\"testing\"]\n", "day_zero = \"given\"\n"), "starts = [\"K\"]\n",
                           "starts = [\"K\"]\nday_zero = \"receipt\"\n")),
              "")
        << "the step says otherwise";
}

TEST(Rulebook, GroundsAndReopeningNameStatesAndEndsThatAreThere) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const auto ground = [](const std::string& from) {
        return "[[termination]]\ncode = \"T1\"\nzh = \"撤\"\nen = \"withdrawn\"\narticle = \"§1\"\nfrom = [" + from +
               "]\n[[track]]";
    };
    const auto graded = longer + "grounds = \"termination\"\n";
    EXPECT_EQ(refusal(with(graded, "[[track]]", ground("\"X3\""))), "");
    EXPECT_EQ(refusal(with(graded, "[[track]]", ground("\"X1\""))),
              "r.toml:24: ground T1: no step with such grounds leads on from X1");
    const auto book = load_rulebook(folder.write("r.toml", with(graded, "[[track]]", ground("\"X3\"")))).value();
    EXPECT_EQ(book.grounds_in("termination", "X3").size(), 1u);
    EXPECT_EQ(book.grounds_in("termination", "X1").size(), 0u);

    EXPECT_EQ(refusal(longer + "ended_as = [\"closed\"]\n"), "");
    EXPECT_EQ(refusal(longer + "ended_as = [\"lost\"]\n"),
              "r.toml:61: X settle: 'lost' is no stage or outcome of the track");
}

// A paragraph is told with its article, and an article with its paragraphs.
TEST(Rulebook, AGroundOrRepeatRestsOnAnArticleThatHasAText) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const auto graded = [](const std::string& article) {
        return with(longer + "grounds = \"termination\"\n", "[[track]]",
                    "[[termination]]\ncode = \"T1\"\nzh = \"撤\"\nen = \"withdrawn\"\narticle = \"" + article +
                        "\"\n[[track]]");
    };
    EXPECT_EQ(refusal(graded("§1")), "");
    EXPECT_EQ(refusal(graded("§1(2)(3)")), "");
    EXPECT_EQ(refusal(graded("§1, §99(2)")), "r.toml:24: ground T1: I §99(2) has no text among 'article'");
    EXPECT_EQ(refusal(graded("§10")), "r.toml:24: ground T1: I §10 has no text among 'article'");
    EXPECT_EQ(refusal(graded(")")), "r.toml:24: ground T1: I ) has no text among 'article'");

    const auto repeated = [](const std::string& article) {
        return with(sound, "[[track]]",
                    "[[repeat]]\nid = \"urge\"\nzh = \"催\"\nen = \"Urge\"\nfollows_zh = \"并入\"\n"
                    "follows_en = \"Attach\"\ndecides = \"intake\"\nclock = \"unchanged\"\ninstrument = \"I\"\n"
                    "article = \"" +
                        article + "\"\n[[track]]");
    };
    EXPECT_EQ(refusal(repeated("§1(2)")), "");
    EXPECT_EQ(refusal(repeated("§1, §388")),
              "r.toml:33: 'repeat[0].article' names I §388, which has no text among 'article'");
    EXPECT_EQ(refusal(with(graded("§2"), "article = [",
                           "article = [ { instrument = \"I\", article = \"§2(1)\", zh = \"文\", en = \"Text\" },")),
              "");
}

TEST(Rulebook, HowDaysAreCountedNamesAnInstrumentAndItsArticle) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const auto counted = [](const std::string& by) {
        return with(sound, "pauses = [\"testing\"]\n", "counting = \"" + by + "\"\n");
    };
    EXPECT_EQ(refusal(counted("I §1")), "");
    EXPECT_EQ(refusal(counted("I §45")), "r.toml:15: clock K (counting): I §45 has no text among 'article'");
    EXPECT_EQ(refusal(counted("I§1")),
              "r.toml:15: clock K: 'counting' must name an instrument and, after a space, its article; 'I§1' does not");
}

TEST(Rulebook, WhatAClockCouldNotUseIsRefused) {
    const scratch_folder folder;
    const refusals refusal{folder};
    EXPECT_EQ(refusal(with(sound, "unit = \"working_days\"", "unit = \"hours\"")),
              "r.toml:21: 'clock[0].pauses' is for clocks in days: hours run on without a break");
    const auto endless =
        with(with(sound, "length = 7\nunit = \"working_days\"\n", "unit = \"none\"\n"), "pauses = [\"testing\"]\n", "");
    EXPECT_EQ(refusal(endless), "");
    EXPECT_EQ(refusal(with(endless, "unit = \"none\"\n", "unit = \"none\"\nwarn = [1]\n")),
              "r.toml:20: 'clock[0].warn' is for clocks that have a unit");
    EXPECT_EQ(
        refusal(with(endless, "unit = \"none\"\n", "unit = \"none\"\nextension = 3\nextension_approver = \"head\"\n")),
        "r.toml:20: 'clock[0].extension' is for clocks that have a unit");
    EXPECT_EQ(refusal(with(endless, "unit = \"none\"\n", "unit = \"none\"\npauses = [\"testing\"]\n")),
              "r.toml:20: 'clock[0].pauses' is for clocks that have a unit");
}

TEST(Rulebook, AnExtensionIsOneThatSomeStepGrants) {
    const scratch_folder folder;
    EXPECT_EQ(
        refusals{folder}(with(sound, "pauses = [\"testing\"]\n", "extension = 3\nextension_approver = \"head\"\n")),
        "r.toml:15: clock K: has an extension that no step grants ('extends')");
}

// @law SAMR-121 §15(2) MIIT35 §14
TEST(Rulebook, ARefusalStatesItsReasons) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const auto refuses = with(longer + "grounds = \"refusal\"\n", "[[track]]",
                              "[[refusal]]\ncode = \"NA1\"\nzh = \"外\"\nen = \"outside\"\narticle = \"§1\"\n"
                              "[[track]]");
    EXPECT_EQ(refusal(refuses + "needs = [\"reason\"]\n"), "");
    const std::string told = "r.toml:66: X settle: refuses, which is done with reasons, so it needs the field 'reason'";
    EXPECT_EQ(refusal(refuses), told);
    EXPECT_EQ(refusal(refuses + "takes = [\"reason\"]\n"), told) << "what may be left out";
}

// @law MIIT35 §10(4)
TEST(Rulebook, WhoAsksForTheOperatorsAnswerKnowsHowLongTheOperatorHas) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const auto asks = with(longer, "[[track]]",
                           "[[field]]\nid = \"operator_proof\"\nkind = \"text\"\nzh = \"凭证\"\nen = \"proof\"\n"
                           "[[track]]") +
                      "takes = [\"operator_proof\"]\n";
    EXPECT_EQ(refusal(asks),
              "r.toml:66: X settle: asks whether the operator was approached first, and there is no "
              "clock M0 of the time that it has to answer");
    std::string named = asks;
    for (std::size_t at; (at = named.find("\"K\"")) != std::string::npos;) named.replace(at, 3, "\"M0\"");
    EXPECT_EQ(refusal(named), "");
}

TEST(Rulebook, ADateLiesWithinAClockThatRunsOnTheTrack) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const auto other = with(sound.substr(sound.find("[[track]]")), "id = \"X\"", "id = \"Y\"");
    const auto second = with(with(with(other, "natures = [\"complaint\"]", "natures = []"), "starts = [\"K\"]\n", ""),
                             "stops = [\"K\"]\n", "");
    const std::string within = "needs = [\"due_on\"]\nwithin = \"K\"\n";
    EXPECT_EQ(refusal(longer + within), "");
    EXPECT_EQ(refusal(sound + second), "");
    EXPECT_EQ(refusal(sound + second + within),
              "r.toml:69: Y finish: is to lie within K, which nothing starts on this track");
}

TEST(Rulebook, BooksThatContradictEachOtherAreRefused) {
    const scratch_folder folder;
    folder.write("r.toml", sound);
    folder.write("s.toml", with(sound, "id = \"r\"", "id = \"s\""));
    EXPECT_EQ(load_rulebooks(folder.path()).error().code, errc::conflict);
    EXPECT_EQ(folder.plain(load_rulebooks(folder.path()).error().detail),
              "r.toml:24: on 2026-01-01 s is in force as well and lays down track X too, in s.toml:24; "
              "let one of them end ('repealed_on') before the other begins");
    folder.write("s.toml", with(with(sound, "id = \"r\"", "id = \"s\""), "id = \"X\"", "id = \"Y\""));
    EXPECT_EQ(folder.plain(load_rulebooks(folder.path()).error().detail),
              "r.toml:24: on 2026-01-01 s is in force as well and takes nature 'complaint' too, in s.toml:24; "
              "let one of them end ('repealed_on') before the other begins");
    folder.write("s.toml", with(with(with(sound, "id = \"r\"", "id = \"s\""), "id = \"X\"", "id = \"Y\""),
                                "natures = [\"complaint\"]", "natures = []"));
    EXPECT_TRUE(load_rulebooks(folder.path()));
    folder.write("s.toml", with(with(with(sound, "id = \"r\"", "id = \"s\""), "id = \"X\"", "id = \"Y\""),
                                "natures = [\"complaint\"]", "natures = []") +
                               "opens = \"Z\"\n");
    EXPECT_EQ(folder.plain(load_rulebooks(folder.path()).error().detail),
              "s.toml:41: Y finish: no rulebook here has a track Z");
}

TEST(Rulebook, ALawEndsAfterItBeganAndTheNextOneBeginsOnThatDay) {
    const scratch_folder folder;
    const refusals refusal{folder};
    const std::string from = "effective_from = 2026-01-01\n";
    const auto until = [&](const std::string& day) { return with(sound, from, from + "repealed_on = " + day + "\n"); };
    EXPECT_EQ(refusal(until("2025-04-15")), "r.toml:5: 'repealed_on' must lie after 'effective_from'");
    EXPECT_EQ(refusal(until("2026-01-01")), "r.toml:5: 'repealed_on' must lie after 'effective_from'");
    EXPECT_EQ(refusal(until("2026-04-15")), "");

    folder.write("s.toml", with(with(sound, "id = \"r\"", "id = \"s\""), from, "effective_from = 2026-04-15\n"));
    EXPECT_TRUE(load_rulebooks(folder.path()));
    folder.write("r.toml", until("2026-04-01"));
    EXPECT_EQ(folder.plain(load_rulebooks(folder.path()).error().detail),
              "r.toml:25: track X: repealed on 2026-04-01, and its next law begins on 2026-04-15; no law lies between");
    folder.write("s.toml", with(with(sound, "id = \"r\"", "id = \"s\""), "id = \"X\"", "id = \"Y\""));
    EXPECT_EQ(load_rulebooks(folder.path()).error().code, errc::conflict) << "one nature on two tracks";
    std::filesystem::remove(folder.path() / "s.toml");
    EXPECT_TRUE(load_rulebooks(folder.path())) << "a track may end for good";
}

TEST(Rulebook, TemplatesAreLookedForInBothLanguages) {
    const scratch_folder folder;
    const auto book = load_rulebook(folder.write("r.toml", sound)).value();
    std::filesystem::create_directories(folder.path() / "letters/zh");
    std::filesystem::create_directories(folder.path() / "letters/en");
    folder.write("letters/zh/letter.html", "x");
    const auto missing = missing_templates(book, folder.path() / "letters");
    ASSERT_EQ(missing.size(), 1u);
    EXPECT_EQ(folder.plain(missing[0].what), "form f: template 'letter' is not in letters/en");
    folder.write("letters/en/letter.html", "x");
    EXPECT_TRUE(missing_templates(book, folder.path() / "letters").empty());
}

} // namespace
} // namespace guiyi::config
