#include "common/core/digest.hpp"
#include "common/core/ids.hpp"
#include "common/core/random.hpp"
#include "common/core/result.hpp"

#include <gtest/gtest.h>

namespace guiyi {

TEST(Result, CarriesItsReasonAndThrowsItWhenIgnored) {
    const result<int> broken = fail(errc::not_found, "no case C2026-0000001");

    EXPECT_FALSE(broken);
    EXPECT_EQ(broken.error().code, errc::not_found);
    EXPECT_THROW(static_cast<void>(broken.value()), failure);
    try {
        static_cast<void>(broken.value());
    } catch (const failure& thrown) {
        EXPECT_STREQ(thrown.what(), "not_found: no case C2026-0000001");
    }
}

TEST(Digest, Blake2bEqualsTheUnkeyedRfcVectorCutTo256Bits) {
    // BLAKE2b-256("abc"), as other implementations print it.
    EXPECT_EQ(to_hex(blake2b("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    EXPECT_EQ(blake2b("ab", "c"), blake2b("abc")) << "two pieces hash as one text";
}

TEST(Digest, Sha256OfPiecesEqualsTheFipsVector) {
    sha256_stream stream;
    stream.update("a");
    stream.update("bc");
    EXPECT_EQ(to_hex(stream.finish()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, HmacEqualsRfc4231Case2) {
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, HexAndBase64RoundTripAndRefuseOtherText) {
    const std::string bytes("\x00\xff\x10z", 4);
    EXPECT_EQ(from_hex(to_hex(bytes)).value(), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)).value(), bytes);
    EXPECT_FALSE(from_hex("abc"));
    EXPECT_FALSE(from_hex("zz"));
    for (std::size_t size = 0; size < 8; ++size) {
        const std::string part = bytes.substr(0, size);
        EXPECT_EQ(from_base64(to_base64(part)).value(), part) << size;
    }
    EXPECT_EQ(to_base64("fo"), "Zm8=") << "RFC 4648 section 10";
    for (const auto* other : {"Zm8", "Zm8=\n", " Zm8", "Zm9=", "Z===", "Zm8=Zm8=", "====", "Zm\n8", "Zm-_"})
        EXPECT_FALSE(from_base64(other)) << other;
    EXPECT_FALSE(from_base64("a"));
    EXPECT_FALSE(from_base64("YWJj!"));
}

TEST(Random, ASeedReplaysAndBoundsHold) {
    auto one = seeded_random(7);
    auto two = seeded_random(7);
    for (int i = 0; i < 1000; ++i) {
        const auto value = one->below(10);
        EXPECT_LT(value, 10u);
        EXPECT_EQ(value, two->below(10));
    }
    EXPECT_THROW(one->below(0), std::invalid_argument);
}

TEST(Random, TheSystemsBytesDiffer) {
    auto random = system_random();
    unsigned char a[16], b[16];
    random->fill(a);
    random->fill(b);
    EXPECT_NE(std::string(a, a + 16), std::string(b, b + 16));
}

} // namespace guiyi
