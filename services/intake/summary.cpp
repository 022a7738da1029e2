#include "services/intake/summary.hpp"

#include "common/privacy/mask.hpp"
#include "services/intake/field_checks.hpp"
#include "services/intake/region.hpp"

#include <algorithm>

namespace guiyi::intake {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number field, whatever was written in it. A few stars do not make a number masked when most digits still stand.
std::string masked_number(const std::string& raw) {
    if (raw.empty()) return {};
    std::string bare = raw;
    if (std::ranges::count_if(raw, is_digit) > 7) std::erase(bare, '*');
    const std::string masked = privacy::mask_phone(bare);
    return masked == raw ? privacy::mask(raw) : masked;
}

/// The complainant's own number: words in it may be a name, so only number characters stay.
std::string masked_own_number(const std::string& raw) {
    if (raw.empty()) return {};
    std::string masked = masked_number(raw);
    std::erase_if(masked, [](char c) { return !is_digit(c) && c != '*' && c != '+'; });
    return masked.empty() ? "***" : masked;
}

/// A value that reads as what it should be stays; anything else is text like any other.
std::string unless_read(const std::string& value, bool read) { return read ? value : privacy::mask(value); }

/// Text with its identifiers masked, the complainant's own name among them. A single character is no name to look for.
std::string masked_text(const std::string& raw, const person& by) {
    std::string out = privacy::mask(raw);
    if (by.name.size() < 4) return out;
    const std::string stars = privacy::mask_name(by.name);
    for (auto at = out.find(by.name); at != out.npos; at = out.find(by.name, at + stars.size()))
        out.replace(at, by.name.size(), stars);
    return out;
}

events::call_summary summarise_call(const call& one, const person& by) {
    events::call_summary out;
    out.caller_masked = masked_number(one.caller_number);
    out.callback_masked = masked_number(one.callback_number);
    out.called_at = unless_read(one.called_at, read_day_or_time(one.called_at) == date_reading::good);
    out.duration_s = one.duration_s.value_or(0);
    out.refused = one.refused;
    out.transcript = masked_text(one.transcript, by);
    out.recording = one.recording;
    return out;
}

} // namespace

events::complaint_summary summarise(const reading& of) {
    const complaint& what = of.what;
    events::complaint_summary out;
    out.channel = what.channel;
    out.external_ref = what.external_ref;
    out.language = what.language;
    out.nature = what.nature;
    out.category = what.category;
    out.respondent_region = region_of(what.against.address);
    out.region = out.respondent_region;
    if (out.region.empty()) out.region = region_of(what.complainant.address);
    out.anonymous = what.complainant.anonymous;
    out.consent_publish = what.complainant.consent_publish;
    out.consent_delegate = what.complainant.consent_delegate;
    out.complainant_masked = privacy::mask_name(what.complainant.name);
    out.phone_masked = masked_own_number(what.complainant.phone);
    out.respondent = privacy::mask(what.against.name);
    if (is_credit_code(what.against.credit_code)) out.credit_code = what.against.credit_code;
    out.respondent_address = privacy::mask(what.against.address);
    out.platform = privacy::mask(what.against.platform);
    out.shop = privacy::mask(what.against.shop);
    out.product = privacy::mask(what.product);
    out.transaction_on = unless_read(what.transaction_date, read_day(what.transaction_date) == date_reading::good);
    out.amount = unless_read(what.amount, is_amount(what.amount));
    out.currency = what.currency;
    out.requests = what.requests;
    out.narrative = masked_text(what.narrative, what.complainant);
    for (const call& one : what.calls) out.calls.push_back(summarise_call(one, what.complainant));
    out.evidence = what.evidence;
    out.incomplete = of.incomplete;
    out.flags = of.flags;
    return out;
}

} // namespace guiyi::intake
