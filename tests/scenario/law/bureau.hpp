// Casework and assignment on one store and bus, with the shipped law or an edited one, driven by hand on one thread
// with a clock that stands still. What intake and deduplication say is put on their streams by the test. For the
// tests of tracks, clocks and authority: a year of them runs in seconds.
#pragma once

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/config/calendars.hpp"
#include "common/runtime/execute.hpp"
#include "common/time/clock.hpp"
#include "services/assignment/recalculate.hpp"
#include "services/assignment/service.hpp"
#include "services/casework/actions.hpp"
#include "services/casework/explain.hpp"
#include "services/casework/repeat.hpp"
#include "services/casework/service.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <future>
#include <map>

namespace guiyi::law_tests {

using casework::step_fields;
using events::stream;

inline std::filesystem::path shipped(std::string_view name) {
    return std::filesystem::path(GUIYI_SOURCE_DIR) / "config" / name;
}

/// Officers of config/desks.toml by what they decide as.
inline const std::string lead = "li.qiang", colleague = "wang.min", dispatcher = "wang.min", plain = "liu.yang",
                         head = "gao.feng", chief = "gao.feng", archivist = "he.ping", supervisor = "he.ping";

class bureau {
  public:
    explicit bureau(std::string_view now, const std::filesystem::path& rulebooks = shipped("rulebooks"),
                    calendar days = config::load_calendars(shipped("calendars")).value())
        : time(parse_rfc3339(now).value()),
          rulebooks_(config::load_rulebooks(rulebooks).value()),
          days_(std::move(days)) {
        start();
    }
    ~bureau() {
        stop();
        over_.reset();
        io_.restart();
        io_.run();
    }
    bureau(const bureau&) = delete;
    bureau& operator=(const bureau&) = delete;

    /// A complaint that opens a case of that number.
    void open(const std::string& number, std::string nature, const std::string& receipt = {},
              std::string category = "C1", std::string channel = "portal") {
        const auto of = receipt.empty() ? "R-" + number : receipt;
        complaint(of, nature, category, channel);
        events::case_opened fact;
        fact.opened = case_no(number);
        fact.verdict = "new";
        fact.record.receipt = receipt_no(of);
        fact.record.route = {channel, "zh", nature, category, "3303", time.now()};
        append(stream::deduplication, fact);
    }
    /// A complaint as somebody wrote it, with the receipt "R-" and the case's number. @param why what matching found
    void file(const std::string& number, events::complaint_summary said, events::match_explanation why = {}) {
        events::complaint_received received;
        received.receipt = receipt_no("R-" + number);
        received.received_at = time.now();
        received.summary = said;
        append(stream::intake, received);
        events::case_opened fact;
        fact.opened = case_no(number);
        fact.verdict = "new";
        fact.record.receipt = received.receipt;
        fact.record.route = {said.channel, "zh", said.nature, said.category, "3303", time.now(), said.respondent};
        fact.why = std::move(why);
        append(stream::deduplication, fact);
    }
    /// A complaint that joins a case.
    void tie(const std::string& number, const std::string& receipt, std::string nature = "complaint") {
        complaint(receipt, nature, "C1", "hotline");
        events::complaint_tied fact;
        fact.to = case_no(number);
        fact.record.receipt = receipt_no(receipt);
        fact.record.route = {"hotline", "zh", nature, "C1", "3303", time.now()};
        append(stream::deduplication, fact);
    }
    void intake(events::fact what) { append(stream::intake, std::move(what)); }

    /// An action as the API would take it. @returns the reply, or why not
    result<casework::action_reply> act(const std::string& who, const std::string& number, const std::string& name,
                                       step_fields given = {}) {
        const auto row = casework::load_case(state(stream::casework), case_no(number)).value();
        const casework::action_request request{officer_id(who), case_no(number), row.revision, body(name, given),
                                               law().roles_of(officer_id(who))};
        runtime::decide_with_reply<casework::action_reply> how =
            [under = law(), request](const store::view& rows, instant now, casework::action_reply& reply) {
                return casework::decide_action(under, request, rows, now, reply);
            };
        auto said = run(runtime::execute<casework::action_reply>(*runners_[stream::casework], {}, std::move(how)));
        settle();
        return said;
    }
    /// The same, which has to succeed. @returns the state of the case in its track afterwards
    std::string take(const std::string& who, const std::string& number, const std::string& name,
                     step_fields given = {}) {
        const auto said = act(who, number, name, std::move(given));
        if (!said) throw std::runtime_error(name + ": " + said.error().detail);
        return state_of(number);
    }
    /// Why not: "forbidden: refuse takes the role ..."; empty when it was done after all.
    std::string refusal(const std::string& who, const std::string& number, const std::string& name,
                        step_fields given = {}) {
        const auto said = act(who, number, name, std::move(given));
        return said ? std::string() : std::string(name_of(said.error().code)) + ": " + said.error().detail;
    }

    casework::case_row row(const std::string& number) const {
        return casework::load_case(state(stream::casework), case_no(number)).value();
    }
    bool has(const std::string& number) const {
        return casework::load_case(state(stream::casework), case_no(number)).has_value();
    }
    std::string state_of(const std::string& number) const { return law().state_of(row(number)); }
    std::vector<std::string> offered(const std::string& number) const {
        std::vector<std::string> out;
        for (const auto& one : casework::offers(law(), row(number))) out.push_back(one.action);
        return out;
    }
    bool offers(const std::string& number, const std::string& action) const {
        const auto all = offered(number);
        return std::ranges::find(all, action) != all.end();
    }

    /// "K1 met, K2 running" of every clock that is known, by id.
    std::string clocks(const std::string& number) const {
        std::string out;
        for (const auto& one : casework::clocks_of(state(stream::casework), case_no(number)))
            out += (out.empty() ? "" : ", ") + one.clock + " " + one.state;
        return out;
    }
    events::clock_noted clock(const std::string& number, const std::string& id) const {
        return casework::load_clock(state(stream::casework), case_no(number), id).value();
    }
    std::string due(const std::string& number, const std::string& id) const { return clock(number, id).due_on; }
    /// The forms the last step of a case called for, and for whom: "form8>complainant,respondent".
    std::string letters(const std::string& number) const {
        events::step_detail last;
        for_each(stream::casework, [&](const events::fact& fact) {
            std::visit(
                [&](const auto& one) {
                    if constexpr (requires { one.step.letters; })
                        if (case_of(one) == number) last = one.step;
                },
                fact);
        });
        std::string out;
        for (const auto& one : last.letters) out += (out.empty() ? "" : " ") + one;
        if (!out.empty()) out += ">";
        for (std::size_t i = 0; i < last.letter_to.size(); ++i) out += (i == 0 ? "" : ",") + last.letter_to[i];
        return out;
    }
    /// What the last recorded step rests on: "O121 §15(1)".
    std::string basis(const std::string& number, const std::string& action) const {
        const auto row_now = row(number);
        const auto* on = law().track_of(row_now);
        const auto* step = on->step(law().state_of(row_now), action);
        if (!step) return {};
        return step->instrument + (step->article.empty() ? "" : " ") + step->article;
    }

    void go_to(std::string_view rfc3339) {
        time.set(parse_rfc3339(rfc3339).value());
        settle();
    }
    /// Noon at the office.
    void go_to_day(std::string_view date) { go_to(std::string(date) + "T12:00:00+08:00"); }

    /// Another calendar, as after a restart of the program. @returns how many dates moved
    std::int64_t adopt(calendar days) {
        stop();
        days_ = std::move(days);
        start();
        return moved_;
    }
    /// Another law, as after a restart of the program.
    void enact(std::vector<config::rulebook> books) {
        stop();
        rulebooks_ = std::move(books);
        start();
    }
    /// Every row of a service after its state was dropped and folded again; it ends with it.
    std::map<std::string, std::string> rebuilt(stream of) {
        runners_.at(of)->stop();
        io_.restart();
        io_.poll();
        runners_.erase(of);
        runtime::rebuild(service(of), *over_, *db_).value();
        return rows(of);
    }
    std::map<std::string, std::string> rows(stream of) const {
        std::map<std::string, std::string> out;
        for (auto at = state(of).scan({}); at->valid(); at->next())
            if (at->key().front() == '\x03' || at->key().front() >= ' ')
                out[std::string(at->key())] = std::string(at->value());
        return out;
    }

    template <class Fact>
    std::vector<Fact> recorded(stream of) const {
        std::vector<Fact> out;
        for_each(of, [&](const events::fact& fact) {
            if (const auto* one = std::get_if<Fact>(&fact)) out.push_back(*one);
        });
        return out;
    }
    const store::view& state(stream of) const { return db_->read(runtime::state_family(of)); }
    casework::law law() const { return {rulebooks_, zone, desks_}; }
    const std::vector<config::rulebook>& books() const { return rulebooks_; }
    const calendar& days() const { return days_; }
    assignment::rules rules() const { return {desks_, topics_, {rulebooks_, days_, zone}}; }
    const config::desk_book& desks() const { return desks_; }

    static constexpr std::chrono::minutes zone{480};
    manual_clock time;

  private:
    template <class Fact>
    static std::string case_of(const Fact& fact) {
        return events::subject_of(fact);
    }

    static std::string out_of(step_fields& from, const char* name) {
        const auto found = from.find(name);
        if (found == from.end()) return {};
        auto out = found->second;
        from.erase(found);
        return out;
    }
    static casework::action_body body(const std::string& name, step_fields given) {
        if (name == "accept") {
            auto note = out_of(given, "note");
            return casework::accept_case{std::move(note), std::move(given)};
        }
        if (name == "refuse") {
            auto ground = out_of(given, "ground"), reason = out_of(given, "reason");
            return casework::refuse_case{std::move(ground), std::move(reason), std::move(given)};
        }
        if (name == "split") {
            auto lead_text = out_of(given, "lead"), category = out_of(given, "category");
            return casework::split_report{std::move(lead_text), std::move(category), std::move(given)};
        }
        if (name == "classify_repeat")
            return casework::classify_repeat{receipt_no(out_of(given, "receipt")), out_of(given, "kind"),
                                             out_of(given, "reason")};
        if (name == "contact") return casework::contact_respondent{out_of(given, "respondent"), out_of(given, "text")};
        if (name == "note") return casework::add_note{out_of(given, "text")};
        return casework::step_case{name, std::move(given)};
    }

    void complaint(const std::string& receipt, const std::string& nature, const std::string& category,
                   const std::string& channel) {
        events::complaint_received fact;
        fact.receipt = receipt_no(receipt);
        fact.received_at = time.now();
        fact.summary.channel = channel;
        fact.summary.language = "zh";
        fact.summary.nature = nature;
        fact.summary.category = category;
        fact.summary.region = "3303";
        fact.summary.complainant_masked = "王**";
        fact.summary.phone_masked = "138****8000";
        fact.summary.respondent = "美丽科技有限公司";
        fact.summary.narrative = "机器人来电推销美容仪";
        append(stream::intake, fact);
    }

    void append(stream on, events::fact what) {
        const auto tail = over_->tail(on).value();
        events::commit commit{on, tail.seq + 1, time.now(), {}, {}};
        if (on == stream::deduplication)
            commit.causes.push_back({stream::intake, over_->tail(stream::intake).value().seq});
        std::string subject = events::subject_of(what);
        commit.events.push_back({std::move(what), time.now(), std::move(subject), {}});
        std::promise<result<bus::position>> said;
        over_->append({on, tail.seq, events::encode(commit), {}}, [&](auto r) { said.set_value(std::move(r)); });
        said.get_future().get().value();
        settle();
    }

    template <class Call>
    void for_each(stream of, Call call) const {
        for (const auto& record : over_->read(of, 1, 1 << 30).value())
            for (auto& event : events::decode(record.body).value().events) call(event.data);
    }

    const runtime::service& service(stream of) const {
        return of == stream::assignment ? static_cast<const runtime::service&>(*assignment_) : *casework_;
    }
    void start() {
        assignment_ = std::make_unique<assignment::service>(desks_, topics_, rulebooks_, days_, zone);
        casework_ = std::make_unique<casework::service>(law(), &topics_);
        for (const auto of : {stream::assignment, stream::casework}) {
            runners_[of] = runtime::runner::make(io_.get_executor(), service(of), *over_, *db_, time, {});
            runners_[of]->start().value();
        }
        recalculate();
        settle();
    }
    void stop() {
        for (auto& [of, one] : runners_) one->stop();
        io_.restart();
        io_.poll();
        runners_.clear();
    }
    void recalculate() {
        moved_ = 0;
        for (assignment::recalculation so_far; so_far.more;) {
            runtime::decide_with_reply<assignment::recalculation> how =
                [this, so_far](const store::view& rows, instant now, assignment::recalculation& reply) {
                    reply = so_far;
                    return assignment::recalculate(assignment_->by(), rows, now, reply);
                };
            so_far = run(runtime::execute<assignment::recalculation>(*runners_[stream::assignment], {}, std::move(how)))
                         .value();
            moved_ += so_far.moved;
        }
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
    void submit_nothing(stream of) {
        runtime::decide_with_reply<nothing> how = [](const auto&, instant, auto&) { return events::facts{}; };
        run(runtime::execute<nothing>(*runners_[of], {}, std::move(how))).value();
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
    /// Until every input is consumed and every due timer has fired.
    void settle() {
        for (sequence before = 0; before != written();) {
            auto guard = boost::asio::make_work_guard(io_);
            io_.restart();
            while (busy()) io_.run_one_for(std::chrono::milliseconds(2));
            guard.reset();
            before = written();
            for (const auto& [of, one] : runners_) submit_nothing(of);
        }
        for (const auto& [of, one] : runners_)
            if (const auto now = one->status(); !now.stopped_because.empty() || now.parked > 0)
                throw std::runtime_error("a service has trouble: " + now.stopped_because);
    }

    testing::temp_folder folder_;
    boost::asio::io_context io_;
    std::unique_ptr<store::database> db_ = store::database::open(folder_.path() / "db", {}).value();
    std::unique_ptr<bus::bus> over_ = bus::embedded_bus(*db_, {});
    config::taxonomy topics_ = config::load_taxonomy(shipped("taxonomy.toml")).value();
    config::desk_book desks_ = config::load_desks(shipped("desks.toml"), &topics_).value();
    std::vector<config::rulebook> rulebooks_;
    calendar days_;
    std::unique_ptr<assignment::service> assignment_;
    std::unique_ptr<casework::service> casework_;
    std::map<stream, std::shared_ptr<runtime::runner>> runners_;
    std::int64_t moved_ = 0;
};

/// Whether an officer may decide as that role of the rulebooks.
inline bool may_act_as(const bureau& at, const std::string& who, const std::string& role) {
    const auto roles = at.law().roles_of(officer_id(who));
    return std::ranges::find(roles, role) != roles.end();
}

} // namespace guiyi::law_tests
