// Looks up who shares a blocking key with a new complaint, and unseals at most a bounded number of profiles in memory.
// Used by decide. Reads the state and the data keys; writes nothing.
#pragma once

#include "common/privacy/blind_index.hpp"
#include "common/privacy/keyring.hpp"
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/matcher.hpp"
#include "services/deduplication/state.hpp"

namespace guiyi::deduplication {

/// What a decision is made from.
struct candidates {
    std::vector<candidate_case> cases;
    frequencies common;
    std::size_t compared = 0; ///< profiles unsealed
    /// Key kinds with too many records; "candidates" and "members" when not all of them, or of a case, were compared.
    std::vector<std::string> capped;
};

/// @param plain,keys the same keys, before and after hashing with `index`
/// @errors errc::corrupt when a stored profile cannot be unsealed; erased ones are passed over
result<candidates> find_candidates(const profile& record, const std::vector<plain_key>& plain,
                                   const std::vector<blocking_key>& keys, const privacy::blind_index& index,
                                   const state_reader& state, const privacy::keyring& data_keys, const model& by);

/// The counts of a record that is in the state already, as if it were not: for comparing it again, with those given.
frequencies counts_beside(const profile& record, std::span<const candidate_case> with,
                          const privacy::blind_index& index, const state_reader& state);

/// The profile of a record, unsealed. @errors errc::not_found when its data key was erased or it has none
result<profile> unseal(const stored_profile& record, const privacy::keyring& data_keys);

} // namespace guiyi::deduplication
