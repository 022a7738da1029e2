#include "services/notification/contact.hpp"

#include "common/core/digest.hpp"
#include "common/identity/phone.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace guiyi::notification {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string text_of(const boost::json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (text.size() > 254 || at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
    if (text.find('@', at + 1) != std::string_view::npos || text.front() == '-') return false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= ' ' || byte == 0x7f || std::string_view("<>()[],;:\\\"").find(c) != std::string_view::npos)
            return false;
    }
    return true;
}

std::optional<std::string> mobile_in(std::string_view text) {
    const auto phone = identity::normalise_phone(text);
    if (!phone || phone->kind != identity::phone_kind::mobile) return std::nullopt;
    return phone->key;
}

bool is_machine_address(std::string_view address, std::string_view own_address) {
    const auto written = lower(address);
    if (!own_address.empty() && written == lower(own_address)) return true;
    static constexpr std::string_view machines[] = {"mailer-daemon", "postmaster", "noreply",      "no-reply",
                                                    "donotreply",    "bounce",     "do-not-reply", "bounces"};
    return std::ranges::find(machines, std::string_view(written).substr(0, written.find('@'))) != std::end(machines);
}

result<contact> open_contact(const privacy::keyring& keys, const receipt_no& receipt, std::string_view sealed) {
    if (sealed.empty()) return contact{};
    const auto bytes = from_base64(sealed);
    if (!bytes) return fail(errc::corrupt, "a sealed contact is not base64");
    const auto key = keys.find(receipt.str());
    if (!key) return key.error();
    const auto text = privacy::vault::open(*key, "contact", receipt.str(), *bytes);
    if (!text) return text.error();
    boost::system::error_code ec;
    const auto read = boost::json::parse(*text, ec);
    if (ec || !read.is_object()) return fail(errc::corrupt, "a sealed contact is not a JSON object");
    const auto& fields = read.get_object();
    contact out;
    out.name = text_of(fields, "name");
    if (auto email = text_of(fields, "email"); is_mail_address(email)) out.email = std::move(email);
    out.mobile = mobile_in(text_of(fields, "phone"));
    return out;
}

std::string address_key(const privacy::blind_index& by, std::string_view channel, std::string_view address) {
    return to_hex(by.of("notice.address." + std::string(channel), lower(address)).substr(0, 16));
}

std::string person_key(const privacy::blind_index& by, const contact& of) {
    if (!of.mobile && !of.email) return {};
    const auto address = of.mobile ? *of.mobile : lower(*of.email);
    return to_hex(by.of("notice.person", of.name + '\n' + address));
}

} // namespace guiyi::notification
