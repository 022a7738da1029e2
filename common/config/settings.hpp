// Every setting of every room, with its default. config/guiyi.toml lists them all with the same values, so that the
// file shows what runs and a missing file or key still means exactly that.
#pragma once

#include "common/core/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace guiyi::config {

/// The two listeners. A listen address is "host:port"; port 0 takes a free one; IPv6 is written "[::1]:8080"; "none":
/// this process has no such side.
struct http_settings {
    std::string public_listen = "127.0.0.1:8080";
    std::string staff_listen = "127.0.0.1:8081";
    std::size_t header_limit_bytes = 8192;
    std::size_t body_limit_bytes = 1 << 20;
    std::size_t upload_limit_bytes = 100 << 20;
    std::chrono::milliseconds read_timeout_ms{10'000};  ///< for a whole request; uploads go by upload_min_bytes_per_s
    std::chrono::milliseconds write_timeout_ms{10'000}; ///< for a whole answer, event streams apart
    std::chrono::milliseconds idle_timeout_ms{30'000};  ///< between the requests of one connection
    std::size_t upload_min_bytes_per_s = 8192;          ///< a slower upload is ended
    std::size_t connections_max = 10'000;
    std::size_t connections_per_address_max = 6000; ///< below connections_max, so that one address cannot take them all
    int threads = 0;                                ///< 0: as many as half of the cores
    std::string tls_certificate;                    ///< PEM file, relative to the settings file; empty: plain HTTP
    std::string tls_key;
    std::vector<std::string> trusted_proxies; ///< addresses whose X-Forwarded-For is believed

    friend bool operator==(const http_settings&, const http_settings&) = default;
};

struct store_settings {
    std::uint64_t min_free_bytes = 0;  ///< below this much free disk intake answers 503; 0: chosen from the disk's size
    std::size_t block_cache_bytes = 0; ///< 0: an eighth of the memory, at most 512 MiB
    std::size_t write_buffer_bytes = 64 << 20;
    std::string shared_dir; ///< where evidence and letters lie, for several processes; empty: in data_dir
    std::string
        snapshots_dir; ///< of states, for new copies of a service; empty: snapshots in shared_dir, if there is one
    std::int64_t own_commits_days = 0; ///< a process keeps its own commits beside the bus: all (0), or no older ones
    std::chrono::hours snapshot_every_h{24}; ///< how often the copy that decides writes one there; 0: never

    friend bool operator==(const store_settings&, const store_settings&) = default;
};

struct bus_settings {
    std::string kind = "embedded"; ///< or NATS addresses: "nats://host:4222" or "tls://...", several with commas
    std::size_t commit_bytes_max = 96 << 10;
    std::size_t queue_max = 4096;    ///< commits that wait to be written
    std::vector<std::string> serves; ///< services that decide in this process; empty: all. JetStream only, as the rest
    std::string prefix = "guiyi";    ///< of streams and subjects; one deployment, one prefix
    int replicas = 3;                ///< copies of each stream
    std::string user;
    std::string password_file;    ///< relative to the settings file, as the next
    std::string credentials_file; ///< of NATS, instead of user and password
    std::string ca_file;          ///< PEM; naming it asks for TLS
    std::string certificate_file; ///< PEM, our own, where the servers verify clients
    std::string key_file;
    std::chrono::milliseconds turn_after_ms{1'500};   ///< a copy that hears nothing for this long takes over
    std::chrono::milliseconds read_within_ms{12'000}; ///< what is read of a bus that does not answer is asked again for
    std::chrono::seconds start_within_s{600};         ///< and a start waits for one that is not up yet

    friend bool operator==(const bus_settings&, const bus_settings&) = default;
};

struct runtime_settings {
    std::size_t batch_max = 256;          ///< inputs decided in one commit
    std::size_t command_queue_max = 4096; ///< requests that wait for a decision; above it they are answered 503
    std::size_t parked_max = 50;          ///< facts set aside as unhandled before the service stops

    friend bool operator==(const runtime_settings&, const runtime_settings&) = default;
};

struct privacy_settings {
    std::string key_file; ///< the deployment's key, relative to the file; empty: <data_dir>/keys/deployment.key

    friend bool operator==(const privacy_settings&, const privacy_settings&) = default;
};

/// Sign-in, sessions, and the signed heads of the audit chains.
struct access_settings {
    std::chrono::minutes session_idle_min{30};
    std::chrono::hours session_absolute_h{12};
    std::string second_factor = "optional"; ///< optional | administrators | all: who must have one
    std::size_t password_min_chars = 12;
    std::size_t password_memory_bytes = 64 << 20; ///< of one Argon2id hash
    unsigned password_passes = 3;
    std::int64_t account_failures_free = 5;  ///< in a row, before an account must wait
    std::int64_t address_failures_free = 20; ///< the same for an address
    std::chrono::seconds lock_first_s{30};   ///< doubled with each further failure,
    std::chrono::seconds lock_max_s{900};    ///< up to this
    std::chrono::hours invitation_h{72};
    std::chrono::minutes checkpoint_every_min{60};
    std::string checkpoint_folder; ///< relative to the settings file; empty: <data_dir>/checkpoints

    friend bool operator==(const access_settings&, const access_settings&) = default;
};

/// What one complaint may hold.
struct intake_settings {
    std::size_t calls_max = 200;
    std::size_t narrative_max_chars = 20'000;
    std::size_t evidence_max_items = 50;
    std::size_t supplements_max = 100; ///< later additions to one receipt

    friend bool operator==(const intake_settings&, const intake_settings&) = default;
};

/// A subscriber to signed CloudEvents.
struct webhook_settings {
    std::string url;
    std::string secret_file; ///< holds the signing secret; relative to the settings file

    friend bool operator==(const webhook_settings&, const webhook_settings&) = default;
};

/// What an answer of the SMS gateway means. The first rule that fits decides.
struct sms_answer_settings {
    std::string status = "*"; ///< "200", "500-599" or "*"
    std::string pattern;      ///< regular expression that the answer's body must hold; empty: any body
    std::string is;           ///< sent | temporary | permanent | unknown
    bool provider = false;    ///< it is about the gateway as a whole, not about this message

    friend bool operator==(const sms_answer_settings&, const sms_answer_settings&) = default;
};

/// Text messages through an HTTP gateway. In url, headers and body {{to}}, {{text}}, {{message}} (our id, the same for
/// every attempt), {{template}} and {{secret}} stand for values, as {{text|json}}, {{text|url}} or {{text|xml}} spelt
/// for where they stand.
struct sms_settings {
    std::string url; ///< empty: no text messages
    std::string method = "POST";
    std::vector<std::string> headers; ///< "Name: value"
    std::string body;
    std::string secret_file;            ///< relative to the settings file; its text is {{secret}}
    std::string ca_file;                ///< PEM; empty: the machine's
    std::string signature;              ///< "【某市市场监管】", put before each text
    std::string country_prefix = "+86"; ///< taken off {{to}} where it stands before it
    bool retry_unknown = false;         ///< the gateway knows {{message}} again, so that a second try is no second text
    std::int64_t parallel = 4;          ///< attempts at a time
    std::int64_t rate_per_min = 600;
    std::vector<sms_answer_settings> answers;

    friend bool operator==(const sms_settings&, const sms_settings&) = default;
};

/// A mail domain with a limit of its own.
struct domain_rate_settings {
    std::string domain;
    std::int64_t per_min = 0;

    friend bool operator==(const domain_rate_settings&, const domain_rate_settings&) = default;
};

struct notification_settings {
    std::string smtp_url; ///< "smtp://host:587" or "smtps://host:465"; empty: no mail is sent
    std::string smtp_from;
    std::string smtp_bounces_to; ///< envelope sender, where bounces go; empty: smtp_from; "<>": nowhere
    std::string smtp_ca_file;    ///< PEM; empty: the machine's
    std::string smtp_user;
    std::string smtp_password_file;
    std::string smtp_tls = "required"; ///< none | starttls | required
    std::chrono::milliseconds timeout_ms{30'000};
    std::chrono::milliseconds retry_first_ms{5'000};
    std::chrono::milliseconds retry_max_ms{3'600'000};
    std::chrono::hours give_up_after_h{72};
    std::int64_t unknown_attempts_max = 3; ///< of one message without an answer; then it is left as it is, unknown

    std::int64_t breaker_failures_max = 3; ///< in a row, until a provider is left alone
    std::chrono::milliseconds breaker_pause_first_ms{5'000};
    std::chrono::milliseconds breaker_pause_max_ms{300'000};

    std::int64_t smtp_parallel = 12;
    std::int64_t smtp_rate_per_min = 600; ///< 0: no limit; likewise below
    std::int64_t domain_rate_per_min = 240;
    std::vector<domain_rate_settings> domain_rates;
    std::int64_t rate_burst = 20; ///< messages that may go at once after a pause
    std::int64_t spread_batch = 200;
    std::int64_t mass_people = 10'000;        ///< a case of so many
    std::chrono::minutes mass_within_min{60}; ///< is told within this; `guiyi doctor` checks the rates against it
    std::int64_t recipient_max = 5;           ///< messages to one person
    std::chrono::hours recipient_window_h{6}; ///< within this; more are gathered into one
    std::chrono::minutes digest_wait_min{30}; ///< that waits at least so long
    std::int64_t digest_daily_at_h = 9;       ///< for those who want one message a day
    std::int64_t digest_items_max = 20;       ///< in one message
    std::int64_t quiet_from_h = 21, quiet_until_h = 8; ///< working days: people are not written to; equal: always
    std::int64_t quiet_off_from_h = 18, quiet_off_until_h = 10; ///< likewise on days off
    std::vector<std::string> urgent{"ownership_code"};          ///< templates that know no quiet hours and no gathering
    std::vector<std::string> low{"joined", "contacted", "replied"}; ///< templates that go last

    sms_settings sms;
    std::vector<webhook_settings> webhooks;

    friend bool operator==(const notification_settings&, const notification_settings&) = default;
};

/// How letters become PDF.
struct letter_settings {
    std::string pdf_program = "weasyprint"; ///< in /usr/bin, or a path; run as a limited child
    std::chrono::seconds pdf_timeout_s{120};

    friend bool operator==(const letter_settings&, const letter_settings&) = default;
};

struct log_settings {
    std::string level = "info";  ///< debug | info | warning | error | off
    std::string file = "stderr"; ///< or a path, relative to the working folder

    friend bool operator==(const log_settings&, const log_settings&) = default;
};

/// Where the other files are, relative to the settings file.
struct path_settings {
    std::string taxonomy = "taxonomy.toml";
    std::string desks = "desks.toml";
    std::string roles = "roles.toml";
    std::string calendars = "calendars";
    std::string rulebooks = "rulebooks";
    std::string templates = "templates";
    std::string reports = "reports"; ///< one definition a file
    std::string letters = "letters";
    std::string matching_model = "matching/model-1.toml";
    std::string matching_shadow;         ///< a second model that judges too and is only counted; empty: none
    std::string web = "../services/web"; ///< the pages: public/ and console/

    friend bool operator==(const path_settings&, const path_settings&) = default;
};

struct settings {
    std::filesystem::path folder = "config"; ///< of the settings file; not a key
    std::string data_dir = "data";           ///< relative to the working folder
    std::chrono::minutes utc_offset_minutes{480};
    http_settings http;
    store_settings store;
    bus_settings bus;
    runtime_settings runtime;
    privacy_settings privacy;
    intake_settings intake;
    access_settings access;
    notification_settings notification;
    letter_settings letters;
    log_settings log;
    path_settings paths;

    /// A file named in the settings, seen from the working folder; absolute paths stay.
    std::filesystem::path resolve(const std::string& named) const { return folder / named; }

    friend bool operator==(const settings&, const settings&) = default;
};

/// @errors errc::not_found, or errc::invalid naming every wrong or unknown key with file and line
result<settings> load_settings(const std::filesystem::path& file);

} // namespace guiyi::config
