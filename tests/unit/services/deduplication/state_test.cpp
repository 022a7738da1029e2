// Rows of the state and the export that is read from them.
#include "services/deduplication/export_ties.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::deduplication {

namespace {

events::event opened(std::size_t index, std::string external_ref, std::vector<std::string> keys,
                     std::string band = "new", std::string best = {}) {
    events::case_opened fact;
    fact.opened = case_no("C2025-" + std::string(6, '0') + std::to_string(index));
    fact.verdict = band;
    fact.record.receipt = test::receipt_at(index);
    fact.record.external_ref = std::move(external_ref);
    fact.record.keys = std::move(keys);
    fact.why.band = std::move(band);
    fact.why.best = case_no(std::move(best));
    fact.why.total_centibits = -130;
    return {std::move(fact), {}, {}, {}};
}

std::string key_text(std::string_view kind, char fill) {
    return std::string(kind) + ":" + to_base64(std::string(16, fill));
}

std::string export_of(const store::view& rows, ties_format format) {
    std::string out;
    write_ties(rows, format, [&](std::string_view piece) { out += piece; });
    return out;
}

} // namespace

TEST(State, APostingListsRecordsUntilThereAreTooMany) {
    test::memory_rows rows;
    const auto key = key_text("phone", 'p');
    for (std::size_t i = 1; i <= postings_kept_max; ++i)
        evolve(rows, opened(i, "", {key_text("name", static_cast<char>('a' + i % 26)), key}));

    const state_reader state(rows);
    const auto full = state.posting_of(posting_key(key));
    EXPECT_EQ(full.records, postings_kept_max);
    EXPECT_EQ(full.listed.size(), postings_kept_max);
    EXPECT_EQ(full.names.size(), 26u);

    evolve(rows, opened(postings_kept_max + 1, "", {key}));
    const auto over = state.posting_of(posting_key(key));
    EXPECT_EQ(over.records, postings_kept_max + 1);
    EXPECT_TRUE(over.listed.empty());
}

TEST(State, CountedKeysListNobody) {
    test::memory_rows rows;
    evolve(rows, opened(1, "", {key_text("name", 'n'), key_text("caller", 'c')}));

    EXPECT_EQ(state_reader(rows).posting_of(posting_key(key_text("caller", 'c'))).records, 1u);
    EXPECT_TRUE(state_reader(rows).posting_of(posting_key(key_text("caller", 'c'))).listed.empty());
    EXPECT_TRUE(state_reader(rows).posting_of(posting_key(key_text("name", 'n'))).listed.empty());
}

TEST(State, RecordsCasesAndReviewsAreFound) {
    test::memory_rows rows;
    evolve(rows, opened(1, "a", {}));
    evolve(rows, opened(2, "b", {}, "review", "C2025-0000001"));
    evolve(rows, opened(3, "c", {}, "review", "C2025-0000001"));

    const state_reader state(rows);
    EXPECT_EQ(state.records(), 3u);
    EXPECT_EQ(state.last_case(2025), 3u);
    EXPECT_EQ(state.last_case(2024), 0u);
    EXPECT_EQ(state.record_of(test::receipt_at(2)), 2u);
    EXPECT_EQ(state.case_of(case_no("C2025-0000002"))->beside.str(), "C2025-0000001");
    EXPECT_EQ(state.explanation_of(2)->band, "review");
    EXPECT_THAT(state.reviews(0, 10), ::testing::ElementsAre(3, 2));
    EXPECT_THAT(state.reviews(3, 10), ::testing::ElementsAre(2));
    EXPECT_THAT(state.reviews(0, 1), ::testing::ElementsAre(3));
}

TEST(State, BrokenRowsAreReportedAsCorrupt) {
    test::memory_rows rows;
    evolve(rows, opened(1, "a", {}));
    rows.put(store::key('r').number(1), "\x80");

    try {
        state_reader(rows).tie_of(1);
        FAIL() << "read a broken row";
    } catch (const failure& broken) {
        EXPECT_EQ(broken.why().code, errc::corrupt);
    }
}

TEST(State, ExplanationsSurviveTheirBytes) {
    events::match_explanation why;
    why.model = "1";
    why.candidates = 17;
    why.capped = {"phone", "candidates"};
    why.best = case_no("C2025-0000001");
    why.fields = {{"phone", "exact", 1120}, {"call_day", "far", -650}};
    why.prior_centibits = 431;
    why.base_rate_centibits = -100;
    why.total_centibits = -77;
    why.runner_up = case_no("C2025-0000009");
    why.runner_up_centibits = -1200;
    why.band = "review";
    test::memory_rows rows;
    state_writer(rows).put(5, why);

    const auto back = state_reader(rows).explanation_of(5);

    ASSERT_TRUE(back);
    EXPECT_EQ(back->capped, why.capped);
    ASSERT_EQ(back->fields.size(), 2u);
    EXPECT_EQ(back->fields[1].level, "far");
    EXPECT_EQ(back->fields[1].centibits, -650);
    EXPECT_EQ(back->total_centibits, -77);
    EXPECT_EQ(back->base_rate_centibits, -100);
    EXPECT_EQ(back->runner_up, why.runner_up);
}

TEST(Export, CsvQuotesWhatNeedsItAndHoldsNoFormula) {
    test::memory_rows rows;
    evolve(rows, opened(1, "plain", {}));
    evolve(rows, opened(2, "=1+1,\"b\"\r\n", {}, "review", "C2025-0000001"));

    EXPECT_EQ(export_of(rows, ties_format::csv),
              "receipt_no,external_ref,case_no,verdict,score,campaign\r\n"
              "R250101-00000-00001,plain,C2025-0000001,new,,\r\n"
              "R250101-00000-00002,\"'=1+1,\"\"b\"\"\r\n\",C2025-0000002,review,-1.30,\r\n");
}

TEST(Export, NdjsonHoldsTheSameColumns) {
    test::memory_rows rows;
    evolve(rows, opened(1, "q\"uote", {}));

    EXPECT_EQ(export_of(rows, ties_format::ndjson),
              R"({"receipt_no":"R250101-00000-00001","external_ref":"q\"uote","case_no":"C2025-0000001",)"
              R"("verdict":"new","score":"","campaign":""})"
              "\n");
}

TEST(Export, EveryComplaintOnceInArrivalOrderAcrossPages) {
    test::memory_rows rows;
    for (std::size_t i = 1; i <= 1234; ++i) evolve(rows, opened(i % 9 + 1, std::to_string(i), {}));
    tie_pages pages(rows, ties_format::ndjson);
    evolve(rows, opened(1, "too late", {}));

    std::size_t next = 1;
    while (const auto page = pages.next())
        for (std::size_t at = 0; (at = page->find("\"external_ref\":\"", at)) != std::string::npos; ++at, ++next)
            EXPECT_EQ(page->substr(at + 16, std::to_string(next).size() + 1), std::to_string(next) + '"');

    EXPECT_EQ(next, 1235u);
}

TEST(Export, BitsHaveTwoDecimalsAndTheirSign) {
    EXPECT_EQ(in_bits(0), "0.00");
    EXPECT_EQ(in_bits(-5), "-0.05");
    EXPECT_EQ(in_bits(1120), "11.20");
    EXPECT_EQ(in_bits(-1234), "-12.34");
}

} // namespace guiyi::deduplication
