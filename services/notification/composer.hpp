// Makes a queued message ready to go out: opens the sealed address and fills the template, or for a digest the
// templates of all it tells; in memory only.
// Used by the sender. Safe from any thread.
#pragma once

#include "common/config/desks.hpp"
#include "common/privacy/keyring.hpp"
#include "services/notification/channel.hpp"
#include "services/notification/state.hpp"
#include "services/notification/templates.hpp"

namespace guiyi::notification {

class composer {
  public:
    /// Everything referred to must outlive it. @param from the sender's mail address
    /// @param signature put before text messages @param desks where the staff's addresses stand; null: nobody has one
    composer(const privacy::keyring& keys, const templates& texts, std::string from, std::string signature = {},
             const config::desk_book* desks = nullptr)
        : keys_(keys), texts_(texts), from_(std::move(from)), signature_(std::move(signature)), desks_(desks) {}

    /// @errors errc::not_found when the person was erased, has no address, or the template is unknown; errc::timeout
    ///     for a code that has expired; errc::corrupt. Such a message can never be sent
    result<parcel> compose(const message_id& id, const message_row& row, const store::view& state, instant now) const;

  private:
    result<std::string> address_of(const message_id& id, const message_row& row, const store::view& state) const;
    result<rendered> text_of(const message_row& row, const store::view& state, instant now) const;
    result<std::vector<rendered>> items_of(const message_row& row, const store::view& state, instant now) const;
    result<rendered> digest_of(const message_row& row, const store::view& state, instant now) const;
    result<template_values> open_code(const message_row& row, instant now) const;

    const privacy::keyring& keys_;
    const templates& texts_;
    std::string from_;
    std::string signature_;
    const config::desk_book* desks_;
};

} // namespace guiyi::notification
