#include "services/deduplication/model.hpp"

#include "common/config/toml.hpp"
#include "services/deduplication/state.hpp"

#include <cmath>

namespace guiyi::deduplication {

namespace {

double number(const config::table& from, std::string_view key, double min, double max) {
    if (!from.has(key)) from.refuse(key, "is missing");
    return from.real(key, 0, min, max);
}

centibits bits(const config::table& from, std::string_view key) {
    return std::llround(100 * number(from, key, -60, 60));
}

thresholds read_thresholds(const config::table& from) {
    thresholds out;
    out.name.near = number(from, "name_near", 0, 1);
    out.name.similar = number(from, "name_similar", 0, 1);
    out.name.whole_near = number(from, "name_whole_near", 0, 1);
    out.name.whole_similar = number(from, "name_whole_similar", 0, 1);
    out.company_near = number(from, "company_near", 0, 1);
    out.amount_near = number(from, "amount_near", 0, 1);
    out.narrative_high = number(from, "narrative_high", 0, 1);
    out.narrative_some = number(from, "narrative_some", 0, 1);
    out.narrative_low = number(from, "narrative_low", 0, 1);
    out.call_close_days = static_cast<std::int32_t>(from.integer("call_close_days", 1, 365));
    out.filing_week_days = static_cast<std::int32_t>(from.integer("filing_week_days", 1, 3650));
    out.filing_month_days = static_cast<std::int32_t>(from.integer("filing_month_days", 1, 3650));
    out.filing_quarter_days = static_cast<std::int32_t>(from.integer("filing_quarter_days", 1, 3650));
    return out;
}

limits read_limits(const config::table& from) {
    limits out;
    out.postings_max = static_cast<std::size_t>(from.integer("postings_max", 1, postings_kept_max));
    out.loose_max = static_cast<std::size_t>(from.integer("loose_max", 1, postings_kept_max));
    out.alone_max = static_cast<std::size_t>(from.integer("alone_max", 1, postings_kept_max));
    out.candidates_max = static_cast<std::size_t>(from.integer("candidates_max", 1, 1000));
    out.members_max = static_cast<std::size_t>(from.integer("members_max", 0, members_kept_max));
    out.shared_persons = static_cast<std::size_t>(from.integer("shared_persons", 1, names_kept_max - 1));
    out.crowd_persons = static_cast<std::size_t>(from.integer("crowd_persons", 1, names_kept_max - 1));
    return out;
}

decision_rule read_rule(const config::table& from) {
    decision_rule out;
    out.base_rate = bits(from, "base_rate");
    out.prior_min = bits(from, "prior_min");
    out.prior_max = bits(from, "prior_max");
    out.name_floor = bits(from, "name_floor");
    out.name_records = static_cast<std::uint64_t>(from.integer("name_records", 1, 1'000'000));
    if (!from.has("name_must_agree")) from.refuse("name_must_agree", "is missing");
    out.name_must_agree = from.flag("name_must_agree", true);
    if (!from.has("name_outvoted_by")) from.refuse("name_outvoted_by", "is missing");
    out.name_outvoted_by = static_cast<std::size_t>(from.integer("name_outvoted_by", 1, 9));
    out.tie = bits(from, "tie");
    out.margin = bits(from, "margin");
    out.bridge = bits(from, "bridge");
    out.bridge_between = bits(from, "bridge_between");
    out.bridge_members = static_cast<std::size_t>(from.integer("bridge_members", 0, 5000));
    out.review = bits(from, "review");
    if (out.review > out.tie) from.refuse("review", "must not be above 'tie'");
    if (out.prior_min > out.prior_max) from.refuse("prior_min", "must not be above 'prior_max'");
    return out;
}

void read_weights(const config::table& from, stage about, model& to) {
    for (std::size_t i = 0; i < field_count; ++i) {
        const auto which = static_cast<field>(i);
        if (stage_of(which) != about) continue;
        const auto levels = from.sub(name_of(which));
        for (const level reached : levels_of(which))
            to.weights[i][static_cast<std::size_t>(reached)] = bits(levels, name_of(reached));
    }
}

result<model> read_model(const config::table& file) {
    model out;
    out.version = file.text("model");
    out.at = read_thresholds(file.sub("thresholds"));
    out.most = read_limits(file.sub("limits"));
    out.rule = read_rule(file.sub("decision"));
    read_weights(file.sub("person"), stage::person, out);
    read_weights(file.sub("dispute"), stage::dispute, out);
    out.campaigns = read_campaign_rule(file.sub("campaign"));
    if (auto done = file.finish(); !done) return done.error();
    return out;
}

} // namespace

result<model> load_model(const std::filesystem::path& file) {
    const auto table = config::table::load(file);
    if (!table) return table.error();
    return read_model(*table);
}

result<model> parse_model(std::string_view toml, std::string origin) {
    const auto table = config::table::parse(toml, std::move(origin));
    if (!table) return table.error();
    return read_model(*table);
}

} // namespace guiyi::deduplication
