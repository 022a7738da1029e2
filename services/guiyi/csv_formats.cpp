#include "services/guiyi/csv_formats.hpp"

#include "common/core/digest.hpp"
#include "common/text/normalise.hpp"
#include "common/time/instant.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace guiyi::program {

namespace {

namespace json = boost::json;

using columns = std::vector<std::string>;
const columns ftc_columns{
    "Company_Phone_Number", "Created_Date",       "Violation_Date", "Consumer_City",
    "Consumer_State",       "Consumer_Area_Code", "Subject",        "Recorded_Message_Or_Robocall"};
const columns fcc_columns{"id",
                          "issue_date",
                          "issue_time",
                          "issue_type",
                          "method",
                          "issue",
                          "caller_id_number",
                          "type_of_call_or_messge",
                          "advertiser_business_phone_number",
                          "state",
                          "zip"};
const columns samr_columns{"登记编号", "登记时间", "投诉人姓名", "联系电话", "被投诉人名称", "事实依据"};

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}
bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return std::isdigit(c); });
}
std::size_t digits_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](unsigned char c) { return std::isdigit(c); }));
}

/// A North American number, or what callers show instead of one; letters other than "None" are another column's value.
bool is_number(std::string_view text) {
    if (text.empty() || text == "None") return true;
    const auto digits = digits_in(text);
    const bool only_phone_marks = std::ranges::all_of(
        text, [](char c) { return std::string_view("0123456789-() .+").find(c) != std::string_view::npos; });
    return only_phone_marks && digits >= 7 && digits <= 15;
}

error wrong(const csv_reader::row& row, const std::string& column, const std::string& what) {
    return fail(errc::invalid, "line " + std::to_string(row.line) + ", column " + column + ": " + what +
                                   " (are the values in the right columns?)");
}

/// "2026-09-09", "2026-09-09 10:11:12", "2026-09-09T10:11:12.000", "09/09/2026": the date part, ISO.
std::optional<std::string> date_of(std::string_view text) {
    std::string iso(text.substr(0, 10));
    if (text.size() >= 10 && text[2] == '/' && text[5] == '/')
        iso = std::string(text.substr(6, 4)) + "-" + std::string(text.substr(0, 2)) + "-" +
              std::string(text.substr(3, 2));
    return parse_date(iso) ? std::optional(iso) : std::nullopt;
}

/// US files carry no offset; Eastern standard time is assumed and says so by its offset.
std::string eastern_moment(std::string_view text, const std::string& date) {
    std::string time = "00:00:00";
    if (text.size() >= 19 && (text[10] == ' ' || text[10] == 'T')) time = text.substr(11, 8);
    const std::string moment = date + "T" + time + "-05:00";
    return parse_rfc3339(moment) ? moment : date + "T00:00:00-05:00";
}

} // namespace

result<csv_format> csv_format::named(const std::string& name) {
    if (name == "ftc-dnc") return csv_format(kind::ftc);
    if (name == "fcc-unwanted") return csv_format(kind::fcc);
    if (name == "12315") return csv_format(kind::samr);
    return fail(errc::invalid, "no format '" + name + "'; there are: ftc-dnc, fcc-unwanted, 12315");
}

result<void> csv_format::read_header(const csv_reader::row& header) {
    for (std::size_t i = 0; i < header.fields.size(); ++i)
        if (!columns_.emplace(header.fields[i], i).second)
            return fail(errc::invalid, "the header names column " + std::to_string(i + 1) + " twice");
    std::string missing;
    for (const auto& name : kind_ == kind::ftc ? ftc_columns : kind_ == kind::fcc ? fcc_columns : samr_columns)
        if (!columns_.contains(name)) missing += (missing.empty() ? "" : ", ") + name;
    if (!missing.empty()) return fail(errc::invalid, "the header lacks: " + missing);
    return {};
}

result<std::string> csv_format::complaint(const csv_reader::row& from) {
    if (from.fields.size() != columns_.size())
        return fail(errc::invalid, "line " + std::to_string(from.line) + ": " + std::to_string(from.fields.size()) +
                                       " values for " + std::to_string(columns_.size()) + " columns");
    if (!text::is_utf8(from.text))
        return fail(errc::invalid, "line " + std::to_string(from.line) + ": not UTF-8; save the file as UTF-8 first");
    switch (kind_) {
        case kind::ftc: return from_ftc(from);
        case kind::fcc: return from_fcc(from);
        case kind::samr: return from_samr(from);
    }
    return fail(errc::invalid, "unknown format");
}

std::string csv_format::field(const csv_reader::row& row, const std::string& column) const {
    const auto at = columns_.find(column);
    return at == columns_.end() ? std::string() : row.fields[at->second];
}

/// A reference that is the same each time the file is read, so that importing it again takes nothing twice.
std::string csv_format::reference(const std::string& prefix, const csv_reader::row& row) {
    const std::string hash = to_hex(blake2b(row.text)).substr(0, 20);
    const int nth = ++seen_[hash];
    return prefix + hash + (nth > 1 ? "-" + std::to_string(nth) : "");
}

result<std::string> csv_format::from_ftc(const csv_reader::row& row) {
    const auto number = field(row, "Company_Phone_Number");
    const auto created = field(row, "Created_Date"), violated = field(row, "Violation_Date");
    const auto city = field(row, "Consumer_City"), state = field(row, "Consumer_State");
    const auto area = field(row, "Consumer_Area_Code"), subject = field(row, "Subject");
    const auto robocall = field(row, "Recorded_Message_Or_Robocall");
    if (!is_number(number)) return wrong(row, "Company_Phone_Number", "not a phone number");
    const auto created_on = date_of(created);
    if (!created_on) return wrong(row, "Created_Date", "not a date");
    const auto violated_on = violated.empty() ? std::optional<std::string>("") : date_of(violated);
    if (!violated_on) return wrong(row, "Violation_Date", "not a date");
    if (has_digit(city)) return wrong(row, "Consumer_City", "not a place's name");
    if (has_digit(state)) return wrong(row, "Consumer_State", "not a state");
    if (!area.empty() && (!all_digits(area) || area.size() != 3))
        return wrong(row, "Consumer_Area_Code", "not three digits");
    if (digits_in(subject) > 2) return wrong(row, "Subject", "not a subject");
    if (!robocall.empty() && robocall != "Y" && robocall != "N")
        return wrong(row, "Recorded_Message_Or_Robocall", "neither Y nor N");

    json::object call;
    if (!number.empty() && number != "None") call["caller_number"] = number;
    if (!violated_on->empty()) call["called_at"] = *violated_on;
    json::object out{{"channel", "api"},
                     {"external_ref", reference("FTC-", row)},
                     {"language", "en"},
                     {"nature", "nuisance"},
                     {"received_at", eastern_moment(created, *created_on)}};
    if (!city.empty() || !state.empty())
        out["complainant"] = json::object{{"address", city + (city.empty() || state.empty() ? "" : ", ") + state}};
    if (!call.empty()) out["calls"] = json::array{call};
    out["narrative"] = "Do Not Call report: " + (subject.empty() ? "no subject given" : subject) +
                       (robocall == "Y"   ? ". Recorded message or robocall."
                        : robocall == "N" ? ". A live caller."
                                          : ".");
    return json::serialize(out);
}

result<std::string> csv_format::from_fcc(const csv_reader::row& row) {
    const auto number = field(row, "caller_id_number"), callback = field(row, "advertiser_business_phone_number");
    const auto date = date_of(field(row, "issue_date"));
    const auto state = field(row, "state"), zip = field(row, "zip"), id = field(row, "id");
    if (id.empty() || !all_digits(id)) return wrong(row, "id", "not a number");
    if (!date) return wrong(row, "issue_date", "not a date");
    if (!is_number(number)) return wrong(row, "caller_id_number", "not a phone number");
    if (!is_number(callback)) return wrong(row, "advertiser_business_phone_number", "not a phone number");
    if (!state.empty() && (state.size() != 2 || has_digit(state))) return wrong(row, "state", "not two letters");
    if (!zip.empty() && (digits_in(zip) < 3 || digits_in(zip) > 9)) return wrong(row, "zip", "not a postal code");
    if (has_digit(field(row, "issue_type"))) return wrong(row, "issue_type", "not a kind of issue");

    json::object call{{"called_at", *date}};
    if (!number.empty() && number != "None") call["caller_number"] = number;
    if (!callback.empty() && callback != "None") call["callback_number"] = callback;
    json::object out{{"channel", "api"},
                     {"external_ref", "FCC-" + id},
                     {"language", "en"},
                     {"nature", "nuisance"},
                     {"received_at", *date + "T00:00:00-05:00"},
                     {"calls", json::array{call}}};
    if (!state.empty()) out["complainant"] = json::object{{"address", state + (zip.empty() ? "" : " " + zip)}};
    const auto type = field(row, "type_of_call_or_messge"), issue = field(row, "issue");
    out["narrative"] = "Unwanted call: " + (issue.empty() ? std::string("no issue given") : issue) +
                       (type.empty() ? "" : "; " + type) +
                       (field(row, "method").empty() ? "" : " (" + field(row, "method") + ")") + ".";
    return json::serialize(out);
}

result<std::string> csv_format::from_samr(const csv_reader::row& row) {
    const auto date = date_of(field(row, "登记时间"));
    if (!date) return wrong(row, "登记时间", "not a date");
    const auto facts = field(row, "事实依据");
    if (facts.empty()) return wrong(row, "事实依据", "empty");
    const auto phone = field(row, "联系电话");
    if (digits_in(phone) < 5) return wrong(row, "联系电话", "not a phone number");
    json::object complainant{{"name", field(row, "投诉人姓名")}, {"phone", phone}};
    if (const auto address = field(row, "通讯地址"); !address.empty()) complainant["address"] = address;
    const std::string moment = field(row, "登记时间");
    const std::string time = moment.size() >= 19 ? moment.substr(11, 8) : "00:00:00";
    json::object out{{"channel", "hotline"},
                     {"language", "zh"},
                     {"received_at", *date + "T" + time + "+08:00"},
                     {"complainant", complainant},
                     {"narrative", facts}};
    const auto ref = field(row, "登记编号");
    out["external_ref"] = ref.empty() ? reference("12315-", row) : ref;
    json::object respondent;
    if (const auto name = field(row, "被投诉人名称"); !name.empty()) respondent["name"] = name;
    if (const auto address = field(row, "被投诉人地址"); !address.empty()) respondent["address"] = address;
    if (!respondent.empty()) out["respondent"] = respondent;
    return json::serialize(out);
}

} // namespace guiyi::program
