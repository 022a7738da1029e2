#include "services/deduplication/regroup_json.hpp"

#include "services/deduplication/match_json.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;

constexpr std::size_t receipts_shown_max = 200;

json::array texts(const std::vector<receipt_no>& of) {
    json::array out;
    for (const auto& one : of) out.emplace_back(one.str());
    return out;
}

json::value or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(json::string_view(text.data(), text.size()));
}

/// One fact as a line of the answer.
struct change_json {
    json::value operator()(const events::pair_judged& x) const {
        return {
            {"what", "judged"}, {"receipt_no", x.receipt.str()}, {"case_no", x.of_case.str()}, {"verdict", x.verdict},
            {"band", x.band},   {"apart", texts(x.apart)},       {"lifted", texts(x.lifted)}};
    }
    json::value operator()(const events::cases_merged& x) const {
        return {{"what", "merged"}, {"case_no", x.merged.str()}, {"into", x.into.str()}, {"receipts", texts(x.moved)}};
    }
    json::value operator()(const events::merge_undone& x) const {
        return {{"what", "restored"},
                {"case_no", x.restored.str()},
                {"out_of", x.out_of.str()},
                {"receipts", texts(x.moved)}};
    }
    json::value operator()(const events::complaints_split& x) const {
        return {
            {"what", "split"}, {"case_no", x.opened.str()}, {"out_of", x.out_of.str()}, {"receipts", texts(x.moved)}};
    }
    json::value operator()(const events::tie_doubted& x) const {
        return {{"what", "doubted"},
                {"receipt_no", x.receipt.str()},
                {"case_no", x.of_case.str()},
                {"receipts", texts(x.together)}};
    }
    json::value operator()(const events::batch_undone& x) const { return {{"what", "undone"}, {"batch", x.undone}}; }
};

json::object judgement_json(const judgement& said) {
    return {{"case_no", said.of_case.str()}, {"verdict", said.verdict},       {"reason", or_null(said.reason)},
            {"by", said.by.str()},           {"at", format_rfc3339(said.at)}, {"band", said.band},
            {"batch", or_null(said.batch)}};
}

json::array judgements_json(const std::vector<judgement>& all) {
    json::array out;
    for (const auto& said : all) out.push_back(judgement_json(said));
    return out;
}

json::object case_json(const store::view& state, const case_no& number) {
    const grouping_reader groups(state);
    const auto members = groups.members(number);
    json::array receipts, also;
    for (std::size_t i = 0; i < std::min(members.size(), receipts_shown_max); ++i)
        if (const auto row = state_reader(state).tie_of(members[i])) receipts.emplace_back(row->receipt.str());
    for (const auto& ended : groups.numbers_of(number)) also.emplace_back(ended.str());
    return {{"case_no", number.str()},
            {"complaints", members.size()},
            {"receipts", std::move(receipts)},
            {"also", std::move(also)}};
}

bool is_unsure(const store::view& state, record_no record) {
    const auto first = grouping_reader(state).unsure(record + 1, 1);
    return !first.empty() && first.front() == record;
}

/// waiting | unsure | answered | none (the model asked nothing)
std::string_view standing(const store::view& state, record_no record, const tie_row& row,
                          const events::match_explanation& why) {
    if (is_unsure(state, record)) return "unsure";
    if (row.verdict == "review") return "waiting";
    const auto waiting = state_reader(state).reviews(record + 1, 1);
    if (!waiting.empty() && waiting.front() == record) return "waiting";
    const bool asked = why.band == "review" || !grouping_reader(state).doubts(record).empty();
    return asked ? "answered" : "none";
}

/// What is asked about a record: its own decision, or the doubt that came up since.
std::optional<events::match_explanation> question_about(const store::view& state, record_no record,
                                                        const std::optional<doubt_row>& doubt) {
    return doubt ? std::optional(doubt->why) : state_reader(state).explanation_of(record);
}

json::value doubted_json(const store::view& state, const std::optional<doubt_row>& doubt) {
    if (!doubt) return nullptr;
    json::array out;
    for (const auto record : doubt->together)
        if (const auto row = state_reader(state).tie_of(record)) out.emplace_back(row->receipt.str());
    return out;
}

} // namespace

json::object regrouping_json(const regrouping& what, bool preview) {
    json::array changes;
    for (const auto& fact : what.facts) changes.push_back(events::hand_to<json::value>(change_json(), fact));
    return {{"batch", preview ? json::value(nullptr) : json::value(what.batch)},
            {"preview", preview},
            {"founder_stays", what.founder_stays},
            {"changes", std::move(changes)}};
}

json::object batch_json(const store::view& state, std::uint64_t number, const batch_row& row) {
    json::array judged;
    for (const auto record : row.judged)
        if (const auto tie = state_reader(state).tie_of(record)) judged.emplace_back(tie->receipt.str());
    return {{"batch", batch_id(number)},     {"cause", row.cause},
            {"by", or_null(row.by.str())},   {"at", format_rfc3339(row.at)},
            {"reason", or_null(row.reason)}, {"judged", std::move(judged)},
            {"move", or_null(row.move)},     {"from", or_null(row.from.str())},
            {"to", or_null(row.to.str())},   {"complaints_moved", row.moved},
            {"undoes", or_null(row.undoes)}, {"undone_by", or_null(row.undone_by)}};
}

std::optional<json::object> review_json(const store::view& state, record_no record) {
    const auto row = state_reader(state).tie_of(record);
    const auto doubt = open_doubt(state, record);
    const auto why = question_about(state, record, doubt);
    if (!row || !why) return std::nullopt;
    auto out = match_json(*row, *why);
    out["doubted"] = doubted_json(state, doubt);
    const auto said = grouping_reader(state).judgements(record);
    out["state"] = standing(state, record, *row, *why);
    out["unsure"] = said.empty() || said.back().verdict != "unsure" ? json::value(nullptr)
                                                                    : json::value(judgement_json(said.back()));
    return out;
}

std::optional<json::object> pair_json(const store::view& state, record_no record) {
    const state_reader rows(state);
    const grouping_reader groups(state);
    const auto row = rows.tie_of(record);
    const auto doubt = open_doubt(state, record);
    const auto why = question_about(state, record, doubt);
    if (!row || !why) return std::nullopt;
    json::array agree, differ;
    for (const auto& line : why->fields)
        if (line.centibits != 0) (line.centibits > 0 ? agree : differ).emplace_back(line.field);
    json::object out{{"receipt_no", row->receipt.str()},
                     {"state", standing(state, record, *row, *why)},
                     {"case", case_json(state, row->in_case)},
                     {"against", nullptr},
                     {"doubted", doubted_json(state, doubt)},
                     {"may_join", nullptr},
                     {"agree", std::move(agree)},
                     {"differ", std::move(differ)},
                     {"match", match_json(*row, *why)},
                     {"said", judgements_json(groups.judgements(record))}};
    if (why->best.empty()) return out;
    const case_no other = groups.living(why->best);
    out["against"] = case_json(state, other);
    out["may_join"] = other == row->in_case || may_join(row->in_case, other, state);
    return out;
}

} // namespace guiyi::deduplication
