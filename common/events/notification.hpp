// Facts of the notification stream: who must be told, and that they were.
// Produced by notification. Consumed by casework (the delivery ledger).
// Nowhere an address: people are known by their receipts, and by a keyed hash where two receipts are one person.
#pragma once

#include "common/events/mailings.hpp"
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
    std::string sealed_contact; ///< base64, empty when there is no way to reach them
    bool has_phone = false;     ///< a mobile number that a text message can be sent to
    std::string person;         ///< keyed hash of name and address: the same for every receipt of one person; or empty
    std::string mail_domain;    ///< keyed hash of what stands after the '@', for the limit of that domain; or empty
    std::string mail_key{};     ///< keyed hash of the mail address: what comes back from it holds for all its receipts
    std::string phone_key{};    ///< likewise of the number
};
BOOST_DESCRIBE_STRUCT(recipient_noted, (),
                      (receipt, language, name_masked, has_email, sealed_contact, has_phone, person, mail_domain,
                       mail_key, phone_key))

/// How somebody wants to be told. Holds for the person, whichever receipt it was said with. Who names a channel says
/// that their address there is right: nothing that came back from it counts any more.
struct recipient_preferred {
    static constexpr std::string_view type = "recipient_preferred";
    receipt_no receipt;
    std::string channel;   ///< email | sms | both; empty: mail where there is an address, else a text message
    std::string language;  ///< zh | en; empty: as the complaint
    std::string frequency; ///< each | daily: one message a day with all that is not urgent
};
BOOST_DESCRIBE_STRUCT(recipient_preferred, (), (receipt, channel, language, frequency))

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
    officer_id officer;
};
BOOST_DESCRIBE_STRUCT(case_noted, (), (of_case, desk, clock, due_on, provisional, ended, told, officer))

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
    std::string channel;     ///< email | sms | webhook
    std::string endpoint;    ///< name of the webhook in the settings, empty for people
    std::string template_id; ///< placed, joined, merged, separated, accepted, refused, contacted, replied, closed, ...
    std::string language;
    std::string reason; ///< why it is sent: the type of the fact that caused it; "digest", "test", "fallback"
    std::vector<template_value> values;

    std::string urgency;                ///< urgent | normal | low; empty: normal
    std::string not_before;             ///< RFC 3339: quiet hours end then; empty: at once
    std::string gather_until;           ///< RFC 3339: waits until then to be told in one message with others; or empty
    std::string cause;                  ///< place of the fact that caused it, "casework/17/0"
    std::string person;                 ///< as in recipient_noted; empty where that is unknown
    std::string mail_domain;            ///< likewise, e-mail only
    std::int64_t version = 0;           ///< of the template; 0: the first
    std::vector<message_id> members;    ///< digest: the messages that are told with this one
    std::string sealed_to;              ///< test: base64 of the address, under the data key "message/<id>"
    officer_id by;                      ///< test: who asked for it
    officer_id officer{};               ///< to one of the staff, at the address in the desk book
    std::vector<attached_file> files{}; ///< e-mail: what goes with it
};
BOOST_DESCRIBE_STRUCT(message_queued, (),
                      (message, about, receipt, channel, endpoint, template_id, language, reason, values, urgency,
                       not_before, gather_until, cause, person, mail_domain, version, members, sealed_to, by, officer,
                       files))

/// News in the words of one language.
struct news_words {
    std::string language; ///< zh | en
    std::vector<template_value> values;
};
BOOST_DESCRIBE_STRUCT(news_words, (), (language, values))

/// News about a case of many people: they are told in parts, so that no commit grows with the case.
struct news_begun {
    static constexpr std::string_view type = "news_begun";
    std::string news; ///< 32 hex digits, follows from the cause
    case_no about;
    std::string template_id;
    std::string reason;
    std::string cause;
    std::vector<news_words> told;
};
BOOST_DESCRIBE_STRUCT(news_begun, (), (news, about, template_id, reason, cause, told))

/// The people of a case up to this receipt have their messages.
struct news_spread {
    static constexpr std::string_view type = "news_spread";
    std::string news;
    receipt_no last;
    bool done = false;
};
BOOST_DESCRIBE_STRUCT(news_spread, (), (news, last, done))

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

/// Something came back for a message: it could not be delivered after all, or a machine answered it. Never answered.
struct delivery_returned {
    static constexpr std::string_view type = "delivery_returned";
    message_id message;
    std::string kind;   ///< bounce | delayed | auto_reply
    std::string status; ///< RFC 3463 code ("5.1.1"), empty when it named none
};
BOOST_DESCRIBE_STRUCT(delivery_returned, (), (message, kind, status))

/// An officer should know. What is unread and of the same kind and group is one item that counts.
struct officer_told {
    static constexpr std::string_view type = "officer_told";
    std::string item; ///< 32 hex digits: a new item, or the unread one that this adds to
    officer_id officer;
    std::string
        kind; ///< assigned urged supplemented withdrawn clock_breached unreachable undelivered campaign_burst ...
    std::string group; ///< case or campaign; empty: all of the kind together
    case_no about;
    receipt_no receipt;
    std::string urgency; ///< urgent | normal | low
    std::string reason;  ///< type of the fact that caused it
    std::string detail;  ///< a code: clock id and date, template, ...
};
BOOST_DESCRIBE_STRUCT(officer_told, (), (item, officer, kind, group, about, receipt, urgency, reason, detail))

/// The officer saw it.
struct inbox_read {
    static constexpr std::string_view type = "inbox_read";
    officer_id officer;
    std::vector<std::string> items;
};
BOOST_DESCRIBE_STRUCT(inbox_read, (), (officer, items))

using notification_facts =
    std::variant<recipient_noted, recipient_placed, case_noted, message_queued, recipient_unreachable, delivery_started,
                 delivery_ended, recipient_moved, recipient_preferred, news_begun, news_spread, delivery_returned,
                 officer_told, inbox_read>;

} // namespace guiyi::events
