#include "services/notification/officers.hpp"

#include "services/notification/mentions.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

using events::facts;
using events::officer_told;

/// The officer of the case, and the leads of its desk who are not that officer.
std::vector<officer_id> officer_and_leads(const config::desk_book* desks, const case_row& row) {
    std::vector<officer_id> out;
    if (!row.officer.empty()) out.push_back(row.officer);
    if (desks)
        for (const auto& lead : desks->leads_of(row.desk))
            if (lead != row.officer) out.push_back(lead);
    return out;
}

/// Whom it takes to act: the officer or, while the desk's queue holds the case, the leads.
std::vector<officer_id> officer_or_leads(const config::desk_book* desks, const case_row& row) {
    return row.officer.empty() ? officer_and_leads(desks, row) : std::vector{row.officer};
}

/// The same to each of them; whom it is for is filled in.
void tell_each(facts& to, const teller& by, std::string_view cause, std::vector<officer_id> whom,
               const officer_told& what) {
    for (auto& one : whom) {
        auto told = what;
        told.officer = std::move(one);
        tell_officer(to, by.state, cause, std::move(told));
    }
}

/// One whom no machine can tell, with the case row to go by.
void tell_of_one(facts& to, const teller& by, std::string_view cause, const events::recipient_unreachable& fact) {
    tell_each(to, by, cause, officer_or_leads(by.with.desks, load_case(by.state, fact.about)),
              {{},
               {},
               "unreachable",
               fact.about.str(),
               fact.about,
               fact.receipt,
               "normal",
               "io.guiyi.notification.recipient_unreachable.v1",
               fact.template_id});
}

} // namespace

void tell_assigned(facts& to, const teller& by, std::string_view cause, const events::case_assigned& fact) {
    tell_officer(to, by.state, cause,
                 {{}, fact.officer, "assigned", {}, fact.assigned, {}, "low", events::type_of(fact), fact.desk.str()});
}

facts tell_of_complainant(const teller& by, std::string_view cause, const receipt_no& receipt, std::string_view kind,
                          std::string reason) {
    facts out;
    const auto person = load_recipient(by.state, receipt);
    if (!person || person->in_case.empty()) return out;
    const bool lead_too = kind == "urged" || kind == "feedback";
    const auto row = load_case(by.state, person->in_case);
    tell_each(
        out, by, cause, lead_too ? officer_and_leads(by.with.desks, row) : officer_or_leads(by.with.desks, row),
        {{}, {}, std::string(kind), person->in_case.str(), person->in_case, receipt, "normal", std::move(reason), {}});
    return out;
}

facts tell_of_breach(const teller& by, std::string_view cause, const events::clock_breached& fact) {
    facts out;
    tell_each(out, by, cause, officer_and_leads(by.with.desks, load_case(by.state, fact.of_case)),
              {{},
               {},
               "clock_breached",
               fact.of_case.str(),
               fact.of_case,
               events::clock_receipt(fact.clock),
               "urgent",
               events::type_of(fact),
               fact.clock + " " + fact.due_on});
    return out;
}

facts tell_of_escalation(const teller& by, std::string_view cause, const events::clock_escalated& fact) {
    facts out;
    const auto role = access::role_named(fact.level);
    if (!by.with.desks || !role) return out;
    tell_each(out, by, cause, by.with.desks->with_role(*role, fact.desk),
              {{},
               {},
               "clock_escalated",
               fact.of_case.str() + " " + fact.clock,
               fact.of_case,
               events::clock_receipt(fact.clock),
               "urgent",
               events::type_of(fact),
               fact.clock + " " + fact.due_on + " " + std::to_string(fact.days_over)});
    return out;
}

facts tell_of_idle(const teller& by, std::string_view cause, const events::case_idle& fact) {
    facts out;
    std::vector<officer_id> whom;
    if (fact.told == "officer")
        whom.push_back(fact.officer);
    else if (by.with.desks)
        whom = by.with.desks->leads_of(fact.desk);
    tell_each(out, by, cause, whom,
              {{},
               {},
               "case_idle",
               fact.of_case.str() + " " + fact.told,
               fact.of_case,
               {},
               "normal",
               events::type_of(fact),
               fact.since + " " + fact.officer.str()});
    return out;
}

facts tell_of_leave(const teller& by, std::string_view cause, const events::leave_begun& fact) {
    facts out;
    if (!by.with.desks || fact.open == 0) return out;
    tell_each(out, by, cause, by.with.desks->leads_of(fact.desk),
              {{},
               {},
               "leave_begun",
               fact.officer.str(),
               {},
               {},
               "normal",
               events::type_of(fact),
               fact.officer.str() + " " + std::to_string(fact.open) + " " + std::to_string(fact.given)});
    return out;
}

facts tell_of_warning(const teller& by, std::string_view cause, const events::clock_warned& fact) {
    facts out;
    const auto row = load_case(by.state, fact.of_case);
    auto whom = fact.officer.empty() ? officer_or_leads(by.with.desks, row) : std::vector{fact.officer};
    for (const auto& one : fact.instead) // of a case that nobody has, the leads are told already
        if (std::ranges::find(whom, one) == whom.end()) whom.push_back(one);
    tell_each(out, by, cause, whom,
              {{},
               {},
               "clock_warned",
               fact.of_case.str() + " " + fact.clock,
               fact.of_case,
               events::clock_receipt(fact.clock),
               fact.days_left <= 1 ? "urgent" : "normal",
               events::type_of(fact),
               fact.clock + " " + fact.due_on + " " + std::to_string(fact.days_left)});
    return out;
}

facts tell_of_move(const teller& by, std::string_view cause, const events::clock_moved& fact) {
    facts out;
    const auto row = load_case(by.state, fact.of_case);
    if (row.officer.empty() || fact.due_on == fact.was_due_on) return out;
    tell_officer(out, by.state, cause,
                 {{},
                  row.officer,
                  "clock_moved",
                  {},
                  fact.of_case,
                  events::clock_receipt(fact.clock),
                  "normal",
                  events::type_of(fact),
                  fact.clock + " " + fact.was_due_on + " " + fact.due_on});
    return out;
}

facts tell_of_burst(const teller& by, std::string_view cause, const events::campaign_burst& fact) {
    facts out;
    if (!by.with.desks) return out;
    tell_each(out, by, cause, by.with.desks->leads_of(by.with.desks->fallback().id),
              {{},
               {},
               "campaign_burst",
               fact.campaign.str(),
               {},
               {},
               "urgent",
               events::type_of(fact),
               fact.campaign.str() + " " + std::to_string(fact.cases)});
    return out;
}

facts tell_of_mention(const teller& by, std::string_view cause, const events::note_added& fact) {
    facts out;
    if (!by.with.desks) return out;
    auto whom = mentioned(fact.text, *by.with.desks, load_case(by.state, fact.of_case).desk);
    std::erase(whom, fact.officer);
    tell_each(out, by, cause, whom,
              {{},
               {},
               "mentioned",
               fact.of_case.str(),
               fact.of_case,
               {},
               "normal",
               events::type_of(fact),
               fact.officer.str()});
    return out;
}

void tell_of_unreachable(facts& to, const teller& by, std::string_view cause) {
    facts told;
    for (const auto& one : to)
        if (const auto* nobody = std::get_if<events::recipient_unreachable>(&one))
            tell_of_one(told, by, cause, *nobody);
    to.insert(to.end(), told.begin(), told.end());
}

void tell_of_undelivered(facts& to, const store::view& state, const config::desk_book* desks, const message_id& failed,
                         std::string detail) {
    const auto message = load_message(state, failed);
    if (message && !message->officer.empty())
        tell_officer(to, state, "notification/" + failed.str(),
                     {{},
                      message->officer,
                      "undelivered",
                      message->template_id,
                      {},
                      {},
                      "normal",
                      "io.guiyi.notification.delivery_ended.v1",
                      message->template_id + " " + detail});
    if (!message || message->receipt.empty()) return;
    for (const auto& member : message->members) tell_of_undelivered(to, state, desks, member, detail);
    if (message->about.empty()) return;
    for (auto& officer : officer_or_leads(desks, load_case(state, message->about)))
        tell_officer(to, state, "notification/" + failed.str(),
                     {{},
                      std::move(officer),
                      "undelivered",
                      message->about.str(),
                      message->about,
                      message->receipt,
                      "normal",
                      "io.guiyi.notification.delivery_ended.v1",
                      message->template_id + " " + detail});
}

} // namespace guiyi::notification
