// The parts of a rulebook that lay down how a case goes: tracks with their states and steps, who may take each, which
// clocks it moves, which form it produces, and the article behind it. Plain data, read from [[track]], [[role]],
// [[form]] and [[field]] of config/rulebooks/*.toml.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::config {

/// Who may take a step. Officers' roles stand in config/desks.toml.
struct role {
    std::string id; ///< "lead"
    std::string title_zh;
    std::string title_en;
};

/// A form or letter. Steps name it; its text is a template of config/letters.
struct form {
    std::string id;     ///< "form5"
    std::string number; ///< "5" of the instrument's list of forms; empty: none of them
    std::string title_zh;
    std::string title_en;
    std::string template_id;           ///< name of the template; empty only for what is kept on paper
    std::vector<std::string> channels; ///< by which it may be delivered: internet phone sms email letter in_person
    bool numbered = false;             ///< gets a document number (__市监__〔年〕第__号)
    bool on_paper = false;             ///< made outside the system; only noted here
    std::string instrument;            ///< an instrument's code; empty: local practice
    std::string article;
    bool verified = false;
    unsigned line = 0; ///< in its file
};

/// Something a step asks the officer for.
struct step_field {
    std::string id;
    /// text | date (not in the future unless it is a due date) | flag (must be true) | number | choice | officer |
    /// desk | case | receipts
    std::string kind;
    std::string title_zh;
    std::string title_en;
    std::vector<std::string> choices{}; ///< of a choice
    std::int64_t max = 0;               ///< receipts: at most so many; number: the largest; 0: no limit of its own
};

/// A place in a track.
struct case_state {
    std::string id; ///< "C-MEDIATING"
    std::string title_zh;
    std::string title_en;
    std::string stage; ///< registered | accepted | refused | closed; empty: as it was before
    bool end = false;  ///< a case may rest here for ever
    unsigned line = 0;
};

/// One row of a track: from some states an action by somebody leads on.
struct transition {
    std::string action; ///< "mediate"; "receive" begins the track
    std::string title_zh;
    std::string title_en;
    std::vector<std::string> from;         ///< states; "*" is every state that is no end; empty for receive
    std::string to;                        ///< a state; empty: the case stays where it is
    std::vector<std::string> who;          ///< roles, any of which will do; "system" only for receive
    bool two_persons = false;              ///< a second officer with one of these roles must take part (field "second")
    std::vector<std::string> differs_from; ///< actions whose officers may not take this one
    std::vector<std::string> ended_as;     ///< only for a case that stands so: a stage, or the outcome of a step
    std::string as;                        ///< an older name of the action, still understood ("accept")
    std::string outcome;                   ///< what the action "close" calls it ("agreed"); empty: it is not one

    std::vector<std::string> starts;  ///< clocks
    std::vector<std::string> stops;   ///< clocks that are met or missed by it; "*" is every one
    std::vector<std::string> drops;   ///< clocks that no longer belong to the case; "*" is every one
    std::vector<std::string> pauses;  ///< clocks; the field "pause_reason" says why
    std::vector<std::string> resumes; ///< clocks
    std::vector<std::string> extends; ///< clocks, by their extension
    std::vector<std::string> further; ///< clocks, by the days of the field "days"
    std::string day_zero;             ///< over the clock's own; empty: the clock's

    std::vector<std::string> needs; ///< fields
    std::vector<std::string> takes; ///< fields that may be left out
    std::string within;             ///< a clock: the field "due_on" must not lie after its due date
    std::string grounds;            ///< list of grounds to choose from: refusal | termination | not_filing
    bool ground_optional = false;

    std::vector<std::string> letters;   ///< forms
    std::vector<std::string> letter_to; ///< complainant | respondent | reporter | operator | police | authority | file
    std::string letter_if;              ///< a field: without it the letters fall away
    std::string opens;                  ///< track of a child case
    std::string child_clock;            ///< the child's first clock, over its track's own
    std::vector<std::string> moves;     ///< tracks the case itself may go over to (field "track")
    std::string related_takes;          ///< action that the case named in the field "related" takes with it
    std::string desk; ///< intake: back to the intake desk; field: to the unit of the field "desk", from
                      ///< the intake desk only; empty: where it is

    std::string instrument; ///< an instrument's code; empty: local practice
    std::string article;
    bool verified = false;
    unsigned line = 0;
};

struct track {
    std::string id; ///< "C"
    std::string title_zh;
    std::string title_en;
    std::vector<std::string> natures; ///< submissions of these natures begin here
    std::string initial;              ///< state
    std::vector<case_state> states;
    std::vector<transition> transitions;
    unsigned line = 0;

    const case_state* find_state(std::string_view id) const;
    /// How the track begins; null only in a book that was not checked.
    const transition* receive() const;
    /// The first state of a stage, for cases whose state nobody noted.
    const case_state* first_of(std::string_view stage) const;
    /// Steps that lead on from a state, whatever was done before.
    std::vector<const transition*> steps_from(std::string_view state) const;
    /// One of them by its action, or by its older name; null when there is none.
    const transition* step(std::string_view state, std::string_view action) const;
    /// The one of an outcome of "close".
    const transition* step_to(std::string_view state, std::string_view outcome) const;
};

} // namespace guiyi::config
