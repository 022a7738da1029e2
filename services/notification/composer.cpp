#include "services/notification/composer.hpp"

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
    return compose_mail(id, row, state);
}

result<parcel> composer::compose_mail(const message_id& id, const message_row& row, const store::view& state) const {
    const auto person = load_recipient(state, row.receipt);
    if (!person) return fail(errc::not_found, "nobody is known under the receipt");
    const auto address = open_email(keys_, row.receipt, person->sealed_contact);
    if (!address) return address.error();
    if (!*address) return fail(errc::not_found, "the contact holds no address");
    template_values values = row.values;
    values.push_back({"receipt_no", row.receipt.str()});
    values.push_back({"case_no", row.about.str()});
    if (!person->name_masked.empty()) values.push_back({"name", person->name_masked});
    const auto text = texts_.render(row.template_id, row.language, values);
    if (!text) return text.error();
    return parcel{id, **address,
                  to_message({id, from_, **address, row.language, text->subject, text->body, row.queued_at}), 0};
}

} // namespace guiyi::notification
