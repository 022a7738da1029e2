// The shipped desks, topics, rulebooks and calendars, for the tests of assignment.
#pragma once

#include "common/config/calendars.hpp"
#include "services/assignment/decide.hpp"

namespace guiyi::assignment {

inline std::filesystem::path shipped(std::string_view name) {
    return std::filesystem::path(GUIYI_SHIPPED_CONFIG) / name;
}

struct shipped_rules {
    config::taxonomy topics = config::load_taxonomy(shipped("taxonomy.toml")).value();
    config::desk_book desks = config::load_desks(shipped("desks.toml"), &topics).value();
    std::vector<config::rulebook> rulebooks = config::load_rulebooks(shipped("rulebooks")).value();
    calendar days = config::load_calendars(shipped("calendars")).value();
    std::chrono::minutes office{480};

    assignment::law law() const { return {rulebooks, days, office}; }
    rules all() const { return {desks, topics, law()}; }
};

inline events::case_opened a_case(std::string number, std::string nature, std::string category,
                                  std::string_view received_at) {
    events::case_opened out;
    out.opened = case_no(std::move(number));
    out.verdict = "new";
    out.record.receipt = receipt_no("R-" + out.opened.str());
    out.record.route = {"portal", "zh", std::move(nature), std::move(category), "", parse_rfc3339(received_at).value()};
    return out;
}

} // namespace guiyi::assignment
