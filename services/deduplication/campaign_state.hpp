// Rows about campaigns: which complaints belong to which, exemplars and the inverted index over their shingles, and
// what is known of calling numbers. Used by the campaign decision (reads), the fold (writes), the API and the export.
//
//   'A' campaign              -> head: size, growth, exemplar slots (rewritten for every complaint that links)
//   'B' campaign              -> details: numbers as people may see them, firms named
//   'C' campaign member       -> one complaint, in order of linking
//   'D' campaign day          -> alert
//   'E' campaign*16+slot      -> exemplar
//   'F' shingle               -> exemplars that hold it
//   'G' receipt               -> campaign and member number
//   'H' case campaign         -> the case counts in the campaign's size
//   'I' number                -> who complained of it lately, scripts heard from it
//   'K' year                  -> last campaign number
//   'O' last seen, campaign   -> (order of the list; campaigns of two complaints or more)
//   'S' cases, campaign       -> (order of the list; the same)
#pragma once

#include "common/core/ids.hpp"
#include "common/store/view.hpp"
#include "common/time/instant.hpp"
#include "services/deduplication/campaign_script.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guiyi::deduplication {

/// A campaign inside the state: (year - 2000) * 2^24 + count, so that it needs no row of its own.
using campaign_id = std::uint64_t;

inline constexpr std::size_t exemplars_kept_max = 16;
/// A shingle in so many campaigns says nothing any more: its posting is emptied for good.
inline constexpr std::size_t shared_campaigns_max = 256;
inline constexpr std::size_t numbers_masked_max = 64;
inline constexpr std::size_t respondents_max = 32;
inline constexpr std::size_t growth_days_max = 90;
inline constexpr std::int64_t burst_hours = 24 * 8; ///< hours of which cases are counted one by one
inline constexpr std::size_t number_scripts_kept_max = 4;
inline constexpr std::size_t number_persons_max = 32;
inline constexpr std::size_t number_pending_max = 8;

/// "M2026-000017"; six digits, more when a year needs them. Years before 2000 count as 2000.
campaign_id campaign_id_of(int year, std::uint32_t count);
campaign_no campaign_number(campaign_id id);
/// Nothing when it is no such number.
std::optional<campaign_id> parse_campaign_number(std::string_view number);
int year_of(campaign_id id);
std::uint32_t count_of(campaign_id id);

/// Size and growth. Days count from 1970-01-01 at the office, hours from 1970-01-01T00Z.
struct campaign_head {
    std::uint64_t cases = 0;
    std::uint64_t complaints = 0;
    instant first_seen{};
    instant last_seen{};
    std::uint32_t slots = 0;    ///< bit set of exemplar slots in use
    std::int64_t burst_day = 0; ///< day of the last alert, 0: never
    campaign_id resembles = 0;  ///< set: a person should say whether it is that one
    std::int64_t resembles_permille = 0;
    std::vector<std::pair<std::int64_t, std::uint64_t>> days;  ///< new cases a day, ascending, of the last 90 days
    std::vector<std::pair<std::int64_t, std::uint64_t>> hours; ///< new cases an hour, ascending, of the last 8 days

    /// New cases in the hours (after, until].
    std::uint64_t cases_between(std::int64_t after, std::int64_t until) const;
};

struct campaign_details {
    std::vector<std::string> numbers_masked; ///< in order of appearance
    std::vector<std::string> respondents;
};

/// One complaint of a campaign.
struct campaign_member {
    receipt_no receipt;
    case_no of_case; ///< when it was linked
    instant received_at{};
    std::string by;            ///< script | number | officer
    std::int64_t permille = 0; ///< containment in the best exemplar, by script
    receipt_no exemplar;
};

struct campaign_alert {
    std::int64_t cases = 0;
    instant since{};
    std::int64_t daily_mean_centi = 0;
    receipt_no receipt;
};

/// What an exemplar is called and weighs.
struct exemplar_outline {
    receipt_no receipt;
    std::int64_t weight_centibits = 0; ///< rarity of its shingles when it was taken
};

struct script_exemplar : exemplar_outline {
    std::vector<script_shingle> shingles;
};

/// Where a shingle occurs: exemplars as campaign * 16 + slot, ascending.
struct shingle_posting {
    bool stopped = false; ///< was in shared_campaigns_max campaigns
    std::vector<std::uint64_t> exemplars;
    /// Distinct campaigns.
    std::size_t campaigns() const;
};

/// What is known of a calling number.
struct number_row {
    std::int64_t score_centi = 0; ///< as of `day`
    std::int64_t day = 0;
    campaign_id campaign = 0;                                    ///< it links to, 0: none yet
    std::vector<campaign_id> scripts;                            ///< campaigns whose script was heard from it
    std::vector<std::pair<std::uint32_t, std::int64_t>> persons; ///< short hash and last day, of the window
    std::vector<std::pair<std::uint64_t, std::int64_t>> pending; ///< record and unix seconds, not linked yet
};

struct campaign_link {
    campaign_id campaign = 0;
    std::uint64_t member = 0;
};

/// Reading. Each throws guiyi::failure (corrupt) for bytes that are no row of ours.
class campaign_reader {
  public:
    explicit campaign_reader(const store::view& rows) : rows_(rows) {}

    std::optional<campaign_head> head(campaign_id id) const;
    campaign_details details(campaign_id id) const;
    /// Members after one, in order of linking.
    std::vector<std::pair<std::uint64_t, campaign_member>> members(campaign_id id, std::uint64_t after,
                                                                   std::size_t limit) const;
    /// Alerts, newest first.
    std::vector<std::pair<std::int64_t, campaign_alert>> alerts(campaign_id id, std::size_t limit) const;
    std::optional<script_exemplar> exemplar(campaign_id id, std::size_t slot) const;
    /// An exemplar without its shingles. @param which campaign * 16 + slot
    std::optional<exemplar_outline> outline(std::uint64_t which) const;
    /// Exemplars that are asked for next.
    void expect_exemplars(const std::vector<std::uint64_t>& which) const;
    shingle_posting posting(script_shingle of) const;
    /// Shingles whose postings are asked for next.
    void expect(const std::vector<script_shingle>& script) const;
    std::optional<campaign_link> link_of(const receipt_no& receipt) const;
    bool has_case(campaign_id id, const case_no& number) const;
    /// The first campaign of a case, by number; nothing when it is in none.
    std::optional<campaign_id> campaign_of(const case_no& number) const;
    /// @param key 16 bytes
    std::optional<number_row> number(std::string_view key) const;
    /// The last campaign number given in a year; 0 when none.
    std::uint32_t last_campaign(int year) const;
    /// Campaigns of two complaints or more, by last activity or by size, greatest first.
    /// @param below sort value and campaign of the last one seen; {0, 0}: from the beginning
    std::vector<std::pair<std::uint64_t, campaign_id>> listed(bool by_size, std::pair<std::uint64_t, campaign_id> below,
                                                              std::size_t limit) const;

  private:
    const store::view& rows_;
};

/// Writing; used by the fold alone.
class campaign_writer {
  public:
    explicit campaign_writer(store::writer& rows) : rows_(rows) {}

    /// @param before the row as it was, whose place in the lists goes
    void put(campaign_id id, const campaign_head& row, const campaign_head& before);
    void put(campaign_id id, const campaign_details& row);
    void put_member(campaign_id id, std::uint64_t member, const campaign_member& row);
    void put_alert(campaign_id id, std::int64_t day, const campaign_alert& row);
    void put(campaign_id id, std::size_t slot, const script_exemplar& row);
    void drop_exemplar(campaign_id id, std::size_t slot);
    void put(script_shingle of, const shingle_posting& row);
    void put_case(campaign_id id, const case_no& number);
    void put_number(std::string_view key, const number_row& row);
    void put_last_campaign(int year, std::uint32_t count);

  private:
    store::writer& rows_;
};

} // namespace guiyi::deduplication
