// The texts of letters: HTML with {{name}} for a value, {{#name}}...{{/name}} for a part that is there only with that
// value, {{^name}}...{{/name}} for one that is there only without. Values are always escaped: what somebody typed is
// text and never markup. Used by letter_forms (reads them) and letters (fill them). Pure.
#pragma once

#include "common/core/result.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::casework {

/// What a letter is filled with, by name; an empty value counts as absent.
using letter_values = std::map<std::string, std::string, std::less<>>;

class letter_template {
  public:
    letter_template() = default;

    /// @param origin the file, for the errors
    /// @errors errc::invalid with file and line: braces or sections that do not pair; markup that loads or runs
    ///         something (script, link, src, url(, on...=)
    static result<letter_template> parse(std::string_view text, const std::string& origin);

    std::string fill(const letter_values& with) const;
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
    static void fill(const std::vector<node>& nodes, const letter_values& with, std::string& to);
    static void names(const std::vector<node>& nodes, std::set<std::string>& to);

    std::vector<node> nodes_;
};

/// & < > " ' as entities; line breaks as <br>; other control characters as spaces.
std::string html_escape(std::string_view text);

} // namespace guiyi::casework
