// Turns one piece of news about a case into messages: one to every person in it, one to every webhook.
// Used by decide. Pure. A message's id follows from its cause, so that the same cause can never queue it twice.
#pragma once

#include "common/events/event.hpp"
#include "services/notification/rules.hpp"
#include "services/notification/state.hpp"
#include "services/notification/values.hpp"

#include <functional>

namespace guiyi::notification {

/// What happened, as templates and webhooks tell it.
struct news {
    case_no about;
    std::string template_id;
    std::string cause;  ///< "casework/17/0": the fact's place, or a name that stands for it
    std::string reason; ///< the fact's type
    std::function<template_values(std::string_view language)> told; ///< for people: names in words
    template_values codes;                                          ///< for machines
};

/// What queueing looks at.
struct teller {
    const rules& with;
    const store::view& state;
    instant now{};
};

/// Whom one message is for.
enum class audience {
    receipt, ///< this receipt: it is about this complaint
    person,  ///< everybody in the case: who has several receipts in it is told once
};

/// @param whom a receipt, a person's hash, or empty for a webhook
/// @returns 32 hex digits of BLAKE2b over cause, whom, template and provider
message_id message_id_of(std::string_view cause, std::string_view whom, std::string_view template_id,
                         std::string_view provider);

/// The channels somebody is told on, by what they prefer and what there is; none: they cannot be reached.
std::vector<std::string> channels_for(const recipient& person, const preference& wish, const policy& by);

/// For one receipt: message_queued on each of its channels, or recipient_unreachable where there is none; nothing when
/// that is done, or stands among `to` already.
void tell_receipt(events::facts& to, const teller& by, const news& what, const receipt_no& receipt, audience whom);

/// Whether somebody can be told on a channel: there is an address, and nothing came back from it for good.
bool reaches(const recipient& person, std::string_view channel, const policy& by);

/// What is done about a message that failed for good: its words on the channel that is left. Of a digest each item: on
/// the channel that is left, gathered there again; where there is none by itself, since what was wrong with all of them
/// together need not be wrong with each. Nothing when a provider may have delivered the first, or when the same news
/// goes by the other channel already, as to who wants both.
/// @param bad_address its address takes nothing any more
events::facts tell_otherwise(const policy& by, const store::view& state, const message_id& failed, instant now,
                             bool bad_address = false);

/// A message for every webhook. Nothing about reports: their handling stays inside (O121 §37).
void tell_webhooks(events::facts& to, const teller& by, const news& what);

} // namespace guiyi::notification
