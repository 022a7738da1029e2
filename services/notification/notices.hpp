// Turns one piece of news about a case into messages: one to every receipt of it, one to every webhook.
// Used by decide. Pure. A message's id follows from its cause, so that the same cause can never queue it twice.
#pragma once

#include "common/events/event.hpp"
#include "services/notification/state.hpp"

#include <functional>

namespace guiyi::notification {

using template_values = std::vector<events::template_value>;

/// What happened, as templates and webhooks tell it.
struct news {
    case_no about;
    std::string template_id;
    std::string cause;  ///< "casework/17/0": the fact's place, or a name that stands for it
    std::string reason; ///< the fact's type
    std::function<template_values(std::string_view language)> told; ///< for people: names in words
    template_values codes;                                          ///< for machines
};

/// @returns 32 hex digits of BLAKE2b over cause, receipt, template and provider
message_id message_id_of(std::string_view cause, const receipt_no& receipt, std::string_view template_id,
                         std::string_view provider);

/// For one receipt: message_queued, or recipient_unreachable where there is no address; nothing when that is done.
void tell_receipt(events::facts& to, const store::view& state, const news& what, const receipt_no& receipt);

/// tell_receipt for every receipt of the case.
void tell_receipts(events::facts& to, const store::view& state, const news& what);

/// A message for every webhook. Nothing about reports: their handling stays inside (O121 §37).
void tell_webhooks(events::facts& to, const store::view& state, const news& what,
                   const std::vector<std::string>& endpoints);

} // namespace guiyi::notification
