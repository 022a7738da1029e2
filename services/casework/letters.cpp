#include "services/casework/letters.hpp"

#include "common/privacy/mask.hpp"
#include "services/casework/rows.hpp"
#include "services/casework/tables.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

store::key letter_key(const letter_no& which) { return table("letter").text(which); }
store::key of_case_key(const case_no& of) { return table("letters").text(of); }
store::key sequence_key(std::string_view authority, std::string_view form, std::int64_t year) {
    return table("letter_number").text(authority).text(form).number(static_cast<std::uint64_t>(year));
}
store::key decisions_key(const case_no& of) { return table("decision").text(of); }

struct sequence_row {
    std::int64_t last = 0;
};
BOOST_DESCRIBE_STRUCT(sequence_row, (), (last))

template <class T>
std::optional<T> load(const store::view& from, const store::key& at) {
    const auto bytes = from.get(at);
    if (!bytes) return std::nullopt;
    return from_row<T>(*bytes);
}

class folder {
  public:
    folder(store::writer& state, instant at) : state_(state), at_(at) {}

    void operator()(const events::letter_numbered& fact) {
        letter_row row;
        row.of_case = fact.of_case;
        row.form = fact.form;
        row.number = fact.number;
        row.authority = fact.authority;
        row.year = fact.year;
        row.sequence = fact.sequence;
        row.addressee = fact.addressee;
        row.receipt = fact.receipt;
        row.language = fact.language;
        row.replaces = fact.replaces;
        row.officer = fact.officer;
        row.numbered_at = at_;
        save(fact.letter, row);
        state_.put(store::key(of_case_key(fact.of_case)).text(fact.letter), "");
        const auto last = std::max(fact.sequence, last_sequence(state_, fact.authority, fact.form, fact.year));
        state_.put(sequence_key(fact.authority, fact.form, fact.year), to_row(sequence_row{last}));
    }

    void operator()(const events::letter_issued& fact) {
        auto row = load_letter(state_, fact.letter);
        if (!row) return;
        row->html_sha256 = fact.html_sha256;
        row->pdf_sha256 = fact.pdf_sha256;
        row->html_bytes = fact.html_bytes;
        row->pdf_bytes = fact.pdf_bytes;
        row->issued_on = fact.issued_on;
        row->issued_at = at_;
        row->officer = fact.officer;
        row->basis = fact.basis;
        save(fact.letter, *row);
        if (auto old = load_letter(state_, row->replaces)) {
            old->replaced_by = fact.letter;
            save(row->replaces, *old);
        }
        note_in_timeline(state_, fact.of_case, at_, fact);
    }

    void operator()(const events::letter_dispatched& fact) {
        auto row = load_letter(state_, fact.letter);
        if (!row) return;
        row->sent.push_back({fact.channel, at_, fact.officer, fact.note});
        save(fact.letter, *row);
        note_in_timeline(state_, fact.of_case, at_, fact);
    }

    void operator()(const events::case_accepted& fact) {
        decided(fact.accepted, {}, {"accepted", {}, {}, {}, at_, fact.officer, called_for(fact)});
    }
    void operator()(const events::case_refused& fact) {
        decided(fact.refused, {},
                {"refused", fact.ground, fact.reason, fact.basis, at_, fact.officer, called_for(fact)});
    }
    void operator()(const events::repeat_refused& fact) {
        for (const auto& one : fact.receipts)
            decided(fact.of_case, one, {"refused", fact.ground, fact.reason, fact.basis, at_, fact.officer, {}});
    }
    void operator()(const events::case_closed& fact) {
        decided(fact.closed, {},
                {fact.outcome, fact.ground, fact.note, fact.basis, at_, fact.officer, called_for(fact)});
    }
    /// Steps of a track that have no fact of their own.
    template <class Other>
    void operator()(const Other& fact) {
        if constexpr (requires { fact.of_case, fact.outcome, fact.step.action; })
            decided(fact.of_case, {},
                    {fact.outcome.empty() ? fact.step.action : fact.outcome, fact.ground, fact.reason, fact.basis, at_,
                     fact.officer, called_for(fact)});
    }

  private:
    /// Forms that a step of the rulebook calls for.
    template <class Fact>
    static std::vector<std::string> called_for(const Fact& fact) {
        if constexpr (requires { fact.step.letters; })
            return fact.step.letters;
        else
            return {};
    }

    void save(const letter_no& which, const letter_row& row) { state_.put(letter_key(which), to_row(row)); }
    void decided(const case_no& of, const receipt_no& receipt, const decision_row& what) {
        state_.put(store::key(decisions_key(of)).at(at_).text(receipt).text(what.kind), to_row(what));
    }

    store::writer& state_;
    instant at_;
};

bool calls_for(const decision_row& one, const letter_form& form) {
    return std::ranges::find(one.letters, "form" + form.id) != one.letters.end();
}

bool concerns(const letter_row& row, const letter_request& what) {
    return row.form == what.form && row.addressee == what.addressee && row.receipt == what.receipt;
}

error already(const letter_row& row, const letter_no& which) {
    return fail(errc::conflict, "there is such a letter already, " + row.number + " (" + which.str() +
                                    "); name it in 'replaces' to issue another in its place");
}

/// Numbered for the same purpose and never issued: an attempt before was cut off.
std::optional<numbered_letter> left_over(const store::view& state, const letter_request& what, std::int64_t year,
                                         const std::string& today) {
    for (const auto& [which, row] : letters_of(state, what.on))
        if (!row.issued() && concerns(row, what) && row.year == year && row.language == what.language &&
            row.replaces == what.replaces)
            return numbered_letter{which, row.number, today};
    return std::nullopt;
}

/// Another addressee's copy of the same document, which is newer than whatever this one replaces.
std::optional<letter_row> other_copy(const letter_form& form, const store::view& state, const letter_request& what,
                                     std::int64_t year) {
    if (!form.copies) return std::nullopt;
    const auto replaced = load_letter(state, what.replaces);
    const auto since = replaced ? replaced->sequence : 0;
    for (auto& [which, row] : letters_of(state, what.on))
        if (row.form == what.form && row.receipt == what.receipt && row.language == what.language &&
            row.addressee != what.addressee && row.year == year && row.replaced_by.empty() && row.sequence > since)
            return std::move(row);
    return std::nullopt;
}

result<void> check_replaces(const store::view& state, const letter_request& what) {
    const letter_row* standing = nullptr;
    letter_no standing_no;
    const auto all = letters_of(state, what.on);
    for (const auto& [which, row] : all)
        if (row.issued() && row.replaced_by.empty() && concerns(row, what)) standing = &row, standing_no = which;
    if (what.replaces.empty()) {
        if (standing) return already(*standing, standing_no);
        return {};
    }
    if (!standing || standing_no != what.replaces)
        return fail(errc::conflict, "replaces: no letter of this form and addressee stands under that number");
    return {};
}

std::string list_of(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : ", ") + one;
    return out;
}

} // namespace

std::optional<letter_row> load_letter(const store::view& from, const letter_no& which) {
    if (which.empty()) return std::nullopt;
    return load<letter_row>(from, letter_key(which));
}

std::vector<std::pair<letter_no, letter_row>> letters_of(const store::view& from, const case_no& of) {
    std::vector<std::pair<letter_no, letter_row>> out;
    for (auto at = from.scan(store::range::prefix(of_case_key(of))); at->valid(); at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        parts.text();
        letter_no which{std::string(parts.text())};
        if (auto row = load_letter(from, which)) out.emplace_back(std::move(which), std::move(*row));
    }
    return out;
}

std::int64_t last_sequence(const store::view& from, std::string_view authority, std::string_view form,
                           std::int64_t year) {
    const auto row = load<sequence_row>(from, sequence_key(authority, form, year));
    return row ? row->last : 0;
}

std::vector<decision_row> decisions_of(const store::view& from, const case_no& of, const receipt_no& receipt) {
    std::vector<decision_row> out;
    for (auto at = from.scan(store::range::prefix(decisions_key(of))); at->valid(); at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        parts.text();
        parts.at();
        const auto whose = parts.text();
        if (whose.empty() || whose == receipt.str()) out.push_back(from_row<decision_row>(at->value()));
    }
    return out;
}

bool is_called_for(const letter_form& form, const std::vector<decision_row>& all) {
    return std::ranges::any_of(all, [&](const decision_row& one) { return calls_for(one, form); });
}

const decision_row* decision_for(const letter_form& form, const std::vector<decision_row>& all) {
    const decision_row* found = nullptr;
    for (const auto& one : all)
        if (std::ranges::find(form.after, one.kind) != form.after.end() || calls_for(one, form)) found = &one;
    return found;
}

result<void> may_issue(const letter_form& form, const law& under, const letter_request& what, const case_row& row,
                       const store::view& state) {
    if (!row.merged_into.empty())
        return fail(errc::illegal_transition,
                    "the case was joined with " + living(state, what.on).str() + ": its letters are issued there");
    if (!form.is_for(row.track))
        return fail(errc::illegal_transition,
                    "form " + form.id + " is not for track " + row.track + "; it is for " + list_of(form.tracks));
    if (!form.goes_to(what.addressee))
        return fail(errc::illegal_transition,
                    "form " + form.id + " goes to " + list_of(form.addressees) + ", not to " + what.addressee);
    const auto decisions = decisions_of(state, what.on, what.receipt);
    const auto* decided = decision_for(form, decisions);
    const auto& book = under.book_for(row);
    // A repeat of an old case is answered by the law it came under, which need not be the case's.
    const bool of_its_law =
        book.find_instrument(form.basis.instrument) || (decided && decided->basis.instrument == form.basis.instrument);
    if (!of_its_law)
        return fail(errc::illegal_transition, "form " + form.id + " is one of " + form.basis.instrument +
                                                  "; the case is under " + book.id + ", whose forms are made on paper");
    if (!form.after.empty() && !decided)
        return fail(errc::illegal_transition,
                    "form " + form.id + " follows a decision that was not taken yet: " + list_of(form.after));
    return {};
}

result<events::facts> decide_number(const letter_book& book, const law& under, const letter_request& what,
                                    const store::view& state, instant now, numbered_letter& reply) {
    const auto row = load_case(state, what.on);
    const auto* form = book.find(what.form);
    if (!row || !form) return fail(errc::not_found, row ? "there is no such form" : "there is no such case");
    if (auto may = may_issue(*form, under, what, *row, state); !may) return may.error();
    if (auto stands = check_replaces(state, what); !stands) return stands.error();
    const auto* desk = under.desks.find(row->desk);
    const auto* authority = desk ? book.authority_of(desk->organisation) : nullptr;
    if (!authority)
        return fail(errc::forbidden, "the organisation of desk " + row->desk.str() +
                                         " issues no letters; config/letters/forms.toml names those that do");
    const auto today = under.date_of(now);
    const std::int64_t year = static_cast<int>(date_at(now, under.utc_offset).year());
    if (auto left = left_over(state, what, year, today)) {
        reply = std::move(*left);
        return events::facts{};
    }
    events::letter_numbered out;
    out.of_case = what.on;
    out.form = form->id;
    out.authority = authority->organisation;
    out.year = year;
    out.addressee = what.addressee;
    const auto copy = other_copy(*form, state, what, year);
    out.sequence = copy ? copy->sequence : last_sequence(state, out.authority, out.form, year) + 1;
    out.number = copy ? copy->number : book.number(*authority, row->desk.str(), *form, year, out.sequence);
    out.letter = letter_no(out.authority + "." + out.form + "." + std::to_string(year) + "." +
                           std::to_string(out.sequence) + (copy ? "." + what.addressee : std::string()));
    out.receipt = what.receipt;
    out.language = what.language;
    out.replaces = what.replaces;
    out.officer = what.who;
    reply = {out.letter, out.number, today};
    events::facts facts;
    facts.emplace_back(std::move(out));
    return facts;
}

result<events::facts> decide_issue(events::letter_issued what, const store::view& state) {
    const auto row = load_letter(state, what.letter);
    if (!row) return fail(errc::not_found, "there is no such letter");
    if (row->issued()) return already(*row, what.letter);
    events::facts out;
    out.emplace_back(std::move(what));
    return out;
}

result<events::facts> decide_dispatch(const letter_book& book, const case_no& on, const letter_no& which,
                                      const std::string& channel, const std::string& note, const officer_id& who,
                                      const store::view& state) {
    const auto row = load_letter(state, which);
    if (!row || row->of_case != on) return fail(errc::not_found, "there is no such letter");
    if (!row->issued()) return fail(errc::illegal_transition, "the letter has a number and was not issued yet");
    if (!row->replaced_by.empty())
        return fail(errc::illegal_transition, "the letter was replaced by " + row->replaced_by.str());
    const auto* form = book.find(row->form);
    if (!form) return fail(errc::not_found, "form " + row->form + " is not in the configuration any more");
    if (!form->goes_by(channel))
        return fail(errc::illegal_transition,
                    "form " + form->id + " may not go by " + channel + "; allowed: " + list_of(form->channels));
    if (channel == "email" && row->addressee != "complainant")
        return fail(errc::illegal_transition, "there is no e-mail address of the " + row->addressee);
    events::letter_dispatched out{on,
                                  which,
                                  channel,
                                  row->addressee == "complainant" ? row->receipt : receipt_no(),
                                  row->number,
                                  row->form,
                                  form->title_zh,
                                  form->title_en,
                                  privacy::mask(note),
                                  who};
    events::facts facts;
    facts.emplace_back(std::move(out));
    return facts;
}

void evolve_letters(store::writer& state, const events::event& fact) {
    std::visit(folder(state, fact.time), fact.data);
}

} // namespace guiyi::casework
