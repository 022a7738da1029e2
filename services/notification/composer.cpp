#include "services/notification/composer.hpp"

#include "common/core/digest.hpp"
#include "services/notification/contact.hpp"
#include "services/notification/mail.hpp"
#include "services/notification/webhook.hpp"

namespace guiyi::notification {

result<parcel> composer::compose(const message_id& id, const message_row& row, const store::view& state,
                                 instant now) const {
    if (row.channel == "webhook") {
        const auto now_s = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
        return parcel{id, {}, to_cloud_event(id, row), now_s};
    }
    return compose_mail(id, row, state, now);
}

/// The values of a code's message, its code opened. @errors errc::timeout when it is good for nothing any more
result<template_values> composer::open_code(const message_row& row, instant now) const {
    template_values out;
    for (const auto& [name, value] : row.values) {
        if (name == "valid_until") {
            const auto until = parse_rfc3339(value);
            if (!until || *until <= now) return fail(errc::timeout, "the code has expired");
            out.push_back({name, value.substr(11, 5)}); // the hour and minute at the office
        } else if (name == "sealed_code") {
            const auto key = keys_.find(row.receipt.str());
            if (!key) return key.error();
            const auto sealed = from_base64(value);
            if (!sealed) return sealed.error();
            auto code = privacy::vault::open(*key, "ownership_code", row.receipt.str(), *sealed);
            if (!code) return code.error();
            out.push_back({"code", std::move(*code)});
        }
    }
    return out;
}

result<parcel> composer::compose_mail(const message_id& id, const message_row& row, const store::view& state,
                                      instant now) const {
    const auto person = load_recipient(state, row.receipt);
    if (!person) return fail(errc::not_found, "nobody is known under the receipt");
    const auto address = open_email(keys_, row.receipt, person->sealed_contact);
    if (!address) return address.error();
    if (!*address) return fail(errc::not_found, "the contact holds no address");
    template_values values = row.values;
    if (row.template_id == "ownership_code") {
        auto opened = open_code(row, now);
        if (!opened) return opened.error();
        values = std::move(*opened);
    }
    values.push_back({"receipt_no", row.receipt.str()});
    values.push_back({"case_no", row.about.str()});
    if (!person->name_masked.empty()) values.push_back({"name", person->name_masked});
    const auto text = texts_.render(row.template_id, row.language, values);
    if (!text) return text.error();
    return parcel{id, **address,
                  to_message({id, from_, **address, row.language, text->subject, text->body, row.queued_at}), 0};
}

} // namespace guiyi::notification
