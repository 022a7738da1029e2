#include "services/deduplication/normalise.hpp"

#include "common/identity/address.hpp"
#include "common/identity/company.hpp"
#include "common/identity/person.hpp"
#include "common/identity/phone.hpp"
#include "common/text/normalise.hpp"
#include "services/deduplication/extract.hpp"
#include "services/deduplication/phone_digits.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;

constexpr std::size_t calls_max = 50;

std::string_view text_at(const json::object& of, std::string_view name) {
    const auto* found = of.if_contains(name);
    return found && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

const json::object* object_at(const json::object& of, std::string_view name) {
    const auto* found = of.if_contains(name);
    return found ? found->if_object() : nullptr;
}

template <class T>
void add(std::vector<T>& to, T value) {
    if (to.size() < values_max && std::ranges::find(to, value) == to.end()) to.push_back(std::move(value));
}

std::int32_t day_number(local_date date) {
    return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::string alphanumeric(std::string_view raw) { return text::strip(text::fold(raw)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number of a document. "无", "000000" and what is partly hidden name nobody, or everybody.
std::string document_number(std::string_view raw) {
    constexpr std::size_t shortest = 5;
    const std::string folded = text::fold(raw);
    std::string number = text::strip(folded);
    const bool hidden = folded.find('*') != folded.npos;
    if (number.size() < shortest || hidden || std::ranges::none_of(number, is_digit)) return {};
    if (std::ranges::count(number, number.front()) == std::ssize(number)) return {};
    return number;
}

/// Four characters of a number: three digits at least, as the last may be an X.
std::string last_of_id(std::string_view raw) {
    std::string four = alphanumeric(raw);
    return four.size() == 4 && std::ranges::count_if(four, is_digit) >= 3 ? four : std::string();
}

/// Folded; empty for what is no address ("无", "n/a").
std::string mail_address(std::string_view raw) {
    std::string out = text::fold(raw);
    std::erase(out, ' ');
    const auto sign = out.find('@');
    const bool whole = sign != out.npos && sign > 0 && out.rfind('@') == sign && out.find('.', sign) != out.npos;
    return whole ? out : std::string();
}

void read_complainant(const json::object& from, profile& to) {
    auto name = identity::normalise_name(text_at(from, "name"));
    to.name = {std::move(name.han), std::move(name.pinyin), std::move(name.surname_pinyin), name.surname_only};
    if (auto phone = identity::normalise_phone(text_at(from, "phone")); phone && shows_enough(phone->key))
        add(to.phones, std::move(phone->key));
    to.email = mail_address(text_at(from, "email"));
    to.id_number = document_number(text_at(from, "id_number"));
    to.id_last4 = last_of_id(text_at(from, "id_last4"));
    if (to.id_last4.empty() && to.id_number.size() >= 15) to.id_last4 = to.id_number.substr(to.id_number.size() - 4);
    const auto address = identity::normalise_address(text_at(from, "address"));
    for (const auto& number : address.numbers)
        if (number.size() <= 6 && to.address_numbers.size() < values_max)
            to.address_numbers.push_back(static_cast<std::uint32_t>(std::stoul(number)));
    for (const auto hash : address.bigrams)
        if (to.address_bigrams.size() < 4 * values_max)
            to.address_bigrams.push_back(static_cast<std::uint32_t>(hash >> 32));
}

void add_company(std::string_view raw, profile& to) {
    auto firm = identity::normalise_company(raw);
    if (firm.pinyin.empty()) return;
    add(to.companies, company_form{std::move(firm.core), std::move(firm.pinyin), std::move(firm.trade)});
}

void read_respondent(const json::object& from, profile& to) {
    add_company(text_at(from, "name"), to);
    add_company(text_at(from, "shop"), to);
    const auto code = text_at(from, "credit_code");
    if (identity::valid_credit_code(code)) to.credit_code = code;
}

void read_call(const json::object& from, std::chrono::minutes utc_offset, profile& to) {
    for (const auto member : {"caller_number", "callback_number"})
        if (auto phone = identity::normalise_phone(text_at(from, member))) add(to.callers, std::move(phone->key));
    const auto called_at = text_at(from, "called_at");
    if (const auto date = parse_date(called_at))
        add(to.call_days, day_number(*date));
    else if (const auto moment = parse_rfc3339(called_at))
        add(to.call_days, day_number(date_at(*moment, utc_offset)));
    if (const auto recording = text_at(from, "recording"); !recording.empty())
        add(to.recordings, std::string(recording));
}

/// A number in the text is the caller's unless it is the complainant's own, or nearly so.
bool is_own(const profile& of, std::string_view number) {
    return std::ranges::any_of(of.phones, [&](const std::string& own) {
        return own == number || one_edit_apart(national(own), national(number)) ||
               (is_masked(number) && fits_mask(national(number), national(own)));
    });
}

void read_narrative(std::string_view raw, profile& to) {
    const std::string folded = text::fold(raw);
    to.narrative = sketch_of(folded);
    for (auto& number : phones_in(folded))
        if (!is_own(to, number)) add(to.callers, std::move(number));
    for (const auto day : dates_in(folded, to.filing_day)) add(to.call_days, day);
    for (const auto cents : amounts_in(folded)) add(to.amounts, money{cents});
    to.quoted = quoted_numbers_in(folded);
}

template <class T>
void sort_all(std::vector<T>& values) {
    std::ranges::sort(values);
    values.erase(std::ranges::unique(values).begin(), values.end());
}

profile read(const json::object& from, instant received_at, std::chrono::minutes utc_offset) {
    profile out;
    out.filing_day = day_number(date_at(received_at, utc_offset));
    out.language = text_at(from, "language");
    if (const auto* person = object_at(from, "complainant")) read_complainant(*person, out);
    if (const auto* firm = object_at(from, "respondent")) read_respondent(*firm, out);
    if (const auto* calls = from.if_contains("calls"); calls && calls->is_array())
        for (std::size_t i = 0; i < std::min(calls->get_array().size(), calls_max); ++i)
            if (const auto* call = calls->get_array()[i].if_object()) read_call(*call, utc_offset, out);
    out.order_no = alphanumeric(text_at(from, "order_no"));
    if (const auto* amount = object_at(from, "amount"))
        if (const auto cents = cents_of(text_at(*amount, "value")); cents > 0) add(out.amounts, money{cents});
    read_narrative(text_at(from, "narrative"), out);
    sort_all(out.callers);
    sort_all(out.call_days);
    std::ranges::sort(out.amounts, {}, &money::cents);
    sort_all(out.recordings);
    return out;
}

} // namespace

result<profile> normalise(std::string_view complaint, instant received_at, std::chrono::minutes utc_offset) {
    unsigned char buffer[16 * 1024];
    json::monotonic_resource memory(buffer);
    boost::system::error_code ec;
    const json::value root = json::parse(complaint, ec, &memory);
    if (ec || !root.is_object()) return fail(errc::corrupt, "a sealed complaint holds no JSON object");
    return read(root.get_object(), received_at, utc_offset);
}

} // namespace guiyi::deduplication
