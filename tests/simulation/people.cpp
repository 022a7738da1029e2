#include "tests/simulation/people.hpp"

#include "common/http/json.hpp"
#include "services/casework/actions.hpp"
#include "services/casework/queue.hpp"
#include "services/deduplication/state.hpp"

namespace guiyi::simulation {

using events::stream;

namespace {

/// A command that tells when what it decided is durable.
class asking final : public runtime::command {
  public:
    using deciding = std::function<result<events::facts>(const store::view&, instant)>;
    asking(deciding how, std::function<void(result<void>)> told) : how_(std::move(how)), told_(std::move(told)) {}
    result<events::facts> decide(const store::view& state, instant now) override { return how_(state, now); }
    void done(result<void> said) noexcept override { told_(said); }

  private:
    deciding how_;
    std::function<void(result<void>)> told_;
};

/// What deduplication decides with.
deduplication::decision_parts matching_of(const program_parts& of) {
    return {of.keys, of.index, of.config.matching, of.config.settings.utc_offset_minutes};
}

std::string date_of(const program_parts& served, machine& at, std::int64_t days_on = 0) {
    return format_date(
        date_at(at.time.now() + std::chrono::hours(24 * days_on), served.config.settings.utc_offset_minutes));
}

} // namespace

people::people(program_parts& served, dice& chances, random_source& random)
    : served_(served),
      dice_(chances),
      receipts_(std::string(32, 'c'), served.config.settings.utc_offset_minutes),
      door_(served.vault, served.index, receipts_, random) {}

void people::ask(machine& at, stream whom, std::function<result<events::facts>(const store::view&, instant)> how,
                 std::function<void()> recorded) {
    at.runner(whom).submit(
        std::make_unique<asking>(std::move(how), [recorded = std::move(recorded)](result<void> said) {
            if (said && recorded) recorded();
        }));
}

void people::think_of_complaint() {
    auto one = std::make_shared<errand>();
    const bool again = persons_ > 0 && dice_.below(100) < 40;
    one->person = again ? dice_.below(persons_) : persons_++;
    one->wording = again ? 1 + dice_.below(50) : 0;
    one->reference = "ref-" + std::to_string(errands_.size());
    errands_.push_back(std::move(one));
}

bool people::file(machine& at, machine_no number) {
    std::vector<std::shared_ptr<errand>> open;
    for (const auto& one : errands_)
        if (!one->asked && one->told.empty()) open.push_back(one);
    if (open.empty()) return false;
    const auto one = open[dice_.below(open.size())];
    if (!one->prepared) {
        const auto body = boost::json::parse(writer_.write(one->person, one->wording));
        const intake::reading_rules rules{served_.config.topics, served_.config.settings.intake};
        const auto read = intake::read_complaint(body, intake::door::bulk, rules, at.time.now());
        if (!read.refused.empty()) throw failure(fail(errc::invalid, "the simulation's own complaint is refused"));
        one->prepared = door_.prepare(read, one->reference, at.time.now());
    }
    one->asked = true;
    one->of = number;
    const auto sealed = std::make_shared<intake::sealed_submission>(door_.seal(*one->prepared, 0));
    served_.keys.put(sealed->fact.receipt.str(), one->prepared->key);
    const auto reply = std::make_shared<intake::submit_reply>();
    at.runner(stream::intake)
        .submit(std::make_unique<asking>(
            [sealed, reply](const store::view& state, instant) {
                *reply = {};
                return intake::submit(*sealed, state, *reply);
            },
            [this, one, reply](result<void> said) {
                one->asked = false;
                if (!said) return; // asked again later
                one->told.push_back(reply->receipt);
                ++acknowledged_;
            }));
    return true;
}

void people::lose(machine_no number) {
    for (const auto& one : errands_)
        if (one->asked && one->of == number) one->asked = false;
}

receipt_no people::any_receipt() {
    std::vector<receipt_no> known;
    for (const auto& one : errands_)
        if (!one->told.empty()) known.push_back(one->told.front());
    return known.empty() ? receipt_no() : known[dice_.below(known.size())];
}

std::optional<std::pair<case_no, casework::case_row>> people::any_case(machine& at) {
    const auto page = casework::list_cases(at.state(stream::casework), {}, casework::sort_by::due, 50, {});
    if (!page || page->rows.empty()) return std::nullopt;
    return page->rows[dice_.below(page->rows.size())];
}

void people::act(machine& at, machine_no number) {
    const auto what = dice_.below(10);
    if (what < 4 && file(at, number)) return;
    if (what < 5) return complainant_acts(at);
    if (what < 8) return officer_acts(at);
    triage_acts(at);
}

void people::complainant_acts(machine& at) {
    const receipt_no receipt = any_receipt();
    if (receipt.empty()) return;
    const auto offset = served_.config.settings.utc_offset_minutes;
    const bool gives_up = dice_.below(8) == 0;
    ask(at, stream::intake, [receipt, offset, gives_up](const store::view& state, instant now) {
        intake::act_reply reply;
        if (gives_up) return intake::withdraw({receipt, {}}, state, now, reply);
        return intake::urge({receipt, {}}, state, now, offset, reply);
    });
}

std::string people::value_for(const config::step_field& of, machine& at) {
    const auto& desks = served_.config.desks;
    if (of.kind == "flag") return "true";
    if (of.kind == "number") return "1";
    if (of.kind == "date") return date_of(served_, at, of.id == "due_on" ? 3 : 0);
    if (of.kind == "choice") return of.choices.empty() ? "" : of.choices[dice_.below(of.choices.size())];
    if (of.kind == "officer") return any_officer().str();
    if (of.kind == "desk") return desks.desks[dice_.below(desks.desks.size())].id.str();
    if (of.kind == "case") {
        const auto other = any_case(at);
        return other ? other->first.str() : "";
    }
    if (of.kind == "receipts") return any_receipt().str();
    return "因案情需要";
}

casework::step_fields people::fields_for(const config::transition& step, const config::rulebook& book,
                                         const std::string& state, machine& at) {
    casework::step_fields out;
    for (const auto& id : step.needs)
        if (const auto* field = book.find_field(id)) out[id] = value_for(*field, at);
    if (std::ranges::find(step.takes, "operator_proof") != step.takes.end()) out["operator_proof"] = "工单号1";
    if (const auto grounds = book.grounds_in(step.grounds, state); !grounds.empty())
        out["ground"] = grounds[dice_.below(grounds.size())].code;
    if (step.two_persons) out["second"] = any_officer().str();
    if (!step.moves.empty()) out["track"] = step.moves[dice_.below(step.moves.size())];
    return out;
}

std::optional<casework::action_body> people::body_for(const casework::offer& what, const casework::case_row& row,
                                                      machine& at) {
    using casework::action;
    const auto law = served_.law();
    const auto& book = law.book_for(row);
    const auto state = law.state_of(row);
    const auto given = what.step ? fields_for(*what.step, book, state, at) : casework::step_fields{};
    // Repeats are refused without a step of the track, as having been handled.
    const auto ground = given.contains("ground") ? given.at("ground") : std::string("NA2");
    switch (what.kind) {
        case action::accept: return casework::accept_case{.note = {}, .given = given};
        case action::refuse: return casework::refuse_case{ground, "不属于受理范围", given};
        case action::split: return casework::split_report{"涉嫌违法线索", {}, given};
        case action::categorise: return casework::categorise_case{{"C4"}};
        case action::contact: return casework::contact_respondent{{}, "请说明情况"};
        case action::reply: return casework::record_reply{{}, "同意退款", dice_.below(2) == 0 ? "refund" : "refused"};
        case action::note: return casework::add_note{"已电话了解情况"};
        case action::close: {
            const auto outcomes = casework::allowed_outcomes(law, row);
            if (outcomes.empty()) return std::nullopt;
            const std::string outcome(outcomes[dice_.below(outcomes.size())]);
            auto asked = fields_for(*law.track_of(row)->step_to(state, outcome), book, state, at);
            const auto why = asked.contains("ground") ? asked.at("ground") : std::string();
            asked.erase("ground");
            return casework::close_case{outcome, why, "办结", std::move(asked)};
        }
        case action::step: return casework::step_case{what.action, given};
        case action::classify_repeat: return std::nullopt;
    }
    return std::nullopt;
}

void people::officer_acts(machine& at) {
    const auto one = any_case(at);
    if (!one) return;
    const auto& [which, row] = *one;
    const auto law = served_.law();
    const auto open = casework::offers(law, row);
    if (open.empty()) return;
    const officer_id who = row.officer.empty() || dice_.below(3) == 0 ? any_officer() : row.officer;
    take(at, which, row, open[dice_.below(open.size())], who);
}

void people::take(machine& at, const case_no& which, const casework::case_row& row, const casework::offer& chosen,
                  const officer_id& who) {
    auto body = body_for(chosen, row, at);
    if (!body) return;
    const auto law = served_.law();
    casework::action_request request{who, which, row.revision, std::move(*body), law.roles_of(who)};
    ask(at, stream::casework, [law, request](const store::view& state, instant now) {
        casework::action_reply reply;
        return casework::decide_action(law, request, state, now, reply);
    });
}

void people::triage_acts(machine& at) {
    namespace dedup = deduplication;
    const auto with = matching_of(served_);
    const dedup::actor who{any_officer(), "核对后认定"};
    const auto regroup = [&](std::function<dedup::regrouped(const store::view&)> how) {
        const auto batch = std::make_shared<std::string>();
        ask(
            at, stream::deduplication,
            [how = std::move(how), batch](const store::view& state, instant) -> result<events::facts> {
                auto said = how(state);
                if (!said) return fail(said.error().code, said.error().en);
                *batch = said->batch;
                return std::move(said->facts);
            },
            [this, batch] { batches_.push_back(*batch); });
    };
    const auto one = any_case(at), other = any_case(at);
    switch (dice_.below(5)) {
        case 0: return judge(at);
        case 1:
            if (one && other)
                regroup([from = one->first, into = other->first, who](const auto& state) {
                    return dedup::merge(from, into, who, state);
                });
            return;
        case 2:
            if (const auto receipt = any_receipt(); !receipt.empty())
                regroup([receipt, who, with](const auto& state) { return dedup::untie(receipt, who, state, with); });
            return;
        default:
            if (batches_.empty()) return;
            const auto batch = batches_[dice_.below(batches_.size())];
            // The answer may be lost: from here on nobody knows whether that word stands.
            std::erase_if(held_apart_, [&](const told_apart& word) { return word.batch == batch; });
            ask(at, stream::deduplication,
                [batch, who, with](const store::view& state, instant) -> result<events::facts> {
                    auto said = dedup::undo(batch, who, state, with);
                    if (!said) return fail(said.error().code, said.error().en);
                    return std::move(said->facts);
                });
    }
}

/// "Different" of two complaints: it holds for ever, unless that very word is taken back.
void people::judge(machine& at) {
    namespace dedup = deduplication;
    const auto receipt = any_receipt();
    const auto against = any_case(at);
    if (receipt.empty() || !against) return;
    const auto batch = std::make_shared<std::string>();
    const auto words = std::make_shared<std::vector<told_apart>>();
    const dedup::actor who{any_officer(), "另有其事"};
    ask(
        at, stream::deduplication,
        [receipt, against = against->first, who, batch, words, with = matching_of(served_)](
            const store::view& state, instant) -> result<events::facts> {
            auto said = dedup::judge_pair({receipt, "different", against}, who, state, with);
            if (!said) return fail(said.error().code, said.error().en);
            *batch = said->batch;
            words->clear(); // of an earlier try
            for (const auto& fact : said->facts)
                if (const auto* verdict = std::get_if<events::pair_judged>(&fact))
                    words->push_back({said->batch, verdict->receipt, verdict->apart});
            return std::move(said->facts);
        },
        [this, batch, words] {
            batches_.push_back(*batch);
            held_apart_.insert(held_apart_.end(), words->begin(), words->end());
        });
}

} // namespace guiyi::simulation
