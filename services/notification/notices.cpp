#include "services/notification/notices.hpp"

#include "common/core/digest.hpp"

namespace guiyi::notification {

message_id message_id_of(std::string_view cause, const receipt_no& receipt, std::string_view template_id,
                         std::string_view provider) {
    std::string text(cause);
    for (const std::string_view part : {std::string_view(receipt.str()), template_id, provider}) {
        text += '/';
        text += part;
    }
    return message_id(to_hex(bytes_of(blake2b(text)).substr(0, 16)));
}

void tell_receipt(events::facts& to, const store::view& state, const news& what, const receipt_no& receipt) {
    const auto person = load_recipient(state, receipt);
    if (!person || !person->has_email) {
        if (!has_unreachable(state, what.about, receipt, what.template_id))
            to.push_back(events::recipient_unreachable{what.about, receipt, what.template_id, "no_address"});
        return;
    }
    auto id = message_id_of(what.cause, receipt, what.template_id, "email");
    if (has_message(state, id)) return;
    to.push_back(events::message_queued{std::move(id),
                                        what.about,
                                        receipt,
                                        "email",
                                        {},
                                        what.template_id,
                                        person->language,
                                        what.reason,
                                        what.told(person->language)});
}

void tell_receipts(events::facts& to, const store::view& state, const news& what) {
    for (const auto& receipt : receipts_of(state, what.about)) tell_receipt(to, state, what, receipt);
}

void tell_webhooks(events::facts& to, const store::view& state, const news& what,
                   const std::vector<std::string>& endpoints) {
    if (endpoints.empty() || is_report_case(what.about) || load_case(state, what.about).nature == "report") return;
    for (const auto& endpoint : endpoints) {
        auto id = message_id_of(what.cause, {}, what.template_id, provider_of("webhook", endpoint));
        if (has_message(state, id)) continue;
        to.push_back(events::message_queued{
            std::move(id), what.about, {}, "webhook", endpoint, what.template_id, {}, what.reason, what.codes});
    }
}

} // namespace guiyi::notification
