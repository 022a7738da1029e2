#include "services/casework/reveal.hpp"

#include "common/core/digest.hpp"

#include <boost/json/parse.hpp>

namespace guiyi::casework {

result<boost::json::object> open_contact(const store::view& from, const privacy::keyring& keys, const receipt_no& of) {
    const auto sealed = from_base64(sealed_contact_of(from, of));
    if (!sealed) return fail(errc::corrupt, "a sealed contact is not base64");
    if (sealed->empty()) return fail(errc::not_found, "nothing is sealed for this complaint");
    const auto key = keys.find(of.str());
    if (!key) return key.error();
    const auto text = privacy::vault::open(*key, "contact", of.str(), *sealed);
    if (!text) return text.error();
    boost::system::error_code ec;
    auto contact = boost::json::parse(*text, ec);
    if (ec || !contact.is_object()) return fail(errc::corrupt, "a sealed contact is not a JSON object");
    return std::move(contact.get_object());
}

result<boost::json::object> unseal_contact(const store::view& from, const privacy::keyring& keys,
                                           const receipt_no& of) {
    const auto contact = open_contact(from, keys, of);
    if (!contact) return contact.error();
    boost::json::object out{{"receipt_no", of.str()}};
    for (const std::string_view name : {"name", "phone", "email"}) {
        const auto* value = contact->if_contains(name);
        out[name] = value ? *value : boost::json::value(nullptr);
    }
    if (const auto* address = contact->if_contains("address")) out["address"] = *address;
    return out;
}

error no_contact(error why, language in) {
    if (why.code != errc::not_found) return why;
    return refuse(errc::not_found, in, "该投诉没有留存联系信息，或者已经依法删除",
                  "nothing was kept of who complained, or it was erased since");
}

} // namespace guiyi::casework
