#include "common/config/settings.hpp"

#include "common/config/toml.hpp"

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
    if (!is_endpoint(into)) from.refuse(key, "must be host:port, like 127.0.0.1:8080");
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
    take(t, "block_cache_bytes", s.block_cache_bytes, 1 * mib, 1024 * gib);
    take(t, "write_buffer_bytes", s.write_buffer_bytes, 1 * mib, 16 * gib);
}

void read(const table& t, bus_settings& s) {
    take(t, "kind", s.kind);
    if (s.kind != "embedded" && !s.kind.starts_with("nats://"))
        t.refuse("kind", "must be embedded or an address like nats://127.0.0.1:4222");
    take(t, "commit_bytes_max", s.commit_bytes_max, 64 * kib, 64 * mib);
    take(t, "queue_max", s.queue_max, 1, 1'000'000);
}

void read(const table& t, runtime_settings& s) {
    take(t, "batch_max", s.batch_max, 1, 100'000);
    take(t, "command_queue_max", s.command_queue_max, 1, 1'000'000);
    take(t, "parked_max", s.parked_max, 0, 1'000'000);
}

void read(const table& t, intake_settings& s) {
    take(t, "calls_max", s.calls_max, 1, 10'000);
    take(t, "narrative_max_chars", s.narrative_max_chars, 1, 1'000'000);
    take(t, "evidence_max_items", s.evidence_max_items, 0, 10'000);
    take(t, "supplements_max", s.supplements_max, 0, 100'000);
}

void read(const table& t, notification_settings& s) {
    take(t, "smtp_url", s.smtp_url);
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

void read(const table& t, log_settings& s) {
    s.level = t.choice("level", {"debug", "info", "warning", "error", "off"}, s.level);
    take(t, "file", s.file);
}

void read(const table& t, path_settings& s) {
    take(t, "taxonomy", s.taxonomy);
    take(t, "desks", s.desks);
    take(t, "calendars", s.calendars);
    take(t, "rulebooks", s.rulebooks);
    take(t, "templates", s.templates);
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
    read(root->sub("notification"), out.notification);
    read(root->sub("log"), out.log);
    read(root->sub("paths"), out.paths);
    if (auto done = root->finish(); !done) return done.error();
    return out;
}

} // namespace guiyi::config
