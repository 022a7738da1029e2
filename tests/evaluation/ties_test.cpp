// Automatic ties on the benchmark set: how good, how steady, and that what must not matter does not.
#include "services/deduplication/fit.hpp"
#include "services/deduplication/normalise.hpp"
#include "tests/evaluation/labelled_set.hpp"

#include <gmock/gmock.h>

#include <iostream>

namespace guiyi::evaluation {

namespace {

constexpr std::size_t usual_records = 3000; // of the set, where the whole would take long

class BenchmarkSet : public ::testing::Test {
  protected:
    void SetUp() override {
        if (all_.empty()) GTEST_SKIP() << "data/complaints of the shared folder is not here; name it in GUIYI_SHARED";
    }
    std::span<const complaint> part() const {
        return std::span(all_).first(long_run() ? all_.size() : std::min(usual_records, all_.size()));
    }
    std::vector<complaint> changed(void (*change)(boost::json::object&)) const {
        std::vector<complaint> out(part().begin(), part().end());
        for (auto& one : out) change(one.body);
        return out;
    }

    const std::vector<complaint> all_ = benchmark_set();
    const dd::model by_ = dd::test::shipped_model();
};

/// Every text of a complaint but its reference, language and times.
template <class Change>
void each_text(boost::json::value& at, Change change) {
    if (auto* text = at.if_string()) {
        *text = change(std::string(text->c_str()));
    } else if (auto* list = at.if_array()) {
        for (auto& one : *list) each_text(one, change);
    } else if (auto* object = at.if_object()) {
        for (auto& [name, value] : *object)
            if (name != "called_at" && name != "currency" && name != "value") each_text(value, change);
    }
}

template <class Change>
void each_text_of(boost::json::object& complaint, Change change) {
    for (const auto name : {"complainant", "respondent", "calls", "narrative"})
        if (auto* found = complaint.if_contains(name)) each_text(*found, change);
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::string full_width(std::string text) {
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            out += std::string("\xef\xbc") + static_cast<char>(0x90 + (c - '0'));
        else
            out += c;
    }
    return out;
}

std::string traditional(std::string text) {
    static constexpr std::pair<std::string_view, std::string_view> pairs[] = {
        {"张", "張"}, {"陈", "陳"}, {"刘", "劉"}, {"杨", "楊"}, {"赵", "趙"}, {"黄", "黃"}, {"吴", "吳"}, {"郑", "鄭"},
        {"孙", "孫"}, {"马", "馬"}, {"贷", "貸"}, {"学", "學"}, {"电", "電"}, {"话", "話"}, {"语", "語"}, {"录", "錄"},
        {"号", "號"}, {"诉", "訴"}, {"业", "業"}, {"华", "華"}, {"讯", "訊"}, {"车", "車"}, {"险", "險"}, {"网", "網"},
        {"楼", "樓"}, {"区", "區"}, {"栋", "棟"}, {"长", "長"}, {"丽", "麗"}, {"伟", "偉"}, {"强", "強"}, {"静", "靜"}};
    for (const auto& [simple, full] : pairs) text = replace_all(std::move(text), simple, full);
    return text;
}

void with_country_code(boost::json::object& complaint) {
    each_text_of(complaint, [](std::string text) {
        const bool mobile = text.size() == 11 && text[0] == '1' && text[1] >= '3' &&
                            text.find_first_not_of("0123456789") == std::string::npos;
        return mobile ? "+86 " + text : text;
    });
}

/// The last digit of where a complaint is sorted to, by something of it that must not be split over folds.
std::size_t fold_of(const std::string& what) {
    std::size_t hash = 1469598103934665603ULL;
    for (const char c : what) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash % 5;
}

} // namespace

TEST_F(BenchmarkSet, AutomaticTiesArePreciseAndReviewsBringMostOfTheRest) {
    const auto rows = ties_of(stream(all_, by_));
    const auto automatic = program::score(rows);
    const auto answered = program::score(program::with_reviews_answered(rows));
    std::cout << program::table_of(automatic, answered);

    EXPECT_GE(automatic.pairwise.precision, 0.99);
    EXPECT_GE(automatic.pairwise.recall, 0.88);
    EXPECT_LE(automatic.review_share(), 0.06);
    EXPECT_LE(automatic.largest_case, 10u);
    EXPECT_LE(automatic.mixed_cases, 5u);
    EXPECT_GE(answered.pairwise.recall, 0.96);
}

TEST_F(BenchmarkSet, TheOrderWithinADayHardlyMatters) {
    const auto day_of = [](const complaint& one) {
        return std::string(one.body.at("received_at").as_string().c_str()).substr(0, 10);
    };
    const auto f1 = program::score(ties_of(stream(part(), by_))).pairwise.f1();
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const auto random = seeded_random(seed);
        std::vector<complaint> other;
        std::map<std::string, std::vector<std::size_t>> days;
        for (const auto place : shuffled(part().size(), *random)) days[day_of(part()[place])].push_back(place);
        for (const auto& [day, places] : days)
            for (const auto place : places) other.push_back(part()[place]);

        EXPECT_NEAR(program::score(ties_of(stream(other, by_))).pairwise.f1(), f1, 0.005) << "seed " << seed;
    }
}

TEST_F(BenchmarkSet, CountryCodesFullWidthDigitsAndTraditionalCharactersChangeNothing) {
    const auto plain = export_of(stream(part(), by_));

    EXPECT_EQ(export_of(stream(changed(with_country_code), by_)), plain);
    EXPECT_EQ(export_of(stream(changed([](boost::json::object& one) { each_text_of(one, full_width); }), by_)), plain);
    EXPECT_EQ(export_of(stream(changed([](boost::json::object& one) { each_text_of(one, traditional); }), by_)), plain);
}

TEST_F(BenchmarkSet, AnotherBlindKeyChangesNothing) {
    EXPECT_EQ(export_of(stream(part(), by_, 'k')), export_of(stream(part(), by_, 'i')));
}

TEST_F(BenchmarkSet, WeightsLearnedWithoutAFoldHoldOnIt) {
    if (!long_run()) GTEST_SKIP() << "set GUIYI_LONG=1 to cross-validate";
    std::vector<dd::profile> profiles;
    for (const auto& one : all_)
        profiles.push_back(dd::normalise(boost::json::serialize(one.body),
                                         *parse_rfc3339(one.body.at("received_at").as_string().c_str()),
                                         dd::test::beijing)
                               .value());
    std::map<std::string, std::map<std::string, std::size_t>> firms; // of a campaign
    for (std::size_t i = 0; i < all_.size(); ++i)
        if (!profiles[i].companies.empty()) ++firms[all_[i].campaign][profiles[i].companies.front().pinyin];
    const auto firm_of = [&](const complaint& one) {
        const auto& of = firms[one.campaign];
        return of.empty() ? std::string()
                          : std::ranges::max_element(of, {}, [](const auto& f) { return f.second; })->first;
    };
    for (const bool by_firm : {false, true}) {
        program::agreement worst;
        for (std::size_t fold = 0; fold < 5; ++fold) {
            std::vector<dd::fit_record> learned;
            std::vector<complaint> held_out;
            for (std::size_t i = 0; i < all_.size(); ++i)
                if (fold_of(by_firm ? firm_of(all_[i]) : all_[i].campaign) == fold)
                    held_out.push_back(all_[i]);
                else
                    learned.push_back({profiles[i], {}, {}});
            if (held_out.empty()) continue;
            const auto random = seeded_random(5);
            const auto model = dd::fit(learned, by_, *random).value().fitted;
            const auto found = program::score(ties_of(stream(held_out, model)));
            std::cout << (by_firm ? "firms" : "campaigns") << " fold " << fold << ": " << held_out.size()
                      << " complaints, P " << found.pairwise.precision << " R " << found.pairwise.recall << " review "
                      << found.review_share() << '\n';
            worst = {std::min(worst.precision, found.pairwise.precision),
                     std::min(worst.recall, found.pairwise.recall)};
            EXPECT_LE(found.review_share(), 0.06);
        }
        EXPECT_GE(worst.precision, 0.99);
        EXPECT_GE(worst.recall, 0.85);
    }
}

} // namespace guiyi::evaluation
