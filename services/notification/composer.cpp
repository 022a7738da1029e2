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
        return parcel{id, {}, to_cloud_event(id, row), now_s, row.template_id};
    }
    const auto to = address_of(id, row, state);
    if (!to) return to.error();
    const auto text = row.members.empty() ? text_of(row, state, now) : digest_of(row, state, now);
    if (!text) return text.error();
    if (row.channel == "sms") return parcel{id, *to, text->body, 0, row.template_id};
    mail out{id, from_, *to, row.language, text->subject, text->body, row.queued_at};
    for (const auto& one : row.files) {
        auto data = from_base64(one.data);
        if (!data) return data.error();
        out.files.push_back({one.name, one.type, std::move(*data)});
    }
    return parcel{id, *to, to_message(out), 0, row.template_id};
}

/// Where it goes: what the person gave us, or what a test names.
result<std::string> composer::address_of(const message_id& id, const message_row& row, const store::view& state) const {
    if (!row.sealed_to.empty()) {
        const auto key_id = "message/" + id.str();
        const auto key = keys_.find(key_id);
        if (!key) return key.error();
        const auto sealed = from_base64(row.sealed_to);
        if (!sealed) return sealed.error();
        return privacy::vault::open(*key, "address", key_id, *sealed);
    }
    if (!row.officer.empty()) {
        const auto* officer = desks_ ? desks_->find(row.officer) : nullptr;
        if (!officer || !is_mail_address(officer->email))
            return fail(errc::not_found, row.officer.str() + " has no mail address in the desk book");
        return officer->email;
    }
    const auto person = load_recipient(state, row.receipt);
    if (!person) return fail(errc::not_found, "nobody is known under the receipt");
    if (row.channel == "sms" ? person->phone_bad : person->email_bad)
        return fail(errc::not_found, "the address takes nothing: mail to it came back for good");
    const auto contact = open_contact(keys_, row.receipt, person->sealed_contact);
    if (!contact) return contact.error();
    const auto& address = row.channel == "sms" ? contact->mobile : contact->email;
    if (!address) return fail(errc::not_found, "the contact holds no address");
    return *address;
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

result<rendered> composer::text_of(const message_row& row, const store::view& state, instant now) const {
    template_values values = row.values;
    if (row.template_id == "ownership_code" && row.sealed_to.empty()) {
        auto opened = open_code(row, now);
        if (!opened) return opened.error();
        values = std::move(*opened);
    }
    if (!row.receipt.empty()) values.push_back({"receipt_no", row.receipt.str()});
    if (!row.about.empty()) values.push_back({"case_no", row.about.str()});
    values.push_back({"signature", signature_});
    const auto person = load_recipient(state, row.receipt);
    if (person && !person->name_masked.empty()) values.push_back({"name", person->name_masked});
    return texts_.render(row.template_id, row.language, values, row.channel == "sms" ? form::sms : form::mail,
                         row.version);
}

/// What a digest tells. A complaint that was erased since is told of no more.
result<std::vector<rendered>> composer::items_of(const message_row& row, const store::view& state, instant now) const {
    std::vector<rendered> out;
    for (const auto& id : row.members) {
        const auto member = load_message(state, id);
        if (!member) return fail(errc::corrupt, "a digest names a message that is not there");
        const auto key = keys_.find(member->receipt.str());
        if (!key && key.error().code == errc::not_found) continue;
        auto text = text_of(*member, state, now);
        if (!text) return text.error();
        out.push_back(std::move(*text));
    }
    if (out.empty()) return fail(errc::not_found, "all that was gathered was erased since");
    return out;
}

/// The whole of each notice, one below the other; of one alone, that notice. A text message says only how many there
/// are.
result<rendered> composer::digest_of(const message_row& row, const store::view& state, instant now) const {
    auto items = items_of(row, state, now);
    if (!items) return items.error();
    if (items->size() == 1) return std::move(items->front());
    const auto count = std::to_string(items->size());
    std::string all;
    for (std::size_t i = 0; i < items->size(); ++i)
        all += "—— " + std::to_string(i + 1) + "/" + count + " " + (*items)[i].subject + " ——\n\n" + (*items)[i].body +
               "\n";
    auto whole = row;
    whole.values = {{"count", count}, {"notices", all}};
    whole.receipt = {}; // several, perhaps: each notice names its own
    return text_of(whole, state, now);
}

} // namespace guiyi::notification
