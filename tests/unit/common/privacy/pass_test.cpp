// Passes are read by the deployment that made them, for what they were made for, until they expire.
#include "common/privacy/pass.hpp"

#include <gtest/gtest.h>

namespace guiyi::privacy {

namespace {

const instant noon = parse_rfc3339("2026-11-20T12:00:00Z").value();
const instant later = noon + std::chrono::minutes(15);

} // namespace

TEST(Passes, OpenUntilTheyExpire) {
    const passes subject(std::string(32, 'k'));
    const auto random = seeded_random(1);
    const auto pass = subject.make("pass.test", "R261123-40718-26593", later, *random);

    EXPECT_EQ(subject.open("pass.test", pass, noon).value(), "R261123-40718-26593");
    EXPECT_EQ(subject.open("pass.test", pass, later - std::chrono::milliseconds(1)).value(), "R261123-40718-26593");
    EXPECT_EQ(subject.open("pass.test", pass, later).error().code, errc::invalid);
    EXPECT_EQ(passes(std::string(32, 'k')).open("pass.test", pass, noon).value(), "R261123-40718-26593")
        << "after a restart";
}

TEST(Passes, AreGoodForNothingElseAndNobodyElse) {
    const passes subject(std::string(32, 'k'));
    const auto random = seeded_random(1);
    const auto pass = subject.make("pass.test", "payload", later, *random);

    EXPECT_EQ(subject.open("pass.other", pass, noon).error().code, errc::invalid);
    EXPECT_EQ(passes(std::string(32, 'x')).open("pass.test", pass, noon).error().code, errc::invalid);
    for (std::size_t at = 0; at + 1 < pass.size(); ++at) { // of the last letter some bits are padding
        auto touched = pass;
        touched[at] = touched[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(subject.open("pass.test", touched, noon).error().code, errc::invalid) << "letter " << at;
    }
    for (const auto* odd : {"", "A", "====", "not base64!", "AAAA"})
        EXPECT_EQ(subject.open("pass.test", odd, noon).error().code, errc::invalid) << odd;
    EXPECT_EQ(subject.open("pass.test", std::string(100'000, 'A'), noon).error().code, errc::invalid);
}

TEST(Passes, ShowNothingButTheLengthAndDifferEachTime) {
    const passes subject(std::string(32, 'k'));
    const auto random = seeded_random(1);

    const auto one = subject.make("pass.test", "payload-1", later, *random);
    const auto again = subject.make("pass.test", "payload-1", later, *random);
    const auto other = subject.make("pass.test", "payload-2", later, *random);

    EXPECT_NE(one, again);
    EXPECT_EQ(one.size(), other.size());
    EXPECT_EQ(one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
}

} // namespace guiyi::privacy
