#include "services/assignment/api.hpp"

#include "common/http/json.hpp"
#include "common/http/json_form.hpp"
#include "common/runtime/execute.hpp"
#include "services/assignment/forecast.hpp"

namespace guiyi::assignment {

namespace {

namespace json = boost::json;
using access::role;

constexpr std::size_t reason_max = 500, name_max = 200, skills_max = 30, queue_max = 500;
constexpr access::role_set leading{role::lead, role::head, role::chief, role::dispatch, role::triage, role::manager};

asked_by asked(const http::request& from, std::string reason) {
    return {officer_id(from.principal), std::move(reason), !from.who || from.who->has_any(leading)};
}

json::array texts(const std::vector<std::string>& all) { return json::array(all.begin(), all.end()); }

json::object to_json(const choosing& with, const config::officer& by_book) {
    const auto who = member_of(with.state, by_book);
    json::array leaves, interests;
    for (const auto& one : leaves_of(with.state, who.id))
        leaves.push_back(json::object{{"leave", one.leave},
                                      {"from", one.from},
                                      {"until", one.until},
                                      {"deputy", one.deputy.str()},
                                      {"reason", one.reason},
                                      {"begun", one.begun}});
    for (const auto& one : interests_of(with.state, who.id))
        interests.push_back(json::object{{"interest", one.interest},
                                         {"respondent", one.respondent},
                                         {"credit_code", one.credit_code},
                                         {"complainant_of", one.complainant_of.str()}});
    const bool away = away_on(with.state, who.id, format_date(with.today)).has_value();
    const auto today = format_date(with.today);
    return {{"officer", who.id.str()},
            {"name", by_book.name},
            {"desk", who.desk.str()},
            {"roles", texts(by_book.roles.names())},
            {"capacity", who.capacity},
            {"load", load_of(with.state, who.id)},
            {"overdue_or_today", load_due(with.state, who.id, {}, today)},
            {"on_duty", who.on_duty},
            {"away", away},
            {"skills", texts(who.skills)},
            {"leaves", std::move(leaves)},
            {"interests", std::move(interests)}};
}

json::object to_json(const desk_forecast& of) {
    json::array days;
    for (const auto& one : of.days)
        days.push_back(json::object{{"date", one.date},
                                    {"due", one.due},
                                    {"present", one.present},
                                    {"arrivals_expected", one.arrivals_expected},
                                    {"endings_expected", one.endings_expected},
                                    {"open_expected", one.open_expected}});
    return {{"desk", of.desk.str()},
            {"open", of.open},
            {"waiting", of.waiting},
            {"capacity", of.capacity},
            {"full_on", of.full_on.empty() ? json::value(nullptr) : json::value(of.full_on)},
            {"days", std::move(days)}};
}

json::object to_json(const rebalance_plan& plan) {
    json::array moves, stay;
    for (const auto& one : plan.moves)
        moves.push_back(json::object{
            {"case_no", one.of_case.str()}, {"from", one.from.str()}, {"to", one.to.str()}, {"why", one.why}});
    for (const auto& one : plan.stay) stay.emplace_back(one.str());
    return {{"plan", plan.fingerprint}, {"moves", std::move(moves)}, {"stay", std::move(stay)}};
}

http::response not_here(const http::request& from) {
    const auto in = http::language_of(from);
    return http::to_response(
        fail(errc::not_found, in == http::language::zh ? "没有这一项，或者不在您的范围内"
                                                       : "there is no such thing, or it is not in your reach"),
        in);
}

bool reaches(const http::request& from, const desk_id& desk) { return !from.who || from.who->sees(desk); }

http::handler plain(std::function<http::response(const http::request&)> how) {
    return
        [how = std::move(how)](http::request& from) -> boost::asio::awaitable<http::response> { co_return how(from); };
}

} // namespace

void api::add_staff_routes(http::router& to) {
    using enum http::method;
    to.add(get, "/api/v1/staff", plain([this](const auto& from) { return staff(from); }));
    to.add(get, "/api/v1/desks/{desk}/queue", plain([this](const auto& from) { return queue(from); }));
    to.add(get, "/api/v1/desks/{desk}/forecast", plain([this](const auto& from) { return outlook(from); }));
    to.add(post, "/api/v1/staff/{officer}/rebalance/preview", plain([this](const auto& f) { return preview(f); }));
    to.add(post, "/api/v1/staff/{officer}", [this](http::request& from) { return change(from); });
    to.add(post, "/api/v1/staff/{officer}/leave", [this](http::request& from) { return leave(from); });
    to.add(post, "/api/v1/staff/{officer}/leave/{leave}/cancel", [this](http::request& from) { return cancel(from); });
    to.add(post, "/api/v1/staff/{officer}/interests", [this](http::request& from) { return interest(from); });
    to.add(post, "/api/v1/staff/{officer}/interests/{interest}/withdraw",
           [this](http::request& from) { return withdraw(from); });
    to.add(post, "/api/v1/staff/{officer}/rebalance", [this](http::request& from) { return apply(from); });
    to.add(post, "/api/v1/rebalances/{batch}/undo", [this](http::request& from) { return undo(from); });
    to.add(post, "/api/v1/cases/{case_no}/assignment", [this](http::request& from) { return hand(from); });
}

http::response api::staff(const http::request& from) const {
    json::array out;
    const auto with = now();
    for (const auto& one : by_.desks.officers)
        if (reaches(from, one.desk)) out.push_back(to_json(with, one));
    return http::json_response(200, json::object{{"officers", std::move(out)}});
}

http::response api::shown(const officer_id& who) const {
    return http::json_response(200, to_json(now(), *by_.desks.find(who)));
}

http::response api::queue(const http::request& from) const {
    const desk_id desk{std::string(from.param("desk"))};
    if (!by_.desks.find(desk) || !reaches(from, desk)) return not_here(from);
    json::array out;
    for (const auto& one : waiting_at(state_, desk, queue_max)) {
        const auto row = load_case(state_, one.which);
        if (!row) continue;
        const auto due = row->due_on();
        out.push_back(json::object{{"case_no", one.which.str()},
                                   {"due_on", due.empty() ? json::value(nullptr) : json::value(due)},
                                   {"weight", row->weight()},
                                   {"skills", texts(row->profile.skills)}});
    }
    return http::json_response(200, json::object{{"cases", std::move(out)}});
}

http::response api::outlook(const http::request& from) const {
    const desk_id desk{std::string(from.param("desk"))};
    if (!by_.desks.find(desk) || !reaches(from, desk)) return not_here(from);
    return http::json_response(200, to_json(forecast(now(), desk)));
}

http::response api::preview(const http::request& from) const {
    const officer_id who{std::string(from.param("officer"))};
    const auto* known = by_.desks.find(who);
    if (!known || !reaches(from, known->desk)) return not_here(from);
    http::json_form body(from);
    const auto until = body.date("until", false);
    if (auto refused = body.refused()) return std::move(*refused);
    return http::json_response(200, to_json(plan_rebalance(now(), who, until)));
}

api::answer api::decided(const http::request& from, deciding how, std::function<http::response()> said) {
    struct nothing {};
    runtime::decide_with_reply<nothing> decide = [this, how = std::move(how)](const store::view& state, instant at,
                                                                              nothing&) {
        return how(choosing(by_, state, at));
    };
    const auto done = co_await runtime::execute<nothing>(runner_, from.traceparent, std::move(decide));
    co_return done ? said() : http::to_response(done.error(), http::language_of(from));
}

api::answer api::change(http::request& from) {
    const officer_id who{std::string(from.param("officer"))};
    const auto* known = by_.desks.find(who);
    if (!known || !reaches(from, known->desk)) co_return not_here(from);
    http::json_form body(from);
    events::staff_changed to;
    to.officer = who;
    const auto as_it_is = member_of(state_, *known);
    to.capacity = body.number("capacity", 0, 1'000'000).value_or(as_it_is.capacity);
    to.on_duty = body.has("on_duty") ? body.flag("on_duty") : as_it_is.on_duty;
    to.skills = body.has("skills") ? body.texts("skills", skills_max) : as_it_is.skills;
    const auto by = asked(from, body.prose("reason", true, reason_max));
    if (auto refused = body.refused()) co_return std::move(*refused);
    co_return co_await decided(
        from, [to, by](const choosing& with) { return change_staff(with, to, by); },
        [this, who] { return shown(who); });
}

api::answer api::leave(http::request& from) {
    const officer_id who{std::string(from.param("officer"))};
    const auto* known = by_.desks.find(who);
    const auto by = asked(from, {});
    if (!known || !(reaches(from, known->desk))) co_return not_here(from);
    http::json_form body(from);
    events::leave_planned what;
    what.officer = who;
    what.from = body.date("from", true);
    what.until = body.date("until", true);
    what.deputy = officer_id(body.text("deputy", false, name_max));
    what.reason = body.word("reason", {"leave", "illness", "training", "business"});
    if (who != by.who && !by.leads)
        body.refuse("officer", "not_yours", "只能登记自己的外出；他人的由负责人登记",
                    "one plans one's own leave; the lead plans others'");
    if (auto refused = body.refused()) co_return std::move(*refused);
    co_return co_await decided(
        from, [what, by](const choosing& with) { return plan_leave(with, what, by); },
        [this, who] { return shown(who); });
}

api::answer api::cancel(http::request& from) {
    const officer_id who{std::string(from.param("officer"))};
    const auto* known = by_.desks.find(who);
    const auto by = asked(from, {});
    if (!known || !reaches(from, known->desk) || (who != by.who && !by.leads)) co_return not_here(from);
    const std::string which(from.param("leave"));
    co_return co_await decided(
        from, [who, which, by](const choosing& with) { return cancel_leave(with, who, which, by); },
        [this, who] { return shown(who); });
}

api::answer api::interest(http::request& from) {
    const officer_id who{std::string(from.param("officer"))};
    const auto* known = by_.desks.find(who);
    if (!known || !reaches(from, known->desk)) co_return not_here(from);
    http::json_form body(from);
    events::interest_declared what;
    what.officer = who;
    what.respondent = body.text("respondent", false, name_max);
    what.credit_code = body.text("credit_code", false, 18);
    what.complainant_of = case_no(body.text("case_no", false, name_max));
    const auto by = asked(from, body.prose("reason", true, reason_max));
    if (who != by.who && !by.leads)
        body.refuse("officer", "not_yours", "只能申报自己的回避事项；他人的由负责人登记",
                    "one declares one's own interests; the lead declares others'");
    if (auto refused = body.refused()) co_return std::move(*refused);
    if (!what.complainant_of.empty())
        if (const auto row = load_case(state_, what.complainant_of); !row || !reaches(from, row->desk))
            co_return not_here(from);
    co_return co_await decided(
        from, [what, by](const choosing& with) { return declare_interest(with, what, by); },
        [this, who] { return shown(who); });
}

api::answer api::withdraw(http::request& from) {
    const officer_id who{std::string(from.param("officer"))};
    const auto* known = by_.desks.find(who);
    const auto by = asked(from, {});
    // Whoever must not act does not decide that they may.
    if (!known || !reaches(from, known->desk) || !by.leads || who == by.who) co_return not_here(from);
    const std::string which(from.param("interest"));
    co_return co_await decided(
        from, [who, which, by](const choosing& with) { return withdraw_interest(with, who, which, by); },
        [this, who] { return shown(who); });
}

api::answer api::apply(http::request& from) {
    const officer_id who{std::string(from.param("officer"))};
    const auto* known = by_.desks.find(who);
    if (!known || !reaches(from, known->desk)) co_return not_here(from);
    http::json_form body(from);
    const auto plan = body.text("plan", true, 64), until = body.date("until", false);
    const auto by = asked(from, body.prose("reason", true, reason_max));
    if (auto refused = body.refused()) co_return std::move(*refused);
    const auto batch = std::make_shared<std::string>();
    co_return co_await decided(
        from,
        [who, plan, until, by, batch](const choosing& with) {
            auto out = rebalance(with, who, until, plan, by);
            if (out && !out->empty()) *batch = std::get<events::cases_rebalanced>(out->front()).batch;
            return out;
        },
        [batch] {
            return http::json_response(
                200, json::object{{"batch", batch->empty() ? json::value(nullptr) : json::value(*batch)}});
        });
}

api::answer api::undo(http::request& from) {
    const std::string batch(from.param("batch"));
    const auto done = load_batch(state_, batch);
    const auto* had = done ? by_.desks.find(done->officer) : nullptr;
    if (!had || !reaches(from, had->desk)) co_return not_here(from);
    const auto by = asked(from, {});
    const auto back = std::make_shared<std::size_t>(0);
    const auto moves = done->moves.size();
    co_return co_await decided(
        from,
        [batch, by, back](const choosing& with) {
            auto out = undo_rebalance(with, batch, by);
            if (out) *back = out->size() - 1;
            return out;
        },
        [back, moves] { return http::json_response(200, json::object{{"returned", *back}, {"moved", moves}}); });
}

api::answer api::hand(http::request& from) {
    const case_no which{std::string(from.param("case_no"))};
    const auto row = load_case(state_, which);
    if (!row || !reaches(from, row->desk)) co_return not_here(from);
    http::json_form body(from);
    const auto action = body.word("action", {"give", "take", "return"});
    const officer_id to(body.text("officer", action == "give", name_max));
    const auto by = asked(from, body.prose("reason", action != "take", reason_max));
    if (action == "give" && !by.leads)
        body.refuse("action", "not_yours", "指派由负责人或者分送岗进行", "giving is for the lead or the dispatcher");
    if (auto refused = body.refused()) co_return std::move(*refused);
    co_return co_await decided(
        from,
        [which, action, to, by](const choosing& with) {
            return action == "give"   ? give_case(with, which, to, by)
                   : action == "take" ? take_case(with, which, by)
                                      : return_case(with, which, by);
        },
        [this, which] {
            const auto now = load_case(state_, which);
            return http::json_response(200, json::object{{"case_no", which.str()},
                                                         {"desk", now ? now->desk.str() : ""},
                                                         {"officer", now ? now->officer.str() : ""}});
        });
}

} // namespace guiyi::assignment
