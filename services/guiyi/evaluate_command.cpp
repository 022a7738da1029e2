#include "services/guiyi/evaluate_command.hpp"

#include "common/text/spreadsheet.hpp"
#include "services/guiyi/client.hpp"
#include "services/guiyi/csv.hpp"
#include "services/guiyi/offline.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

namespace guiyi::program {

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// A table whose first row names the columns.
class named_columns {
  public:
    /// @errors errc::invalid when it has no first row
    static result<named_columns> open(std::istream& in, std::string what) {
        named_columns out(in, std::move(what));
        const auto first = out.rows_.next();
        if (!first) return fail(errc::invalid, out.what_ + " is empty; its first row must name the columns");
        if (!*first) return fail(errc::invalid, out.what_ + ": " + first->error().detail);
        out.names_ = (**first).fields;
        return out;
    }
    std::size_t at(std::string_view name) const {
        const auto found = std::ranges::find(names_, name);
        return found == names_.end() ? nowhere : static_cast<std::size_t>(found - names_.begin());
    }
    result<std::size_t> need(std::string_view name) const {
        const auto found = at(name);
        if (found == nowhere) return fail(errc::invalid, what_ + " has no column " + std::string(name));
        return found;
    }
    /// The next row with as many fields as there are columns; nothing at the end.
    std::optional<result<std::vector<std::string>>> next() {
        auto row = rows_.next();
        if (!row) return std::nullopt;
        if (!*row) return fail(errc::invalid, what_ + ": " + row->error().detail);
        if ((**row).fields.size() != names_.size())
            return fail(errc::invalid, what_ + ": line " + std::to_string((**row).line) + " has " +
                                           std::to_string((**row).fields.size()) + " fields where " +
                                           std::to_string(names_.size()) + " columns are named");
        return std::move((**row).fields);
    }

  private:
    named_columns(std::istream& in, std::string what) : rows_(in), what_(std::move(what)) {}

    csv_reader rows_;
    std::string what_;
    std::vector<std::string> names_;
};

struct label {
    std::string dispute, person;
    bool met = false;
};

result<std::map<std::string, label>> read_labels(std::istream& in) {
    auto table = named_columns::open(in, "the labels file");
    if (!table) return table.error();
    const auto ref = table->need("external_ref"), dispute = table->need("dispute_id"),
               person = table->need("person_id");
    for (const auto* column : {&ref, &dispute, &person})
        if (!*column) return column->error();
    std::map<std::string, label> out;
    while (auto row = table->next()) {
        if (!*row) return row->error();
        out[(**row)[*ref]] = {(**row)[*dispute], (**row)[*person]};
    }
    return out;
}

/// The export of a running system, or of a data folder that nobody serves.
result<std::string> fetched(const common_options& common) {
    const auto settings = settings_for(common);
    if (!settings) return settings.error();
    std::optional<offline_system> opened;
    auto system = find_running(common, {settings->data_dir});
    if (!system) {
        auto offline = offline_system::open(*settings);
        if (!offline) return offline.error();
        opened = std::move(*offline);
        system = opened->reach;
    }
    std::string out;
    client from(*system);
    const auto said = from.get("/api/v1/export/ties?format=csv&compared=yes", [&](std::string_view p) { out += p; });
    if (!said) return said.error();
    if (said->status != 200) return refusal(*said);
    return out;
}

} // namespace

result<labelled_export> join_labels(std::istream& ties, std::istream& labels) {
    auto known = read_labels(labels);
    if (!known) return known.error();
    auto table = named_columns::open(ties, "the ties file");
    if (!table) return table.error();
    const auto ref = table->need("external_ref"), number = table->need("case_no"), verdict = table->need("verdict");
    for (const auto* column : {&ref, &number, &verdict})
        if (!*column) return column->error();
    const auto compared = table->at("compared_with");
    labelled_export out;
    out.tells_compared = compared != nowhere;
    while (auto row = table->next()) {
        if (!*row) return row->error();
        auto& fields = **row;
        const auto of = known->find(std::string(text::without_apostrophe(fields[*ref])));
        if (of == known->end()) {
            ++out.without_label;
            continue;
        }
        of->second.met = true;
        out.rows.push_back({fields[*number], fields[*verdict], out.tells_compared ? fields[compared] : std::string(),
                            of->second.dispute, of->second.person});
    }
    out.without_tie =
        static_cast<std::size_t>(std::ranges::count_if(*known, [](const auto& one) { return !one.second.met; }));
    if (out.rows.empty())
        return fail(errc::invalid, "no complaint of the ties has a label: is it the labels file of this import?");
    return out;
}

int evaluate_command(const common_options& common, const evaluate_options& options, std::ostream& out) {
    std::ifstream labels(options.labels);
    if (!labels) return complain(fail(errc::not_found, "cannot read the labels file " + options.labels));
    std::stringstream asked;
    std::ifstream given;
    if (options.ties.empty()) {
        auto text = fetched(common);
        if (!text) return complain(text.error());
        asked.str(std::move(*text));
    } else {
        given.open(options.ties);
        if (!given) return complain(fail(errc::not_found, "cannot read the ties file " + options.ties));
    }
    const auto joined = join_labels(options.ties.empty() ? static_cast<std::istream&>(asked) : given, labels);
    if (!joined) return complain(joined.error());

    std::optional<tie_scores> answered;
    if (joined->tells_compared) answered = score(with_reviews_answered(joined->rows));
    const auto automatic = score(joined->rows);
    out << automatic.complaints << " complaints with a label";
    if (joined->without_label > 0) out << ", " << joined->without_label << " without one left out";
    if (joined->without_tie > 0) out << ", " << joined->without_tie << " labelled ones not in the ties";
    out << '\n' << table_of(automatic, answered);
    if (!answered) out << "not told what reviews compared: export with --compared to see them answered by the labels\n";
    return exit_done;
}

} // namespace guiyi::program
