#include "common/observe/trace.hpp"

#include <gtest/gtest.h>

namespace guiyi::observe {
namespace {

constexpr std::string_view example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

struct zeros final : random_source {
    void fill(std::span<unsigned char> out) override { std::ranges::fill(out, static_cast<unsigned char>(0)); }
};

TEST(Trace, IsReadAndWrittenBackTheSame) {
    const trace_context context = parse_traceparent(example).value();

    EXPECT_EQ(context.trace_id[0], 0x0a);
    EXPECT_EQ(context.span_id[7], 0x31);
    EXPECT_EQ(context.flags, 1);
    EXPECT_EQ(format_traceparent(context), example);
    EXPECT_EQ(format_trace_id(context), "0af7651916cd43dd8448eb211c80319c");
}

TEST(Trace, ALaterVersionIsReadAsFarAsItIsKnown) {
    const std::string rest(example.substr(2));

    EXPECT_EQ(parse_traceparent("01" + rest).value(), parse_traceparent(example).value());
    EXPECT_EQ(parse_traceparent("cc" + rest + "-what-comes").value(), parse_traceparent(example).value());
    EXPECT_FALSE(parse_traceparent("cc" + rest + ".what-comes"));
    EXPECT_FALSE(parse_traceparent("ff" + rest));
    EXPECT_FALSE(parse_traceparent(std::string(example) + "-what-comes"));
}

TEST(Trace, UnknownFlagsAreNotPassedOn) {
    std::string header(example);
    header.replace(53, 2, "ff");

    EXPECT_EQ(format_traceparent(parse_traceparent(header).value()).substr(53), "03");
}

TEST(Trace, MalformedHeadersAreRefused) {
    const std::string upper = "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const std::string no_trace = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
    const std::string no_span = "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01";
    for (const std::string& bad : {upper, no_trace, no_span}) EXPECT_FALSE(parse_traceparent(bad)) << bad;
    for (std::size_t size = 0; size < example.size(); ++size) {
        std::string altered(example);
        altered[size] = 'x';
        EXPECT_FALSE(parse_traceparent(altered)) << altered;
        EXPECT_FALSE(parse_traceparent(example.substr(0, size))) << size;
    }
}

TEST(Trace, AChildKeepsTheTraceAndHasItsOwnSpan) {
    const auto random = seeded_random(1);
    const trace_context parent = parse_traceparent(example).value();

    const trace_context next = child(parent, *random);

    EXPECT_EQ(next.trace_id, parent.trace_id);
    EXPECT_NE(next.span_id, parent.span_id);
    EXPECT_EQ(next.flags, parent.flags);
}

TEST(Trace, NewTracesDifferAndAreNeverAllZero) {
    const auto random = seeded_random(1);
    zeros nothing;

    EXPECT_NE(new_trace(*random).trace_id, new_trace(*random).trace_id);
    EXPECT_TRUE(parse_traceparent(format_traceparent(new_trace(*random))));
    EXPECT_TRUE(parse_traceparent(format_traceparent(new_trace(nothing))));
}

} // namespace
} // namespace guiyi::observe
