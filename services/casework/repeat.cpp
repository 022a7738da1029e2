#include "services/casework/repeat.hpp"

#include "services/casework/decide.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

std::string_view level_of(const events::match_explanation& why, std::string_view field) {
    const auto found = std::ranges::find(why.fields, field, &events::field_evidence::field);
    return found != why.fields.end() ? std::string_view(found->level) : std::string_view();
}

/// Complaints, appeals and everything that is a lead are handled by procedures of their own.
char procedure_of(std::string_view track) {
    if (track == "A") return 'C'; // the same dispute, at the consumer association
    return track == "C" || track == "T" || track == "Q" ? track.front() : 'R';
}

std::int64_t count_from(const config::rulebook& book, std::string_view kind) {
    const auto* rule = book.find_repeat(kind);
    return rule ? rule->count_from : 0;
}

class classifier {
  public:
    classifier(const repeat_subject& what, const config::rulebook& book) : what_(what), book_(book) {}

    std::optional<repeat_finding> find() {
        const char mine = procedure_of(track_of(what_.nature));
        if (mine == 'Q') return std::nullopt;
        if (what_.how == relation::related) return other_dispute(mine == 'C');
        if (what_.how == relation::review) because("review");
        const char theirs = procedure_of(what_.against.track);
        std::string kind;
        if (what_.how == relation::review && level_of(what_.why, "name") == "differ") {
            because("other_person");
            kind = "joint";
        } else if (theirs == 'Q') {
            because("earlier_enquiry");
            kind = "new_dispute";
        } else if (mine != theirs) {
            because("earlier_track", what_.against.track);
            kind = "other_procedure";
        } else {
            kind = mine == 'C' ? complaint() : mine == 'T' ? appeal() : report();
        }
        if (mine == 'C') factors();
        return repeat_finding{std::move(kind), std::move(reasons_)};
    }

  private:
    void because(std::string code, std::string_view value = {}) {
        if (!value.empty()) code.append(":").append(value);
        reasons_.push_back(std::move(code));
    }

    repeat_finding other_dispute(bool complaint) {
        because("same_person");
        because(what_.why.same_firm ? "same_respondent" : "other_respondent");
        const bool many = complaint && factors();
        return {many ? "professional_claimant" : "new_dispute", std::move(reasons_)};
    }

    /// §17 factors that counts can show; they are hints, and the other ones are for a person to see.
    bool factors() {
        const auto from = count_from(book_, "professional_claimant");
        if (from == 0 || what_.why.person_records < from) return false;
        because("many_complaints", std::to_string(what_.why.person_records));
        if (what_.why.value_persons >= 2) because("shared_phone_or_address", std::to_string(what_.why.value_persons));
        return true;
    }

    /// Whether nobody had accepted or refused the dispute yet when this complaint reached us.
    bool before_decision() const {
        const auto& row = what_.against;
        return row.state == stage::registered || (row.decided_at != instant() && what_.received_at < row.decided_at);
    }

    void because_of_state() {
        const auto& row = what_.against;
        if (row.state == stage::accepted) return because("case_accepted");
        because("case_" + row.state, row.outcome);
        // Whether a withdrawn complaint was handled is unsettled; one that ran out of time was accepted.
        if (row.outcome == "terminated T1" || row.outcome == "taken_back") because("withdrawn_unsettled");
        if (row.outcome == "terminated T5") because("timed_out");
    }

    std::string complaint() {
        const auto& row = what_.against;
        if (level_of(what_.why, "quoted_no") == "exact" && is_open(row.state)) {
            because("quotes_own_number");
            because(what_.evidence.empty() ? "no_evidence" : "brings_evidence");
            return what_.evidence.empty() ? "urge" : "supplement";
        }
        if (before_decision()) {
            because("before_acceptance");
            because(what_.channel == what_.first_channel ? "same_channel" : "other_channel", what_.channel);
            return "other_channel";
        }
        because_of_state();
        return refused_for_papers(row) ? "refile" : "repeat_complaint";
    }

    std::string appeal() {
        because_of_state();
        return "repeat_appeal";
    }

    std::string report() {
        const auto known = reasons_.size();
        const bool brings = std::ranges::any_of(what_.evidence, [&](const std::string& one) {
            return std::ranges::find(what_.first_evidence, one) == what_.first_evidence.end();
        });
        const auto day = level_of(what_.why, "call_day");
        if (brings) because("new_evidence");
        if (day == "close" || day == "far") because("other_call");
        if (level_of(what_.why, "caller_number") == "differ") because("other_number");
        if (level_of(what_.why, "amount") == "differ") because("other_amount");
        if (level_of(what_.why, "narrative") == "low") because("other_words");
        if (reasons_.size() > known) return "report_with_new_facts";
        because("no_new_facts");
        return "repeat_report";
    }

    const repeat_subject& what_;
    const config::rulebook& book_;
    std::vector<std::string> reasons_;
};

} // namespace

std::optional<repeat_finding> classify(const repeat_subject& what, const config::rulebook& book) {
    return classifier(what, book).find();
}

std::vector<std::string_view> possible_kinds(std::string_view nature, const case_row* against) {
    const char mine = procedure_of(track_of(nature));
    std::vector<std::string_view> out;
    if (mine == 'C') {
        if (!against || !refused_for_papers(*against)) out.emplace_back("repeat_complaint");
        out.insert(out.end(), {"refile", "other_channel", "joint", "professional_claimant"});
    } else if (mine == 'T') {
        out.emplace_back("repeat_appeal");
    } else {
        out.insert(out.end(), {"repeat_report", "report_with_new_facts"});
    }
    out.insert(out.end(), {"new_dispute", "other_procedure", "mass", "urge", "supplement"});
    return out;
}

bool counts_as_repeat(std::string_view kind) noexcept {
    return kind == "repeat_complaint" || kind == "repeat_report" || kind == "report_with_new_facts" ||
           kind == "repeat_appeal" || kind == "other_channel";
}

bool refused_for_papers(const case_row& row) noexcept {
    return row.state == stage::refused && (row.outcome == "NA5" || row.outcome == "NA6");
}

events::repeat_classified classified(const config::rulebook& book, const case_no& of_case, const receipt_no& receipt,
                                     repeat_finding found, const case_no& related) {
    const auto* rule = book.find_repeat(found.kind);
    auto basis = basis_of_repeat(book, found.kind);
    return {of_case,
            receipt,
            std::move(found.kind),
            std::move(found.reasons),
            std::move(basis),
            rule ? rule->decides : "officer",
            related,
            {}};
}

events::legal_basis basis_of_repeat(const config::rulebook& book, std::string_view kind) {
    const auto* rule = book.find_repeat(kind);
    if (!rule) return {};
    return {rule->instrument, format_date(book.effective_from), rule->article, rule->verified};
}

} // namespace guiyi::casework
