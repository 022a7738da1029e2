// Law as data: the tracks a case can take with every step's article, the clocks of an instrument, its grounds for
// refusing or ending a complaint, its forms.
// Used by assignment, casework, the commands `guiyi deadline` and `guiyi rulebook`. Read from
// config/rulebooks/*.toml; no other place holds a figure.
#pragma once

#include "common/config/jurisdiction.hpp"
#include "common/config/rulebook_track.hpp"
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

/// What an article says, in short and not as a quotation.
struct article_text {
    std::string instrument; ///< an instrument's code
    std::string article;    ///< "§15(1)"
    std::string zh;
    std::string en;
};

struct legal_clock {
    std::string id; ///< "K5"; "K5+ext" once extended
    std::string title_zh;
    std::string title_en;
    clock_rule rule;
    int extension = 0;               ///< further units an approver may grant; 0: none
    std::string extension_approver;  ///< a role ("head", 机关负责人); empty without an extension
    std::string further_approver;    ///< a role that may fix a further period after the extension; empty: nobody
    std::vector<std::string> pauses; ///< the only reasons for which days may be excluded ("testing", ...)
    std::string day_zero;            ///< receipt: the day the matter reached us; event: the day of the step that starts
                                     ///< it; given: a day that the officer names (the step's field "since")
    std::vector<std::int64_t> warn;  ///< so many days before the due date somebody is told; each once
    std::string binds;               ///< who has to be in time: authority | operator | police | firm | superior
    std::string also;                ///< another rulebook whose clock of that id runs too; the earlier date governs
    bool target = false;             ///< a service target, not law
    bool limitation = false;         ///< a limitation period: looked up, never started
    std::string instrument;          ///< an instrument's code
    std::string article;             ///< "§23(1)(5)"
    std::string counting;            ///< instrument and article of how days are counted: "O121 §45"; may be empty
    bool verified = false;           ///< false: read second-hand or interpreted; confirm before relying on it
    unsigned line = 0;               ///< in its file
};

/// A ground that the law lists.
struct ground {
    std::string code;    ///< "NA2", "T5"
    std::string text_zh; ///< in short, not a quotation
    std::string text_en;
    std::string article;
    bool verified = false;
    std::string after{};             ///< holds only once this clock's due date is over ("K2"); or empty
    std::string instrument{};        ///< an instrument's code; the book's first where the file names none
    bool waives = false;             ///< the complainant gives something up: in a joint case the others must consent
    std::vector<std::string> from{}; ///< states in which it can be the ground; empty: all the step leads on from
    unsigned line = 0;               ///< in its file

    bool holds_in(std::string_view state) const;
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
    std::string version; ///< of the data, "1" when the file names none
    local_date effective_from;
    std::optional<local_date> repealed_on; ///< the first day it no longer applies
    std::vector<instrument> instruments;
    std::vector<article_text> articles;
    std::vector<legal_clock> clocks;
    std::vector<ground> refusals;                ///< 不予受理
    std::vector<ground> terminations;            ///< 终止调解
    std::vector<ground> not_filings;             ///< 不予立案
    std::vector<repeat_rule> repeats;            ///< may be empty
    std::vector<jurisdiction_rule> jurisdiction; ///< which body is competent; the first row that holds decides
    std::vector<role> roles;
    std::vector<form> forms;
    std::vector<step_field> fields;
    std::vector<track> tracks; ///< empty: a book of clocks and grounds alone

    /// A clock by id; "+ext" after it adds its extension to its length.
    /// @errors errc::not_found, naming those there are
    result<legal_clock> find(std::string_view clock) const;
    const ground* find_ground(std::string_view code) const;
    const instrument* find_instrument(std::string_view code) const;
    /// Null for a kind that this book says nothing about.
    const repeat_rule* find_repeat(std::string_view kind) const;
    const track* find_track(std::string_view id) const;
    /// The track on which matters of that nature begin ("" is a submission without a nature); null when none does.
    const track* track_for(std::string_view nature) const;
    const role* find_role(std::string_view id) const;
    const form* find_form(std::string_view id) const;
    /// A field of this book, or one that every book knows.
    const step_field* find_field(std::string_view id) const;
    /// Null where the book says nothing about such a matter.
    const jurisdiction_rule* competence(std::string_view nature, std::string_view category, party respondent) const;
    const article_text* find_article(std::string_view instrument, std::string_view article) const;
    /// The list of grounds a step chooses from: refusal | termination | not_filing; empty for another name.
    std::span<const ground> grounds_of(std::string_view list) const;
    /// Those of them that can be the ground in a state.
    std::vector<ground> grounds_in(std::string_view list, std::string_view state) const;
    bool in_force(local_date on) const;
};

/// Reads one book and refuses what does not hold together (rulebook_check.hpp).
/// @errors errc::not_found, or errc::invalid naming file, line and reason of everything that is wrong
result<rulebook> load_rulebook(const std::filesystem::path& file);
/// Every rulebook of a folder, the latest in force first.
/// @errors errc::not_found when there is none; or as load_rulebook(); errc::conflict when two books lay down one
/// track on
///         the same day; errc::invalid when one refers to a track or book that is not there
result<std::vector<rulebook>> load_rulebooks(const std::filesystem::path& folder);

/// The book that lays down a track on a day, or null. @param books the latest in force first
const rulebook* book_with_track(std::span<const rulebook> books, std::string_view track, local_date on);
/// The book in force on a day on which a nature begins a track, or null. @param books the latest in force first
const rulebook* book_for_nature(std::span<const rulebook> books, std::string_view nature, local_date on);
/// By id, or null.
const rulebook* find_book(std::span<const rulebook> books, std::string_view id);

} // namespace guiyi::config
