#include "services/notification/decide.hpp"

#include "services/notification/contact.hpp"
#include "services/notification/gathering.hpp"
#include "services/notification/mail.hpp"
#include "services/notification/notices.hpp"
#include "services/notification/officers.hpp"
#include "services/notification/spread.hpp"

#include <algorithm>
#include <iterator>

namespace guiyi::notification {

namespace {

using events::facts;

/// One input fact with all that deciding about it needs.
struct context {
    const rules& by;
    const runtime::input& one;
    const store::view& state;
    instant now{};

    teller tells() const { return {by, state, now}; }
    std::string cause() const {
        return std::string(events::name_of(one.from)) + "/" + std::to_string(one.seq) + "/" + std::to_string(one.index);
    }
    std::string today() const { return format_date(date_at(one.what.time, by.utc_offset)); }
};

void add(template_values& to, std::string name, std::string value) {
    if (!value.empty()) to.push_back({std::move(name), std::move(value)});
}

/// The dates that run, under the names templates know. Of other clocks complainants are told nothing.
void add_dates(template_values& to, const case_row& row) {
    static constexpr std::pair<std::string_view, std::string_view> told[] = {
        {"K1", "decide_by"}, {"K2", "mediate_by"}, {"K5", "check_by"}};
    for (const auto& [clock, name] : told) {
        const auto running = std::ranges::find(row.clocks, clock, &running_clock::clock);
        if (running == row.clocks.end()) continue;
        add(to, std::string(name), running->due_on);
        if (running->provisional) add(to, "provisional", "yes");
        return;
    }
}

/// Tells everyone in a case, and the webhooks.
facts tell_all(const context& at, const case_no& about, std::string_view template_id,
               std::function<template_values(std::string_view)> told, template_values codes) {
    facts out;
    if (is_report_case(about)) return out;
    const news what{about,           std::string(template_id), at.cause(), events::type_of(at.one.what.data),
                    std::move(told), std::move(codes)};
    tell_receipts(out, at.tells(), what);
    tell_webhooks(out, at.tells(), what);
    return out;
}

/// "Your complaint is with this desk, which decides by that date": once a case, from what its row says.
void add_placed(facts& to, const teller& tells, const case_no& which, const case_row& row, std::string_view reason) {
    const rules& by = tells.with;
    const auto values = [&](const std::string& desk) {
        template_values out;
        add(out, "desk", desk);
        add_dates(out, row);
        return out;
    };
    const std::string words = row.apart ? "separated" : "placed";
    // The cause is the case itself: whichever fact completes the news, it is the same news.
    const news what{which,
                    words,
                    words + "/" + which.str(),
                    std::string(reason),
                    [&](std::string_view language) { return values(by.words.desk(row.desk, language)); },
                    values(row.desk.str())};
    tell_receipts(to, tells, what);
    tell_webhooks(to, tells, what);
}

result<facts> on(const context& at, const events::complaint_received& fact) {
    if (load_recipient(at.state, fact.receipt)) return facts{};
    auto read = open_contact(at.by.keys, fact.receipt, fact.sealed_contact);
    if (!read && read.error().code != errc::not_found) return read.error();
    const contact person = read ? std::move(*read) : contact{}; // an erased key: nobody is left to be told
    events::recipient_noted out{fact.receipt,
                                fact.summary.language == "en" ? "en" : "zh",
                                fact.summary.complainant_masked,
                                false,
                                {},
                                false,
                                {},
                                {},
                                {},
                                {}};
    out.has_email = person.email && !is_machine_address(*person.email, at.by.told.own_address);
    out.has_phone = person.mobile && at.by.told.sms;
    if (out.has_email || out.has_phone) out.sealed_contact = fact.sealed_contact;
    if (at.by.index && !out.sealed_contact.empty()) {
        out.person = person_key(*at.by.index, person);
        if (out.has_email) out.mail_domain = mail_domain_key(*at.by.index, domain_of(*person.email));
        if (out.has_email) out.mail_key = address_key(*at.by.index, "email", *person.email);
        if (out.has_phone) out.phone_key = address_key(*at.by.index, "sms", *person.mobile);
    }
    return facts{std::move(out)};
}

result<facts> on(const context& at, const events::contact_preferred& fact) {
    if (!load_recipient(at.state, fact.receipt)) return facts{};
    return facts{events::recipient_preferred{fact.receipt, fact.channel, fact.language, fact.frequency}};
}

result<facts> on(const context& at, const events::case_opened& fact) {
    if (is_placed(at.state, fact.opened, fact.record.receipt)) return facts{};
    return facts{events::recipient_placed{fact.record.receipt, fact.opened, fact.record.route.nature}};
}

result<facts> on(const context& at, const events::complaint_tied& fact) {
    if (is_placed(at.state, fact.to, fact.record.receipt)) return facts{};
    facts out{events::recipient_placed{fact.record.receipt, fact.to, {}}};
    template_values dates;
    add_dates(dates, load_case(at.state, fact.to));
    auto codes = dates;
    add(codes, "receipt_no", fact.record.receipt.str());
    const news what{fact.to,
                    "joined",
                    at.cause(),
                    events::type_of(at.one.what.data),
                    [&](std::string_view) { return dates; },
                    std::move(codes)};
    tell_receipt(out, at.tells(), what, fact.record.receipt, audience::receipt);
    catch_up(out, at.tells(), fact.to, fact.record.receipt);
    tell_webhooks(out, at.tells(), what);
    return out;
}

/// The code that proves that a complaint is theirs: to the address on file, sealed until it is sent, and useless later.
result<facts> on(const context& at, const events::ownership_code_issued& fact) {
    facts out;
    const auto person = load_recipient(at.state, fact.receipt);
    const auto wish = person ? load_preference(at.state, who(*person, fact.receipt)) : preference();
    if (!person || channels_for(*person, wish, at.by.told).empty()) return out;
    const news what{fact.of_case,
                    "ownership_code",
                    at.cause(),
                    events::type_of(at.one.what.data),
                    [&](std::string_view) {
                        return template_values{{"sealed_code", fact.sealed_code},
                                               {"valid_until", format_local(fact.expires_at, at.by.utc_offset)}};
                    },
                    {}};
    tell_receipt(out, at.tells(), what, fact.receipt, audience::receipt);
    return out;
}

/// Who moved, among those that are still in the case they left.
std::vector<receipt_no> to_move(const context& at, const std::vector<receipt_no>& moved, const case_no& left) {
    std::vector<receipt_no> out;
    std::ranges::copy_if(moved, std::back_inserter(out),
                         [&](const receipt_no& one) { return is_placed(at.state, left, one); });
    return out;
}

/// Moves them, and tells each of them and nobody else, as the case they come to stands.
facts move_and_tell(const context& at, const std::vector<receipt_no>& moved, const case_no& left, const case_no& to,
                    std::string_view template_id) {
    facts out;
    const auto row = load_case(at.state, to);
    const auto values = [&](const std::string& desk) {
        template_values told;
        add(told, "former", left.str());
        add(told, "desk", desk);
        add_dates(told, row);
        return told;
    };
    const news what{to,
                    std::string(template_id),
                    at.cause(),
                    events::type_of(at.one.what.data),
                    [&](std::string_view language) { return values(at.by.words.desk(row.desk, language)); },
                    values(row.desk.str())};
    const auto those = to_move(at, moved, left);
    for (const auto& receipt : those) out.emplace_back(events::recipient_moved{receipt, to, left, {}, false});
    for (const auto& receipt : those) {
        tell_receipt(out, at.tells(), what, receipt, audience::receipt);
        catch_up(out, at.tells(), to, receipt);
    }
    if (!those.empty()) tell_webhooks(out, at.tells(), what);
    return out;
}

result<facts> on(const context& at, const events::cases_merged& fact) {
    facts out;
    for (const auto& receipt : to_move(at, fact.moved, fact.merged))
        tell_before_merge(out, at.tells(), fact.merged, receipt);
    std::ranges::move(move_and_tell(at, fact.moved, fact.merged, fact.into, "merged"), std::back_inserter(out));
    return out;
}

result<facts> on(const context& at, const events::merge_undone& fact) {
    auto out = move_and_tell(at, fact.moved, fact.out_of, fact.restored, "separated");
    // Says who has it, too: should assignment be late, nobody is told twice.
    if (!out.empty() && !load_case(at.state, fact.restored).told)
        out.emplace_back(events::case_noted{fact.restored, {}, {}, {}, false, false, true, {}});
    return out;
}

/// Who has the new case and by when they decide is not known yet: they are told all of it at once, when it is.
result<facts> on(const context& at, const events::complaints_split& fact) {
    facts out;
    for (const auto& receipt : to_move(at, fact.moved, fact.out_of))
        out.emplace_back(events::recipient_moved{receipt, fact.opened, fact.out_of, fact.route.nature, true});
    return out;
}

/// Notes what changed; when desk and a first clock are both known, everyone is told in the same commit.
result<facts> note(const context& at, events::case_noted change) {
    if (is_report_case(change.of_case)) { // kept for its officer's inbox; there is nobody else to be told
        change.told = true;
        return facts{change};
    }
    auto row = load_case(at.state, change.of_case);
    if (!change.desk.empty()) {
        row.desk = change.desk;
        row.officer = change.officer;
    }
    if (!change.clock.empty()) row.clocks.push_back({change.clock, change.due_on, change.provisional});
    change.told = !row.told && !row.desk.empty() && !row.clocks.empty();
    facts out{change};
    if (change.told) add_placed(out, at.tells(), change.of_case, row, events::type_of(at.one.what.data));
    return out;
}

result<facts> on(const context& at, const events::case_assigned& fact) {
    const auto row = load_case(at.state, fact.assigned);
    if (row.desk == fact.desk && row.officer == fact.officer) return facts{};
    auto out = note(at, {fact.assigned, fact.desk, {}, {}, false, false, false, fact.officer});
    if (out) tell_assigned(*out, at.tells(), at.cause(), fact);
    return out;
}

result<facts> on(const context& at, const events::clock_started& fact) {
    if (!events::clock_receipt(fact.clock).empty()) return facts{}; // nothing that others in the case wait for
    const auto row = load_case(at.state, fact.of_case);
    const running_clock started{fact.clock, fact.due_on, fact.provisional};
    if (std::ranges::find(row.clocks, started) != row.clocks.end()) return facts{};
    return note(at, {fact.of_case, {}, fact.clock, fact.due_on, fact.provisional, false, false, {}});
}

result<facts> on(const context& at, const events::clock_stopped& fact) {
    const auto row = load_case(at.state, fact.of_case);
    if (std::ranges::find(row.clocks, fact.clock, &running_clock::clock) == row.clocks.end()) return facts{};
    return facts{events::case_noted{fact.of_case, {}, fact.clock, {}, false, true, false, {}}};
}

result<facts> on(const context& at, const events::case_accepted& fact) {
    template_values values;
    add(values, "accepted_on", at.today());
    // Only complaints are mediated; what the desk had to place itself counts as one.
    const auto nature = load_case(at.state, fact.accepted).nature;
    if (nature.empty() || nature == "complaint") add(values, "mediation", "yes");
    return tell_all(at, fact.accepted, "accepted", [&](std::string_view) { return values; }, values);
}

template <class Refused>
std::function<template_values(std::string_view)> refusal_told(const context& at, const Refused& fact) {
    return [&](std::string_view language) {
        template_values out;
        add(out, "ground", at.by.words.ground(fact.ground, language, fact.basis.instrument));
        add(out, "reason", fact.reason);
        add(out, "basis", at.by.words.basis(fact.basis.instrument, fact.basis.article, language, true));
        return out;
    };
}

result<facts> on(const context& at, const events::case_refused& fact) {
    return tell_all(at, fact.refused, "refused", refusal_told(at, fact), {{"ground", fact.ground}});
}

/// The answer to repeats of a decided case: to those who sent them alone.
result<facts> on(const context& at, const events::repeat_refused& fact) {
    facts out;
    const news what{fact.of_case,
                    "refused",
                    at.cause(),
                    events::type_of(at.one.what.data),
                    refusal_told(at, fact),
                    {{"ground", fact.ground}}};
    for (const auto& receipt : fact.receipts) tell_receipt(out, at.tells(), what, receipt, audience::receipt);
    return out;
}

result<facts> on(const context& at, const events::respondent_contacted& fact) {
    template_values values;
    add(values, "respondent", fact.respondent);
    add(values, "contacted_on", at.today());
    return tell_all(at, fact.of_case, "contacted", [&](std::string_view) { return values; },
                    {{"contacted_on", at.today()}});
}

result<facts> on(const context& at, const events::respondent_replied& fact) {
    template_values values;
    add(values, "respondent", fact.respondent);
    add(values, "replied_on", at.today());
    // What they answered is a line of the template; an answer it does not know is told as "something else".
    const bool known = fact.result == "refund" || fact.result == "refused" || fact.result == "partly";
    add(values, known ? fact.result : "other", "yes");
    return tell_all(at, fact.of_case, "replied", [&](std::string_view) { return values; },
                    {{"replied_on", at.today()}, {"result", fact.result}});
}

result<facts> on(const context& at, const events::case_closed& fact) {
    const auto told = [&](std::string_view language) {
        template_values out;
        add(out, "closed_on", at.today());
        add(out, fact.outcome, "yes");
        add(out, "ground", at.by.words.ground(fact.ground, language, fact.basis.instrument));
        add(out, "basis", at.by.words.basis(fact.basis.instrument, fact.basis.article, language, !fact.ground.empty()));
        return out;
    };
    template_values codes;
    add(codes, "closed_on", at.today());
    add(codes, "outcome", fact.outcome);
    add(codes, "ground", fact.ground);
    return tell_all(at, fact.closed, "closed", told, std::move(codes));
}

/// To the one who gets it, at their address at work. They asked for it, so that nothing is gathered or told otherwise.
result<facts> on(const context& at, const events::report_made& fact) {
    static constexpr std::string_view words = "report";
    events::message_queued out;
    out.message = message_id_of(at.cause(), staff_key(fact.officer), words, "email");
    if (has_message(at.state, out.message)) return facts{};
    out.channel = "email";
    out.template_id = words;
    out.language = fact.language;
    out.reason = events::type_of(at.one.what.data);
    out.values = {{"title", fact.title}, {"first_on", fact.from}, {"last_on", fact.to}};
    out.urgency = name_of(at.by.told.of(words));
    out.cause = at.cause();
    out.person = staff_key(fact.officer);
    out.version = at.by.version_of(words, out.channel);
    out.officer = fact.officer;
    out.files = {fact.file};
    if (const auto open = at.by.told.open_at(at.now, urgency_named(out.urgency)); open > at.now)
        out.not_before = format_rfc3339(open);
    return facts{std::move(out)};
}

result<facts> on(const context& at, const events::complaint_urged& fact) {
    return tell_of_complainant(at.tells(), at.cause(), fact.receipt, "urged", events::type_of(at.one.what.data));
}

result<facts> on(const context& at, const events::complaint_supplemented& fact) {
    return tell_of_complainant(at.tells(), at.cause(), fact.receipt, "supplemented", events::type_of(at.one.what.data));
}

result<facts> on(const context& at, const events::complaint_withdrawn& fact) {
    return tell_of_complainant(at.tells(), at.cause(), fact.receipt, "withdrawn", events::type_of(at.one.what.data));
}

result<facts> on(const context& at, const events::feedback_given& fact) {
    // Thanks need no action; a broken promise, a bad mark and the wish to be called do.
    if (!fact.call_back && fact.promise != "broken" && fact.satisfaction > 2) return facts{};
    return tell_of_complainant(at.tells(), at.cause(), fact.receipt, "feedback", events::type_of(at.one.what.data));
}

result<facts> on(const context& at, const events::clock_breached& fact) {
    return tell_of_breach(at.tells(), at.cause(), fact);
}

result<facts> on(const context& at, const events::clock_escalated& fact) {
    return tell_of_escalation(at.tells(), at.cause(), fact);
}

result<facts> on(const context& at, const events::case_idle& fact) {
    return tell_of_idle(at.tells(), at.cause(), fact);
}

result<facts> on(const context& at, const events::leave_begun& fact) {
    return tell_of_leave(at.tells(), at.cause(), fact);
}

result<facts> on(const context& at, const events::clock_warned& fact) {
    return tell_of_warning(at.tells(), at.cause(), fact);
}

result<facts> on(const context& at, const events::note_added& fact) {
    return tell_of_mention(at.tells(), at.cause(), fact);
}

/// A date that moved is what notices say from then on; the status tells why.
template <class Moved>
result<facts> note_date(const context& at, const Moved& fact) {
    const auto row = load_case(at.state, fact.of_case);
    if (std::ranges::find(row.clocks, fact.clock, &running_clock::clock) == row.clocks.end()) return facts{};
    return facts{events::case_noted{fact.of_case, {}, fact.clock, fact.due_on, fact.provisional, false, false, {}}};
}

result<facts> on(const context& at, const events::clock_resumed& fact) { return note_date(at, fact); }

result<facts> on(const context& at, const events::clock_extended& fact) { return note_date(at, fact); }

result<facts> on(const context& at, const events::clock_moved& fact) {
    auto out = note_date(at, fact);
    if (out) std::ranges::move(tell_of_move(at.tells(), at.cause(), fact), std::back_inserter(*out));
    return out;
}

result<facts> on(const context& at, const events::campaign_burst& fact) {
    return tell_of_burst(at.tells(), at.cause(), fact);
}

/// A letter of the case that goes by e-mail: its addressee alone is told that it is there, and where to have it.
result<facts> on(const context& at, const events::letter_dispatched& fact) {
    facts out;
    if (fact.channel != "email" || fact.receipt.empty()) return out;
    const news what{fact.of_case,
                    "letter",
                    at.cause(),
                    events::type_of(at.one.what.data),
                    [&](std::string_view language) {
                        template_values told;
                        add(told, "number", fact.number);
                        add(told, "title", language == "en" ? fact.title_en : fact.title_zh);
                        return told;
                    },
                    {}};
    tell_receipt(out, at.tells(), what, fact.receipt, audience::receipt);
    return out;
}

template <class Fact>
concept concerns_us = requires(const context& at, const Fact& fact) {
    { on(at, fact) };
};

} // namespace

result<facts> decide(const rules& by, const runtime::input& one, const store::view& state, instant now) {
    const context at{by, one, state, now};
    auto out = events::hand_to<result<facts>>(
        [&at](const concerns_us auto& fact) -> result<facts> { return on(at, fact); }, one.what.data);
    if (out) tell_of_unreachable(*out, at.tells(), at.cause());
    return out;
}

facts tell_placed(const rules& by, const case_no& which, const store::view& state, instant now) {
    const auto row = load_case(state, which);
    if (row.told) return {};
    facts out{events::case_noted{which, {}, {}, {}, false, false, true, {}}};
    add_placed(out, {by, state, now}, which, row, "io.guiyi.assignment.case_assigned.v1");
    return out;
}

result<facts> on_timer(const rules& by, std::string_view timer, const store::view& state, instant now) {
    if (timer.starts_with(placed_timer))
        return tell_placed(by, case_no(std::string(timer.substr(placed_timer.size()))), state, now);
    if (timer.starts_with(spread_timer)) {
        const teller tells{by, state, now};
        auto out = spread(tells, timer.substr(spread_timer.size()));
        tell_of_unreachable(out, tells, timer);
        return out;
    }
    if (timer.starts_with(digest_timer)) return tell_gathered(by, gathering_of(timer), state, now);
    return fail(errc::invalid, "notification has no such timer");
}

} // namespace guiyi::notification
