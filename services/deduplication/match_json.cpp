#include "services/deduplication/match_json.hpp"

#include "services/deduplication/export_ties.hpp"
#include "services/deduplication/levels.hpp"

#include <boost/json/array.hpp>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;

json::object in_both(const label& shown) {
    return {{"zh", json::string_view(shown.zh)}, {"en", json::string_view(shown.en)}};
}

bool speaks_of_person(const events::field_evidence& line) {
    const auto which = field_named(line.field);
    return which && stage_of(*which) == stage::person;
}

json::object line_json(const events::field_evidence& line) {
    return {{"field", line.field},
            {"level", line.level},
            {"stage", speaks_of_person(line) ? "person" : "dispute"},
            {"centibits", line.centibits},
            {"bits", in_bits(line.centibits)},
            {"label", in_both(field_label(line.field))},
            {"level_label", in_both(level_label(line.level))}};
}

json::value number_or_null(const case_no& number) {
    return number.empty() ? json::value(nullptr) : json::value(number.str());
}

} // namespace

json::object match_json(const tie_row& row, const events::match_explanation& why) {
    json::array lines;
    std::int64_t person = 0, dispute = 0;
    for (const auto& line : why.fields) {
        (speaks_of_person(line) ? person : dispute) += line.centibits;
        lines.push_back(line_json(line));
    }
    json::array capped;
    for (const auto& kind : why.capped) capped.emplace_back(kind);
    const bool held = !why.held_by.empty();
    return {{"receipt_no", row.receipt.str()},
            {"case_no", row.in_case.str()},
            {"verdict", row.verdict},
            {"model", why.model},
            {"band", why.band},
            {"held_by", held ? json::value(why.held_by) : json::value(nullptr)},
            {"held_by_label", held ? json::value(in_both(held_label(why.held_by))) : json::value(nullptr)},
            {"bridged", number_or_null(why.bridged)},
            {"candidates", why.candidates},
            {"capped", std::move(capped)},
            {"best", number_or_null(why.best)},
            {"fields", std::move(lines)},
            {"person_bits", in_bits(person)},
            {"prior_bits", in_bits(why.prior_centibits)},
            {"dispute_bits", in_bits(dispute)},
            {"base_rate_bits", in_bits(why.base_rate_centibits)},
            {"total_centibits", why.total_centibits},
            {"total_bits", in_bits(why.total_centibits)},
            {"runner_up", number_or_null(why.runner_up)},
            {"runner_up_bits",
             why.runner_up.empty() ? json::value(nullptr) : json::value(in_bits(why.runner_up_centibits))}};
}

} // namespace guiyi::deduplication
