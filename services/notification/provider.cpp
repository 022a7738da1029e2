#include "services/notification/provider.hpp"

#include "common/core/digest.hpp"
#include "services/notification/contact.hpp"
#include "services/notification/sms_channel.hpp"
#include "services/notification/smtp_channel.hpp"
#include "services/notification/state.hpp"
#include "services/notification/webhook.hpp"
#include "services/notification/webhook_channel.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace guiyi::notification {

namespace {

result<std::string> read_secret(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(errc::not_found, "secret file " + file.string() + " cannot be read");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text;
}

result<provider> mail_provider(const config::settings& from, const privacy::blind_index& index) {
    const auto& mail = from.notification;
    if (!is_mail_address(mail.smtp_from))
        return fail(errc::invalid, "notification.smtp_from must be an e-mail address");
    if (!mail.smtp_bounces_to.empty() && mail.smtp_bounces_to != "<>" && !is_mail_address(mail.smtp_bounces_to))
        return fail(errc::invalid, "notification.smtp_bounces_to must be an e-mail address or \"<>\"");
    smtp_options options{mail.smtp_url, mail.smtp_from, mail.smtp_user, {}, mail.smtp_tls, mail.timeout_ms};
    options.bounces_to = mail.smtp_bounces_to;
    if (!mail.smtp_ca_file.empty()) options.ca_file = from.resolve(mail.smtp_ca_file).string();
    if (!mail.smtp_password_file.empty()) {
        auto password = read_secret(from.resolve(mail.smtp_password_file));
        if (!password) return password.error();
        options.password = std::move(*password);
    }
    provider out{"email", static_cast<std::size_t>(mail.smtp_parallel), [options] { return smtp_channel(options); }};
    out.pace = {mail.smtp_rate_per_min, mail.rate_burst};
    out.group_pace = {mail.domain_rate_per_min, mail.rate_burst};
    for (const auto& one : mail.domain_rates)
        out.group_paces[mail_domain_key(index, one.domain)] = {one.per_min, mail.rate_burst};
    return out;
}

result<provider> sms_provider(const config::settings& from) {
    const auto& sms = from.notification.sms;
    std::string secret;
    if (!sms.secret_file.empty()) {
        auto read = read_secret(from.resolve(sms.secret_file));
        if (!read) return read.error();
        secret = std::move(*read);
    }
    auto over = gateway::from(sms, std::move(secret));
    if (!over) return over.error();
    const sms_options options{*over, sms.method,
                              sms.ca_file.empty() ? std::string() : from.resolve(sms.ca_file).string(),
                              from.notification.timeout_ms};
    provider out{"sms", static_cast<std::size_t>(sms.parallel), [options] { return sms_channel(options); }};
    out.pace = {sms.rate_per_min, from.notification.rate_burst};
    return out;
}

result<provider> webhook_provider(const config::settings& from, const config::webhook_settings& hook) {
    if (!hook.url.starts_with("https://") && !hook.url.starts_with("http://"))
        return fail(errc::invalid, "notification.webhooks: a url must begin with https:// or http://");
    const auto secret = read_secret(from.resolve(hook.secret_file));
    if (!secret) return secret.error();
    const auto key = signing_key(*secret);
    if (!key) return key.error();
    const webhook_options options{hook.url, *key, from.notification.timeout_ms};
    return provider{provider_of("webhook", endpoint_name(hook)), webhook_parallel,
                    [options] { return webhook_channel(options); }};
}

} // namespace

std::string endpoint_name(const config::webhook_settings& of) {
    std::string_view host = of.url;
    if (const auto scheme = host.find("://"); scheme != std::string_view::npos) host.remove_prefix(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (const auto user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
    host = host.substr(0, host.rfind(':'));
    return std::string(host) + "-" + to_hex(bytes_of(blake2b(of.url)).substr(0, 4));
}

std::vector<std::string> endpoint_names(const config::notification_settings& of) {
    std::vector<std::string> out;
    for (const auto& hook : of.webhooks) out.push_back(endpoint_name(hook));
    return out;
}

result<std::vector<provider>> make_providers(const config::settings& from, const privacy::blind_index& index) {
    std::vector<provider> out;
    if (!from.notification.smtp_url.empty()) {
        auto mail = mail_provider(from, index);
        if (!mail) return mail.error();
        out.push_back(std::move(*mail));
    }
    if (!from.notification.sms.url.empty()) {
        auto texts = sms_provider(from);
        if (!texts) return texts.error();
        out.push_back(std::move(*texts));
    }
    for (const auto& hook : from.notification.webhooks) {
        auto one = webhook_provider(from, hook);
        if (!one) return one.error();
        if (std::ranges::find(out, one->name, &provider::name) != out.end())
            return fail(errc::invalid, "notification.webhooks: " + endpoint_name(hook) + " is given twice");
        out.push_back(std::move(*one));
    }
    return out;
}

} // namespace guiyi::notification
