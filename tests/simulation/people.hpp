// Who uses a simulated deployment: complainants who file, file again in other words, urge and withdraw; officers who
// take whatever step is open, judge pairs, join cases and take that back. What they were told is kept for the checks.
// Used by world.
#pragma once

#include "services/deduplication/regroup.hpp"
#include "services/intake/decide.hpp"
#include "tests/simulation/machine.hpp"

namespace guiyi::simulation {

/// A complaint that somebody wants recorded, with their own reference: asked again until they know.
struct errand {
    std::uint64_t person = 0;
    std::uint64_t wording = 0;
    std::string reference;
    bool asked = false;                         ///< the answer is awaited
    machine_no of = 0;                          ///< whom they asked
    std::vector<receipt_no> told;               ///< receipts they were given; never two different ones
    std::optional<intake::submission> prepared; ///< as it was first read
};

/// What "different" said: these must never be in one case with that one.
struct told_apart {
    std::string batch;
    receipt_no one;
    std::vector<receipt_no> others;
};

class people {
  public:
    people(program_parts& served, dice& chances, random_source& random);

    /// Somebody does something at a machine that is up; often nothing comes of it.
    void act(machine& at, machine_no number);
    /// Files, or files again what is not known to be recorded. @returns false when nobody has anything to file
    bool file(machine& at, machine_no number);
    /// A new complaint, or the same person's in other words.
    void think_of_complaint();
    /// An officer takes one step of a case, with whatever it asks for; nothing comes of it when it is not allowed.
    void take(machine& at, const case_no& which, const casework::case_row& row, const casework::offer& chosen,
              const officer_id& who);
    /// A command of somebody at a service. @param recorded called when its facts are durable
    void ask(machine& at, events::stream whom, std::function<result<events::facts>(const store::view&, instant)> how,
             std::function<void()> recorded = {});
    /// The machine stopped: nobody gets an answer from it.
    void lose(machine_no number);

    const std::vector<std::shared_ptr<errand>>& errands() const { return errands_; }
    /// Words that nobody began to take back.
    const std::vector<told_apart>& held_apart() const { return held_apart_; }
    std::uint64_t acknowledged() const { return acknowledged_; }

  private:
    void complainant_acts(machine& at);
    void officer_acts(machine& at);
    void triage_acts(machine& at);
    void judge(machine& at);
    std::optional<casework::action_body> body_for(const casework::offer& what, const casework::case_row& row,
                                                  machine& at);
    casework::step_fields fields_for(const config::transition& step, const config::rulebook& book,
                                     const std::string& state, machine& at);
    std::string value_for(const config::step_field& of, machine& at);
    receipt_no any_receipt();
    std::optional<std::pair<case_no, casework::case_row>> any_case(machine& at);
    officer_id any_officer() {
        const auto& all = served_.config.desks.officers;
        return all[dice_.below(all.size())].id;
    }

    program_parts& served_;
    dice& dice_;
    intake::receipt_numbers receipts_;
    intake::reception door_;
    bench::complaint_writer writer_;
    std::vector<std::shared_ptr<errand>> errands_;
    std::vector<std::string> batches_; ///< of words, merges and splits, to be taken back
    std::vector<told_apart> held_apart_;
    std::uint64_t persons_ = 0;
    std::uint64_t acknowledged_ = 0;
};

} // namespace guiyi::simulation
