#include "services/guiyi/model_command.hpp"

#include "services/deduplication/fit.hpp"
#include "services/deduplication/normalise.hpp"
#include "services/guiyi/csv.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

namespace guiyi::program {

namespace {

namespace fs = std::filesystem;
using deduplication::fit_record;

constexpr std::uint64_t seed = 20260101; // the same folder gives the same model
constexpr std::int64_t changed_centibits = 5;

struct label {
    std::string dispute, person;
};

result<std::map<std::string, label>> read_labels(const fs::path& file) {
    std::ifstream in(file);
    if (!in) return fail(errc::not_found, "cannot read " + file.string());
    csv_reader rows(in);
    std::map<std::string, label> out;
    std::array<std::size_t, 3> at{};
    bool header = true;
    while (auto row = rows.next()) {
        if (!*row) return fail(errc::invalid, file.string() + ": " + row->error().detail);
        const auto& fields = (**row).fields;
        if (header) {
            static constexpr std::array<std::string_view, 3> names{"external_ref", "dispute_id", "person_id"};
            for (std::size_t i = 0; i < names.size(); ++i) {
                const auto found = std::ranges::find(fields, names[i]);
                if (found == fields.end())
                    return fail(errc::invalid, file.string() + " has no column " + std::string(names[i]));
                at[i] = static_cast<std::size_t>(found - fields.begin());
            }
            header = false;
        } else if (fields.size() > *std::ranges::max_element(at)) {
            out[fields[at[0]]] = {fields[at[1]], fields[at[2]]};
        }
    }
    return out;
}

result<std::vector<fit_record>> read_complaints(const fs::path& folder, bool labelled, std::chrono::minutes offset) {
    const auto file = folder / "complaints.ndjson";
    std::ifstream in(file);
    if (!in) return fail(errc::not_found, "cannot read " + file.string());
    std::map<std::string, label> labels;
    if (labelled) {
        auto read = read_labels(folder / "labels.csv");
        if (!read) return read.error();
        labels = std::move(*read);
    }
    std::vector<fit_record> out;
    std::string text;
    for (std::size_t line = 1; std::getline(in, text); ++line) {
        boost::system::error_code ec;
        const auto parsed = boost::json::parse(text, ec);
        const auto* object = ec ? nullptr : parsed.if_object();
        const auto told = [&](std::string_view name) {
            const auto* found = object ? object->if_contains(name) : nullptr;
            return found && found->is_string() ? std::string(found->get_string()) : std::string();
        };
        const auto at = parse_rfc3339(told("received_at"));
        auto what = object ? deduplication::normalise(text, at ? *at : instant{}, offset) : fail(errc::invalid, "");
        if (!what) return fail(errc::invalid, file.string() + ":" + std::to_string(line) + ": not a JSON object");
        const auto known = labels.find(told("external_ref"));
        fit_record one{std::move(*what), {}, {}};
        if (known != labels.end()) one.dispute = known->second.dispute, one.person = known->second.person;
        out.push_back(std::move(one));
    }
    return out;
}

/// The number behind the highest "model-N.toml" of a folder, plus one.
int next_number(const fs::path& folder) {
    int highest = 0;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
        int number = 0;
        if (std::sscanf(entry.path().filename().c_str(), "model-%d.toml", &number) == 1)
            highest = std::max(highest, number);
    }
    return highest + 1;
}

std::string bits(std::int64_t centibits) {
    char text[24];
    std::snprintf(text, sizeof text, "%+.2f", static_cast<double>(centibits) / 100);
    return text;
}

void print(const deduplication::fit_result& found, const deduplication::model& before, std::ostream& out) {
    char text[120];
    std::snprintf(text, sizeof text, "%zu pairs looked at: about %.0f of one person, %.0f of them of one dispute\n",
                  found.pairs, found.one_person, found.one_dispute);
    out << text << "base_rate " << bits(before.rule.base_rate) << " -> " << bits(found.fitted.rule.base_rate) << '\n';
    std::size_t same = 0;
    for (const auto& one : found.weights) {
        if (std::abs(one.after - one.before) < changed_centibits) {
            ++same;
            continue;
        }
        std::snprintf(text, sizeof text, "%-14s %-15s %7s -> %7s   (%.0f pairs)\n",
                      std::string(name_of(one.of)).c_str(), std::string(name_of(one.reached)).c_str(),
                      bits(one.before).c_str(), bits(one.after).c_str(), one.pairs);
        out << text;
    }
    out << same << " weights as they were\n";
}

} // namespace

int model_fit_command(const common_options& common, const model_fit_options& options, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const auto current = settings->resolve(settings->paths.matching_model);
    const auto start = deduplication::load_model(current);
    if (!start) return complain(start.error());
    const auto records = read_complaints(options.folder, options.labels, settings->utc_offset_minutes);
    if (!records) return complain(records.error());
    const auto chance = seeded_random(seed);
    const auto found = deduplication::fit(*records, *start, *chance);
    if (!found) return complain(found.error());

    const int number = next_number(current.parent_path());
    const fs::path to = options.out.empty() ? current.parent_path() / ("model-" + std::to_string(number) + ".toml")
                                            : fs::path(options.out);
    std::ifstream from(current);
    std::ostringstream text;
    text << from.rdbuf();
    std::ofstream file(to);
    file << deduplication::with_weights_of(found->fitted, std::to_string(number), text.str());
    file.close();
    if (!file) return complain(fail(errc::io, "cannot write " + to.string()));
    print(*found, *start, out);
    out << "written: " << to.string() << " (version " << number << "), not in force until the settings name it\n";
    return exit_done;
}

} // namespace guiyi::program
