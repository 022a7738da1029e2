// What the law wants of a rulebook besides that it holds together (rulebook_check.hpp): that every ground rests on a
// text that is there, that an extension can be granted, that a date to be kept within a clock has that clock, that an
// operator has its time before an appeal. Used by the reader and the check of rulebooks.
// @law O121 §15(2), §22(4); MIIT35 §10(4), §13, §14; PROC §18, §64
#pragma once

#include "common/config/rulebook_check.hpp"

namespace guiyi::config {

/// "§15, §16(2)" one by one.
std::vector<std::string> each_article(std::string_view list);

/// Those of a list of articles of which the book says nothing: neither of the article itself, nor of the one it is a
/// part of ("§16" of "§16(2)"), nor of any of its parts.
std::vector<std::string> untold_articles(const rulebook& book, std::string_view instrument, std::string_view list);

/// Of a book with tracks, in no order.
std::vector<rule_fault> missed_duties(const rulebook& book);

} // namespace guiyi::config
