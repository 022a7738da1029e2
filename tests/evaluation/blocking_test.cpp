// How many pairs of complaints of one dispute share a key at all: what no key finds is not compared, however good the
// weights. By families of keys, each left out in turn, and each added to those that one would begin with.
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/normalise.hpp"
#include "tests/evaluation/labelled_set.hpp"

#include <cstdio>
#include <unordered_map>

namespace guiyi::evaluation {

namespace {

using kinds = std::set<std::string_view>;

/// The obvious ones: somebody's own identifiers, and their full name beside something of the dispute.
const kinds plain{"phone",   "phone_tail",  "email",    "email_local",  "id_number",         "id_tail_letter",
                  "address", "name_caller", "name_day", "name_company", "surname_phone_head"};

/// What is meant for what the plain ones miss.
const std::map<std::string_view, kinds> further{
    {"a name misspelt, cut or in another script, and the call",
     {"initials_caller", "initials_caller_day", "letter_caller_day"}},
    {"a surname and the call", {"surname_caller"}},
    {"a surname or initial, the firm and the day", {"surname_company_day", "letter_company_day"}},
    {"a surname and the other end of a phone", {"surname_phone_tail"}},
    {"part of an address", {"house_pair", "initials_house"}},
    {"a surname and the amount", {"surname_amount"}},
    {"order number, recording", {"order_no", "recording_surname"}}};

struct reached {
    double recall = 0;     ///< of all pairs of one dispute
    double candidates = 0; ///< a complaint
};

class BlockingKeys : public ::testing::Test {
  protected:
    void SetUp() override {
        if (all_.empty()) GTEST_SKIP() << "data/complaints of the shared folder is not here; name it in GUIYI_SHARED";
        for (const auto& one : all_)
            keys_.push_back(dd::plain_keys(dd::normalise(boost::json::serialize(one.body),
                                                         *parse_rfc3339(one.body.at("received_at").as_string().c_str()),
                                                         dd::test::beijing)
                                               .value()));
    }

    /// Streams the set through an index of some kinds of keys, with the caps of the model.
    template <class Used>
    reached with(Used used) const {
        std::unordered_map<std::string, std::vector<std::size_t>> filed;
        std::map<std::string, std::size_t> of_dispute;
        std::size_t pairs = 0, found = 0, compared = 0;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            std::map<std::size_t, int> shared;
            for (const auto& key : keys_[i]) {
                if (!key.kind->lists_records || !used(key.kind->name)) continue;
                const auto at = filed.find(std::string(key.kind->name) + '|' + key.value);
                const auto most = key.kind->loose ? by_.most.loose_max : by_.most.postings_max;
                if (at == filed.end() || at->second.size() > most) continue;
                const bool alone = key.kind->alone && (!key.kind->loose || at->second.size() <= by_.most.alone_max);
                for (const auto earlier : at->second) shared[earlier] += alone ? 2 : 1;
            }
            for (const auto& [earlier, points] : shared) {
                if (points < 2) continue;
                ++compared;
                found += all_[earlier].dispute == all_[i].dispute;
            }
            pairs += of_dispute[all_[i].dispute]++;
            for (const auto& key : keys_[i])
                if (key.filed && key.kind->lists_records && used(key.kind->name))
                    filed[std::string(key.kind->name) + '|' + key.value].push_back(i);
        }
        return {static_cast<double>(found) / static_cast<double>(pairs),
                static_cast<double>(compared) / static_cast<double>(all_.size())};
    }

    const std::vector<complaint> all_ = benchmark_set();
    const dd::model by_ = dd::test::shipped_model();
    std::vector<std::vector<dd::plain_key>> keys_;
};

} // namespace

TEST_F(BlockingKeys, ReachMoreThanThePlainOnesDo) {
    const auto everything = with([](std::string_view) { return true; });
    const auto base = with([](std::string_view kind) { return plain.contains(kind); });
    std::printf("%-60s %-14s %-14s %s\n", "keys", "pairs reached", "without them", "candidates a complaint");
    std::printf("%-60s %-14.4f %-14s %.2f\n", "plain", base.recall, "", base.candidates);
    for (const auto& [name, kinds] : further) {
        const auto added = with([&](std::string_view kind) { return plain.contains(kind) || kinds.contains(kind); });
        const auto left_out = with([&](std::string_view kind) { return !kinds.contains(kind); });
        std::printf("+ %-58s %-14.4f %-14.4f %.2f\n", std::string(name).c_str(), added.recall, left_out.recall,
                    added.candidates);
    }
    std::printf("%-60s %-14.4f %-14s %.2f\n", "all", everything.recall, "", everything.candidates);

    EXPECT_GE(everything.recall, 0.97);
    EXPECT_GT(everything.recall, base.recall);
    EXPECT_LE(everything.candidates, 10);
}

} // namespace guiyi::evaluation
