#include "services/deduplication/export_ties.hpp"

#include "common/text/spreadsheet.hpp"
#include "services/deduplication/campaign_state.hpp"
#include "services/deduplication/grouping.hpp"

#include <boost/json/serialize.hpp>

#include <cstdio>
#include <cstdlib>

namespace guiyi::deduplication {

namespace {

constexpr std::size_t page_rows = 500;
constexpr std::string_view csv_header = "receipt_no,external_ref,case_no,verdict,score,campaign";
constexpr std::string_view compared_column = "compared_with";

void csv_field(std::string& to, std::string_view value) {
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
        to += value;
        return;
    }
    to += '"';
    for (const char c : value) {
        if (c == '"') to += '"';
        to += c;
    }
    to += '"';
}

std::string score_of(const tie_row& row) { return row.compared ? in_bits(row.centibits) : std::string(); }

/// The complaint's own campaign, or else its case's.
std::string campaign_of(const tie_row& row, const campaign_reader& state) {
    if (const auto own = state.link_of(row.receipt)) return campaign_number(own->campaign).str();
    const auto of_case = state.campaign_of(row.in_case);
    return of_case ? campaign_number(*of_case).str() : std::string();
}

/// What the export says of a complaint beside its row.
struct beside_row {
    std::string campaign;
    std::optional<std::string> compared; ///< nothing: not asked for
};

void csv_row(std::string& to, const tie_row& row, const beside_row& more) {
    csv_field(to, row.receipt.str());
    const auto reference = text::no_formula(row.external_ref);
    for (const std::string& value : {reference, row.in_case.str(), row.verdict, score_of(row), more.campaign}) {
        to += ',';
        csv_field(to, value);
    }
    if (more.compared) csv_field(to += ',', *more.compared);
    to += "\r\n";
}

void ndjson_row(std::string& to, const tie_row& row, const beside_row& more) {
    const auto member = [&](std::string_view name, std::string_view value) {
        to += to.empty() || to.back() == '\n' ? "{\"" : ",\"";
        to += name;
        to += "\":";
        to += boost::json::serialize(boost::json::string_view(value.data(), value.size()));
    };
    member("receipt_no", row.receipt.str());
    member("external_ref", row.external_ref);
    member("case_no", row.in_case.str());
    member("verdict", row.verdict);
    member("score", score_of(row));
    member("campaign", more.campaign);
    if (more.compared) member(compared_column, *more.compared);
    to += "}\n";
}

} // namespace

std::optional<ties_format> ties_format_named(std::string_view name) noexcept {
    if (name == "csv") return ties_format::csv;
    if (name == "ndjson") return ties_format::ndjson;
    return std::nullopt;
}

std::string_view media_type_of(ties_format format) noexcept {
    return format == ties_format::csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
}

std::string in_bits(std::int64_t centibits) {
    char text[32];
    const auto size = std::abs(centibits);
    std::snprintf(text, sizeof text, "%s%lld.%02lld", centibits < 0 ? "-" : "", static_cast<long long>(size / 100),
                  static_cast<long long>(size % 100));
    return text;
}

tie_pages::tie_pages(const store::view& state, ties_format format, bool compared)
    : state_(state), format_(format), compared_(compared), last_(state_reader(state).records()) {}

std::optional<std::string> tie_pages::next() {
    std::string page;
    if (!started_ && format_ == ties_format::csv)
        page = std::string(csv_header) + (compared_ ? ',' + std::string(compared_column) : std::string()) + "\r\n";
    started_ = true;
    const state_reader state(state_);
    for (const auto& [record, row] : state.ties_after(written_, last_, page_rows)) {
        beside_row more{campaign_of(row, campaign_reader(state_)), std::nullopt};
        if (compared_) {
            const auto why = state.explanation_of(record);
            more.compared = why && !why->best.empty() ? grouping_reader(state_).living(why->best).str() : std::string();
        }
        format_ == ties_format::csv ? csv_row(page, row, more) : ndjson_row(page, row, more);
        written_ = record;
    }
    return page.empty() ? std::nullopt : std::optional(std::move(page));
}

void write_ties(const store::view& state, ties_format format, const std::function<void(std::string_view)>& sink) {
    tie_pages pages(state, format);
    while (const auto page = pages.next()) sink(*page);
}

} // namespace guiyi::deduplication
