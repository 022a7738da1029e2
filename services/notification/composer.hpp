// Makes a queued message ready to go out: opens the sealed address and fills the template, in memory only.
// Used by the sender. Safe from any thread.
#pragma once

#include "common/privacy/keyring.hpp"
#include "services/notification/channel.hpp"
#include "services/notification/state.hpp"
#include "services/notification/templates.hpp"

namespace guiyi::notification {

class composer {
  public:
    /// Both must outlive it. @param from the sender's mail address
    composer(const privacy::keyring& keys, const templates& texts, std::string from)
        : keys_(keys), texts_(texts), from_(std::move(from)) {}

    /// @errors errc::not_found when the person was erased, has no address, or the template is unknown; errc::timeout
    ///     for a code that has expired; errc::corrupt. Such a message can never be sent
    result<parcel> compose(const message_id& id, const message_row& row, const store::view& state, instant now) const;

  private:
    result<parcel> compose_mail(const message_id& id, const message_row& row, const store::view& state,
                                instant now) const;
    result<template_values> open_code(const message_row& row, instant now) const;

    const privacy::keyring& keys_;
    const templates& texts_;
    std::string from_;
};

} // namespace guiyi::notification
