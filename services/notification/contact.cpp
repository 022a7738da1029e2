#include "services/notification/contact.hpp"

#include "common/core/digest.hpp"

#include <boost/json/parse.hpp>

namespace guiyi::notification {

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

result<std::optional<std::string>> open_email(const privacy::keyring& keys, const receipt_no& receipt,
                                              std::string_view sealed) {
    if (sealed.empty()) return std::optional<std::string>();
    const auto bytes = from_base64(sealed);
    if (!bytes) return fail(errc::corrupt, "a sealed contact is not base64");
    const auto key = keys.find(receipt.str());
    if (!key) return key.error();
    const auto text = privacy::vault::open(*key, "contact", receipt.str(), *bytes);
    if (!text) return text.error();
    boost::system::error_code ec;
    const auto contact = boost::json::parse(*text, ec);
    if (ec || !contact.is_object()) return fail(errc::corrupt, "a sealed contact is not a JSON object");
    const auto* email = contact.get_object().if_contains("email");
    if (!email || !email->is_string() || !is_mail_address(email->get_string())) return std::optional<std::string>();
    return std::optional<std::string>(std::string(email->get_string()));
}

} // namespace guiyi::notification
