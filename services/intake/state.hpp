// What intake keeps: receipts, the references by which they are known again, evidence, and what their people may read.
// A fold over the intake stream. Written by evolve; read by decide and by the public status.
#pragma once

#include "common/core/ids.hpp"
#include "common/events/parts.hpp"
#include "common/store/view.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::intake {

/// A statutory clock that runs.
struct running_clock {
    std::string clock;  ///< K1, K2, ...
    std::string due_on; ///< office date
    bool provisional = false;
    events::legal_basis basis;
    bool paused = false; ///< its days do not count for now: the date will be a later one
};

/// What a case owes to one complaint alone: a repeat that came after the case was decided.
struct own_answer {
    case_no in_case;
    std::string refused; ///< the answer, as progress_noted gives its detail; empty: none yet
    std::vector<running_clock> clocks;
};

/// How its person wants to be told; empty: not said.
struct contact_wish {
    std::string channel;   ///< email | sms | both
    std::string language;  ///< zh | en
    std::string frequency; ///< each | daily
};

/// What its person said of the handling (回访).
struct feedback_row {
    instant at{};
    case_no in_case;
    std::int64_t satisfaction = 0; ///< 1 to 5
    std::string promise;           ///< kept | partly | broken | none
    bool call_back = false;
    std::string text; ///< masked
};

struct receipt_row {
    instant received_at{};
    std::string content_key;
    case_no in_case;     ///< empty until placed
    std::string verdict; ///< new | tie | review
    instant placed_at{};
    std::uint64_t placed_from = 0; ///< first step of the case that this receipt may read
    bool withdrawn = false;
    std::uint64_t steps = 0; ///< its own steps: urged, supplemented, withdrawn
    std::uint64_t supplements = 0;
    std::int64_t urge_day = 0; ///< office date of the last urge, in days since 1970
    std::uint64_t urges_that_day = 0;
    std::uint64_t urges = 0;         ///< in all
    std::vector<own_answer> answers; ///< one a case it was in, where there is any
    contact_wish wish;
    std::optional<feedback_row> feedback; ///< the last

    /// Of the case it is in; null when nothing is owed to it alone.
    const own_answer* answer() const;
};

/// A change of case, in the order they happened: what the status showed before is still shown.
struct move_row {
    instant at{};
    std::string how; ///< merged | restored | split
    case_no to;
    case_no left;
    std::string verdict; ///< as the receipt stood in the case it left
    instant placed_at{};
    std::uint64_t placed_from = 0;
    std::uint64_t placed_to = 0; ///< first step of that case that it did not see
};

/// Whether nothing more is done about a case at this stage, unless it is taken up again.
constexpr bool ends(std::string_view stage) noexcept {
    return stage == "refused" || stage == "closed" || stage == "sent";
}

struct case_row {
    std::uint64_t steps = 0;
    std::string stage;  ///< last stage that is not a clock's; empty: nothing yet
    std::string detail; ///< of that stage
    std::vector<running_clock> clocks;
    campaign_no campaign; ///< of similar complaints by other people; empty: none is known
    std::string desk;     ///< that its complainants were told of last
};

/// A step that may be read, of a receipt or of a case.
struct step_row {
    instant at{};
    std::string stage;
    std::string detail;
    std::string due_on;
    bool provisional = false;
};

/// Reading. Every call is one point read, unless it says otherwise.
class state_reader {
  public:
    explicit state_reader(const store::view& rows) : rows_(rows) {}

    std::optional<receipt_row> find(const receipt_no& receipt) const;
    bool has(const receipt_no& receipt) const;
    std::optional<case_row> find(const case_no& of) const;
    bool has(const case_no& of) const;
    bool has(const evidence_id& evidence) const;
    /// The receipt that holds this key (complaint_received), if any.
    std::optional<receipt_no> of_submission(std::string_view submission_key) const;
    std::optional<receipt_no> of_idempotency(std::string_view idempotency_key) const;

    /// The last `limit` steps, oldest first; a short range scan.
    std::vector<step_row> steps(const receipt_no& of, std::size_t limit) const;
    /// Likewise, but none before step `from`, and none from step `to` on.
    std::vector<step_row> steps(const case_no& of, std::uint64_t from, std::uint64_t to, std::size_t limit) const;
    /// Oldest first; a short range scan.
    std::vector<move_row> moves(const receipt_no& of) const;
    /// Cases of a campaign.
    std::uint64_t cases_in(const campaign_no& of) const;
    /// What people said of a case, by receipt; a short range scan.
    std::vector<std::pair<receipt_no, feedback_row>> feedback(const case_no& of) const;

  private:
    const store::view& rows_;
};

/// Writing; for evolve.
class state_writer {
  public:
    explicit state_writer(store::writer& rows) : rows_(rows) {}

    void save(const receipt_no& receipt, const receipt_row& row);
    void save(const case_no& of, const case_row& row);
    void save_keys(const receipt_no& receipt, std::string_view submission_key, std::string_view idempotency_key);
    void save(const evidence_id& evidence, std::string_view media_type, std::int64_t size_bytes);
    void add_move(const receipt_no& of, const move_row& row);
    /// Counts one more case; its own row says which campaign it is in.
    void count_case(const campaign_no& of);
    void save_feedback(const receipt_no& receipt, const feedback_row& row);
    void save_step(const receipt_no& of, std::uint64_t number, const step_row& row);
    void save_step(const case_no& of, std::uint64_t number, const step_row& row);

  private:
    store::writer& rows_;
};

} // namespace guiyi::intake
