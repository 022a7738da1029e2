// Receipt numbers and query codes.
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <set>

namespace guiyi::intake {

using namespace testing;

namespace {
const receipt_numbers numbers(key_c, office_offset);
}

TEST(Receipt, FollowsFromItsSourceUnderTheDeploymentsKey) {
    const auto one = numbers.candidate(at("2026-11-23T02:00:00Z"), "ref|hotline\n1", 0);

    EXPECT_EQ(one, numbers.candidate(at("2026-11-23T02:00:00Z"), "ref|hotline\n1", 0));
    EXPECT_NE(one, numbers.candidate(at("2026-11-23T02:00:00Z"), "ref|hotline\n2", 0));
    EXPECT_NE(one, numbers.candidate(at("2026-11-23T02:00:00Z"), "ref|hotline\n1", 1));
    EXPECT_NE(one, receipt_numbers(key_a, office_offset).candidate(at("2026-11-23T02:00:00Z"), "ref|hotline\n1", 0));
}

TEST(Receipt, HasTheOfficesDateAndAFormToReadAloud) {
    const auto late = numbers.candidate(at("2026-11-22T16:30:00Z"), "x", 0).str();
    EXPECT_EQ(late.substr(0, 8), "R261123-");
    EXPECT_EQ(late.size(), 19u);
    EXPECT_EQ(late[13], '-');
}

TEST(Receipt, ItsNumbersSpread) {
    std::set<std::string> seen;
    for (int i = 0; i < 20'000; ++i)
        seen.insert(numbers.candidate(at("2026-11-23T02:00:00Z"), std::to_string(i), 0).str());
    EXPECT_GT(seen.size(), 19'990u);
}

TEST(Receipt, IsReadAsPeopleTypeIt) {
    const auto receipt = numbers.candidate(at("2026-11-23T02:00:00Z"), "x", 0);
    std::string bare = receipt.str();
    std::erase(bare, '-');
    bare[0] = 'r';

    EXPECT_EQ(parse_receipt_no(receipt.str()).value(), receipt);
    EXPECT_EQ(parse_receipt_no(" " + bare + "\n").value(), receipt);
    EXPECT_EQ(parse_receipt_no(bare.substr(1)).value(), receipt);
}

TEST(Receipt, EveryWrongDigitIsNoticed) {
    const std::string good = numbers.candidate(at("2026-11-23T02:00:00Z"), "x", 0).str();
    for (std::size_t i = 1; i < good.size(); ++i)
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string typo = good;
            if (typo[i] == '-' || typo[i] == digit) continue;
            typo[i] = digit;
            EXPECT_FALSE(parse_receipt_no(typo)) << typo;
        }
}

TEST(Receipt, OtherTextIsRefused) {
    for (const std::string text :
         {"", "R", "12345", "R261123-40718-2659", "R261123-40718-265933", "RR61123-40718-26593", "C2026-0000042"})
        EXPECT_FALSE(parse_receipt_no(text)) << text;
}

TEST(QueryCode, Is128BitsInCrockfordBase32) {
    const auto receipt = numbers.candidate(at("2026-11-23T02:00:00Z"), "x", 0);
    std::string code = numbers.query_code(receipt);
    EXPECT_EQ(code.size(), 30u);
    std::erase(code, '-');
    EXPECT_EQ(code.size(), 26u);
    EXPECT_EQ(code.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), code.npos);
    EXPECT_LE(code[0], '7') << "26 characters hold 130 bits, the first two are zero";
}

TEST(QueryCode, OpensItsReceiptAloneHoweverItIsTyped) {
    const auto receipt = numbers.candidate(at("2026-11-23T02:00:00Z"), "x", 0);
    std::string code = numbers.query_code(receipt);
    EXPECT_TRUE(numbers.opens(receipt, code));
    std::string typed;
    for (char c : code) typed += c == '0' ? 'o' : c == '1' ? 'L' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    std::erase(typed, '-');
    EXPECT_TRUE(numbers.opens(receipt, " " + typed + " "));

    EXPECT_FALSE(numbers.opens(numbers.candidate(at("2026-11-23T02:00:00Z"), "y", 0), code));
    EXPECT_FALSE(numbers.opens(receipt, ""));
    EXPECT_FALSE(numbers.opens(receipt, code + "0"));
    code.back() = code.back() == 'A' ? 'B' : 'A';
    EXPECT_FALSE(numbers.opens(receipt, code));
}

TEST(EqualInConstantTime, ComparesTexts) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

} // namespace guiyi::intake
