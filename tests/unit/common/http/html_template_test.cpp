#include "common/http/html_template.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace guiyi::http {
namespace {

std::string filled(std::string_view text, std::string_view with, line_breaks breaks = line_breaks::kept) {
    return html_template::parse(text, "t.html").value().fill(boost::json::parse(with).get_object(), breaks);
}

std::string refusal(std::string_view text) {
    const auto read = html_template::parse(text, "t.html");
    return read ? "" : read.error().detail;
}

TEST(HtmlTemplate, ValuesAreTextAndNeverMarkup) {
    EXPECT_EQ(filled("<p>{{a}}</p>", R"({"a": "<script>\"'&"})"), "<p>&lt;script&gt;&quot;&#39;&amp;</p>");
    EXPECT_EQ(filled("{{a}}", R"({"a": "{{b}}", "b": "x"})"), "{{b}}") << "what was filled in is not read again";
}

TEST(HtmlTemplate, LineBreaksStayOrBecomeMarkup) {
    EXPECT_EQ(filled("{{a}}", R"({"a": "1\r\n2"})"), "1\n2");
    EXPECT_EQ(filled("{{a}}", R"({"a": "1\r\n2"})", line_breaks::as_br), "1<br>2");
}

TEST(HtmlTemplate, PartsAreThereWithTheirValueOnly) {
    constexpr auto text = "{{#a}}with {{a}}{{/a}}{{^a}}without{{/a}}";
    EXPECT_EQ(filled(text, R"({"a": 7})"), "with 7");
    for (const auto* none : {"{}", R"({"a": null})", R"({"a": ""})", R"({"a": false})", R"({"a": []})"})
        EXPECT_EQ(filled(text, none), "without") << none;
}

TEST(HtmlTemplate, AListRepeatsAndItsItemsHideWhatIsOutside) {
    EXPECT_EQ(filled("{{#l}}{{a}}{{b}};{{/l}}", R"({"b": "o", "l": [{"a": 1}, {"a": 2, "b": ""}]})"), "1o;2;");
    EXPECT_EQ(filled("{{#l}}<{{.}}>{{/l}}", R"({"l": ["x", "y"]})"), "<x><y>");
    EXPECT_EQ(filled("{{#o}}{{a}}{{/o}}", R"({"o": {"a": "in"}})"), "in");
}

TEST(HtmlTemplate, WhatDoesNotPairIsRefusedWithItsLine) {
    EXPECT_NE(refusal("a\n{{#x}}"), "");
    EXPECT_EQ(refusal("a\n{{/x}}").substr(0, 9), "t.html:2:");
    EXPECT_EQ(refusal("\n\n{{x").substr(0, 9), "t.html:3:");
    EXPECT_NE(refusal("{{}}"), "");
    EXPECT_NE(refusal("{{#a}}{{#b}}{{/a}}{{/b}}"), "");
}

} // namespace
} // namespace guiyi::http
