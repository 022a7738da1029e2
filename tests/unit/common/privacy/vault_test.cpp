#include "common/privacy/vault.hpp"
#include "common/core/digest.hpp"
#include "common/privacy/blind_index.hpp"

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace guiyi;
using privacy::blind_index;
using privacy::vault;

const std::string deployment_key(32, 'k');

TEST(Vault, OpensWhatItSealed) {
    const auto random = seeded_random(1);
    const vault subject(deployment_key);
    const auto key = subject.new_key(*random);
    for (const std::string& plain : {std::string(), std::string("138\0abc", 7), std::string(100'000, 'x')}) {
        const auto sealed = vault::seal(key, "complainant.phone", "R261123-40718-26593", plain);

        EXPECT_EQ(sealed.size(), plain.size() + 41);
        EXPECT_EQ(vault::open(key, "complainant.phone", "R261123-40718-26593", sealed).value(), plain);
    }
}

TEST(Vault, SealedBytesHideThePlaintextAndAreReproducible) {
    const auto random = seeded_random(1);
    const auto key = vault(deployment_key).new_key(*random);

    const auto sealed = vault::seal(key, "narrative", "R1", "13800138000");

    EXPECT_EQ(sealed.find("13800138000"), std::string::npos);
    EXPECT_EQ(sealed, vault::seal(key, "narrative", "R1", "13800138000"));
    EXPECT_NE(sealed, vault::seal(key, "narrative", "R1", "13800138001"));
    EXPECT_NE(sealed, vault::seal(key, "narrative", "R2", "13800138000"));
}

TEST(Vault, RefusesEveryChangedByte) {
    const auto random = seeded_random(2);
    const auto key = vault(deployment_key).new_key(*random);
    const auto sealed = vault::seal(key, "narrative", "R1", "内容");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        ASSERT_EQ(vault::open(key, "narrative", "R1", changed).error().code, errc::corrupt) << i;
        ASSERT_EQ(vault::open(key, "narrative", "R1", sealed.substr(0, i)).error().code, errc::corrupt) << i;
    }
}

TEST(Vault, ValueOpensOnlyUnderItsOwnPurposeOwnerAndKey) {
    const auto random = seeded_random(3);
    const vault subject(deployment_key);
    const auto key = subject.new_key(*random);
    const auto other = subject.new_key(*random);
    const auto sealed = vault::seal(key, "ab", "c", "内容");

    EXPECT_NE(key, other);
    EXPECT_EQ(vault::open(other, "ab", "c", sealed).error().code, errc::corrupt);
    EXPECT_EQ(vault::open(key, "a", "bc", sealed).error().code, errc::corrupt);
    EXPECT_EQ(vault::open(key, "ab", "d", sealed).error().code, errc::corrupt);
}

TEST(Vault, WrappedKeyIsBoundToItsIdAndDeployment) {
    const auto random = seeded_random(4);
    const vault subject(deployment_key);
    const auto key = subject.new_key(*random);

    const auto wrapped = subject.wrap(key, "dk-1");

    EXPECT_EQ(wrapped.size(), 73u);
    EXPECT_EQ(subject.unwrap(wrapped, "dk-1").value(), key);
    EXPECT_EQ(subject.unwrap(wrapped, "dk-2").error().code, errc::corrupt);
    EXPECT_EQ(vault(std::string(32, 'o')).unwrap(wrapped, "dk-1").error().code, errc::corrupt);
    EXPECT_EQ(subject.unwrap("", "dk-1").error().code, errc::corrupt);
    EXPECT_THROW(vault("short"), std::invalid_argument);
}

TEST(Vault, SealingDoesNotChangeBetweenVersionsOfTheProgram) {
    vault::data_key key;
    for (std::size_t i = 0; i < key.bytes.size(); ++i) key.bytes[i] = static_cast<unsigned char>(i);
    const auto sealed = vault::seal(key, "complainant.phone", "R1", "+8613800138000");

    EXPECT_EQ(vault::open(key, "complainant.phone", "R1", sealed).value(), "+8613800138000");
    EXPECT_EQ(to_hex(sealed),
              "01562cb37a58e530600de2ef2b7bd28a87147c275c50a2def63567499e4c5b33"
              "ce4e360771c0d3754b7ed1e486ece40ceb18f2af775983");
}

TEST(BlindIndex, IsStablePerKeyTypeAndValue) {
    const blind_index subject(deployment_key);

    EXPECT_EQ(subject.of("phone", "+8613800138000").size(), blind_index::size_bytes);
    EXPECT_EQ(to_hex(subject.of("phone", "+8613800138000")), "a76f229666890d31612524d423c91043");

    std::set<std::string> all{subject.of("phone", "+8613800138000"),
                              subject.of("phone", "+8613800138001"),
                              subject.of("phone6", "+8613800138000"),
                              subject.of("phon", "e+8613800138000"),
                              subject.of("", ""),
                              blind_index(std::string(32, 'o')).of("phone", "+8613800138000"),
                              subject.of("a type that is longer than 16 b.", "+8613800138000")};
    EXPECT_EQ(all.size(), 7u);
}

TEST(BlindIndex, RefusesWhatItCannotKeepApart) {
    EXPECT_THROW(blind_index("short"), std::invalid_argument);
    EXPECT_THROW(blind_index(deployment_key).of(std::string(33, 't'), ""), std::invalid_argument);
    EXPECT_THROW(blind_index(deployment_key).of(std::string_view("t\0", 2), ""), std::invalid_argument);
}

} // namespace
