// Texts of HTML that are filled from JSON: {{name}} is a value, {{#name}}...{{/name}} a part that is there only with
// it (and
// once for each item of a list, whose members it then sees), {{^name}}...{{/name}} one that is there only without.
// Values are always escaped: what somebody typed is text and never markup. Used by letters and by the plain pages.
// Pure.
#pragma once

#include "common/core/result.hpp"

#include <boost/json/object.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::http {

/// What becomes of a line break in a value.
enum class line_breaks {
    as_br, ///< <br>, for texts of paragraphs
    kept,  ///< itself, for text areas and attributes
};

class html_template {
  public:
    html_template() = default;

    /// @param origin the file, for the errors
    /// @errors errc::invalid with file and line: braces or sections that do not pair
    static result<html_template> parse(std::string_view text, const std::string& origin);

    /// A name is looked up in the innermost item first. Absent, null, false, "" and [] are no value; {{.}} is an item
    /// that is a text or a number.
    std::string fill(const boost::json::object& with, line_breaks breaks) const;
    /// Every name it asks for.
    std::set<std::string> names() const;

  private:
    enum class kind { text, value, with, without };
    struct node {
        kind what = kind::text;
        std::string text; ///< the text, or the name
        std::vector<node> inner;
    };
    class parser;
    class filler;
    static void names(const std::vector<node>& nodes, std::set<std::string>& to);

    std::vector<node> nodes_;
};

/// "FILE:LINE: ", for errors about a place in a text.
std::string place_in(const std::string& origin, std::string_view text, std::size_t at);

/// & < > " ' as entities; line breaks as asked; other control characters as spaces.
std::string html_escape(std::string_view text, line_breaks breaks);

} // namespace guiyi::http
