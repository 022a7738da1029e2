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

/// What the law makes of a repeat, and who has to say so: no kind is decided by the machine alone.
struct repeat_rule {
    std::string id; ///< one of repeat_kinds()
    std::string title_zh;
    std::string title_en;
    std::string follows_zh; ///< what is proposed, in words for officers
    std::string follows_en;
    std::string decides;         ///< officer | lead | head | intake | centre
    std::string clock;           ///< own: from its own receipt; unchanged; none; restarted: from the last report
    std::int64_t count_from = 0; ///< mass: cases of a campaign; professional_claimant: earlier complaints; else 0
    std::string instrument;      ///< an instrument's code
    std::string article;         ///< several are set apart by commas
    bool verified = false;       ///< false: as for a clock
};

/// Every kind of repeat that the program can tell or an officer can name.
std::span<const std::string_view> repeat_kinds() noexcept;

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
    std::vector<repeat_rule> repeats; ///< may be empty

    /// A clock by id; "+ext" after it adds its extension to its length.
    /// @errors errc::not_found, naming those there are
    result<legal_clock> find(std::string_view clock) const;
    const ground* find_ground(std::string_view code) const;
    const instrument* find_instrument(std::string_view code) const;
    /// Null for a kind that this book says nothing about.
    const repeat_rule* find_repeat(std::string_view kind) const;
    bool in_force(local_date on) const;
};

/// @errors errc::not_found, or errc::invalid naming file, line and key
result<rulebook> load_rulebook(const std::filesystem::path& file);
/// Every rulebook of a folder, the latest in force first.
/// @errors errc::not_found when there is none; or as load_rulebook()
result<std::vector<rulebook>> load_rulebooks(const std::filesystem::path& folder);

} // namespace guiyi::config
