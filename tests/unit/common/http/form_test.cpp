#include "common/http/form.hpp"
#include "tests/unit/common/http/temp_folder.hpp"

#include "common/core/digest.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::http {
namespace {

using testing::temp_folder;

constexpr auto multipart = "multipart/form-data; boundary=\"x y\"";

struct Form : ::testing::Test {
    temp_folder folder;

    result<form> read(std::string_view type, std::string_view body, const form_limits& limits = {}) {
        const auto file = folder.path() / "body";
        std::ofstream(file, std::ios::binary) << body;
        return read_form(type, file, folder.path(), limits);
    }
    errc refused(std::string_view type, std::string_view body, const form_limits& limits = {}) {
        const auto got = read(type, body, limits);
        EXPECT_FALSE(got);
        return got ? errc{} : got.error().code;
    }
};

std::string part(std::string_view disposition, std::string_view content) {
    return "--x y\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n\r\n" + std::string(content) +
           "\r\n";
}

TEST_F(Form, FieldsOfAnEncodedFormAreDecodedInOrder) {
    const auto got =
        read("application/x-www-form-urlencoded; charset=utf-8", "a=1+2&b=%E4%BD%A0%0D%0A%26&a=&c").value();
    EXPECT_EQ(got.fields, (name_values{{"a", "1 2"}, {"b", "你\n&"}, {"a", ""}, {"c", ""}}));
    EXPECT_EQ(got.get("b"), "你\n&");
    EXPECT_EQ(got.get("none"), "");
    EXPECT_TRUE(read("application/x-www-form-urlencoded", "").value().fields.empty());
}

TEST_F(Form, FilesAreSpooledWithTheirDigestAndRemovedWithTheForm) {
    const std::string bytes("\0\r\n--x \r\n\r\n--", 13);
    std::filesystem::path left;
    {
        const auto got =
            read(multipart, part("name=\"t\"", "v") +
                                part("name=\"f\"; filename=\"a;\\%22b.wav\"\r\nContent-Type: audio/wav", bytes) +
                                part("name=\"e\"; filename=\"\"", "") + "--x y--\r\n")
                .value();
        EXPECT_EQ(got.fields, (name_values{{"t", "v"}}));
        ASSERT_EQ(got.files.size(), 1U) << "an input that was left empty is no file";
        const auto& one = got.files.front();
        EXPECT_EQ(one.field, "f");
        EXPECT_EQ(one.name, "a;\\\"b.wav");
        EXPECT_EQ(one.content.media_type, "audio/wav");
        EXPECT_EQ(one.content.size_bytes, bytes.size());
        sha256_stream hash;
        hash.update(bytes);
        EXPECT_EQ(one.content.sha256, to_hex(hash.finish()));
        left = one.content.file;
        EXPECT_TRUE(std::filesystem::exists(left));
    }
    EXPECT_FALSE(std::filesystem::exists(left));
}

TEST_F(Form, WhatIsNoFormIsRefused) {
    for (const auto* type :
         {"", "text/plain", "application/json", "multipart/form-data", "multipart/mixed; boundary=x"})
        EXPECT_EQ(refused(type, "a=1"), errc::invalid) << type;
    EXPECT_EQ(refused("application/x-www-form-urlencoded", "a=%zz"), errc::invalid);
    EXPECT_EQ(refused("application/x-www-form-urlencoded", "a=%ff"), errc::invalid) << "no UTF-8";
    for (const auto* body :
         {"--x y", "--x y\r\n", "--z\r\n\r\n", "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv",
          "--x y\r\n\r\nno header\r\n--x y--", "--x y\r\nno end of header\r\n--x y--",
          "--x y\r\nContent-Disposition: form-data; name=\"a\r\n\r\nv\r\n--x y--"})
        EXPECT_EQ(refused(multipart, body), errc::invalid) << body;
}

TEST_F(Form, LimitsHold) {
    EXPECT_EQ(refused("application/x-www-form-urlencoded", "a=1&b=2", {.fields_max = 1}), errc::too_large);
    EXPECT_EQ(refused("application/x-www-form-urlencoded", "a=12345678", {.text_bytes_max = 8}), errc::too_large);
    const auto two = part("name=f; filename=a", "1") + part("name=f; filename=b", "2") + "--x y--";
    EXPECT_EQ(refused(multipart, two, {.files_max = 1}), errc::too_large);
    EXPECT_EQ(read(multipart, two, {.files_max = 2}).value().files.size(), 2U);
}

} // namespace
} // namespace guiyi::http
