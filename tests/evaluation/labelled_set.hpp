// A labelled set of complaints, and the same matching that the product does streamed over it in memory.
// Used by the evaluation tests. The set lies in data/ of the shared folder beside the sources, or of $GUIYI_SHARED.
#pragma once

#include "services/guiyi/tie_scores.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace guiyi::evaluation {

namespace dd = guiyi::deduplication;

inline bool long_run() {
    const char* told = std::getenv("GUIYI_LONG");
    return told && std::string_view(told) == "1";
}

inline std::filesystem::path shared_file(const std::string& path) {
    const char* told = std::getenv("GUIYI_SHARED");
    const auto folder =
        told ? std::filesystem::path(told) : std::filesystem::path(GUIYI_SOURCE_DIR).parent_path() / "shared";
    return folder / "data" / path;
}

struct complaint {
    boost::json::object body;
    std::string ref, dispute, person, campaign;
};

/// Fields of one line without quotes.
inline std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) out.push_back(field);
    return out;
}

/// Every complaint of data/complaints in stream order; empty where the set is not.
inline std::vector<complaint> benchmark_set() {
    std::map<std::string, std::vector<std::string>> labels;
    std::ifstream rows(shared_file("complaints/labels.csv"));
    std::string line;
    for (std::getline(rows, line); std::getline(rows, line);) {
        auto fields = fields_of(line);
        labels[fields.at(0)] = fields;
    }
    std::vector<complaint> out;
    std::ifstream bodies(shared_file("complaints/complaints.ndjson"));
    while (std::getline(bodies, line)) {
        complaint one{dd::test::parsed(line), {}, {}, {}, {}};
        one.ref = one.body.at("external_ref").as_string().c_str();
        const auto& fields = labels.at(one.ref);
        one.dispute = fields.at(1), one.person = fields.at(2), one.campaign = fields.at(3);
        out.push_back(std::move(one));
    }
    return out;
}

/// What came of one complaint; its case as it is called at the end.
struct decided {
    program::labelled_tie tie;
    events::match_explanation why;
};

/// Decides and folds the complaints in the order given, as the service does for each.
inline std::vector<decided> stream(std::span<const complaint> complaints, const dd::model& by, char index_key = 'i') {
    dd::test::memory_rows rows;
    dd::test::memory_keyring keys;
    const auto random = seeded_random(11);
    const privacy::blind_index index(std::string(32, index_key));
    std::map<std::string, std::string> merged; // by bridges
    std::vector<decided> out;
    out.reserve(complaints.size());
    for (const auto& one : complaints) {
        const auto received = dd::test::received(dd::test::receipt_at(out.size() + 1), one.body, keys, *random);
        const auto facts = dd::decide(received, rows, {keys, index, by, dd::test::beijing}).value();
        for (const auto& fact : facts) {
            dd::evolve(rows, {fact, received.received_at, events::subject_of(fact), {}});
            if (const auto* both = std::get_if<events::cases_merged>(&fact))
                merged[both->merged.str()] = both->into.str();
        }
        const auto& why = dd::test::why_of(facts.front());
        out.push_back({{dd::test::case_in(facts.front()).str(), dd::test::verdict_of(facts.front()), why.best.str(),
                        one.dispute, one.person},
                       why});
    }
    for (auto& one : out)
        for (auto* number : {&one.tie.case_no, &one.tie.compared_with})
            for (auto at = merged.find(*number); at != merged.end(); at = merged.find(*number)) *number = at->second;
    return out;
}

inline std::vector<program::labelled_tie> ties_of(const std::vector<decided>& all) {
    std::vector<program::labelled_tie> out;
    for (const auto& one : all) out.push_back(one.tie);
    return out;
}

/// Case, verdict and score of every complaint: what an export tells.
inline std::vector<std::string> export_of(const std::vector<decided>& all) {
    std::vector<std::string> out;
    for (const auto& one : all)
        out.push_back(one.tie.case_no + ' ' + one.tie.verdict + ' ' + std::to_string(one.why.total_centibits));
    return out;
}

/// The order in which `random` puts n things.
inline std::vector<std::size_t> shuffled(std::size_t n, random_source& random) {
    std::vector<std::size_t> out(n);
    for (std::size_t i = 0; i < n; ++i) out[i] = i;
    for (std::size_t i = n; i > 1; --i) std::swap(out[i - 1], out[static_cast<std::size_t>(random.below(i))]);
    return out;
}

} // namespace guiyi::evaluation
