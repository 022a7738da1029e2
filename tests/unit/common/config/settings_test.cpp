#include "common/config/settings.hpp"
#include "common/config/toml.hpp"
#include "tests/unit/common/config/files_for_tests.hpp"

#include <sstream>

namespace guiyi::config {
namespace {

std::string refusal(std::string_view text) {
    const scratch_folder folder;
    const auto loaded = load_settings(folder.write("guiyi.toml", text));
    return loaded ? "" : folder.plain(loaded.error().detail);
}

TEST(Settings, TheShippedFileSaysWhatTheDefaultsAre) {
    settings defaults;
    defaults.folder = shipped("");

    const settings loaded = load_settings(shipped("guiyi.toml")).value();

    defaults.folder = loaded.folder;
    EXPECT_EQ(loaded, defaults);
}

// Takes every "key = value" line of the shipped file away in turn: a key that is then unknown was not listed there.
TEST(Settings, TheShippedFileListsEveryKey) {
    std::ifstream in(shipped("guiyi.toml"));
    std::string line, section, listed;
    while (std::getline(in, line)) {
        if (line.starts_with("[")) section = line.substr(1, line.find(']') - 1) + ".";
        const std::size_t equals = line.find(" = ");
        if (!line.starts_with("#") && equals != std::string::npos) listed += section + line.substr(0, equals) + " ";
    }

    std::string known;
    for (const std::string part :
         {"", "http", "store", "bus", "runtime", "privacy", "intake", "notification", "log", "paths"}) {
        const std::string text = refusal((part.empty() ? "" : "[" + part + "]\n") + "no_such_key = 1\n");
        std::string keys = text.substr(text.find("known here: ") + 12);
        for (std::size_t comma; (comma = keys.find(", ")) != std::string::npos;) keys.replace(comma, 2, " ");
        std::istringstream words(keys);
        for (std::string key; words >> key;) {
            const std::string full = (part.empty() ? "" : part + ".") + key;
            const bool is_section = part.empty() && key != "data_dir" && key != "utc_offset_minutes";
            // These are shown as comments: they have no value by default.
            if (is_section || full == "notification.webhooks" || full == "paths.matching_shadow" ||
                full == "notification.sms" || full == "notification.domain_rates")
                continue;
            EXPECT_NE((" " + listed).find(" " + full + " "), std::string::npos)
                << full << " is not in config/guiyi.toml";
            known += key;
        }
    }
    EXPECT_NE(known.find("connections_per_address_max"), std::string::npos);
}

TEST(Settings, AnEmptyFileMeansTheDefaults) {
    const scratch_folder folder;
    settings defaults;
    defaults.folder = folder.path();

    EXPECT_EQ(load_settings(folder.write("guiyi.toml", "")).value(), defaults);
}

TEST(Settings, ValuesReachTheirRooms) {
    const scratch_folder folder;
    const settings s = load_settings(folder.write("guiyi.toml", R"(
utc_offset_minutes = -300
[http]
public_listen = "[::1]:0"
read_timeout_ms = 250
trusted_proxies = ["10.0.0.5"]
[bus]
kind = "nats://127.0.0.1:4222"
[notification]
smtp_url = "smtp://mail.example.org:587"
smtp_from = "desk@example.org"
smtp_tls = "starttls"
give_up_after_h = 5
[[notification.webhooks]]
url = "https://example.org/a"
secret_file = "a.secret"
[privacy]
key_file = "/etc/guiyi/key"
)"))
                           .value();

    EXPECT_EQ(s.utc_offset_minutes, std::chrono::minutes(-300));
    EXPECT_EQ(s.http.public_listen, "[::1]:0");
    EXPECT_EQ(s.http.read_timeout_ms, std::chrono::milliseconds(250));
    EXPECT_EQ(s.http.trusted_proxies, std::vector<std::string>{"10.0.0.5"});
    EXPECT_EQ(s.bus.kind, "nats://127.0.0.1:4222");
    EXPECT_EQ(s.notification.smtp_tls, "starttls");
    EXPECT_EQ(s.notification.give_up_after_h, std::chrono::hours(5));
    EXPECT_EQ(s.notification.webhooks, (std::vector<webhook_settings>{{"https://example.org/a", "a.secret"}}));
    EXPECT_EQ(s.resolve(s.privacy.key_file), "/etc/guiyi/key");
    EXPECT_EQ(s.resolve(s.paths.desks), folder.path() / "desks.toml");
}

TEST(Settings, EveryMistakeIsNamedAtOnceByFileLineAndKey) {
    const std::string all = refusal("[bus]\nqueue_max = 0\n[http]\nprot = 1\nthreads = \"two\"\n");

    EXPECT_TRUE(
        all.starts_with("guiyi.toml:2: 'bus.queue_max' must be from 1 to 1000000, but is 0\n"
                        "guiyi.toml:4: unknown key 'http.prot'; known here: body_limit_bytes, "))
        << all;
    EXPECT_TRUE(all.ends_with("\nguiyi.toml:5: 'http.threads' must be an integer, but is a string")) << all;
}

TEST(Settings, ValuesThatDoNotFitTogetherAreRefused) {
    EXPECT_EQ(refusal("[http]\ntls_key = \"k.pem\"\n"),
              "guiyi.toml:1: 'http.tls_certificate' and 'tls_key' belong together");
    EXPECT_EQ(refusal("[notification]\nretry_max_ms = 10\n"),
              "guiyi.toml:2: 'notification.retry_max_ms' must not be below 'retry_first_ms'");
    EXPECT_EQ(refusal("[notification]\nsmtp_url = \"smtp://h\"\n"),
              "guiyi.toml:1: 'notification.smtp_from' must be given with 'smtp_url'");
    EXPECT_EQ(refusal("[bus]\nkind = \"kafka\"\n"),
              "guiyi.toml:2: 'bus.kind' must be embedded or an address like nats://127.0.0.1:4222, or several with "
              "commas");
    EXPECT_EQ(refusal("[bus]\nkind = \"tls://a:4222,nats://b:4222\"\n"),
              "guiyi.toml:2: 'bus.kind' names addresses with tls:// and others with nats://; all need the same");
}

TEST(Settings, ListenAddressesNeedAHostAndAPort) {
    for (const std::string bad :
         {"8080", ":8080", "localhost:", "localhost:65536", "localhost:80x", "::1:80", "localhost:-1", ""})
        EXPECT_EQ(refusal("[http]\nstaff_listen = \"" + bad + "\"\n"),
                  "guiyi.toml:2: 'http.staff_listen' must be host:port, like 127.0.0.1:8080")
            << bad;
}

} // namespace
TEST(Settings, AGatewayForTextMessagesIsReadWithItsAnswers) {
    const auto read = [](const std::string& text) { return refusal(text); };
    const std::string good =
        "[notification.sms]\nurl = \"https://sms.example.org\"\nbody = \"{{to}}\"\n"
        "[[notification.sms.answers]]\nstatus = \"200\"\nis = \"sent\"\n";
    EXPECT_EQ(read(good), "");
    EXPECT_NE(read(good + "pattern = 1\n").find("pattern"), std::string::npos);
    EXPECT_NE(read("[notification.sms]\nurl = \"https://x\"\nbody = \"b\"\n").find("which answer means sent"),
              std::string::npos);
    EXPECT_NE(read("[[notification.domain_rates]]\ndomain = \"qq.com\"\n").find("per_min"), std::string::npos);
}

} // namespace guiyi::config
