// The texts of letters: templates of HTML (common/http/html_template.hpp) that load and run nothing. Used by
// letter_forms
// (reads them) and letters (fill them). Pure.
#pragma once

#include "common/http/html_template.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

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
    std::set<std::string> names() const { return text_.names(); }

  private:
    http::html_template text_;
};

} // namespace guiyi::casework
