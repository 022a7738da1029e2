#include "common/config/rulebook_check.hpp"

#include "common/config/rulebook_duties.hpp"
#include "common/config/rulebook_paths.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace guiyi::config {

namespace {

bool contains(const std::vector<std::string>& in, std::string_view what) {
    return std::ranges::find(in, what) != in.end();
}

class checker {
  public:
    explicit checker(const rulebook& book) : book_(book) {}

    std::vector<rule_fault> run() {
        if (!book_.tracks.empty()) {
            for (const auto& one : book_.clocks) check_clock(one);
            for (const auto& one : book_.forms) check_form(one);
            for (const auto& one : book_.tracks) check_track(one);
            check_grounds();
            check_natures();
            check_jurisdiction();
            for (auto& one : missed_duties(book_)) out_.push_back(std::move(one));
        }
        std::ranges::sort(out_, {}, [](const rule_fault& one) { return std::tie(one.line, one.what); });
        return std::move(out_);
    }

  private:
    void fault(unsigned line, std::string what) { out_.push_back({line, std::move(what)}); }

    void check_articles(unsigned line, const std::string& what, const std::string& instrument,
                        const std::string& article) {
        if (instrument.empty() && article.empty()) return; // local practice
        if (instrument.empty()) return fault(line, what + ": article " + article + " is of no instrument");
        if (!book_.find_instrument(instrument))
            return fault(line, what + ": '" + instrument + "' is not one of this file's instruments");
        if (article.empty()) return fault(line, what + ": names " + instrument + " but no article");
        for (const auto& one : each_article(article))
            if (!book_.find_article(instrument, one))
                fault(line, what + ": " + instrument + " " + one + " has no text among 'article'");
    }

    void check_clock(const legal_clock& clock) {
        const std::string what = "clock " + clock.id;
        check_articles(clock.line, what, clock.instrument, clock.article);
        if (const auto gap = clock.counting.find(' '); gap != std::string::npos)
            check_articles(clock.line, what + " (counting)", clock.counting.substr(0, gap),
                           clock.counting.substr(gap + 1));
        else if (!clock.counting.empty())
            fault(clock.line, what + ": 'counting' must name an instrument and, after a space, its article; '" +
                                  clock.counting + "' does not");
        for (const auto* approver : {&clock.extension_approver, &clock.further_approver})
            if (!approver->empty() && !book_.find_role(*approver))
                fault(clock.line, what + ": approver '" + *approver + "' is no role");
        if (clock.limitation) return;
        bool started = false;
        for (const auto& on : book_.tracks)
            for (const auto& step : on.transitions)
                started = started || contains(step.starts, clock.id) || step.child_clock == clock.id;
        if (!started) fault(clock.line, what + ": nothing starts it");
    }

    void check_form(const form& one) {
        const std::string what = "form " + one.id;
        if (one.template_id.empty() && !one.on_paper)
            fault(one.line, what + ": has no template and is not kept on paper");
        check_articles(one.line, what, one.instrument, one.article);
    }

    void check_track(const track& on) {
        if (!on.find_state(on.initial)) fault(on.line, "track " + on.id + ": '" + on.initial + "' is no state of it");
        const auto begins = std::ranges::count(on.transitions, "receive", &transition::action);
        if (begins != 1) fault(on.line, "track " + on.id + ": must begin with exactly one 'receive'");
        for (const auto& one : on.transitions) {
            check_step(on, one);
            check_named_actions(on, one);
        }
        check_ambiguity(on);
        check_reach(on);
        check_stops(on);
        check_paths(on);
    }

    void check_step(const track& on, const transition& step) {
        const std::string what = on.id + " " + step.action;
        const bool begins = step.action == "receive";
        if (begins != step.from.empty())
            fault(step.line, what + (begins ? ": begins the track, so 'from' must be absent" : ": 'from' is empty"));
        if (begins && step.to != on.initial) fault(step.line, what + ": must lead to " + on.initial);
        for (const auto& state : step.from)
            if (state != "*" && !on.find_state(state)) fault(step.line, what + ": from unknown state " + state);
        if (!step.to.empty() && !on.find_state(step.to)) fault(step.line, what + ": to unknown state " + step.to);
        if (step.who.empty()) fault(step.line, what + ": nobody may take it");
        for (const auto& who : step.who)
            if (who == "system" ? !begins : !book_.find_role(who))
                fault(step.line, what + (who == "system" ? ": no step but 'receive' is taken by the system"
                                                         : ": '" + who + "' is no role"));
        check_clocks(step, what);
        check_inputs(step, what);
        for (const auto& id : step.letters)
            if (!book_.find_form(id)) fault(step.line, what + ": letter '" + id + "' is no form of this file");
        if (!step.letters.empty() && step.letter_to.empty())
            fault(step.line, what + ": 'letter_to' does not say who gets the letter");
        check_articles(step.line, what, step.instrument, step.article);
    }

    void check_clocks(const transition& step, const std::string& what) {
        for (const auto* list :
             {&step.starts, &step.stops, &step.drops, &step.pauses, &step.resumes, &step.extends, &step.further})
            for (const auto& id : *list)
                if (!(id == "*" && (list == &step.stops || list == &step.drops)) && !clock(id))
                    fault(step.line, what + ": '" + id + "' is no clock of this file");
        for (const auto& id : step.starts)
            if (const auto* one = clock(id); one && one->limitation)
                fault(step.line, what + ": " + id + " is a limitation period and is never started");
        for (const auto& id : step.pauses)
            if (const auto* one = clock(id); one && one->pauses.empty())
                fault(step.line, what + ": pauses " + id + ", for which the law lists no reason");
        for (const auto& id : step.extends)
            if (const auto* one = clock(id); one && one->extension == 0)
                fault(step.line, what + ": " + id + " cannot be extended");
            else if (one && others(step.who, one->extension_approver))
                fault(step.line, what + ": only " + one->extension_approver + " may extend " + id);
        for (const auto& id : step.further)
            if (const auto* one = clock(id); one && others(step.who, one->further_approver))
                fault(step.line, what + ": " + id + " has no further period that " + join(step.who) + " may fix");
        check_start_days(step, what);
        if (!step.within.empty() && !clock(step.within))
            fault(step.line, what + ": '" + step.within + "' is no clock of this file");
    }

    /// Whether anybody but the one named may take it.
    static bool others(const std::vector<std::string>& who, const std::string& named) {
        return std::ranges::any_of(who, [&](const std::string& one) { return one != named; });
    }

    /// By itself, or as the day of a complaint that is named.
    bool asks_for_day(const transition& step) const {
        return std::ranges::any_of(std::array{&step.needs, &step.takes}, [&](const auto* list) {
            return std::ranges::any_of(*list, [&](const std::string& id) {
                const auto* field = book_.find_field(id);
                return id == "since" || (field && field->kind == "receipts");
            });
        });
    }

    /// A clock that counts from a day that somebody names needs the step to ask for that day.
    void check_start_days(const transition& step, const std::string& what) {
        const auto counts = [&](const std::string& id, const std::string& from) {
            if (from == "given" && !asks_for_day(step))
                fault(step.line, what + ": " + id + " counts from a given day, so it must ask for the field 'since'");
        };
        for (const auto& id : step.starts)
            if (const auto* one = clock(id)) counts(id, step.day_zero.empty() ? one->day_zero : step.day_zero);
        if (const auto* one = clock(step.child_clock)) counts(one->id, one->day_zero);
        if (!step.child_clock.empty() && step.opens.empty())
            fault(step.line, what + ": 'child_clock' is for a step that opens a case");
    }

    void check_inputs(const transition& step, const std::string& what) {
        const auto asks = [&](std::string_view field) {
            return contains(step.needs, field) || contains(step.takes, field);
        };
        for (const auto* list : {&step.needs, &step.takes})
            for (const auto& id : *list)
                if (!book_.find_field(id)) fault(step.line, what + ": '" + id + "' is no field");
        const auto must_need = [&](bool when, const char* field, const char* why) {
            if (when && !contains(step.needs, field))
                fault(step.line, what + ": " + why + ", so it needs the field '" + field + "'");
        };
        must_need(!step.pauses.empty(), "pause_reason", "pauses a clock");
        must_need(!step.pauses.empty(), "evidence", "leaves days out, which somebody has to be able to check");
        must_need(!step.further.empty(), "days", "fixes a further period");
        must_need(!step.moves.empty(), "track", "moves the case to another track");
        must_need(!step.related_takes.empty(), "related", "acts on another case");
        must_need(step.desk == "field", "desk", "sends the case to a unit");
        must_need(!step.within.empty(), "due_on", "sets a date within a clock");
        if (!step.letter_if.empty() && !asks(step.letter_if))
            fault(step.line, what + ": 'letter_if' names a field that it does not ask for");
        if (!step.grounds.empty() && book_.grounds_of(step.grounds).empty())
            fault(step.line, what + ": there is no list of grounds '" + step.grounds + "'");
    }

    void check_ambiguity(const track& on) {
        for (const auto& state : on.states) {
            std::set<std::string, std::less<>> seen;
            for (const auto* one : on.steps_from(state.id))
                if (!seen.insert(one->action).second)
                    fault(one->line, on.id + " " + one->action + ": leads on from " + state.id + " in two ways");
        }
    }

    void check_reach(const track& on) {
        const auto reached = reach(on, on.initial);
        for (const auto& state : on.states) {
            if (!reached.contains(state.id))
                fault(state.line, "state " + state.id + ": cannot be reached from " + on.initial);
            const auto onward = on.steps_from(state.id);
            const bool leaves = std::ranges::any_of(onward, [&](const transition* one) {
                return (!one->to.empty() && one->to != state.id) || !one->moves.empty();
            });
            if (!state.end && !leaves)
                fault(state.line, "state " + state.id + ": is a dead end, yet not marked end = true");
        }
        for (auto& one : endless_circles(on)) fault(one.line, std::move(one.what));
    }

    /// A misspelt action would leave the rule about it without effect, and say nothing.
    void check_named_actions(const track& on, const transition& step) {
        auto named = step.differs_from;
        if (!step.related_takes.empty()) named.push_back(step.related_takes);
        for (const auto& action : named)
            if (std::ranges::find(on.transitions, action, &transition::action) == on.transitions.end())
                fault(step.line, on.id + " " + step.action + ": '" + action + "' is no step of the track");
        for (const auto& way : step.ended_as)
            if (std::ranges::find(on.states, way, &case_state::stage) == on.states.end() &&
                std::ranges::find(on.transitions, way, &transition::outcome) == on.transitions.end())
                fault(step.line, on.id + " " + step.action + ": '" + way + "' is no stage or outcome of the track");
    }

    /// From wherever a clock starts, some step that can still come must end it; and where it is paused, resume it.
    void check_stops(const track& on) {
        for (const auto& step : on.transitions)
            for (const auto& id : step.starts) {
                const auto after = step.to.empty() ? step.from : std::vector<std::string>{step.to};
                for (const auto& state : after)
                    if (state != "*" && !stoppable(on, state, id)) {
                        told_.insert(on.id + " " + id);
                        fault(step.line, on.id + " " + step.action + ": starts " + id + ", and after " + state +
                                             " nobody stops it");
                    }
            }
        for (const auto& step : on.transitions)
            for (const auto& id : step.pauses) {
                const auto after = step.to.empty() ? step.from : std::vector<std::string>{step.to};
                for (const auto& state : after)
                    if (state != "*" && !resumable(on, state, id))
                        fault(step.line, on.id + " " + step.action + ": pauses " + id + ", and after " + state +
                                             " nobody resumes it");
            }
    }

    /// The same along every way: a clock that one of them leaves running would be missed and nobody could help it. One
    /// that nobody stops at all is told above.
    void check_paths(const track& on) {
        std::map<std::string, bool> begun; // whether the track may begin with it running
        for (const auto& step : on.transitions)
            for (const auto& id : step.starts) begun.try_emplace(id, false);
        for (const auto& from : book_.tracks)
            for (const auto& step : from.transitions)
                if (step.opens == on.id && clock(step.child_clock)) begun[step.child_clock] = true;
        for (const auto& [id, already] : begun) {
            if (already && !stoppable(on, on.initial, id))
                fault(on.line, "track " + on.id + ": may begin with " + id + ", and nobody stops it");
            else if (!told_.contains(on.id + " " + id))
                for (auto& one : never_stopped(on, id, already)) fault(one.line, std::move(one.what));
        }
    }

    /// Before it ends: what resumes it the next time around is of no use to it.
    static bool resumable(const track& on, const std::string& from, const std::string& id) {
        std::set<std::string> seen{from};
        std::vector<std::string> todo{from};
        for (std::size_t i = 0; i < todo.size(); ++i)
            for (const auto* one : on.steps_from(todo[i])) {
                if (contains(one->resumes, id)) return true;
                const bool ends = ends_it(*one, id);
                if (!ends && !one->to.empty() && seen.insert(one->to).second) todo.push_back(one->to);
            }
        return false;
    }
    static bool ends_it(const transition& step, const std::string& id) {
        return contains(step.stops, id) || contains(step.drops, id) || contains(step.stops, "*") ||
               contains(step.drops, "*");
    }

    static bool stoppable(const track& on, const std::string& from, const std::string& id) {
        for (const auto& state : reach(on, from))
            for (const auto* one : on.steps_from(state))
                if (ends_it(*one, id)) return true;
        return false;
    }

    /// A ground that names states is one of the steps that lead on from them.
    void check_grounds() {
        for (const std::string list : {"refusal", "termination", "not_filing"})
            for (const auto& one : book_.grounds_of(list))
                for (const auto& state : one.from)
                    if (!leads_on(list, state))
                        fault(one.line, "ground " + one.code + ": no step with such grounds leads on from " + state);
    }
    bool leads_on(std::string_view list, std::string_view state) const {
        for (const auto& on : book_.tracks)
            for (const auto* step : on.steps_from(state))
                if (step->grounds == list) return true;
        return false;
    }

    void check_natures() {
        std::set<std::string, std::less<>> seen;
        for (const auto& on : book_.tracks)
            for (const auto& nature : on.natures)
                if (!seen.insert(nature).second)
                    fault(on.line, "track " + on.id + ": nature '" + nature + "' begins two tracks");
    }

    /// Whatever begins a track has a body that acts, whoever the respondent is and whatever it is about.
    void check_jurisdiction() {
        for (const auto& one : book_.jurisdiction)
            check_articles(one.line, "jurisdiction", one.instrument, one.article);
        if (book_.jurisdiction.empty()) return; // everything goes to the fallback desk
        for (const auto& on : book_.tracks)
            for (const auto& nature : on.natures)
                if (!book_.competence(nature, "", party::any))
                    fault(on.line, "track " + on.id + ": no jurisdiction takes nature '" + nature + "' in every case");
    }

    const legal_clock* clock(std::string_view id) const {
        const auto found = std::ranges::find(book_.clocks, id, &legal_clock::id);
        return found != book_.clocks.end() ? &*found : nullptr;
    }

    static std::string join(const std::vector<std::string>& words) {
        std::string out;
        for (const auto& one : words) out.append(out.empty() ? "" : ", ").append(one);
        return out;
    }

    const rulebook& book_;
    std::vector<rule_fault> out_;
    std::set<std::string> told_; ///< "track clock" of which it is said already that nobody stops it
};

bool holds_template(const std::filesystem::path& folder, const std::string& name) {
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable)) {
        const auto file = entry.path().filename().string();
        if (file.starts_with(name) && (file.size() == name.size() || file[name.size()] == '.')) return true;
    }
    return false;
}

} // namespace

std::vector<rule_fault> faults_of(const rulebook& book) { return checker(book).run(); }

std::vector<rule_fault> missing_templates(const rulebook& book, const std::filesystem::path& letters) {
    std::vector<rule_fault> out;
    for (const auto& one : book.forms) {
        if (one.template_id.empty()) continue;
        for (const std::string language : {"zh", "en"})
            if (!holds_template(letters / language, one.template_id))
                out.push_back({one.line, "form " + one.id + ": template '" + one.template_id + "' is not in " +
                                             (letters / language).generic_string()});
    }
    return out;
}

namespace {

/// A case that a step opens may begin in another book, with a clock that has to be known and stopped there.
std::vector<std::string> child_faults(std::span<const rulebook> books, const rulebook& mine, const transition& step) {
    std::vector<std::string> out;
    if (step.child_clock.empty()) return out;
    for (const auto& other : books) {
        const auto* on = other.find_track(step.opens);
        // A case keeps its book, but what it opens begins under the law of that day.
        const bool past = other.repealed_on && *other.repealed_on <= mine.effective_from;
        if (!on || past) continue;
        if (!other.find(step.child_clock))
            out.push_back(": " + other.id + " has track " + on->id + " but no clock " + step.child_clock);
        else if (other.id != mine.id)
            for (const auto& one : never_stopped(*on, step.child_clock, true))
                out.push_back(" opens a case of " + other.id + ", where " + one.what);
    }
    return out;
}

} // namespace

namespace {

/// The first day after a repeal on which a track has a law again; nothing where it ends for good, or goes on at once.
std::optional<local_date> law_again(std::span<const rulebook> books, std::string_view track, local_date repealed) {
    std::optional<local_date> next;
    for (const auto& one : books)
        if (one.find_track(track) && one.effective_from >= repealed && (!next || one.effective_from < *next))
            next = one.effective_from;
    return next == repealed ? std::nullopt : next;
}

} // namespace

std::vector<std::string> faults_between(std::span<const rulebook> books) {
    std::vector<std::string> out;
    const auto has_track = [&](std::string_view id) {
        return std::ranges::any_of(books, [&](const rulebook& one) { return one.find_track(id) != nullptr; });
    };
    for (const auto& book : books) {
        const auto fault = [&](unsigned line, const std::string& what) {
            out.push_back(book.id + ".toml:" + std::to_string(line) + ": " + what);
        };
        for (const auto& on : book.tracks)
            if (const auto next = book.repealed_on ? law_again(books, on.id, *book.repealed_on) : std::nullopt)
                fault(on.line, "track " + on.id + ": repealed on " + format_date(*book.repealed_on) +
                                   ", and its next law begins on " + format_date(*next) + "; no law lies between");
        for (const auto& on : book.tracks)
            for (const auto& step : on.transitions) {
                auto wanted = step.moves;
                if (!step.opens.empty()) wanted.push_back(step.opens);
                for (const auto& id : wanted)
                    if (!has_track(id))
                        fault(step.line, on.id + " " + step.action + ": no rulebook here has a track " + id);
                for (auto& what : child_faults(books, book, step)) fault(step.line, on.id + " " + step.action + what);
            }
        for (const auto& clock : book.clocks)
            if (!clock.also.empty()) {
                const auto* other = find_book(books, clock.also);
                if (!other || !other->find(clock.id))
                    fault(clock.line, "clock " + clock.id + ": no rulebook " + clock.also + " with such a clock");
            }
    }
    return out;
}

} // namespace guiyi::config
