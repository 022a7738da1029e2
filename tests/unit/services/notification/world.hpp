// A notification service on real parts: RocksDB in a temporary folder, the embedded bus, a runner on a thread of its
// own, a clock that stands still until told. Other services' facts are put on their streams as they would.
#pragma once

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/core/digest.hpp"
#include "common/core/random.hpp"
#include "common/runtime/runner.hpp"
#include "common/runtime/store_keyring.hpp"
#include "services/notification/outbox.hpp"
#include "services/notification/sender.hpp"
#include "services/notification/service.hpp"
#include "services/notification/state.hpp"

#include <gtest/gtest.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

namespace guiyi::notification {

inline instant at(std::string_view text) { return parse_rfc3339(text).value(); }

/// A folder of its own for each test, gone afterwards.
struct temporary_folder {
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "notification-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~temporary_folder() { std::filesystem::remove_all(path); }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    std::filesystem::path path;
};

inline config::desk_book sample_desks() {
    return {
        {{"samr-city", "示例市市场监督管理局", "Sample City AMR"}},
        {{desk_id("desk-12315"), "12315中心", "12315 desk", "samr-city", config::desk_kind::samr, {"*"}, {"*"}, true}},
        {}};
}

inline std::vector<config::rulebook> sample_rulebooks() {
    config::rulebook book;
    book.instruments = {{"O121", "市场监督管理投诉举报处理办法", "Measures for Handling Complaints", "121"}};
    book.refusals = {{"NA3", "不是为生活消费需要", "Not for daily-life consumption", "§16(3)", true}};
    book.terminations = {{"T5", "自受理之日起六十日未达成协议", "No agreement within 60 days", "§23(1)(5)", true}};
    return {book};
}

/// A complaint as intake puts it on its stream, and the key its contact is sealed under.
struct sealed_complaint {
    events::complaint_received fact;
    std::string wrapped_key;
};

inline sealed_complaint complaint_from(const privacy::vault& vault, random_source& random, const std::string& receipt,
                                       const std::string& email, const std::string& language = "zh",
                                       const std::string& phone = {}, const std::string& name = "王小明") {
    const auto key = vault.new_key(random);
    // Each receipt is another person's, unless a phone says otherwise.
    const std::string number = phone.empty() ? "138000" + receipt.substr(8, 5) : phone;
    const std::string contact = R"({"name":")" + name + R"(","phone":")" + number + R"(","email":)" +
                                (email.empty() ? "null" : '"' + email + '"') + "}";
    sealed_complaint out;
    out.fact.receipt = receipt_no(receipt);
    out.fact.summary.language = language;
    out.fact.summary.complainant_masked = "王**";
    out.fact.sealed_contact = to_base64(privacy::vault::seal(key, "contact", receipt, contact));
    out.wrapped_key = vault.wrap(key, receipt);
    return out;
}

inline events::case_opened opened(const std::string& case_number, const std::string& receipt,
                                  const std::string& nature = "complaint") {
    events::case_opened fact;
    fact.opened = case_no(case_number);
    fact.record.receipt = receipt_no(receipt);
    fact.record.route.nature = nature;
    return fact;
}

inline events::complaint_tied tied(const std::string& case_number, const std::string& receipt) {
    events::complaint_tied fact;
    fact.to = case_no(case_number);
    fact.record.receipt = receipt_no(receipt);
    return fact;
}

inline events::case_assigned assigned(const std::string& case_number, const std::string& desk = "desk-12315") {
    return {case_no(case_number), desk_id(desk), officer_id("li"), {}};
}

inline events::clock_started clock_runs(const std::string& case_number, const std::string& clock,
                                        const std::string& due_on, bool provisional = false) {
    return {case_no(case_number), clock, "2026-11-20", due_on, provisional, {}, {}};
}

inline std::filesystem::path config_folder() { return GUIYI_CONFIG_FOLDER; }
inline std::string script(const std::string& name) { return std::string(GUIYI_NOTIFICATION_TESTS) + "/" + name; }

/// The whole service, and a sender when start_sender() was called.
class world {
  public:
    explicit world(const std::filesystem::path& folder, instant now = at("2026-11-20T02:00:00Z"))
        : db_(store::database::open(folder / "db", {}).value()),
          vault_(std::string(32, 'k')),
          keys_(db_->read(store::family::keys), vault_),
          texts_(templates::load(config_folder() / "templates").value()),
          desks_(sample_desks()),
          rulebooks_(sample_rulebooks()),
          words_(desks_, rulebooks_),
          composer_(keys_, texts_, "notice@guiyi.test"),
          time(now),
          random_(seeded_random(1)),
          bus_(bus::embedded_bus(*db_, {})) {}

    ~world() {
        sender_.reset();
        heard_.reset();
        if (runner_) runner_->stop();
        work_.reset();
        if (thread_.joinable()) thread_.join();
    }

    /// Webhooks must be named before.
    void start(std::vector<std::string> endpoints = {}) {
        service_.emplace(
            rules{keys_, words_, std::move(endpoints), std::chrono::minutes(480), told, &index_, &desks_, &texts_});
        runner_ = runtime::runner::make(io_.get_executor(), *service_, *bus_, *db_, time, {});
        runner_->start().value();
        heard_ = bus_->on_commit(events::stream::notification, [this] {
            const std::scoped_lock guard(mutex_);
            ++commits_;
            changed_.notify_all();
        });
        thread_ = std::thread([this] { io_.run(); });
    }

    void start_sender(std::vector<provider> providers, sender_options options = {}) {
        options.retry.told = told;
        options.retry.desks = &desks_;
        sender_ = std::make_unique<sender>(*runner_, *bus_, state(), time, composer_, std::move(providers), options);
        sender_->start();
    }

    /// Puts a commit on another service's stream, caused by all that stands on the streams before it.
    void publish(events::stream on, events::facts facts,
                 const std::vector<std::pair<std::string, std::string>>& keys = {}) {
        events::commit commit{on, bus_->tail(on).value().seq + 1, time.now(), {}, {}};
        for (const auto from : {events::stream::intake, events::stream::deduplication, events::stream::assignment}) {
            if (from == on) break;
            commit.causes.push_back({from, bus_->tail(from).value().seq});
        }
        for (auto& fact : facts) {
            auto subject = events::subject_of(fact);
            commit.events.push_back({std::move(fact), time.now(), std::move(subject), {}});
        }
        auto rows = std::make_shared<store::batch>(*db_);
        for (const auto& [id, wrapped] : keys) runtime::store_keyring::put(rows->on(store::family::keys), id, wrapped);
        std::promise<result<bus::position>> said;
        bus_->append({on, commit.seq - 1, events::encode(commit), rows},
                     [&](result<bus::position> end) { said.set_value(std::move(end)); });
        said.get_future().get().value();
    }

    void complain(const std::string& receipt, const std::string& email, const std::string& language = "zh",
                  const std::string& phone = {}) {
        auto one = complaint_from(vault_, *random_, receipt, email, language, phone);
        publish(events::stream::intake, {one.fact}, {{receipt, one.wrapped_key}});
    }

    /// A complaint in a case of its own, whose notice "placed" is queued.
    void open_case(const std::string& case_number, const std::string& receipt, const std::string& email,
                   const std::string& language = "zh") {
        complain(receipt, email, language);
        publish(events::stream::deduplication, {opened(case_number, receipt)});
        publish(events::stream::assignment, {assigned(case_number), clock_runs(case_number, "K1", "2026-12-01")});
    }

    /// So many people, each with a complaint in one case and an address at one of ten domains.
    void crowd_in_case(const std::string& case_number, int people) {
        constexpr int a_commit = 250;
        for (int from = 0; from < people; from += a_commit) {
            events::facts received, placed;
            std::vector<std::pair<std::string, std::string>> keys;
            for (int i = from; i < std::min(people, from + a_commit); ++i) {
                const auto receipt = "R261120-" + std::to_string(20'000 + i) + "-00000";
                auto one = complaint_from(vault_, *random_, receipt,
                                          "p" + std::to_string(i) + "@d" + std::to_string(i % 10) + ".example.org");
                keys.emplace_back(receipt, one.wrapped_key);
                received.emplace_back(std::move(one.fact));
                placed.emplace_back(events::recipient_placed{receipt_no(receipt), case_no(case_number), "complaint"});
            }
            const auto last = std::get<events::recipient_placed>(placed.back()).receipt;
            publish(events::stream::intake, std::move(received), keys);
            wait_until([&] { return load_recipient(state(), last).has_value(); });
            run([&](const store::view&, instant) { return placed; }).value();
        }
    }

    /// Waits until it holds: asked after every commit, and now and then for what no commit tells. False after 30 s.
    bool wait_until(const std::function<bool()>& holds) {
        for (int left = 1500; left > 0; --left) {
            if (holds()) return true;
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, std::chrono::milliseconds(20), [&, seen = commits_] { return commits_ != seen; });
        }
        return false;
    }

    const store::view& state() const { return db_->read(store::family::notification); }
    std::vector<message_id> messages(const std::string& case_number) const {
        return ledger_of(state(), case_no(case_number));
    }
    delivery_row delivery(const message_id& id) const {
        return load_delivery(state(), id, load_message(state(), id).value());
    }
    /// Of the only message of a case.
    delivery_row delivery_in(const std::string& case_number) const { return delivery(messages(case_number).at(0)); }
    bool is(const std::string& case_number, message_state expected) const {
        const auto ids = messages(case_number);
        return ids.size() == 1 && delivery(ids[0]).state == expected;
    }

    /// Runs a decision in the service's turn, as the sender does.
    result<void> run(std::function<result<events::facts>(const store::view&, instant)> decide) {
        struct one final : runtime::command {
            result<events::facts> decide(const store::view& rows, instant now) override { return how(rows, now); }
            void done(result<void> end) noexcept override { said.set_value(std::move(end)); }
            std::function<result<events::facts>(const store::view&, instant)> how;
            std::promise<result<void>> said;
        };
        auto command = std::make_unique<one>();
        command->how = std::move(decide);
        auto said = command->said.get_future();
        runner_->submit(std::move(command));
        return said.get();
    }

    /// Base64, under the receipt's data key.
    std::string sealed(const std::string& receipt, std::string_view purpose, std::string_view text) const {
        return to_base64(privacy::vault::seal(keys_.find(receipt).value(), purpose, receipt, text));
    }

    void erase_key(const std::string& receipt) {
        store::batch rows(*db_);
        runtime::store_keyring::erase(rows.on(store::family::keys), receipt);
        db_->write(rows, true).value();
    }

    void move_clock_to(instant to) {
        time.set(to);
        runner_->poke();
        if (sender_) sender_->poke();
    }

    sender& sending() { return *sender_; }
    void stop_sender() { sender_.reset(); }

  private:
    std::unique_ptr<store::database> db_;
    privacy::vault vault_;
    runtime::store_keyring keys_;
    templates texts_;
    config::desk_book desks_;
    std::vector<config::rulebook> rulebooks_;
    config::wording words_;
    privacy::blind_index index_{std::string(32, 'i')};
    composer composer_;

  public:
    manual_clock time;
    policy told; ///< set before start()

  private:
    std::unique_ptr<random_source> random_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    std::unique_ptr<bus::bus> bus_; // before the context goes: its last answers are posted there
    std::optional<service> service_;
    std::shared_ptr<runtime::runner> runner_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t commits_ = 0;
    std::shared_ptr<void> heard_;
    std::thread thread_;
    std::unique_ptr<sender> sender_;
};

} // namespace guiyi::notification
