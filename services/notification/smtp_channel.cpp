#include "services/notification/smtp_channel.hpp"

#include "services/notification/curl_session.hpp"
#include "services/notification/mail.hpp"

#include <cstring>

namespace guiyi::notification {

namespace {

/// One transaction under way, as libcurl's callbacks see it.
struct transaction {
    std::string_view rest;
    bool given = false;
    smtp_step step = smtp_step::opening;
};

std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& mail = *static_cast<transaction*>(self);
    const auto taken = std::min(size * count, mail.rest.size());
    std::memcpy(to, mail.rest.data(), taken);
    mail.rest.remove_prefix(taken);
    mail.step = smtp_step::data;
    mail.given = mail.rest.empty(); // the end mark goes out next, and with it the server may accept
    return taken;
}

/// The only way libcurl tells which command a refusal answers.
int on_debug(CURL*, curl_infotype kind, char* text, std::size_t size, void* self) {
    if (kind != CURLINFO_HEADER_OUT) return 0;
    auto& step = static_cast<transaction*>(self)->step;
    const std::string_view command(text, size);
    if (command.starts_with("MAIL"))
        step = smtp_step::sender;
    else if (command.starts_with("RCPT"))
        step = smtp_step::recipient;
    else if (command.starts_with("DATA"))
        step = smtp_step::data;
    return 0;
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

class smtp_channel_impl final : public channel {
  public:
    explicit smtp_channel_impl(smtp_options options) : options_(std::move(options)) {
        // The path of an SMTP address is the name we greet with; without one libcurl gives the machine's own.
        const auto host = options_.url.find("://");
        if (options_.url.find('/', host == std::string::npos ? 0 : host + 3) == std::string::npos)
            options_.url += "/" + domain_of(options_.from);
    }

    verdict deliver(const parcel& what, std::stop_token stop) override {
        transaction mail{what.data, false, smtp_step::opening};
        curl_.prepare(options_.timeout, std::move(stop), &mail.given);
        const auto& sender = options_.bounces_to.empty() ? options_.from : options_.bounces_to;
        const std::string from = sender == "<>" ? sender : "<" + sender + ">";
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(
            curl_slist_append(nullptr, ("<" + what.to + ">").c_str()), &curl_slist_free_all);
        curl_.set(CURLOPT_URL, options_.url.c_str());
        curl_.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_.set(CURLOPT_PROXY, "");
        curl_.set(CURLOPT_USE_SSL, options_.tls == "none"       ? CURLUSESSL_NONE
                                   : options_.tls == "starttls" ? CURLUSESSL_TRY
                                                                : CURLUSESSL_ALL);
        if (!options_.ca_file.empty()) curl_.set(CURLOPT_CAINFO, options_.ca_file.c_str());
        if (!options_.user.empty()) {
            curl_.set(CURLOPT_USERNAME, options_.user.c_str());
            curl_.set(CURLOPT_PASSWORD, options_.password.c_str());
        }
        curl_.set(CURLOPT_MAIL_FROM, from.c_str());
        curl_.set(CURLOPT_MAIL_RCPT, to.get());
        curl_.set(CURLOPT_UPLOAD, 1L);
        curl_.set(CURLOPT_READFUNCTION, &on_read);
        curl_.set(CURLOPT_READDATA, &mail);
        curl_.set(CURLOPT_WRITEFUNCTION, &ignore);
        curl_.set(CURLOPT_VERBOSE, 1L);
        curl_.set(CURLOPT_DEBUGFUNCTION, &on_debug);
        curl_.set(CURLOPT_DEBUGDATA, &mail);
        const auto end = curl_.perform();
        if (end.ok) return {outcome::sent, std::to_string(end.code), false, false};
        // A refusal shows in the code; libcurl's own code for it differs from step to step.
        const bool refused = end.code >= 400 && end.what != trouble::auth && end.what != trouble::timeout &&
                             end.what != trouble::stopped;
        return smtp_verdict(mail.step, end.code, mail.given, refused ? "" : name_of(end.what));
    }

  private:
    smtp_options options_;
    curl_session curl_;
};

} // namespace

std::unique_ptr<channel> smtp_channel(smtp_options options) {
    return std::make_unique<smtp_channel_impl>(std::move(options));
}

verdict smtp_verdict(smtp_step step, long code, bool given, std::string_view silence) {
    if (silence == "stopped") return {given ? outcome::unknown : outcome::temporary, "stopped", false, true};
    if (!silence.empty()) return {given ? outcome::unknown : outcome::temporary, std::string(silence), true, false};
    // Before a recipient is named a refusal is about us or the server (sign-in, relaying, load), not this message.
    const bool about_message = step == smtp_step::recipient || step == smtp_step::data;
    if (!about_message) return {outcome::temporary, std::to_string(code), true, false};
    if (code >= 500) return {outcome::permanent, std::to_string(code), false, false};
    return {outcome::temporary, std::to_string(code), code == 421, false};
}

} // namespace guiyi::notification
