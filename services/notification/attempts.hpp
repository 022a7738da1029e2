// Delivery attempts as decisions: when one may start, what its end means, when the next one is due. Pure.
// Used by the sender's commands. A message has at most one attempt at a time.
#pragma once

#include "common/config/desks.hpp"
#include "common/core/result.hpp"
#include "common/events/event.hpp"
#include "common/store/view.hpp"
#include "services/notification/policy.hpp"

#include <chrono>

namespace guiyi::notification {

enum class outcome {
    sent,      ///< the provider took it
    temporary, ///< it did not, and may later
    permanent, ///< it never will
    unknown,   ///< it was given and did not answer: maybe sent. Tried again under the same id
};
/// "sent", "temporary", "permanent", "unknown"
std::string_view name_of(outcome what) noexcept;

/// How an attempt ended.
struct verdict {
    outcome what = outcome::temporary;
    std::string answer;           ///< the provider's code or ours ("250", "451", "connect", "timeout"), never free text
    bool provider_failed = false; ///< the provider as a whole does not work, whatever the message (breaker.hpp)
    bool at_once = false;         ///< we broke it off (stopping): due again without a delay

    friend bool operator==(const verdict&, const verdict&) = default;
};

struct retry_rules {
    std::chrono::milliseconds first{5'000};
    std::chrono::milliseconds max{3'600'000};
    std::chrono::milliseconds give_up_after{std::chrono::hours(72)}; ///< counted from when it was first due
    std::int64_t unknown_attempts_max = 3; ///< then it is left unknown: a message that may have arrived is not repeated
    bool sms_retry_unknown = false;        ///< the gateway takes an id once; else a text is never tried again blindly
    policy told = {};                      ///< quiet hours hold for what is tried again, and for what is told otherwise
    const config::desk_book* desks = nullptr; ///< whose leads hear what no officer can; null: no desk has one
};

/// first · 2^(attempt-1), at most max, each ± a quarter that follows from the id: messages that failed together do not
/// all come back together, and the same message waits equally long on every machine.
std::chrono::milliseconds retry_delay(const retry_rules& by, const message_id& id, std::int64_t attempt);

/// @errors errc::not_found; errc::conflict when it is not waiting (sent, failed, or under way)
result<events::facts> start_attempt(const store::view& state, const message_id& id);

/// @errors errc::conflict when that attempt is not under way
result<events::facts> end_attempt(const store::view& state, const message_id& id, std::int64_t attempt,
                                  const verdict& how, instant now, const retry_rules& by);

/// Ends an attempt whose process died: unknown, answer "interrupted". Nothing when none is under way.
result<events::facts> interrupted(const store::view& state, const message_id& id, instant now, const retry_rules& by);

/// Something came back for a message: noted, never answered. A bounce ends it and, where there is another way to the
/// person, tells them that way; one for a permanent reason also says that the address takes nothing.
/// @param desks as in retry_rules @errors errc::not_found
result<events::facts> came_back(const store::view& state, const message_id& id, std::string_view kind,
                                std::string_view status, instant now, const policy& by, const config::desk_book* desks);

} // namespace guiyi::notification
