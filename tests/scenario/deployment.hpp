// A whole running system for a scenario: the program's own node on a folder of its own, with a clock that stands still
// until told and seeded randomness, both sides served on free ports, mail going to a real server, the log in a file.
#pragma once

#include "common/core/digest.hpp"
#include "common/events/stream.hpp"
#include "common/observe/log.hpp"
#include "services/guiyi/node.hpp"
#include "tests/scenario/http_client.hpp"
#include "tests/support/mail_server.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

namespace guiyi::scenario {

/// One message as the mail server took it.
struct mail {
    std::string to;
    std::string subject;
    std::string body;
    std::string file{};  ///< name of the first file with it
    std::string bytes{}; ///< of that file
};

inline std::string bytes_in(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

class deployment {
  public:
    /// @param now RFC 3339 @param with changes the settings
    explicit deployment(std::string_view now, const std::function<void(config::settings&)>& with = {})
        : time(parse_rfc3339(now).value()), random_(seeded_random(20191105)) {
        setenv("no_proxy", "*", 1); // the mail server is on this machine
        observe::start_logging({.level = observe::log_level::debug, .target = log_file().string()}).value();
        settings_ = settings();
        if (with) with(settings_);
        start();
        server_.order("listen");
    }
    ~deployment() { stop(); }
    deployment(const deployment&) = delete;
    deployment& operator=(const deployment&) = delete;

    void start() {
        node = program::node::open(settings_, time, *random_).value();
        node->start().value();
        at_ = node->serve("127.0.0.1:0", "127.0.0.1:0").value();
        node->send_notices().value();
    }
    /// Ends, and goes on with what is on the disk.
    void restart() {
        node->stop();
        node.reset();
        officers_.clear();
        public_.reset();
        start();
    }
    void stop() {
        node->stop();
        observe::stop_logging();
    }

    http_client& everybody() {
        if (!public_) public_.emplace(at_.public_url);
        return *public_;
    }
    /// The staff side as one officer of config/desks.toml sees it.
    http_client& officer(const std::string& id) {
        auto& known = officers_[id];
        if (!known) known = std::make_unique<http_client>(at_.staff_url, signed_in(id));
        return *known;
    }
    event_reader live_events(const std::string& officer_id) {
        return event_reader(at_.staff_url, "/api/v1/events", signed_in(officer_id));
    }

    /// Waits until every service has done all there is to do.
    void settle() const {
        if (!node->settle(std::chrono::seconds(30))) throw std::runtime_error("does not settle: " + node->trouble());
    }
    void go_to(std::string_view rfc3339) {
        time.set(parse_rfc3339(rfc3339).value());
        node->poke();
        settle();
    }
    /// Looks again after every commit, for half a minute.
    bool eventually(const std::function<bool()>& holds) const {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<std::shared_ptr<void>> listening;
        for (const auto of : events::all_streams)
            listening.push_back(node->what().over->on_commit(of, [&] { changed.notify_all(); }));
        std::unique_lock lock(mutex);
        // A commit rings before its rows are seen, so look again after a short while as well.
        for (int looks = 0; looks < 3000; ++looks) {
            if (holds()) return true;
            changed.wait_for(lock, std::chrono::milliseconds(10));
        }
        return holds();
    }

    /// The next so many messages that the mail server takes, by subject.
    std::vector<mail> next_mails(std::size_t count) {
        std::vector<mail> out;
        while (out.size() < count) {
            const auto one = server_.event("accepted");
            auto& got = out.emplace_back(
                mail{testing::text(one, "header_to"), testing::text(one, "subject"), testing::text(one, "body")});
            if (const auto& files = one.at("files").as_array(); !files.empty()) {
                got.file = testing::text(files.front().as_object(), "name");
                got.bytes = from_base64(testing::text(files.front().as_object(), "data")).value();
            }
        }
        std::ranges::sort(out, {}, &mail::subject);
        mails.insert(mails.end(), out.begin(), out.end());
        return out;
    }
    std::int64_t mails_accepted() { return server_.accepted(); }
    /// What the mail server does next: "answer 451 1" (smtp_server.py).
    void tell_mail_server(const std::string& order) { server_.order(order); }

    std::string bus_text(events::stream of) const {
        std::string all;
        for (sequence next = 1;;) {
            const auto part = node->what().over->read(of, next, 1024).value();
            if (part.empty()) return all;
            for (const auto& one : part) all += one.body + "\n";
            next = part.back().at.seq + 1;
        }
    }

    /// Everything the system said or keeps, by the name of the place. Stops it, so that log and files are whole.
    std::vector<std::pair<std::string, std::string>> stop_and_read_all() {
        std::vector<std::pair<std::string, std::string>> out;
        for (const auto of : events::all_streams)
            out.emplace_back("stream " + std::string(events::name_of(of)), bus_text(of));
        stop();
        out.emplace_back("log", bytes_in(log_file()));
        if (public_) out.emplace_back("public side", public_->heard());
        for (const auto& [id, one] : officers_) out.emplace_back("staff side, " + id, one->heard());
        for (const auto& one : mails) out.emplace_back("mail", one.subject + "\n" + one.body);
        for (const auto& file : std::filesystem::recursive_directory_iterator(data()))
            if (file.is_regular_file()) out.emplace_back(file.path().string(), bytes_in(file.path()));
        return out;
    }

    program::common_options command_line() const {
        return {.config = GUIYI_SOURCE_DIR "/config/guiyi.toml", .data = data().string(), .to = {}, .token = {}};
    }
    std::filesystem::path folder() const { return folder_.path(); }
    const std::string& staff_url() const { return at_.staff_url; }

  private:
    std::filesystem::path data() const { return folder_.path() / "data"; }
    std::filesystem::path log_file() const { return folder_.path() / "guiyi.log"; }

    /// The shipped settings, but for where data and mail go.
    config::settings settings() const {
        auto out = config::load_settings(GUIYI_SOURCE_DIR "/config/guiyi.toml").value();
        out.data_dir = data().string();
        out.notification.smtp_url = server_.url();
        out.notification.smtp_from = "12315@example.org";
        out.notification.smtp_tls = "none";
        // Stories tell what happens, not when mail may go or how many people like to get: that has tests of its own.
        auto& n = out.notification;
        n.quiet_from_h = n.quiet_until_h = n.quiet_off_from_h = n.quiet_off_until_h = 0;
        n.recipient_max = n.smtp_rate_per_min = n.domain_rate_per_min = 0;
        return out;
    }
    header_list signed_in(const std::string& id) {
        access::token_details what;
        what.principal = account_id(id);
        return {{"Authorization", "Bearer " + node->issue_token(std::move(what)).value()}};
    }

    testing::temp_folder folder_;
    testing::mail_server server_;

  public:
    manual_clock time;

  private:
    std::unique_ptr<random_source> random_;
    config::settings settings_;
    program::node::addresses at_;
    std::optional<http_client> public_;
    std::map<std::string, std::unique_ptr<http_client>> officers_;

  public:
    std::unique_ptr<program::node> node;
    std::vector<mail> mails; ///< all that were read
};

} // namespace guiyi::scenario
