#include "common/http/json.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <random>

namespace guiyi::http {
namespace {

/// "422 duplicate_key /a/b", "400", or "ok".
std::string verdict(std::string_view text) {
    const parsed_json got = parse_json(text, language::en);
    if (got) return "ok";
    std::string out = std::to_string(got.error().status);
    if (got.error().status == 400) return out;
    for (const field_error& e : got.error().errors) out += " " + e.code + " " + e.pointer;
    return out;
}

TEST(Json, GivesTheValueAsItStands) {
    const parsed_json got = parse_json(R"( {"a":[1,-2,3.5,true,null,"中\u0041"],"b":{}} )", language::en);
    ASSERT_TRUE(got);
    EXPECT_EQ(*got, boost::json::parse(R"({"a":[1,-2,3.5,true,null,"中A"],"b":{}})"));
}

TEST(Json, RefusesWhatIsNotJson) {
    const std::string raw_nul("\"a\0b\"", 5);
    for (const std::string& bad : std::vector<std::string>{"",
                                                           " ",
                                                           "{",
                                                           "[1,]",
                                                           "{} x",
                                                           "{}{}",
                                                           "\"\xFF\"",
                                                           "\"\xED\xA0\x80\"",
                                                           R"("\ud800")",
                                                           R"("\udc00x")",
                                                           R"("\ud800\u0041")",
                                                           raw_nul,
                                                           "\xEF\xBB\xBF{}",
                                                           "nul",
                                                           "01",
                                                           "+1",
                                                           "NaN",
                                                           "/*c*/1",
                                                           "'a'",
                                                           "\"\t\""})
        EXPECT_EQ(verdict(bad), "400") << bad;
}

TEST(Json, RefusesARepeatedNameByItsPointer) {
    EXPECT_EQ(verdict(R"({"a":1,"a":1})"), "422 duplicate_key /a");
    EXPECT_EQ(verdict(R"({"a":1,"\u0061":2})"), "422 duplicate_key /a");
    EXPECT_EQ(verdict(R"({"x":{"b":1},"y":[0,{"b":1,"c":{"b":2},"b":3}]})"), "422 duplicate_key /y/1/b");
    EXPECT_EQ(verdict(R"({"x/y~z":1,"x/y~z":2})"), "422 duplicate_key /x~1y~0z");
    EXPECT_EQ(verdict(R"({"a":{"a":{"a":1}},"b":{"a":1}})"), "ok");
    EXPECT_EQ(verdict(R"([{"a":1},{"a":1}])"), "ok");
}

TEST(Json, NamesTheFieldInWhichTheTextBreaks) {
    const parsed_json got = parse_json(R"({"complainant":{"name":"\ud800"},"z":1})", language::en);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().status, 400);
    ASSERT_EQ(got.error().errors.size(), 1u);
    EXPECT_EQ(got.error().errors[0].pointer, "/complainant/name");
}

TEST(Json, FindsARepeatedNameAmongMany) {
    std::string text = "{";
    for (int i = 0; i < 200; ++i) text += "\"k" + std::to_string(i) + "\":{\"k1\":0},";
    EXPECT_EQ(verdict(text + "\"z\":0}"), "ok");
    EXPECT_EQ(verdict(text + "\"k7\":0}"), "422 duplicate_key /k7");
    EXPECT_EQ(verdict(text + "\"k199\":0}"), "422 duplicate_key /k199");
}

TEST(Json, RefusesNulByItsPointer) {
    EXPECT_EQ(verdict(R"({"a":["x","y\u0000z"]})"), "422 nul /a/1");
    EXPECT_EQ(verdict(R"({"a":{"b\u0000":1}})"), "422 nul /a");
    EXPECT_EQ(verdict(R"("\u0000")"), "422 nul ");
}

TEST(Json, RefusesNumbersItWouldHaveToChange) {
    EXPECT_EQ(verdict(R"({"n":18446744073709551616})"), "422 number_range /n");
    EXPECT_EQ(verdict("[1,1e400]"), "422 number_range /1");
    EXPECT_EQ(verdict("[18446744073709551615,-9223372036854775808,1.5e3,0.1]"), "ok");
}

TEST(Json, RefusesTooManyMembersAndTooDeepNesting) {
    std::string wide = "{";
    for (std::size_t i = 0; i <= json_members_max; ++i) wide += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    EXPECT_EQ(verdict(wide + "}"), "422 too_many_members /1024");
    EXPECT_EQ(verdict(std::string(32, '[') + std::string(32, ']')), "ok");
    EXPECT_EQ(verdict(std::string(33, '[') + std::string(33, ']')), "400");
    EXPECT_EQ(verdict(std::string(10'000, '[')), "400");
    EXPECT_EQ(verdict(std::string(10'000'000, '[')), "400");
}

TEST(Json, CutsALongNameInThePointer) {
    const std::string name(100'000, 'k');
    const parsed_json got = parse_json("{\"" + name + "\":1,\"" + name + "\":1}", language::en);
    ASSERT_FALSE(got);
    EXPECT_LT(got.error().errors.at(0).pointer.size(), 100u);
}

TEST(Json, AnswersTenMegabytesOfCraftedNamesInTime) {
    std::string text = "[";
    while (text.size() < 10'000'000) {
        text += text.size() > 1 ? ",{" : "{";
        for (int i = 0; i < 1000; ++i) text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
        text += "}";
    }
    text += "]";
    // The test's own time limit is what would notice quadratic work.
    EXPECT_EQ(verdict(text), "ok");
}

TEST(JsonBody, AsksForItsContentType) {
    const auto with_type = [](std::string_view type) {
        request from;
        if (!type.empty()) from.headers.add("Content-Type", type);
        from.body = "{}";
        const parsed_json got = parse_body(from);
        return got ? 200 : got.error().status;
    };
    EXPECT_EQ(with_type("application/json"), 200);
    EXPECT_EQ(with_type("Application/JSON; charset=UTF-8"), 200);
    EXPECT_EQ(with_type("application/json; charset=gbk"), 415);
    EXPECT_EQ(with_type("text/plain"), 415);
    EXPECT_EQ(with_type(""), 415);
}

boost::json::value random_value(std::mt19937_64& random, int depth) {
    const auto below = [&](std::uint64_t n) { return random() % n; };
    switch (below(depth > 4 ? 6 : 8)) {
        case 0: return nullptr;
        case 1: return below(2) == 0;
        case 2: return static_cast<std::int64_t>(random());
        case 3: return std::uint64_t{1} << 63 | random();
        case 4: return static_cast<double>(static_cast<std::int64_t>(random())) / 1024.0;
        case 5: {
            static constexpr std::string_view pieces[] = {"a", "归", "\"", "\\", "\n", "\x01", "/", "~", "😀", "é"};
            boost::json::string s;
            for (std::uint64_t n = below(12); n > 0; --n) s.append(pieces[below(std::size(pieces))]);
            return s;
        }
        case 6: {
            boost::json::array a;
            for (std::uint64_t n = below(6); n > 0; --n) a.push_back(random_value(random, depth + 1));
            return a;
        }
        default: {
            boost::json::object o;
            for (std::uint64_t n = below(40); n > 0; --n)
                o["k" + std::to_string(below(60))] = random_value(random, depth + 1);
            return o;
        }
    }
}

TEST(Json, ReadsRandomDocumentsAsTheLibraryDoes) {
    std::mt19937_64 random(20260701);
    for (int i = 0; i < 400; ++i) {
        const std::string text = boost::json::serialize(random_value(random, 0));
        const parsed_json got = parse_json(text, language::en);
        ASSERT_TRUE(got) << text;
        ASSERT_EQ(*got, boost::json::parse(text)) << text;
    }
}

TEST(Json, RefusesDamagedDocumentsExactlyWhenTheLibraryDoesOrANameIsRepeated) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 3000; ++i) {
        std::string text = boost::json::serialize(random_value(random, 3));
        text[random() % text.size()] = static_cast<char>(random());
        boost::system::error_code ec;
        const auto theirs = boost::json::parse(text, ec);
        const parsed_json ours = parse_json(text, language::en);
        if (ec) {
            ASSERT_FALSE(ours) << text;
            continue;
        }
        if (ours) {
            ASSERT_EQ(*ours, theirs) << text;
        } else {
            ASSERT_EQ(ours.error().status, 422) << text;
        }
    }
}

} // namespace
} // namespace guiyi::http
