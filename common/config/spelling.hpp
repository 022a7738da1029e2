// Dates and articles of the law as people write them, in letters, notices and on the status page.
// Used by casework, notification and intake.
#pragma once

#include <string>
#include <string_view>

namespace guiyi::config {

/// "2026年4月30日" or "30 April 2026"; the text itself when it is no date.
std::string spelt_date(std::string_view date, std::string_view language);
/// "§23(1)(5)" as "第二十三条第一款第五项" in Chinese, "article 23(1)(5)" in English. @param last_is_item the last part
/// names one of a list. Several ("§22(4), §23(1)(5)") one after the other; the text itself when it is told otherwise
std::string spelt_article(std::string_view article, std::string_view language, bool last_is_item);

} // namespace guiyi::config
