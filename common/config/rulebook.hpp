// Law as data: the clocks of an instrument and its grounds for refusing or ending a complaint, each with its article.
// Used by assignment, casework and `guiyi deadline`. Read from config/rulebooks/*.toml; no other place holds a figure.
#pragma once

#include "common/core/result.hpp"
#include "common/time/deadline.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace guiyi::config {

/// A legal text that rules are taken from.
struct instrument {
    std::string code; ///< "O121"
    std::string name_zh;
    std::string name_en;
    std::string version; ///< order number or amendment
};

struct legal_clock {
    std::string id; ///< "K5"; "K5+ext" once extended
    std::string title_zh;
    std::string title_en;
    clock_rule rule;
    int extension = 0;               ///< further units an approver may grant; 0: none
    std::string extension_approver;  ///< "head" (机关负责人); empty without an extension
    std::vector<std::string> pauses; ///< the only reasons for which days may be excluded ("testing", ...)
    std::string instrument;          ///< an instrument's code
    std::string article;             ///< "§23(1)(5)"
    bool verified = false;           ///< false: read second-hand or interpreted; confirm before relying on it
};

/// A ground that the law lists.
struct ground {
    std::string code;    ///< "NA2", "T5"
    std::string text_zh; ///< in short, not a quotation
    std::string text_en;
    std::string article;
    bool verified = false;
};

struct rulebook {
    std::string id; ///< "samr-o121", also the file's name
    std::string title_zh;
    std::string title_en;
    local_date effective_from;
    std::optional<local_date> repealed_on; ///< the first day it no longer applies
    std::vector<instrument> instruments;
    std::vector<legal_clock> clocks;
    std::vector<ground> refusals;     ///< 不予受理
    std::vector<ground> terminations; ///< 终止调解

    /// A clock by id; "+ext" after it adds its extension to its length.
    /// @errors errc::not_found, naming those there are
    result<legal_clock> find(std::string_view clock) const;
    const ground* find_ground(std::string_view code) const;
    const instrument* find_instrument(std::string_view code) const;
    bool in_force(local_date on) const;
};

/// @errors errc::not_found, or errc::invalid naming file, line and key
result<rulebook> load_rulebook(const std::filesystem::path& file);
/// Every rulebook of a folder, the latest in force first.
/// @errors errc::not_found when there is none; or as load_rulebook()
result<std::vector<rulebook>> load_rulebooks(const std::filesystem::path& folder);

} // namespace guiyi::config
