#include "common/config/settings.hpp"

#include "common/config/toml.hpp"
#include "common/text/split.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::config {

namespace {

constexpr std::int64_t kib = 1024, mib = 1024 * kib, gib = 1024 * mib, day_ms = 86'400'000;

template <class Number>
    requires std::is_integral_v<Number>
void take(const table& from, std::string_view key, Number& into, std::int64_t min, std::int64_t max) {
    into = static_cast<Number>(from.integer(key, static_cast<std::int64_t>(into), min, max));
}

template <class Period>
void take(const table& from, std::string_view key, std::chrono::duration<std::int64_t, Period>& into, std::int64_t min,
          std::int64_t max) {
    into = std::chrono::duration<std::int64_t, Period>(from.integer(key, into.count(), min, max));
}

void take(const table& from, std::string_view key, std::string& into) { into = from.text(key, into); }

bool is_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string_view host = text.substr(0, colon);
    const bool bracketed = host.front() == '[' && host.back() == ']';
    if (host.find(':') != std::string_view::npos && !bracketed) return false;

    unsigned port = 0;
    const char* end = text.data() + text.size();
    const auto [last, problem] = std::from_chars(text.data() + colon + 1, end, port);
    return problem == std::errc() && last == end && port <= 65535;
}

void take_endpoint(const table& from, std::string_view key, std::string& into) {
    take(from, key, into);
    if (into != "none" && !is_endpoint(into)) from.refuse(key, "must be host:port, like 127.0.0.1:8080");
}

void read(const table& t, http_settings& s) {
    take_endpoint(t, "public_listen", s.public_listen);
    take_endpoint(t, "staff_listen", s.staff_listen);
    take(t, "header_limit_bytes", s.header_limit_bytes, 1 * kib, 1 * mib);
    take(t, "body_limit_bytes", s.body_limit_bytes, 1 * kib, 1 * gib);
    take(t, "upload_limit_bytes", s.upload_limit_bytes, 1 * kib, 16 * gib);
    take(t, "read_timeout_ms", s.read_timeout_ms, 10, day_ms);
    take(t, "write_timeout_ms", s.write_timeout_ms, 10, day_ms);
    take(t, "idle_timeout_ms", s.idle_timeout_ms, 10, day_ms);
    take(t, "upload_min_bytes_per_s", s.upload_min_bytes_per_s, 0, 1 * gib);
    take(t, "connections_max", s.connections_max, 1, 1'000'000);
    take(t, "connections_per_address_max", s.connections_per_address_max, 1, 1'000'000);
    take(t, "threads", s.threads, 0, 256);
    take(t, "tls_certificate", s.tls_certificate);
    take(t, "tls_key", s.tls_key);
    if (s.tls_certificate.empty() != s.tls_key.empty()) t.refuse("tls_certificate", "and 'tls_key' belong together");
    s.trusted_proxies = t.texts("trusted_proxies");
}

void read(const table& t, store_settings& s) {
    take(t, "min_free_bytes", s.min_free_bytes, 0, 1024 * 1024 * gib);
    take(t, "block_cache_bytes", s.block_cache_bytes, 0, 1024 * gib);
    take(t, "write_buffer_bytes", s.write_buffer_bytes, 1 * mib, 16 * gib);
    take(t, "shared_dir", s.shared_dir);
    take(t, "snapshots_dir", s.snapshots_dir);
    take(t, "own_commits_days", s.own_commits_days, 0, 36'500);
    if (s.own_commits_days > 0 && s.own_commits_days < 7) t.refuse("own_commits_days", "must be 0 or 7 and more");
    take(t, "snapshot_every_h", s.snapshot_every_h, 0, 8760);
}

/// Passwords go to each of the addresses, so either all of them are kept secret or none.
void check_kind(const table& t, const std::string& kind) {
    if (kind == "embedded") return;
    bool open = false, secret = false;
    for (const auto one : text::split(kind, ",")) {
        if (one.starts_with("nats://"))
            open = true;
        else if (one.starts_with("tls://"))
            secret = true;
        else
            return t.refuse("kind",
                            "must be embedded or an address like nats://127.0.0.1:4222, or several with commas");
    }
    if (open && secret) t.refuse("kind", "names addresses with tls:// and others with nats://; all need the same");
}

void read(const table& t, bus_settings& s) {
    take(t, "kind", s.kind);
    check_kind(t, s.kind);
    take(t, "commit_bytes_max", s.commit_bytes_max, 64 * kib, 64 * mib);
    take(t, "queue_max", s.queue_max, 1, 1'000'000);
    s.serves = t.texts("serves");
    take(t, "prefix", s.prefix);
    take(t, "replicas", s.replicas, 1, 5);
    for (const auto& [key, into] : {std::pair{"user", &s.user},
                                    {"password_file", &s.password_file},
                                    {"credentials_file", &s.credentials_file},
                                    {"ca_file", &s.ca_file},
                                    {"certificate_file", &s.certificate_file},
                                    {"key_file", &s.key_file}})
        take(t, key, *into);
    take(t, "turn_after_ms", s.turn_after_ms, 100, day_ms);
    take(t, "read_within_ms", s.read_within_ms, 100, 600'000);
    take(t, "start_within_s", s.start_within_s, 0, 86'400);
}

void read(const table& t, runtime_settings& s) {
    take(t, "batch_max", s.batch_max, 1, 100'000);
    take(t, "command_queue_max", s.command_queue_max, 1, 1'000'000);
    take(t, "parked_max", s.parked_max, 0, 1'000'000);
}

void read(const table& t, access_settings& s) {
    take(t, "session_idle_min", s.session_idle_min, 1, 24 * 60);
    take(t, "session_absolute_h", s.session_absolute_h, 1, 24 * 30);
    s.second_factor = t.choice("second_factor", {"optional", "administrators", "all"}, s.second_factor);
    take(t, "password_min_chars", s.password_min_chars, 8, 128);
    take(t, "password_memory_bytes", s.password_memory_bytes, 8 * kib, 4 * gib);
    take(t, "password_passes", s.password_passes, 1, 100);
    take(t, "account_failures_free", s.account_failures_free, 1, 1000);
    take(t, "address_failures_free", s.address_failures_free, 1, 100'000);
    take(t, "lock_first_s", s.lock_first_s, 1, 24 * 3600);
    take(t, "lock_max_s", s.lock_max_s, 1, 24 * 3600);
    if (s.lock_max_s < s.lock_first_s) t.refuse("lock_max_s", "must not be below 'lock_first_s'");
    take(t, "invitation_h", s.invitation_h, 1, 24 * 30);
    take(t, "checkpoint_every_min", s.checkpoint_every_min, 1, 24 * 60);
    take(t, "checkpoint_folder", s.checkpoint_folder);
}

void read(const table& t, intake_settings& s) {
    take(t, "calls_max", s.calls_max, 1, 10'000);
    take(t, "narrative_max_chars", s.narrative_max_chars, 1, 1'000'000);
    take(t, "evidence_max_items", s.evidence_max_items, 0, 10'000);
    take(t, "supplements_max", s.supplements_max, 0, 100'000);
}

constexpr std::int64_t rate_max = 1'000'000;

void read(const table& t, sms_settings& s) {
    take(t, "url", s.url);
    take(t, "method", s.method);
    s.headers = t.texts("headers");
    take(t, "body", s.body);
    take(t, "secret_file", s.secret_file);
    take(t, "ca_file", s.ca_file);
    take(t, "signature", s.signature);
    take(t, "country_prefix", s.country_prefix);
    s.retry_unknown = t.flag("retry_unknown", s.retry_unknown);
    take(t, "parallel", s.parallel, 1, 32);
    take(t, "rate_per_min", s.rate_per_min, 0, rate_max);
    for (const table& rule : t.tables("answers"))
        s.answers.push_back({rule.text("status", "*"), rule.text("pattern", ""),
                             rule.choice("is", {"sent", "temporary", "permanent", "unknown"}),
                             rule.flag("provider", false)});
    if (s.url.empty()) return;
    if (s.body.empty() && s.method != "GET") t.refuse("body", "must be given with 'url'");
    if (std::ranges::none_of(s.answers, [](const auto& rule) { return rule.is == "sent"; }))
        t.refuse("answers", "must say which answer means sent");
}

void read_people(const table& t, notification_settings& s) {
    take(t, "recipient_max", s.recipient_max, 0, 64); // as many as are kept of a person
    take(t, "recipient_window_h", s.recipient_window_h, 1, 24 * 7);
    take(t, "digest_wait_min", s.digest_wait_min, 0, 24 * 60);
    take(t, "digest_daily_at_h", s.digest_daily_at_h, 0, 23);
    take(t, "digest_items_max", s.digest_items_max, 1, 200);
    take(t, "quiet_from_h", s.quiet_from_h, 0, 23);
    take(t, "quiet_until_h", s.quiet_until_h, 0, 23);
    take(t, "quiet_off_from_h", s.quiet_off_from_h, 0, 23);
    take(t, "quiet_off_until_h", s.quiet_off_until_h, 0, 23);
    if (t.has("urgent")) s.urgent = t.texts("urgent");
    if (t.has("low")) s.low = t.texts("low");
}

void read_rates(const table& t, notification_settings& s) {
    take(t, "unknown_attempts_max", s.unknown_attempts_max, 1, 100);
    take(t, "breaker_failures_max", s.breaker_failures_max, 1, 1000);
    take(t, "breaker_pause_first_ms", s.breaker_pause_first_ms, 1, day_ms);
    take(t, "breaker_pause_max_ms", s.breaker_pause_max_ms, 1, day_ms);
    take(t, "smtp_parallel", s.smtp_parallel, 1, 32);
    take(t, "smtp_rate_per_min", s.smtp_rate_per_min, 0, rate_max);
    take(t, "domain_rate_per_min", s.domain_rate_per_min, 0, rate_max);
    for (const table& one : t.tables("domain_rates"))
        s.domain_rates.push_back({one.text("domain"), one.integer("per_min", 0, rate_max)});
    take(t, "rate_burst", s.rate_burst, 1, 10'000);
    take(t, "spread_batch", s.spread_batch, 1, 10'000);
    take(t, "mass_people", s.mass_people, 1, 100'000'000);
    take(t, "mass_within_min", s.mass_within_min, 1, 7 * 24 * 60);
}

void read(const table& t, notification_settings& s) {
    take(t, "smtp_url", s.smtp_url);
    take(t, "smtp_bounces_to", s.smtp_bounces_to);
    take(t, "smtp_ca_file", s.smtp_ca_file);
    read_rates(t, s);
    read_people(t, s);
    read(t.sub("sms"), s.sms);
    take(t, "smtp_from", s.smtp_from);
    if (!s.smtp_url.empty() && s.smtp_from.empty()) t.refuse("smtp_from", "must be given with 'smtp_url'");
    take(t, "smtp_user", s.smtp_user);
    take(t, "smtp_password_file", s.smtp_password_file);
    s.smtp_tls = t.choice("smtp_tls", {"none", "starttls", "required"}, s.smtp_tls);
    take(t, "timeout_ms", s.timeout_ms, 10, day_ms);
    take(t, "retry_first_ms", s.retry_first_ms, 1, day_ms);
    take(t, "retry_max_ms", s.retry_max_ms, 1, day_ms);
    if (s.retry_max_ms < s.retry_first_ms) t.refuse("retry_max_ms", "must not be below 'retry_first_ms'");
    take(t, "give_up_after_h", s.give_up_after_h, 1, 24 * 366);
    for (const table& hook : t.tables("webhooks")) s.webhooks.push_back({hook.text("url"), hook.text("secret_file")});
}

void read(const table& t, letter_settings& s) {
    take(t, "pdf_program", s.pdf_program);
    take(t, "pdf_timeout_s", s.pdf_timeout_s, 1, 3600);
}

void read(const table& t, log_settings& s) {
    s.level = t.choice("level", {"debug", "info", "warning", "error", "off"}, s.level);
    take(t, "file", s.file);
}

void read(const table& t, path_settings& s) {
    take(t, "taxonomy", s.taxonomy);
    take(t, "desks", s.desks);
    take(t, "roles", s.roles);
    take(t, "calendars", s.calendars);
    take(t, "rulebooks", s.rulebooks);
    take(t, "templates", s.templates);
    take(t, "reports", s.reports);
    take(t, "letters", s.letters);
    take(t, "matching_model", s.matching_model);
    take(t, "matching_shadow", s.matching_shadow);
    take(t, "web", s.web);
}

} // namespace

result<settings> load_settings(const std::filesystem::path& file) {
    const auto root = table::load(file);
    if (!root) return root.error();

    settings out;
    out.folder = file.parent_path();
    take(*root, "data_dir", out.data_dir);
    take(*root, "utc_offset_minutes", out.utc_offset_minutes, -18 * 60, 18 * 60);
    read(root->sub("http"), out.http);
    read(root->sub("store"), out.store);
    read(root->sub("bus"), out.bus);
    read(root->sub("runtime"), out.runtime);
    take(root->sub("privacy"), "key_file", out.privacy.key_file);
    read(root->sub("intake"), out.intake);
    read(root->sub("access"), out.access);
    read(root->sub("notification"), out.notification);
    read(root->sub("letters"), out.letters);
    read(root->sub("log"), out.log);
    read(root->sub("paths"), out.paths);
    if (auto done = root->finish(); !done) return done.error();
    return out;
}

} // namespace guiyi::config
