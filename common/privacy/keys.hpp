// The deployment's own secrets, in one file that only its owner can read.
// Used by services/guiyi at start. Lose the file and every sealed value is lost: back it up apart from the data.
#pragma once

#include "common/core/random.hpp"
#include "common/core/result.hpp"

#include <filesystem>
#include <string>

namespace guiyi::privacy {

/// 32 bytes each.
struct deployment_keys {
    std::string seal_key;  ///< seals the data keys (vault)
    std::string index_key; ///< blind index
    std::string code_key;  ///< query codes of receipts
    std::string token_key; ///< sessions and API tokens

    friend bool operator==(const deployment_keys&, const deployment_keys&) = default;
};

/// Reads the key file, or creates it with mode 0600 when there is none (written aside, synced, then named, so a crash
/// leaves all of it or nothing; when two processes create it at once both get the same keys). Makes parent folders.
/// @errors errc::forbidden when others may read the file or it is not ours; errc::corrupt when it is malformed;
///         errc::io when the operating system refuses. The detail says what to do.
result<deployment_keys> load_or_create_keys(const std::filesystem::path& file, random_source& random);

} // namespace guiyi::privacy
