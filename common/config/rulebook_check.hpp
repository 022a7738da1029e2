// Whether a rulebook holds together: nothing refers to what is not there, every state can be reached and left, every
// clock that starts can be stopped, every letter has a template, every article a text. Used by the loader, so that a
// wrong edit is refused by line and reason before anything runs on it, and by `guiyi rulebook check`.
#pragma once

#include "common/config/rulebook.hpp"

namespace guiyi::config {

struct rule_fault {
    unsigned line = 0; ///< in the book's file
    std::string what;  ///< one sentence
};

/// Faults of one book, in line order. A book without tracks is looked at for its clocks' articles only.
std::vector<rule_fault> faults_of(const rulebook& book);

/// Forms whose template is not in the folder of letters, in each language. @param letters holds zh/ and en/
std::vector<rule_fault> missing_templates(const rulebook& book, const std::filesystem::path& letters);

/// References from book to book: tracks that children open and cases go over to, clocks that run beside another book's;
/// and days between two laws of one track on which neither is in force.
/// @returns each as "samr-o121:12: ..."
std::vector<std::string> faults_between(std::span<const rulebook> books);

} // namespace guiyi::config
