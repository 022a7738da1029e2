// Parts that facts of several streams share. Everything here may be shown, searched and logged on the staff side:
// clear identifiers never appear, only masked text (design: personal data).
#pragma once

#include "common/core/ids.hpp"
#include "common/time/instant.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace guiyi::events {

/// One call of the robot, without clear numbers.
struct call_summary {
    std::string caller_masked;   ///< "165****6963", empty when not given
    std::string callback_masked; ///< the number left for calling back, masked
    std::string called_at;       ///< as given: RFC 3339 or a bare date
    std::int64_t duration_s = 0; ///< 0 when not given
    bool refused = false;        ///< the person said no to further calls
    std::string transcript;      ///< masked
    std::string recording;       ///< evidence id, empty when none
};
BOOST_DESCRIBE_STRUCT(call_summary, (),
                      (caller_masked, callback_masked, called_at, duration_s, refused, transcript, recording))

/// What later steps and officers may see of a complaint.
struct complaint_summary {
    std::string channel;      ///< portal hotline email letter walk_in enterprise association platform social api
    std::string external_ref; ///< the channel's own number
    std::string language;     ///< zh | en
    std::string nature;       ///< complaint report nuisance telecom_appeal enquiry, or empty: the desk decides
    std::string category;     ///< taxonomy code or empty
    std::string region;       ///< GB/T 2260 prefix of the respondent's or complainant's place, or empty
    bool anonymous = false;
    bool consent_publish = false;   ///< Form 1: may the complaint be published
    bool consent_delegate = false;  ///< Form 1: may mediation be delegated
    std::string complainant_masked; ///< "王**"
    std::string phone_masked;       ///< "138****8000"
    std::string respondent;         ///< the firm's name as given, masked like any text
    std::string credit_code;        ///< unified social credit code, when valid
    std::string platform;
    std::string shop;
    std::string product;        ///< masked
    std::string transaction_on; ///< date or empty
    std::string amount;         ///< decimal as given, "1280.00"
    std::string currency;
    std::vector<std::string> requests;
    std::string narrative; ///< masked
    std::vector<call_summary> calls;
    std::vector<std::string> evidence;   ///< evidence ids
    std::vector<std::string> incomplete; ///< JSON pointers that Order 121 §10 asks for and that are missing
    std::vector<std::string> flags;      ///< "pointer code" of values kept as given because they could not be parsed
    std::string respondent_address;      ///< of the firm, masked like any text
    std::string respondent_region;       ///< GB/T 2260 prefix of that address alone, or empty
};
BOOST_DESCRIBE_STRUCT(complaint_summary, (),
                      (channel, external_ref, language, nature, category, region, anonymous, consent_publish,
                       consent_delegate, complainant_masked, phone_masked, respondent, credit_code, platform, shop,
                       product, transaction_on, amount, currency, requests, narrative, calls, evidence, incomplete,
                       flags, respondent_address, respondent_region))

/// What decides who must act: enough for routing, nothing about the person.
struct routing {
    std::string channel;
    std::string language;
    std::string nature;
    std::string category;
    std::string region;
    instant received_at{};
    std::string respondent{};  ///< the firm's name as given, masked like any text
    std::string credit_code{}; ///< of the firm, when valid
    std::string address{};     ///< GB/T 2260 prefix of the firm's address alone, or empty
    std::string platform{};    ///< on which it sells, masked like any text
    std::string shop{};        ///< its name there, likewise
    campaign_no campaign{};    ///< that the complaint was found to belong to when its case began
};
BOOST_DESCRIBE_STRUCT(routing, (),
                      (channel, language, nature, category, region, received_at, respondent, credit_code, address,
                       platform, shop, campaign))

/// Where a rule stands: instrument, version and article, so that every date and ground can be checked.
struct legal_basis {
    std::string instrument; ///< "SAMR-121"
    std::string version;    ///< effective-from date of the rulebook, "2026-04-15"
    std::string article;    ///< "15(1)"
    bool verified = false;  ///< false: configuration that still has to be checked by hand

    /// Rests on no text: local practice.
    bool empty() const noexcept { return instrument.empty() && article.empty(); }
};
BOOST_DESCRIBE_STRUCT(legal_basis, (), (instrument, version, article, verified))

/// A value by its name.
struct named_text {
    std::string name;
    std::string value; ///< masked where it is free text

    friend bool operator==(const named_text&, const named_text&) = default;
};
BOOST_DESCRIBE_STRUCT(named_text, (), (name, value))

/// What a step of a case asks of one clock. Whoever keeps the clocks computes the dates.
struct clock_order {
    std::string clock;    ///< of the rulebook, "K2"
    std::string what;     ///< start | stop | drop | pause | resume | extend | further
    std::string since;    ///< office date: start: day zero; pause, resume: that day
    std::string reason;   ///< pause: one of the clock's reasons; extend, further: masked text
    std::string evidence; ///< masked
    std::string days;     ///< further: how many

    friend bool operator==(const clock_order&, const clock_order&) = default;
};
BOOST_DESCRIBE_STRUCT(clock_order, (), (clock, what, since, reason, evidence, days))

/// A step along a track of a rulebook, as far as it is the same for every action.
struct step_detail {
    std::string action; ///< of the rulebook, "mediate"
    std::string from;   ///< state, "C-ACCEPTED"
    std::string to;     ///< state; the same when the case stays where it is
    std::string stage;  ///< registered | accepted | refused | closed
    std::string track;  ///< C R T N A P Q, ...; another than before when the case moved to another procedure
    std::string book;   ///< rulebook id the case is under
    std::string role;   ///< in which the officer acted
    officer_id second;  ///< two-person steps: who took part
    std::vector<clock_order> clocks;
    std::vector<std::string> letters;   ///< forms of the rulebook that this calls for
    std::vector<std::string> letter_to; ///< complainant | respondent | reporter | operator | police | authority | file
    std::vector<named_text> fields;     ///< what the officer gave, masked
    desk_id desk;                       ///< where the case goes by it; empty: it stays

    /// True of facts from before there were rulebooks of steps.
    bool empty() const noexcept { return action.empty(); }
};
BOOST_DESCRIBE_STRUCT(step_detail, (),
                      (action, from, to, stage, track, book, role, second, clocks, letters, letter_to, fields, desk))

/// A run of days in a deadline's arithmetic, all counted or all skipped for one reason.
struct counted_span {
    std::string from; ///< first date, "2026-11-24"
    std::string to;   ///< last date, inclusive
    bool counted = false;
    std::string reason; ///< code: working, make_up, natural, weekend, holiday, start_day, excluded, rolled, unpublished
    std::string name{}; ///< the holiday concerned, or why days are excluded ("testing"); may be empty
};
BOOST_DESCRIBE_STRUCT(counted_span, (), (from, to, counted, reason, name))

} // namespace guiyi::events
