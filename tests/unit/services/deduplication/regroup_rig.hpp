// A running deduplication service with complaints of a few people, and officers who act on their cases.
#pragma once

#include "services/deduplication/api.hpp"
#include "services/deduplication/export_ties.hpp"
#include "services/deduplication/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <boost/asio/detached.hpp>

#include <set>

namespace guiyi::deduplication::test {

/// Somebody and the call they complain about.
struct person {
    std::string name;
    std::string phone;
    std::string caller;
    std::string firm;
};
inline const person zhang{"张丽娟", "13821382744", "16556307311", "金盛信贷"};
inline const person her_mother{"李强国", "13821382744", "16556307311", "金盛信贷"};
inline const person her_aunt{"陈春梅", "13821382744", "16556307311", "金盛信贷"};
inline const person wang{"王建军", "13912345678", "17012340001", "宏远教育"};
inline const person liu{"刘思远", "13798765432", "17098760002", "安康保险"};
inline const person zhao{"赵志刚", "15011112222", "17055550003", "恒信装饰"};

using rows = std::map<std::string, std::string>;

/// Rows but for those of some kinds.
inline rows without(rows all, std::string_view kinds) {
    std::erase_if(all, [&](const auto& row) { return kinds.find(row.first.front()) != std::string_view::npos; });
    return all;
}

/// Rows of some kinds.
inline rows only(rows all, std::string_view kinds) {
    std::erase_if(all, [&](const auto& row) { return kinds.find(row.first.front()) == std::string_view::npos; });
    return all;
}

/// Every case is with the asking officer's desk, but for some.
class desks_for_tests final : public access::reach {
  public:
    explicit desks_for_tests(const store::view& state) : state_(state) {}

    std::optional<access::place> find(const case_no& which) const override {
        return access::place{which, desk_id(elsewhere.contains(which) ? "elsewhere" : "here")};
    }
    std::optional<access::place> find(const receipt_no& which) const override {
        const state_reader state(state_);
        const auto record = state.record_of(which);
        return record ? find(state.tie_of(*record)->in_case) : std::nullopt;
    }

    std::set<case_no> elsewhere;

  private:
    const store::view& state_;
};

class regroup_rig {
  public:
    regroup_rig() {
        api_ =
            std::make_unique<api>(rig.state(), *rig.runner, *rig.over, subject_.parts(),
                                  api_options{std::chrono::milliseconds(2000), std::chrono::milliseconds(1), &desks});
        api_->add_staff_routes(routes_);
    }

    /// A complaint arrives and is decided.
    receipt_no receive(const person& of, std::string narrative = {}) {
        return receive_from({{"name", of.name}, {"phone", of.phone}}, of, std::move(narrative));
    }
    /// The same by whoever it is.
    receipt_no receive_from(boost::json::object complainant, const person& of = zhang, std::string narrative = {}) {
        boost::json::object complaint{
            {"channel", "portal"},
            {"language", "zh"},
            {"nature", "complaint"},
            {"received_at", received_at},
            {"complainant", std::move(complainant)},
            {"respondent", {{"name", of.firm}}},
            {"calls", {{{"caller_number", of.caller}, {"called_at", "2025-01-17"}}}},
            {"narrative", "自称" + of.firm + "的智能语音拨打我的电话，对方是机器人语音，无法沟通。" + narrative}};
        const auto receipt = receipt_at(++count_);
        rig.append(events::stream::intake, received(receipt, complaint, keys_, *random_));
        rig.settle();
        return receipt;
    }

    /// Acts in the service's turn.
    template <class Work>
    regrouped act(Work work) {
        struct outcome {
            std::optional<regrouping> done;
            std::optional<refusal> refused;
        };
        runtime::decide_with_reply<outcome> decide = [work](const store::view& state, instant,
                                                            outcome& reply) -> result<events::facts> {
            auto planned = work(state);
            if (!planned) {
                reply.refused = planned.error();
                return events::facts{};
            }
            reply.done = *planned;
            return std::move(planned->facts);
        };
        auto said = rig.run(runtime::execute<outcome>(*rig.runner, {}, std::move(decide))).value();
        if (said.refused) return *said.refused;
        return std::move(*said.done);
    }
    regrouped say(const receipt_no& receipt, std::string verdict, std::string against = {}) {
        return act([=, this](const store::view& state) {
            return judge_pair({receipt, verdict, case_no(against)}, who, state, subject_.parts());
        });
    }
    regrouped take_out(const receipt_no& receipt) {
        return act([=, this](const store::view& state) { return untie(receipt, who, state, subject_.parts()); });
    }
    regrouped take_out(const case_no& from, const std::vector<receipt_no>& receipts) {
        return act([=, this](const store::view& state) { return split(from, receipts, who, state, subject_.parts()); });
    }
    regrouped join(const case_no& from, const case_no& into) {
        return act([=, this](const store::view& state) { return merge(from, into, who, state); });
    }
    regrouped take_back(const std::string& batch) {
        return act([=, this](const store::view& state) { return undo(batch, who, state, subject_.parts()); });
    }

    record_no record(const receipt_no& receipt) const { return state_reader(rig.state()).record_of(receipt).value(); }
    tie_row tie(const receipt_no& receipt) const { return state_reader(rig.state()).tie_of(record(receipt)).value(); }
    case_no case_of(const receipt_no& receipt) const { return tie(receipt).in_case; }
    std::vector<record_no> members(const case_no& of) const { return grouping_reader(rig.state()).members(of); }
    case_no living(const case_no& of) const { return grouping_reader(rig.state()).living(of); }
    std::vector<record_no> waiting() const { return state_reader(rig.state()).reviews(0, 100); }

    rows all_rows() const {
        rows out;
        for (auto at = rig.state().scan({}); at->valid(); at->next())
            if (at->key().front() > ' ') out.emplace(at->key(), at->value());
        return out;
    }

    std::pair<int, boost::json::value> get(const std::string& target) { return send(http::method::get, target, {}); }
    std::pair<int, boost::json::value> post(const std::string& target, const boost::json::object& body) {
        return send(http::method::post, target, boost::json::serialize(body));
    }

    /// The officer of the desk "here", who sees the cases of that desk alone.
    void ask_from_one_desk() {
        access::principal one;
        one.id = officer;
        one.rows = access::row_scope::own_desk;
        one.desk = desk_id("here");
        one.desks = {one.desk};
        asks_ = std::make_shared<const access::principal>(std::move(one));
    }
    /// Asks for a merge that is decided once something else runs.
    void join_soon(const case_no& from, const case_no& into) {
        struct nothing {};
        runtime::decide_with_reply<nothing> decide = [=, this](const store::view& state, instant,
                                                               nothing&) -> result<events::facts> {
            return merge(from, into, who, state).value().facts;
        };
        boost::asio::co_spawn(rig.io, runtime::execute<nothing>(*rig.runner, {}, std::move(decide)),
                              boost::asio::detached);
    }

    std::string officer = "o-1";
    std::string received_at = "2025-01-20T10:00:00+08:00";
    std::string language = "en";
    actor who{officer_id("o-1"), "looked at both"};

  private:
    std::pair<int, boost::json::value> send(http::method verb, const std::string& target, std::string body) {
        return rig.run(answer(verb, target, std::move(body)));
    }
    boost::asio::awaitable<std::pair<int, boost::json::value>> answer(http::method verb, std::string target,
                                                                      std::string body) {
        http::request from;
        from.verb = verb;
        const auto mark = target.find('?');
        from.path = target.substr(0, mark);
        if (mark != std::string::npos) {
            const auto equals = target.find('=', mark);
            from.query.emplace_back(target.substr(mark + 1, equals - mark - 1), target.substr(equals + 1));
        }
        from.headers.add("Accept-Language", language);
        from.headers.add("Content-Type", "application/json");
        from.body = std::move(body);
        from.principal = officer;
        from.who = asks_;
        const auto route = routes_.find(from);
        if (!route.found) co_return std::pair(404, boost::json::value("no route"));
        const auto& action = std::get<http::buffered_action>(route.found->run);
        auto said = co_await action.call(from);
        auto shown = said.body.empty() ? boost::json::value(nullptr) : boost::json::parse(said.body);
        co_return std::pair(said.status, std::move(shown));
    }

    memory_keyring keys_;
    privacy::blind_index index_{std::string(32, 'i')};
    std::unique_ptr<random_source> random_ = seeded_random(3);
    service subject_{keys_, index_, shipped_model(), beijing};
    std::size_t count_ = 0;
    std::shared_ptr<const access::principal> asks_;

  public:
    guiyi::testing::service_rig rig{subject_, "2025-01-20T10:00:01+08:00"};
    desks_for_tests desks{rig.state()};

  private:
    http::router routes_;
    std::unique_ptr<api> api_;
};

} // namespace guiyi::deduplication::test
