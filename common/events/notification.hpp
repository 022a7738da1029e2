// Facts of the notification stream: who must be told, and that they were.
// Produced by notification. Consumed by casework (the delivery ledger).
#pragma once

#include "common/events/parts.hpp"

#include <variant>

namespace guiyi::events {

/// How to reach the person behind a receipt; the address stays sealed (purpose "contact").
struct recipient_noted {
    static constexpr std::string_view type = "recipient_noted";
    receipt_no receipt;
    std::string language;
    std::string name_masked; ///< for the salutation: "王**", empty when anonymous
    bool has_email = false;
    std::string sealed_contact; ///< base64, empty without an e-mail address
};
BOOST_DESCRIBE_STRUCT(recipient_noted, (), (receipt, language, name_masked, has_email, sealed_contact))

/// The receipt's case, so that news of the case reaches everyone in it.
struct recipient_placed {
    static constexpr std::string_view type = "recipient_placed";
    receipt_no receipt;
    case_no in_case;
    std::string nature; ///< complaint report nuisance ..., of the complaint that opened the case; empty for a repeat
};
BOOST_DESCRIBE_STRUCT(recipient_placed, (), (receipt, in_case, nature))

/// The receipt's case is another one now: news of that case reaches it from here on.
struct recipient_moved {
    static constexpr std::string_view type = "recipient_moved";
    receipt_no receipt;
    case_no in_case;
    case_no left;
    std::string nature; ///< of a case that is new with this, as in recipient_placed; else empty
    bool apart = false; ///< the case is new: who has it is told with the words of a separation ("separated")
};
BOOST_DESCRIBE_STRUCT(recipient_moved, (), (receipt, in_case, left, nature, apart))

/// What notices say about a case: who has it and which dates run. Fields that did not change are empty.
struct case_noted {
    static constexpr std::string_view type = "case_noted";
    case_no of_case;
    desk_id desk;
    std::string clock;  ///< K1, K2, ...: started, or stopped when `ended`
    std::string due_on; ///< empty when `ended`
    bool provisional = false;
    bool ended = false;
    bool told = false; ///< with this commit everyone in the case is told who has it ("placed")
};
BOOST_DESCRIBE_STRUCT(case_noted, (), (of_case, desk, clock, due_on, provisional, ended, told))

/// One named value for a template.
struct template_value {
    std::string name;
    std::string value; ///< masked or public, never a clear identifier
};
BOOST_DESCRIBE_STRUCT(template_value, (), (name, value))

/// One message to one recipient, to be sent once. Its id follows from what caused it: a cause can never queue it twice.
struct message_queued {
    static constexpr std::string_view type = "message_queued";
    message_id message;
    case_no about;
    receipt_no receipt;      ///< empty for webhooks
    std::string channel;     ///< email | webhook
    std::string endpoint;    ///< name of the webhook in the settings, empty for e-mail
    std::string template_id; ///< placed, joined, merged, separated, accepted, refused, contacted, replied, closed, ...
    std::string language;
    std::string reason; ///< why it is sent: the fact that caused it
    std::vector<template_value> values;
};
BOOST_DESCRIBE_STRUCT(message_queued, (),
                      (message, about, receipt, channel, endpoint, template_id, language, reason, values))

/// Nobody can be told by a machine: no address. An officer should see it.
struct recipient_unreachable {
    static constexpr std::string_view type = "recipient_unreachable";
    case_no about;
    receipt_no receipt;
    std::string template_id;
    std::string reason; ///< no_address
};
BOOST_DESCRIBE_STRUCT(recipient_unreachable, (), (about, receipt, template_id, reason))

/// A provider is about to be given the message; after a crash this tells "maybe sent" from "never tried".
struct delivery_started {
    static constexpr std::string_view type = "delivery_started";
    message_id message;
    std::int64_t attempt = 0; ///< from 1
};
BOOST_DESCRIBE_STRUCT(delivery_started, (), (message, attempt))

/// What the provider said. temporary: retried at `retry_at`; permanent and sent: done; unknown: no answer after the
/// data was out, retried under the same id.
struct delivery_ended {
    static constexpr std::string_view type = "delivery_ended";
    message_id message;
    std::int64_t attempt = 0;
    std::string outcome;  ///< sent | temporary | permanent | unknown
    std::string answer;   ///< code of the provider ("250", "451", "timeout"), never its free text
    std::string retry_at; ///< RFC 3339, empty when no retry follows
};
BOOST_DESCRIBE_STRUCT(delivery_ended, (), (message, attempt, outcome, answer, retry_at))

using notification_facts = std::variant<recipient_noted, recipient_placed, case_noted, message_queued,
                                        recipient_unreachable, delivery_started, delivery_ended, recipient_moved>;

} // namespace guiyi::events
