// What deduplication keeps: postings of blocking keys, records in arrival order, cases and explanations.
// Used by decide (reads), evolve (writes), the API and the export. All values are small and bounded.
//
//   'v' place kind hash   -> posting: how many records and distinct names share the value, and the records themselves
//   's' record           -> sealed profile, with its receipt and case (read for every candidate)
//   'r' record           -> tie row: what the export prints
//   'x' record           -> explanation, and what decides who must act
//   'i' receipt          -> record number
//   'c' case             -> members and the case it waits beside
//   'n' year             -> last case number
//   't'                  -> number of records
//   'w' record           -> a review waits
//   a b d e j k l m q y  -> what people made of the cases: see grouping.hpp
//   P Q T                -> checks before filing: see check_state.hpp
#pragma once

#include "common/events/deduplication.hpp"
#include "common/store/view.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// Of the rows below and of those of other files of this service: with another one they are folded anew.
inline constexpr std::uint32_t state_version = 11;

/// Position of a record in arrival order, from 1.
using record_no = std::uint64_t;

/// Records listed in a posting; a value shared by more keeps its counts alone. Bounds the model's postings_max.
inline constexpr std::size_t postings_kept_max = 300;
/// Distinct names remembered of a posting.
inline constexpr std::size_t names_kept_max = 32;
/// Members listed in a case; later ones are counted.
inline constexpr std::size_t members_kept_max = 16;

/// All records that share one value.
struct posting {
    std::uint64_t records = 0;        ///< how many ever
    std::vector<std::uint16_t> names; ///< short hashes of their names, at most names_kept_max
    std::uint64_t nameless = 0;       ///< records without a full name, where names are counted
    std::vector<record_no> listed;    ///< ascending; empty once there are more than postings_kept_max
};

/// What a candidate is loaded from.
struct stored_profile {
    receipt_no receipt;
    case_no in_case;
    std::string sealed; ///< binary; empty when there was nothing to compare
    std::string id{};   ///< blind key of a valid ID number, or empty
};

/// One line of the export.
struct tie_row {
    receipt_no receipt;
    std::string external_ref;
    case_no in_case;
    std::string verdict;   ///< new | tie | review
    bool compared = false; ///< false: no candidate, no score
    std::int64_t centibits = 0;
};

/// Members of a case.
struct case_row {
    std::uint64_t members = 0;
    std::vector<record_no> listed; ///< the first members_kept_max
    case_no beside;                ///< the case it was found similar to when it opened for review, or empty
    record_no opener = 0;          ///< the record that opened it; never leaves it while the number lives
    /// Blind keys of its members' valid ID numbers; the first two say already that it holds those of two people.
    std::vector<std::string> ids{};

    void add_id(const std::string& id);
};

/// A blocking key of the facts, "type:base64", as key bytes. @returns empty when it is malformed or of no kind
std::string posting_key(std::string_view fact_key);

/// An explanation as bytes, for rows that hold one.
std::string explanation_bytes(const events::match_explanation& why);
/// Throws guiyi::failure (corrupt) for bytes that are none.
events::match_explanation explanation_in(std::string_view bytes);

/// Reading. Each throws guiyi::failure (corrupt) for bytes that are no row of ours.
class state_reader {
  public:
    explicit state_reader(const store::view& rows) : rows_(rows) {}

    /// @param key as posting_key gives them
    posting posting_of(std::string_view key) const;
    /// Postings that are asked for next.
    void expect_postings(const std::vector<std::string>& keys) const;
    std::optional<stored_profile> profile_of(record_no record) const;
    /// Profiles that are asked for next.
    void expect_profiles(const std::vector<record_no>& records) const;
    std::optional<tie_row> tie_of(record_no record) const;
    std::optional<events::match_explanation> explanation_of(record_no record) const;
    /// What decides who must act on a record.
    std::optional<events::routing> route_of(record_no record) const;
    std::optional<record_no> record_of(const receipt_no& receipt) const;
    std::optional<case_row> case_of(const case_no& number) const;
    /// The last case number given in a year; 0 when none.
    std::uint32_t last_case(int year) const;
    /// Records so far; the last record's number.
    std::uint64_t records() const;
    /// Records whose verdict is review, newest first, below `before` (0: from the newest).
    std::vector<record_no> reviews(record_no before, std::size_t limit) const;
    /// Tie rows after a record, in arrival order, up to and including `last`.
    std::vector<std::pair<record_no, tie_row>> ties_after(record_no after, record_no last, std::size_t limit) const;

    /// What it reads from.
    const store::view& rows() const noexcept { return rows_; }

  private:
    const store::view& rows_;
};

/// Writing; used by evolve alone.
class state_writer {
  public:
    explicit state_writer(store::writer& rows) : rows_(rows) {}

    void put(std::string_view key, const posting& row);
    void put(record_no record, const stored_profile& row);
    void put(record_no record, const tie_row& row);
    void put(record_no record, const events::match_explanation& why, const events::routing& route = {});
    void put_receipt(const receipt_no& receipt, record_no record);
    void put(const case_no& number, const case_row& row);
    void put_last_case(int year, std::uint32_t number);
    void put_records(std::uint64_t total);
    void put_review(record_no record);
    void drop_review(record_no record);
    void drop(const case_no& number);

  private:
    store::writer& rows_;
};

} // namespace guiyi::deduplication
