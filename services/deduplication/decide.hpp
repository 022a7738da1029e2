// Which case a complaint belongs to: reads the sealed complaint, compares it with those that share a key, decides.
// Used by the service for every complaint_received. Pure apart from reading state and data keys.
// @law SAMR-121 §15-16: a wrong "repeat" denies a right, so doubt opens a case of its own and asks a person.
#pragma once

#include "common/events/event.hpp"
#include "common/privacy/blind_index.hpp"
#include "common/privacy/keyring.hpp"
#include "common/store/view.hpp"
#include "services/deduplication/model.hpp"

#include <chrono>

namespace guiyi::deduplication {

class shadow;

/// What decisions stand on beside the state. Everything must outlive them.
struct decision_parts {
    const privacy::keyring& data_keys;
    const privacy::blind_index& index;
    const model& by;
    std::chrono::minutes utc_offset;  ///< the office's zone: days of calls, year of case numbers
    const shadow* watching = nullptr; ///< a second model that judges too, and is only counted
};

/// One case_opened or complaint_tied; nothing when the complaint is known already. A tie that shows two cases to be one
/// is followed by their cases_merged, with cause "bridge": the older number stays, and an officer can undo it.
/// A complaint whose data key was erased opens a case with nothing compared.
/// @errors errc::corrupt, errc::io when the complaint or a candidate cannot be read
result<events::facts> decide(const events::complaint_received& received, const store::view& state,
                             const decision_parts& with);

} // namespace guiyi::deduplication
