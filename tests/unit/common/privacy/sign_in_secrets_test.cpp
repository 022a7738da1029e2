// Passwords, one-time codes and signatures, against the vectors of their standards.
#include "common/core/digest.hpp"
#include "common/privacy/one_time_code.hpp"
#include "common/privacy/password.hpp"
#include "common/privacy/signature.hpp"

#include <gtest/gtest.h>

namespace guiyi::privacy {
namespace {

constexpr password_cost cheap{.passes = 1, .memory_bytes = 8192};
constexpr std::string_view rfc_secret = "12345678901234567890";

instant at_second(std::int64_t seconds) { return instant(std::chrono::seconds(seconds)); }

TEST(Password, MatchesItselfAndNothingElse) {
    const auto random = seeded_random(1);
    const auto hash = hash_password("correct horse battery", cheap, *random).value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    EXPECT_TRUE(password_matches(hash, "correct horse battery"));
    EXPECT_FALSE(password_matches(hash, "correct horse batterz"));
    EXPECT_FALSE(password_matches(hash, ""));
    EXPECT_NE(hash, hash_password("correct horse battery", cheap, *random).value()) << "every hash has its own salt";
}

TEST(Password, WhatIsNoHashMatchesNothing) {
    for (const std::string& text : std::vector<std::string>{"", "$", "$argon2id$", "plain", std::string(500, 'x')})
        EXPECT_FALSE(password_matches(text, "x"));
}

TEST(Password, AHashOfAnotherCostIsOutdated) {
    const auto random = seeded_random(1);
    const auto hash = hash_password("x", cheap, *random).value();
    EXPECT_FALSE(is_outdated(hash, cheap));
    EXPECT_TRUE(is_outdated(hash, {.passes = 2, .memory_bytes = 8192}));
    EXPECT_TRUE(is_outdated(hash, {}));
}

/// RFC 6238 appendix B, the last six of its eight digits.
TEST(OneTimeCode, AgreesWithTheVectorsOfTheStandard) {
    const std::pair<std::int64_t, std::string_view> vectors[] = {{59, "287082"},         {1111111109, "081804"},
                                                                 {1111111111, "050471"}, {1234567890, "005924"},
                                                                 {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& [second, code] : vectors)
        EXPECT_EQ(one_time_code(rfc_secret, one_time_step_at(at_second(second))), code) << second;
}

TEST(OneTimeCode, IsGoodForOneStepBeforeAndAfterAndOnlyOnce) {
    const auto now = at_second(1'000'000'000);
    const auto step = one_time_step_at(now);
    EXPECT_EQ(matching_step(rfc_secret, one_time_code(rfc_secret, step), now, 0), step);
    EXPECT_EQ(matching_step(rfc_secret, one_time_code(rfc_secret, step - 1), now, 0), step - 1);
    EXPECT_EQ(matching_step(rfc_secret, one_time_code(rfc_secret, step + 1), now, 0), step + 1);
    EXPECT_EQ(matching_step(rfc_secret, one_time_code(rfc_secret, step - 2), now, 0), std::nullopt);
    EXPECT_EQ(matching_step(rfc_secret, one_time_code(rfc_secret, step), now, step), std::nullopt);
    for (const std::string_view wrong : {"", "12345", "1234567", "abcdef"})
        EXPECT_EQ(matching_step(rfc_secret, wrong, now, 0), std::nullopt);
}

/// RFC 4648 §10.
TEST(OneTimeCode, IsWrittenForAppsInBase32) {
    EXPECT_EQ(to_base32(""), "");
    EXPECT_EQ(to_base32("f"), "MY");
    EXPECT_EQ(to_base32("fo"), "MZXQ");
    EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
    EXPECT_EQ(provisioning_uri("Guiyi 12315", "wang.min", "foobar"),
              "otpauth://totp/Guiyi%2012315:wang.min?secret=MZXW6YTBOI&issuer=Guiyi%2012315&algorithm=SHA1&digits=6"
              "&period=30");
}

TEST(Signature, HoldsForItsMessageUnderItsKeyOnly) {
    const signing_key mine(std::string(32, 'k'), "checkpoints");
    const signing_key again(std::string(32, 'k'), "checkpoints");
    const signing_key other(std::string(32, 'k'), "something else");
    const auto signature = mine.sign("heads");
    EXPECT_EQ(mine.public_key(), again.public_key());
    EXPECT_TRUE(is_signed_by(mine.public_key(), "heads", signature));
    EXPECT_FALSE(is_signed_by(mine.public_key(), "headz", signature));
    EXPECT_FALSE(is_signed_by(other.public_key(), "heads", signature));
    EXPECT_FALSE(is_signed_by(mine.public_key(), "heads", ""));
    EXPECT_FALSE(is_signed_by("", "heads", signature));
}

} // namespace
} // namespace guiyi::privacy
