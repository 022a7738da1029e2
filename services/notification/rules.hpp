// What deciding needs beside the state. Shared by decide and the parts it is made of.
#pragma once

#include "common/config/desks.hpp"
#include "common/config/wording.hpp"
#include "common/privacy/keyring.hpp"
#include "services/notification/policy.hpp"
#include "services/notification/templates.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace guiyi::notification {

/// Everything it names outlives the service.
struct rules {
    const privacy::keyring& keys;
    const config::wording& words;
    std::vector<std::string> endpoints; ///< names of the configured webhooks (provider.hpp)
    std::chrono::minutes utc_offset{480};
    policy told = {};
    const privacy::blind_index* index = nullptr; ///< null: no two receipts are known to be one person's
    const config::desk_book* desks = nullptr;    ///< null: no desk has a lead
    const templates* texts = nullptr;            ///< null: messages name no version of their template

    std::int64_t version_of(std::string_view template_id, std::string_view channel) const {
        return texts ? texts->newest(template_id, channel == "sms" ? form::sms : form::mail) : 0;
    }
};

} // namespace guiyi::notification
