// What people made of the cases, beside what the model decided: numbers that ended, complaints held apart, what was
// said of whom, and batches that can be undone. Used by regroup (reads), regroup_fold (writes) and the API.
//
//   'm' case record         -> a member beyond those its case lists
//   'a' case                -> a number that ended: where its complaints went
//   'e' case ended          -> the other way round: which numbers ended in a case
//   'd' record batch         -> a tie that a person is asked about, since what it rested on has left
//   'k' record record       -> what people said of the pair, in both directions; the last word holds
//   'j' record ordinal      -> what was said of a complaint and a case, oldest first
//   'l' week record ordinal -> a label: the last word on that pair; the week is that in which the record was received
//   'q' record              -> a review somebody was unsure of
//   'b' number              -> what was done in one request
//   'y' week band           -> decisions of the model on records received in a week
#pragma once

#include "services/deduplication/state.hpp"

namespace guiyi::deduplication {

/// A case number that was merged away; it still leads to where its complaints went.
struct ended_case {
    case_no into;
    record_no opener = 0;         ///< of the case that ended
    std::vector<record_no> moved; ///< ascending
    std::string batch;
};

/// What an officer said of a complaint and a case.
struct judgement {
    case_no of_case;     ///< as it was called then
    std::string verdict; ///< same | different | unsure
    std::string reason;
    officer_id by;
    instant at{};
    std::string band;
    std::int64_t total_centibits = 0;
    bool answers = false;          ///< it was the case the model had asked about
    std::vector<record_no> others; ///< with whom it says something of a pair
    std::string batch;
    std::vector<std::uint64_t> replaced; ///< earlier judgements of the record whose labels this one took the place of
};

/// What one request said of a pair of complaints.
struct pair_word {
    std::uint64_t batch = 0;
    bool apart = false; ///< held apart; false: no longer, whoever said so before
};

/// A complaint that may no longer belong to its case.
struct doubt_row {
    case_no of_case;                 ///< as it was called then
    std::vector<record_no> together; ///< those that would leave with it, itself among them, ascending
    std::uint64_t batch = 0;         ///< what raised it; only what is said after that answers it
    events::match_explanation why;
};

/// What was done in one request.
struct batch_row {
    std::string cause; ///< verdict | untie | split | officer | bridge | undo
    std::string reason;
    officer_id by;
    instant at{};
    std::vector<record_no> judged;  ///< in order
    std::string move;               ///< merged | restored | split, or empty: nothing moved
    case_no from;                   ///< the case that ended, or that complaints left
    case_no to;                     ///< the case they came to
    std::uint64_t moved = 0;        ///< complaints that moved
    std::vector<record_no> doubted; ///< complaints about which it raised a question
    record_no records = 0;          ///< how many there were then
    std::string undoes;             ///< the batch it took back, or empty
    std::string undone_by;          ///< the batch that took it back, or empty
};

/// A label for the model.
struct label_row {
    std::string band;    ///< what the model had said: tie | review | new
    std::string verdict; ///< what a person said
};

/// The ISO week of a moment in UTC, counted from that of 1970-01-01 on.
std::uint64_t week_of(instant at);
/// "2026-W48".
std::string week_name(std::uint64_t week);
/// "B0000012"; batches count from 1.
std::string batch_id(std::uint64_t number);
std::optional<std::uint64_t> batch_number(std::string_view id);

/// Reading. Throws as state_reader does.
class grouping_reader {
  public:
    explicit grouping_reader(const store::view& rows) : rows_(rows) {}

    /// Where a number leads now: itself while it lives or is unknown, else the case its complaints went to.
    case_no living(const case_no& number) const;
    std::optional<ended_case> ended(const case_no& number) const;
    /// Every number that leads to a case, oldest first.
    std::vector<case_no> numbers_of(const case_no& living) const;
    /// All complaints of a living case, ascending.
    std::vector<record_no> members(const case_no& number) const;

    bool are_apart(record_no a, record_no b) const { return are_apart_without(a, b, {}); }
    /// Whether they would be, had that batch not been.
    bool are_apart_without(record_no a, record_no b, std::optional<std::uint64_t> batch) const;
    /// Who a record is held apart from, ascending.
    std::vector<record_no> apart_from(record_no record) const;

    /// Oldest first; batch undos take the newest away.
    std::vector<judgement> judgements(record_no record) const;
    /// Reviews somebody was unsure of, newest first, below `before` (0: from the newest).
    std::vector<record_no> unsure(record_no before, std::size_t limit) const;

    /// Questions about its tie, oldest first, answered or not.
    std::vector<doubt_row> doubts(record_no record) const;

    std::optional<batch_row> batch(std::string_view id) const;
    /// Newest first, below number `before` (0: from the newest).
    std::vector<std::pair<std::uint64_t, batch_row>> batches(std::uint64_t before, std::size_t limit) const;
    /// The id of the batch that would come next.
    std::string next_batch() const;

    /// Labels of the weeks from `first` on, ascending by week.
    std::vector<std::pair<std::uint64_t, label_row>> labels_since(std::uint64_t first) const;
    /// The newest week of which anything was decided; nothing before that.
    std::optional<std::uint64_t> last_week() const;
    /// Decisions in a band on what was received in a week.
    std::uint64_t decisions(std::uint64_t week, std::string_view band) const;

  private:
    const store::view& rows_;
};

/// How a question about a tie stands.
enum class doubt_state { none, unsure, open };
/// None when a person answered it, or when the complaint is elsewhere.
doubt_state state_of(const doubt_row& doubt, const grouping_reader& groups, record_no record, const case_no& in_case);
/// The question that waits for a person, if any.
std::optional<doubt_row> open_doubt(const store::view& rows, record_no record);

/// Writing; used by evolve and regroup_fold.
class grouping_writer {
  public:
    explicit grouping_writer(store::writer& rows) : rows_(rows) {}

    void put_member(const case_no& number, record_no record);
    /// Makes `members` (ascending) the members of a living case; keeps its opener and the case it waits beside.
    void set_members(const case_no& number, case_row row, const std::vector<record_no>& members);
    /// Removes a case and its members.
    void drop_case(const case_no& number);

    void put(const case_no& number, const ended_case& row);
    void drop_ended(const case_no& number);

    /// Adds a word on a pair; it holds until another is added.
    void say(record_no a, record_no b, pair_word word);
    /// Takes that batch's word on a pair back; what others said of it stands as it did.
    void unsay(record_no a, record_no b, std::uint64_t batch);

    /// Appends, and makes it the one label of that pair: cases that have become one are one pair with the record.
    void push(record_no record, judgement said);
    /// Takes the newest away; the labels it replaced count again. @returns nothing when there is none
    std::optional<judgement> pop(record_no record);

    void put_unsure(record_no record);
    void drop_unsure(record_no record);

    void put_doubt(record_no record, const doubt_row& row);
    void drop_doubt(record_no record, std::uint64_t batch);

    void put(std::uint64_t number, const batch_row& row);
    void count_decision(instant received_at, std::string_view band);

  private:
    std::uint64_t week_received(record_no record) const;
    void put_words(record_no a, record_no b, const std::vector<pair_word>& words);

    store::writer& rows_;
};

} // namespace guiyi::deduplication
