// Reports as data: one file each in config/reports/, saying what is counted, how it is told apart, and on which article
// it rests. Loaded at start; a wrong file is refused by name, line and key.
#pragma once

#include "common/core/result.hpp"
#include "services/casework/reports/query.hpp"

#include <filesystem>

namespace guiyi::casework::reports {

/// Some figures: a measure, its labels, a range of n. As text: "clock:K1.met|K1.last_day", "open[8..30]",
/// "clock:*.missed".
struct selection {
    measure what = measure::received;
    std::vector<std::string> labels; ///< exact, or with one '*' for anything; none: every one
    std::int64_t from = INT64_MIN;   ///< n, inclusive
    std::int64_t to = INT64_MAX;

    bool takes(std::string_view label, std::int64_t n) const;
};
/// Several are set apart by " + ". @errors errc::invalid, saying what is wrong
result<std::vector<selection>> parse_selections(std::string_view text);

struct column {
    enum kind { count, sum, mean, percentile, maximum, share };
    std::string id;
    std::string name_zh;
    std::string name_en;
    kind how = count;
    std::vector<selection> of;    ///< what is counted or added up; of a share: the part
    std::vector<selection> whole; ///< of a share
    int percent = 0;              ///< of a percentile: 50, 90, 99
};
std::string_view name_of(column::kind kind) noexcept;

struct definition {
    std::string id; ///< the file's name
    std::string name_zh;
    std::string name_en;
    std::string says_zh; ///< how to read it, and what it leaves out
    std::string says_en;
    std::vector<grouping> by; ///< the first is what it shows unless asked otherwise
    std::vector<column> columns;
    std::vector<selection> list; ///< a list of cases instead of columns: what stands in it
    std::string instrument;      ///< code of the instrument it rests on; empty: none names it
    std::string article;
    bool verified = false;
    struct word {
        std::string code, zh, en;
    };
    std::vector<word> words; ///< of labels, where they head rows

    const column* find(std::string_view column_id) const;
    /// Whether figures are of a moment, not of a period.
    bool of_stocks() const;
};

/// "desk", "cause" (of labels), "month", "all"
std::string name_of(const grouping& by);
std::optional<grouping> grouping_named(std::string_view name);

/// @errors errc::not_found, errc::invalid naming file, line and key
result<definition> load_definition(const std::filesystem::path& file);
/// Every definition of a folder, by id.
/// @errors as load_definition
result<std::vector<definition>> load_definitions(const std::filesystem::path& folder);

} // namespace guiyi::casework::reports
