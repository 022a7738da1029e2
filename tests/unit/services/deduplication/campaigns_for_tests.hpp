// Feeds complaints to the campaign decision and its fold, each as a case of its own unless told otherwise.
#pragma once

#include "common/privacy/mask.hpp"
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/campaign_decide.hpp"
#include "services/deduplication/campaign_number.hpp"
#include "services/deduplication/campaign_state.hpp"
#include "services/deduplication/normalise.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

namespace guiyi::deduplication::test {

inline std::string text_of(const boost::json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// What intake tells of a complaint's calls, masked as intake masks it.
inline void tell(const boost::json::object& complaint, events::complaint_summary& to) {
    to.narrative = privacy::mask(text_of(complaint, "narrative"));
    if (const auto* firm = complaint.if_contains("respondent"))
        to.respondent = privacy::mask(text_of(firm->as_object(), "name"));
    const auto* calls = complaint.if_contains("calls");
    if (!calls) return;
    for (const auto& one : calls->as_array()) {
        events::call_summary call;
        call.transcript = privacy::mask(text_of(one.as_object(), "transcript"));
        call.caller_masked = privacy::mask_phone(text_of(one.as_object(), "caller_number"));
        to.calls.push_back(std::move(call));
    }
}

class campaign_stream {
  public:
    explicit campaign_stream(store::writer& rows, campaign_rule by = shipped_model().campaigns)
        : rows_(rows), judge_(std::move(by), beijing) {}

    /// The campaign facts that came of it.
    events::facts submit(const boost::json::object& complaint, case_no in_case = {}) {
        events::complaint_received received;
        received.receipt = last = receipt_at(++count_);
        received.received_at = parse_rfc3339(text_of(complaint, "received_at")).value();
        tell(complaint, received.summary);
        events::case_opened opened;
        opened.opened = in_case.empty() ? case_no("C2025-" + std::to_string(1000000 + count_)) : std::move(in_case);
        opened.verdict = "new";
        opened.record.receipt = received.receipt;
        opened.record.route.received_at = received.received_at;
        const auto profile = normalise(boost::json::serialize(complaint), received.received_at, beijing).value();
        opened.record.numbers = number_keys(profile, index_);
        for (const auto& key : hashed(plain_keys(profile), index_))
            if (key.filed) opened.record.keys.push_back(key.in_fact());
        const events::fact placed = opened;
        auto facts = judge_.decide(received, placed, rows_);
        fold(placed);
        for (const auto& one : facts) fold(one);
        return facts;
    }
    /// The same from JSON. @param text with 'quotes' of this kind
    events::facts submit(std::string text, case_no in_case = {}) {
        std::ranges::replace(text, '\'', '"');
        return submit(parsed(text), std::move(in_case));
    }
    /// A transcript heard on a day of January 2025.
    events::facts heard(std::string_view transcript, int day = 1) {
        char at[32];
        std::snprintf(at, sizeof at, "2025-01-%02dT10:00:00+08:00", day);
        return submit(boost::json::object{{"received_at", at}, {"calls", {{{"transcript", transcript}}}}});
    }

    campaign_no campaign_of(const receipt_no& receipt) const {
        const auto link = campaign_reader(rows_).link_of(receipt);
        return link ? campaign_number(link->campaign) : campaign_no();
    }

    receipt_no last;                     ///< of the complaint that was submitted last
    std::vector<events::event> recorded; ///< every fact folded

  private:
    void fold(const events::fact& one) {
        recorded.push_back({one, instant{}, events::subject_of(one), {}});
        evolve(rows_, recorded.back());
    }

    store::writer& rows_;
    campaign_judge judge_;
    privacy::blind_index index_{std::string(32, 'i')};
    std::size_t count_ = 0;
};

} // namespace guiyi::deduplication::test
