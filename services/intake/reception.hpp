// Makes a complaint ready to be recorded: masks it once, seals it under a data key of its own, derives its keys.
// Used at the door, on the thread that took the request, so that the service's own turn only checks and appends.
// @law PIPL §51 (encryption, de-identification)
#pragma once

#include "common/core/random.hpp"
#include "common/events/intake.hpp"
#include "common/privacy/blind_index.hpp"
#include "common/privacy/vault.hpp"
#include "services/intake/read_complaint.hpp"
#include "services/intake/receipt.hpp"

namespace guiyi::intake {

/// Everything of one submission that does not depend on its receipt number.
struct submission {
    instant received_at{};
    std::string canonical; ///< clear
    std::string contact;   ///< clear
    events::complaint_summary summary;
    std::string submission_key; ///< as complaint_received holds them
    std::string idempotency_key;
    std::string content_key;
    std::string receipt_source;
    std::vector<evidence_use> evidence;
    privacy::vault::data_key key;
};

/// A submission under one candidate for its receipt number, which is what it is sealed to.
struct sealed_submission {
    events::complaint_received fact;
    std::string wrapped_key; ///< for store_keyring, under the receipt number
    std::vector<evidence_use> evidence;
};

/// Safe to use from any thread. Everything given must outlive it.
class reception {
  public:
    reception(const privacy::vault& vault, const privacy::blind_index& index, const receipt_numbers& receipts,
              random_source& random)
        : vault_(vault), index_(index), receipts_(receipts), random_(random) {}

    /// @param of               a reading without refused values
    /// @param idempotency_key  header of the request, empty without one
    /// @param now              the time of receipt, unless the complaint states its own
    submission prepare(const reading& of, std::string_view idempotency_key, instant now) const;

    /// @param attempt 0, then 1, 2, ... while the receipt number is taken
    sealed_submission seal(const submission& what, unsigned attempt) const;

    const receipt_numbers& receipts() const noexcept { return receipts_; }

  private:
    std::string receipt_source(const complaint& what, std::string_view idempotency_key) const;

    const privacy::vault& vault_;
    const privacy::blind_index& index_;
    const receipt_numbers& receipts_;
    random_source& random_;
};

} // namespace guiyi::intake
