#include "common/observe/metrics.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace guiyi::observe {
namespace {

bool has(const metrics& m, std::string_view line) {
    return ("\n" + m.render()).find("\n" + std::string(line) + "\n") != std::string::npos;
}

TEST(Metrics, CountersGaugesAndHistogramsAreRendered) {
    metrics subject;
    subject.counter("guiyi_test_total", "Things counted", {{"channel", "portal"}}).add();
    subject.counter("guiyi_test_total", "Things counted", {{"channel", "portal"}}).add(2);
    subject.counter("guiyi_test_total", "Things counted", {{"channel", "hotline"}}).add();
    subject.gauge("guiyi_depth", "Waiting").set(5);
    subject.gauge("guiyi_depth", "Waiting").add(-2);
    auto& spans = subject.histogram("guiyi_span_seconds", "Spans", {0.1, 1});
    spans.observe(0.05);
    spans.observe(0.5);
    spans.observe(7);

    EXPECT_TRUE(has(subject, "# HELP guiyi_test_total Things counted"));
    EXPECT_TRUE(has(subject, "# TYPE guiyi_test_total counter"));
    EXPECT_TRUE(has(subject, "guiyi_test_total{channel=\"portal\"} 3"));
    EXPECT_TRUE(has(subject, "guiyi_test_total{channel=\"hotline\"} 1"));
    EXPECT_TRUE(has(subject, "guiyi_depth 3"));
    EXPECT_TRUE(has(subject, "guiyi_span_seconds_bucket{le=\"0.1\"} 1"));
    EXPECT_TRUE(has(subject, "guiyi_span_seconds_bucket{le=\"1\"} 2"));
    EXPECT_TRUE(has(subject, "guiyi_span_seconds_bucket{le=\"+Inf\"} 3"));
    EXPECT_TRUE(has(subject, "guiyi_span_seconds_count 3"));
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameObjectWhateverComesBetween) {
    metrics subject;
    counter& first = subject.counter("guiyi_a_total", "A");
    for (int i = 0; i < 200; ++i) subject.counter("guiyi_b_total", "B", {{"n", std::to_string(i)}});

    EXPECT_EQ(&subject.counter("guiyi_a_total", "A"), &first);
    first.add(4);
    EXPECT_EQ(first.value(), 4);
}

TEST(Metrics, ACounterNeverFalls) {
    metrics subject;
    counter& c = subject.counter("guiyi_a_total", "A");
    c.add(3);

    c.add(-1);

    EXPECT_EQ(c.value(), 3);
}

TEST(Metrics, WrongNamesAndNamesOfTwoKindsAreBrokenPromises) {
    metrics subject;
    subject.counter("guiyi_a_total", "A");

    EXPECT_THROW(subject.counter("not a name", "A"), std::invalid_argument);
    EXPECT_THROW(subject.counter("guiyi_a_total", "A", {{"le gal", "x"}}), std::invalid_argument);
    EXPECT_THROW(subject.gauge("guiyi_a_total", "A"), std::invalid_argument);
}

TEST(Metrics, TwoRegistriesShareNothing) {
    metrics one, other;
    one.counter("guiyi_a_total", "A").add(9);

    EXPECT_FALSE(has(other, "guiyi_a_total 9"));
}

TEST(Metrics, ManyThreadsMayCountAndRegisterAtOnce) {
    metrics subject;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 1000; ++i)
                    subject.counter("guiyi_a_total", "A", {{"n", std::to_string(i % 3)}}).add();
            });
    }

    EXPECT_EQ(subject.counter("guiyi_a_total", "A", {{"n", "0"}}).value(), 4 * 334);
}

} // namespace
} // namespace guiyi::observe
