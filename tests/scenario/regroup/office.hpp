// The four services that follow deduplication, on one store and bus, driven by hand on one thread with a clock that
// stands still. What deduplication decides is put on its stream by the test. For the tests of merging and splitting.
#pragma once

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/config/calendars.hpp"
#include "common/core/digest.hpp"
#include "common/core/random.hpp"
#include "common/runtime/execute.hpp"
#include "common/runtime/store_keyring.hpp"
#include "common/time/clock.hpp"
#include "services/assignment/service.hpp"
#include "services/casework/actions.hpp"
#include "services/casework/service.hpp"
#include "services/intake/service.hpp"
#include "services/notification/service.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <future>
#include <map>

namespace guiyi::regroup {

using events::stream;

/// A service's rows by key; what is not to be compared is left out.
using rows = std::map<std::string, std::string>;

class office {
  public:
    explicit office(std::string_view now) : time(parse_rfc3339(now).value()) {
        for (const auto of : {stream::intake, stream::assignment, stream::notification, stream::casework}) {
            runners_[of] = runtime::runner::make(io_.get_executor(), service(of), *over_, *db_, time, {});
            runners_[of]->start().value();
        }
    }
    ~office() {
        for (auto& [of, one] : runners_) one->stop();
        runners_.clear();
        over_.reset();
        io_.restart();
        io_.run();
    }
    office(const office&) = delete;
    office& operator=(const office&) = delete;

    /// A complaint whose sender has an e-mail address.
    void complain(const std::string& receipt, const std::string& respondent = "金盛信贷有限公司") {
        const auto key = vault_.new_key(*random_);
        events::complaint_received fact;
        fact.receipt = receipt_no(receipt);
        fact.received_at = time.now();
        fact.summary.language = "zh";
        fact.summary.complainant_masked = "王**";
        fact.summary.respondent = respondent;
        fact.summary.category = respondent.empty() ? "" : "C1";
        const std::string contact = R"({"name":"王小明","phone":"13800138000","email":")" + receipt + "@example.org\"}";
        fact.sealed_contact = to_base64(privacy::vault::seal(key, "contact", receipt, contact));
        const auto wrapped = vault_.wrap(key, receipt);
        order(stream::intake, {fact},
              [&](store::writer& keys) { runtime::store_keyring::put(keys, receipt, wrapped); });
    }
    /// What a complainant does.
    void act(events::fact what) { order(stream::intake, {std::move(what)}); }
    /// What deduplication decides.
    void decide(events::fact what) {
        const auto tail = over_->tail(stream::deduplication).value();
        events::commit commit{stream::deduplication, tail.seq + 1, time.now(), {}, {}};
        commit.causes.push_back({stream::intake, over_->tail(stream::intake).value().seq});
        std::string subject = events::subject_of(what);
        commit.events.push_back({std::move(what), time.now(), std::move(subject), {}});
        std::promise<result<bus::position>> said;
        over_->append({stream::deduplication, tail.seq, events::encode(commit), {}},
                      [&](auto r) { said.set_value(std::move(r)); });
        said.get_future().get().value();
        settle();
    }
    /// What an officer does. @returns nothing, or why not
    std::optional<error> officer(const std::string& number, casework::action_body what) {
        const auto row = casework::load_case(state(stream::casework), case_no(number)).value();
        const casework::action_request request{
            officer_id("wang.min"), case_no(number), row.revision, std::move(what), {"officer", "mediator", "lead"}};
        runtime::decide_with_reply<casework::action_reply> how = [this, request](const store::view& rows, instant now,
                                                                                 casework::action_reply& reply) {
            return casework::decide_action(casework::law{rulebooks_, zone, desks_}, request, rows, now, reply);
        };
        auto said = run(runtime::execute<casework::action_reply>(*runners_[stream::casework], {}, std::move(how)));
        settle();
        if (said) return std::nullopt;
        return said.error();
    }
    void go_to(std::string_view rfc3339) {
        time.set(parse_rfc3339(rfc3339).value());
        settle();
    }

    const store::view& state(stream of) const { return db_->read(runtime::state_family(of)); }
    /// Every row but positions of the runtime; its timers are rows that count.
    rows all(stream of) const {
        rows out;
        for (auto at = state(of).scan({}); at->valid(); at->next())
            if (at->key().front() == '\x03' || at->key().front() >= ' ')
                out[std::string(at->key())] = std::string(at->value());
        return out;
    }
    /// The same rows after the state was dropped and folded from the service's stream again; the service ends with it.
    rows rebuilt(stream of) {
        runners_.at(of)->stop();
        io_.restart();
        io_.poll();
        runners_.erase(of);
        runtime::rebuild(service(of), *over_, *db_).value();
        return all(of);
    }
    template <class Fact>
    std::vector<Fact> recorded(stream of) const {
        std::vector<Fact> out;
        for (const auto& record : over_->read(of, 1, 1 << 30).value())
            for (auto& event : events::decode(record.body).value().events)
                if (auto* one = std::get_if<Fact>(&event.data)) out.push_back(std::move(*one));
        return out;
    }
    /// "template case receipt" of every message since a count, sorted.
    std::vector<std::string> messages(std::size_t since = 0) const {
        std::vector<std::string> out;
        const auto sent = recorded<events::message_queued>(stream::notification);
        for (std::size_t i = since; i < sent.size(); ++i)
            out.push_back(sent[i].template_id + " " + sent[i].about.str() + " " + sent[i].receipt.str());
        std::ranges::sort(out);
        return out;
    }
    const runtime::service& service(stream of) const {
        switch (of) {
            case stream::intake: return intake_;
            case stream::assignment: return assignment_;
            case stream::notification: return notification_;
            default: return casework_;
        }
    }

    static constexpr std::chrono::minutes zone{480};
    manual_clock time;

  private:
    static std::filesystem::path shipped(std::string_view name) {
        return std::filesystem::path(GUIYI_SOURCE_DIR) / "config" / name;
    }
    template <class T>
    T run(boost::asio::awaitable<T> what) {
        auto answer = boost::asio::co_spawn(io_, std::move(what), boost::asio::use_future);
        io_.restart();
        while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
            io_.run_one_for(std::chrono::milliseconds(20));
            io_.restart();
        }
        return answer.get();
    }
    struct nothing {};
    void order(stream of, events::facts facts, runtime::write_keys_fn keys = {}) {
        submit(of, std::move(facts), std::move(keys));
        settle();
    }
    void submit(stream of, events::facts facts, runtime::write_keys_fn keys = {}) {
        runtime::decide_with_reply<nothing> how = [facts](const auto&, instant, auto&) { return facts; };
        run(runtime::execute<nothing>(*runners_[of], {}, std::move(how), std::move(keys))).value();
    }
    bool busy() const {
        for (const auto& [of, one] : runners_)
            for (const auto from : service(of).inputs())
                if (one->consumed(from) < over_->tail(from).value().seq) return true;
        return false;
    }
    sequence written() const {
        sequence out = 0;
        for (const auto of : events::all_streams) out += over_->tail(of).value().seq;
        return out;
    }
    /// Until every input is consumed and every due timer has fired: timers go before commands, so an empty command is
    /// answered when theirs are recorded.
    void settle() {
        for (sequence before = 0; before != written();) {
            auto guard = boost::asio::make_work_guard(io_);
            io_.restart();
            while (busy()) io_.run_one_for(std::chrono::milliseconds(2));
            guard.reset();
            before = written();
            for (const auto& [of, one] : runners_) submit(of, {});
        }
        for (const auto& [of, one] : runners_)
            if (const auto now = one->status(); !now.stopped_because.empty() || now.parked > 0)
                throw std::runtime_error("a service has trouble: " + now.stopped_because);
    }

    testing::temp_folder folder_;
    boost::asio::io_context io_;
    std::unique_ptr<store::database> db_ = store::database::open(folder_.path() / "db", {}).value();
    std::unique_ptr<bus::bus> over_ = bus::embedded_bus(*db_, {});
    std::unique_ptr<random_source> random_ = seeded_random(7);
    config::taxonomy topics_ = config::load_taxonomy(shipped("taxonomy.toml")).value();
    config::desk_book desks_ = config::load_desks(shipped("desks.toml"), &topics_).value();
    std::vector<config::rulebook> rulebooks_ = config::load_rulebooks(shipped("rulebooks")).value();
    calendar days_ = config::load_calendars(shipped("calendars")).value();
    config::wording words_{desks_, rulebooks_};
    privacy::vault vault_{std::string(32, 'k')};
    runtime::store_keyring keys_{db_->read(store::family::keys), vault_};
    intake::service intake_{zone};
    assignment::service assignment_{desks_, topics_, rulebooks_, days_, zone};
    notification::service notification_{notification::rules{keys_, words_, {}, zone}};
    casework::service casework_{casework::law{rulebooks_, zone, desks_}};
    std::map<stream, std::shared_ptr<runtime::runner>> runners_;
};

} // namespace guiyi::regroup
