// The law is data: a length changed or a step added in a rulebook changes what the running program does, with nothing
// built anew; a wrong edit is refused by line and reason. And every step of every shipped rulebook can be taken.
#include "common/config/rulebook_check.hpp"
#include "tests/scenario/law/bureau.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace guiyi::law_tests {

namespace {

/// A copy of the shipped rulebooks that is edited like a clerk would.
class edited_books {
  public:
    explicit edited_books(const std::string& from = "rulebooks") {
        std::filesystem::copy(shipped(from), folder_.path() / "rulebooks");
    }
    void replace(const std::string& file, const std::string& what, const std::string& with) const {
        auto text = read(file);
        const auto at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        write(file, text.replace(at, what.size(), with));
    }
    void append(const std::string& file, const std::string& what) const { write(file, read(file) + what); }
    std::filesystem::path path() const { return folder_.path() / "rulebooks"; }
    /// 1-based line on which a text first stands.
    std::size_t line_of(const std::string& file, const std::string& what) const {
        const auto text = read(file);
        return 1 + static_cast<std::size_t>(
                       std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find(what)), '\n'));
    }

  private:
    std::string read(const std::string& file) const {
        std::ifstream in(path() / file);
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }
    void write(const std::string& file, const std::string& text) const { std::ofstream(path() / file) << text; }

    testing::temp_folder folder_;
};

} // namespace

TEST(EditedLaw, AnotherLengthHoldsWithoutBuildingAnything) {
    edited_books books;
    books.replace("samr-o121.toml", "length = 7\nunit = \"working_days\"", "length = 5\nunit = \"working_days\"");
    bureau at("2026-07-01T10:00:00+08:00", books.path());
    at.open("C1", "complaint");
    EXPECT_EQ(at.due("C1", "K1"), "2026-07-08");
}

TEST(EditedLaw, ACorrectedLengthMovesWhatRunsAndSaysWhy) {
    edited_books books;
    bureau at("2026-07-01T10:00:00+08:00", books.path());
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    ASSERT_EQ(at.due("C1", "K2"), "2026-08-30");
    books.replace("samr-o121.toml", "length = 60\n", "length = 45\n");
    at.enact(config::load_rulebooks(books.path()).value());
    EXPECT_EQ(at.due("C1", "K2"), "2026-08-15");
    const auto moved = at.recorded<events::clock_moved>(stream::assignment);
    ASSERT_EQ(moved.size(), 1u);
    EXPECT_EQ(moved.front().was_due_on, "2026-08-30");
    EXPECT_NE(moved.front().reason.find("rulebook samr-o121"), std::string::npos) << moved.front().reason;
    at.enact(config::load_rulebooks(books.path()).value());
    EXPECT_EQ(at.recorded<events::clock_moved>(stream::assignment).size(), 1u) << "once";
}

TEST(EditedLaw, ANewStepIsOfferedTakenAndRecorded) {
    edited_books books;
    books.replace("samr-o121.toml", "# ---- 举报", R"([[track.step]]
action = "hear_experts"
zh = "听取专家意见"
en = "hear experts"
from = ["C-MEDIATING"]
who = ["lead"]
needs = ["note"]

# ---- 举报)");
    bureau at("2026-07-01T10:00:00+08:00", books.path());
    at.open("C1", "complaint");
    EXPECT_FALSE(at.offers("C1", "hear_experts"));
    at.take(lead, "C1", "accept");
    at.take(lead, "C1", "mediate", {{"consent_both", "true"}});
    EXPECT_TRUE(at.offers("C1", "hear_experts"));
    EXPECT_EQ(at.refusal(plain, "C1", "hear_experts", {{"note", "x"}}).substr(0, 10), "forbidden:");
    EXPECT_EQ(at.take(lead, "C1", "hear_experts", {{"note", "意见一致"}}), "C-MEDIATING");
    EXPECT_EQ(at.recorded<events::case_stepped>(stream::casework).back().note, "意见一致");
}

TEST(EditedLaw, AWrongEditIsRefusedByLineAndReason) {
    const std::string file = "samr-o121.toml";
    const auto refused = [&](const std::string& what, const std::string& with, const std::string& says,
                             const std::string& on_line_of) {
        edited_books books;
        books.replace(file, what, with);
        const auto loaded = config::load_rulebooks(books.path());
        ASSERT_FALSE(loaded) << says;
        EXPECT_EQ(loaded.error().code, errc::invalid);
        EXPECT_NE(loaded.error().detail.find(says), std::string::npos) << loaded.error().detail;
        EXPECT_NE(loaded.error().detail.find(file + ":" + std::to_string(books.line_of(file, on_line_of))),
                  std::string::npos)
            << loaded.error().detail;
    };
    refused("length = 7\n", "length = \"seven\"\n", "must be an integer", "length = \"seven\"");
    refused("to = \"C-ACCEPTED\"", "to = \"C-ACEPTED\"", "to unknown state C-ACEPTED",
            "[[track.step]]\naction = \"accept\"");
    refused("who = [\"lead\"]\nstops = [\"K1\"]", "who = [\"leed\"]\nstops = [\"K1\"]", "'leed' is no role",
            "[[track.step]]\naction = \"refuse\"");
    refused("stops = [\"K3\"]\n", "",
            "C inform_parties: ends in C-CLOSED with K3 still running; nothing stops it on the way receive, accept, "
            "terminate, inform_parties",
            "[[track.step]]\naction = \"inform_parties\"");
    refused("from = [\"C-TERMINATED\"]", "from = [\"C-AGREED\"]", "state C-TERMINATED: is a dead end",
            "{ id = \"C-TERMINATED\"");
    refused("template = \"form-5\", ", "", "form form5: has no template", "{ id = \"form5\"");
    refused("pauses = [\"K2\"]", "pauses = [\"K1\"]", "pauses K1, for which the law lists no reason",
            "[[track.step]]\naction = \"test\"");
    refused("resumes = [\"K2\"]\n", "", "pauses K2, and after C-TESTING nobody resumes it",
            "[[track.step]]\naction = \"test\"");
    refused("differs_from = [\"check\"]", "differs_from = [\"chek\"]", "'chek' is no step of the track",
            "[[track.step]]\naction = \"file\"");
    refused("stops = [\"K1\"]\ngrounds = \"refusal\"", "grounds = \"refusal\"",
            "C refuse: ends in C-REFUSED with K1 still running; nothing stops it on the way receive, refuse",
            "[[track.step]]\naction = \"refuse\"");
    refused("stops = [\"K4\", \"K5\", \"K5r\"]\ngrounds", "stops = [\"K5\", \"K5r\"]\ngrounds",
            "R not_file: ends in R-NOTFILED with K4 still running", "[[track.step]]\naction = \"not_file\"");
    refused("drops = [\"K1\"]\nmoves", "moves", "C reclassify: takes the case to another track with K1 still running",
            "[[track.step]]\naction = \"reclassify\"");
    refused("takes = [\"category\", \"since\"]\ninstrument = \"O121\"\narticle = \"§27(1)\"",
            "takes = [\"category\"]\ninstrument = \"O121\"\narticle = \"§27(1)\"",
            "K4 counts from a given day, so it must ask for the field 'since'",
            "[[track.step]]\naction = \"split\"\nzh = \"移交");
    refused("who = [\"head\"]\nextends = [\"K4\"", "who = [\"head\", \"officer\"]\nextends = [\"K4\"",
            "R extend: only head may extend K4", "[[track.step]]\naction = \"extend\"");
    refused("ended_as = [\"refused\"]", "ended_as = [\"refuse\"]", "'refuse' is no stage or outcome of the track",
            "[[track.step]]\naction = \"redo_by_order\"");
    refused("from = [\"C-MEDIATING\", \"C-DELEGATED\", \"C-TESTING\", \"C-DELEGATED-TESTING\"]", "from = [\"C-REG\"]",
            "ground T4: no step with such grounds leads on from C-REG", "[[termination]]\ncode = \"T4\"");
    refused("needs = [\"pause_reason\", \"evidence\", \"body\"]\ntakes = [",
            "needs = [\"pause_reason\", \"body\"]\ntakes = [\"evidence\", ",
            "C test: leaves days out, which somebody has to be able to check, so it needs the field 'evidence'",
            "[[track.step]]\naction = \"test\"");
    refused("article = \"§16(2)\"\nverified", "article = \"§99(2)\"\nverified",
            "ground NA2: O121 §99(2) has no text among 'article'", "[[refusal]]\ncode = \"NA2\"");
    refused("article = \"§12, §38\"", "article = \"§12, §388\"", "names O121 §388, which has no text among 'article'",
            "article = \"§12, §388\"");
    refused("counting = \"O121 §45\"", "counting = \"O121§45\"", "clock K1: 'counting' must name an instrument",
            "[[clock]]\nid = \"K1\"");
    refused("extends = [\"K4\", \"K5\", \"K5r\"]", "extends = [\"K4\", \"K5\"]",
            "clock K5r: has an extension that no step grants", "[[clock]]\nid = \"K5r\"");
    refused("within = \"K1\"", "within = \"K5\"", "is to lie within K5, which nothing starts on this track",
            "[[track.step]]\naction = \"ask_identity\"");
    refused("related_takes = \"restart_check\"", "related_takes = \"restart\"", "'restart' is no step of the track",
            "[[track.step]]\naction = \"merge_new_facts\"");
}

TEST(EditedLaw, ACaseKeepsTheRulebookItBeganUnder) {
    edited_books books;
    bureau at("2026-07-01T10:00:00+08:00", books.path());
    at.open("C1", "complaint");
    books.replace("samr-o121.toml", "effective_from = 2026-04-15\n",
                  "effective_from = 2026-04-15\nrepealed_on = 2026-08-01\n");
    std::filesystem::copy(books.path() / "samr-o121.toml", books.path() / "samr-next.toml");
    books.replace("samr-next.toml", "id = \"samr-o121\"", "id = \"samr-next\"");
    books.replace("samr-next.toml", "effective_from = 2026-04-15\nrepealed_on = 2026-08-01\n",
                  "effective_from = 2026-08-01\n");
    books.replace("samr-next.toml", "length = 60", "length = 30");
    at.enact(config::load_rulebooks(books.path()).value());
    at.go_to_day("2026-08-03");
    at.open("C2", "complaint");
    EXPECT_EQ(at.row("C1").book, "samr-o121");
    EXPECT_EQ(at.row("C2").book, "samr-next");
    at.take(lead, "C1", "accept");
    at.take(lead, "C2", "accept");
    EXPECT_EQ(at.due("C1", "K2"), "2026-10-08") << "sixty days, past the National Day block";
    EXPECT_EQ(at.due("C2", "K2"), "2026-09-02") << "thirty";
}

namespace {

/// Something acceptable for every field of a step.
/// A later report in the case, which the lead found to bring new facts. @returns its receipt
std::string again_with_new_facts(bureau& at, const std::string& number) {
    const auto receipt = "AGAIN-" + number;
    at.tie(number, receipt, "report");
    at.take(lead, number, "classify_repeat",
            {{"receipt", receipt}, {"kind", "report_with_new_facts"}, {"reason", "补充了通话录音"}});
    return receipt;
}

step_fields filled(bureau& at, const config::rulebook& book, const config::transition& step, const std::string& who,
                   const std::string& number) {
    step_fields out;
    for (const auto& id : step.needs) {
        const auto* field = book.find_field(id);
        const auto today = at.law().date_of(at.time.now());
        if (id == "second")
            out[id] = who == lead ? colleague : lead;
        else if (id == "track")
            out[id] = step.moves.front();
        else if (id == "pause_reason")
            out[id] = book.find(step.pauses.front())->pauses.front();
        else if (id == "later_report")
            out[id] = again_with_new_facts(at, number);
        else if (id == "related")
            out[id] = "OTHER";
        else if (id == "desk")
            out[id] = "samr-enforcement";
        else if (field->kind == "flag")
            out[id] = "true";
        else if (field->kind == "date")
            out[id] = today;
        else if (field->kind == "number")
            out[id] = "10";
        else if (field->kind == "choice")
            out[id] = field->choices.front();
        else
            out[id] = "字";
    }
    // Taken or not, an appeal is not accepted without it.
    if (std::ranges::find(step.takes, "operator_proof") != step.takes.end()) out["operator_proof"] = "字";
    if (!step.grounds.empty()) {
        for (const auto& one : book.grounds_of(step.grounds))
            if (one.after.empty() && one.from.empty()) {
                out["ground"] = one.code;
                break;
            }
    }
    return out;
}

using steps = std::vector<const config::transition*>;

/// The shortest way of steps from one state of a track to another, over none that is only open to some.
std::optional<steps> way(const config::track& on, const std::string& from, const std::string& state) {
    std::map<std::string, steps> ways{{from, {}}};
    std::vector<std::string> todo{from};
    for (std::size_t i = 0; i < todo.size(); ++i)
        for (const auto* step : on.steps_from(todo[i]))
            if (!step->to.empty() && step->ended_as.empty() && !ways.contains(step->to)) {
                ways[step->to] = ways[todo[i]];
                ways[step->to].push_back(step);
                todo.push_back(step->to);
            }
    if (!ways.contains(state)) return std::nullopt;
    return ways.at(state);
}

bool ends_as(const config::track& on, const config::transition& step, const std::vector<std::string>& as) {
    const auto* to = step.to.empty() ? nullptr : on.find_state(step.to);
    return std::ranges::any_of(as, [&](const auto& one) { return one == step.outcome || (to && one == to->stage); });
}

/// From the beginning to a state, so that a step is open there.
steps way_to(const config::track& on, const std::string& state, const config::transition& step) {
    if (step.ended_as.empty()) return way(on, on.initial, state).value();
    for (const auto& over : on.transitions) {
        if (!ends_as(on, over, step.ended_as) || !over.ended_as.empty()) continue;
        auto out = way(on, on.initial, over.from.front());
        const auto rest = way(on, over.to, state);
        if (!out || !rest) continue;
        out->push_back(&over);
        out->insert(out->end(), rest->begin(), rest->end());
        return *out;
    }
    throw std::runtime_error(step.action + " is open to no case in " + state);
}

std::string who_may(const bureau& at, const config::transition& step) {
    for (const auto& one : {lead, plain, head, dispatcher, archivist})
        for (const auto& role : step.who)
            if (may_act_as(at, one, role)) return one;
    return {};
}

/// What has to have happened before a step that stays in its state: its clock runs, is paused, is extended.
const config::transition* prepares(const config::track& on, const std::string& state, const config::transition& step) {
    for (const auto* other : on.steps_from(state)) {
        if (!step.resumes.empty() && other->pauses == step.resumes) return other;
        if (!step.further.empty() && other->extends == step.further) return other;
    }
    return nullptr;
}

} // namespace

/// Every step from every state it leads on from.
TEST(EveryStep, OfEveryShippedRulebookCanBeTakenBySomebodyAndLeadsWhereItSays) {
    std::size_t taken = 0;
    for (const std::string folder : {"rulebooks", "rulebooks/abroad"}) {
        bureau at("2026-07-01T10:00:00+08:00", shipped(folder));
        int n = 0;
        for (const auto& book : at.books()) {
            if (book.repealed_on) continue; // walked by rows of its own
            for (const auto& on : book.tracks) {
                if (on.id == "A") continue; // begins on no nature; walked by rows of its own
                for (const auto& state : on.states)
                    for (const auto* step : on.steps_from(state.id)) {
                        if (casework::only_along(on, *step)) continue; // taken with the step of another case
                        SCOPED_TRACE(book.id + " " + state.id + " " + step->action);
                        const auto number = "X" + std::to_string(++n);
                        if (!step->related_takes.empty() ||
                            std::ranges::find(step->needs, "related") != step->needs.end())
                            if (!at.has("OTHER")) at.open("OTHER", on.natures.front());
                        at.open(number, on.natures.front());
                        auto way = way_to(on, state.id, *step);
                        if (const auto* before = prepares(on, state.id, *step)) way.push_back(before);
                        way.push_back(step);
                        std::string expected = on.initial;
                        for (const auto* one : way) {
                            const auto who = who_may(at, *one);
                            ASSERT_FALSE(who.empty()) << one->action;
                            if (one->desk == "field" && at.row(number).desk != at.desks().fallback().id)
                                at.take(plain, number, "return_to_desk", {{"reason", "x"}});
                            const auto said = at.act(who, number, one->action, filled(at, book, *one, who, number));
                            ASSERT_TRUE(said) << one->action << ": " << said.error().detail;
                            if (!one->to.empty()) expected = one->to;
                        }
                        if (step->moves.empty()) EXPECT_EQ(at.state_of(number), expected);
                        ++taken;
                    }
            }
        }
    }
    EXPECT_GT(taken, 120u);
}

} // namespace guiyi::law_tests
