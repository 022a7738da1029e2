#include "services/casework/letters.hpp"

#include "common/privacy/mask.hpp"
#include "services/casework/refuse.hpp"
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
        requires requires(const Other& fact) { fact.of_case, fact.outcome, fact.step.action; }
    void operator()(const Other& fact) {
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

error already(const letter_row& row, const letter_no& which, language in) {
    return refuse(
        errc::conflict, in,
        "已有该文书：" + row.number + "（" + which.str() + "）；如需另行出具，请在replaces中写明由其替换",
        "there is such a letter already, " + which.str() + "; name it in 'replaces' to issue another in its place");
}

error no_such_letter(language in) { return refuse(errc::not_found, in, "没有这份文书", "there is no such letter"); }

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
        if (standing) return already(*standing, standing_no, what.in);
        return {};
    }
    if (!standing || standing_no != what.replaces)
        return refuse(errc::conflict, what.in, "replaces所写的编号下没有同种文书、同一收件人的有效文书",
                      "replaces: no letter of this form and addressee stands under that number");
    return {};
}

std::string list_of(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : ", ") + one;
    return out;
}

/// What forms are told by in codes: whom they go to, how, and after which decision.
struct code_name {
    std::string_view code, zh;
};
constexpr std::array code_names{
    code_name{"complainant", "投诉（举报）人"},
    code_name{"respondent", "被投诉方"},
    code_name{"authority", "其他单位"},
    code_name{"file", "存档"},
    code_name{"internet", "互联网"},
    code_name{"phone", "电话"},
    code_name{"sms", "短信"},
    code_name{"email", "电子邮件"},
    code_name{"letter", "信函"},
    code_name{"in_person", "当面"},
    code_name{"accepted", "受理"},
    code_name{"refused", "不予受理"},
    code_name{"agreed", "达成协议"},
    code_name{"terminated", "终止调解"},
    code_name{"filed", "立案"},
    code_name{"not_filed", "不予立案"},
    code_name{"answered", "答复"},
};

std::string zh_of(std::string_view code) {
    const auto found = std::ranges::find(code_names, code, &code_name::code);
    return std::string(found == code_names.end() ? code : found->zh);
}

std::string zh_list(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : "、") + zh_of(one);
    return out;
}

/// "投诉受理决定书（文书5）"
std::string zh_of(const letter_form& form) { return form.title_zh + "（文书" + form.id + "）"; }

/// What each form asks of a case whatever was decided.
result<void> suits(const letter_form& form, const law& under, const letter_request& what, const case_row& row) {
    if (!form.is_for(row.track)) {
        const auto* on = under.track_of(row);
        return refuse(errc::illegal_transition, what.in,
                      zh_of(form) + "不适用于" + (on ? on->title_zh : row.track) + "程序的案件，只适用于：" +
                          list_of(form.tracks),
                      "form " + form.id + " is not for track " + row.track + "; it is for " + list_of(form.tracks));
    }
    if (!form.goes_to(what.addressee))
        return refuse(errc::illegal_transition, what.in,
                      zh_of(form) + "只发给：" + zh_list(form.addressees) + "，不发给：" + zh_of(what.addressee),
                      "form " + form.id + " goes to " + list_of(form.addressees) + ", not to " + what.addressee);
    return {};
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
    if (!row.merged_into.empty()) {
        const auto into = living(state, what.on).str();
        return refuse(errc::illegal_transition, what.in, "案件已与" + into + "合并办理，文书在该案件上出具",
                      "the case was joined with " + into + ": its letters are issued there");
    }
    if (auto done = suits(form, under, what, row); !done) return done;
    const auto decisions = decisions_of(state, what.on, what.receipt);
    const auto* decided = decision_for(form, decisions);
    const auto& book = under.book_for(row);
    // A repeat of an old case is answered by the law it came under, which need not be the case's.
    const bool of_its_law =
        book.find_instrument(form.basis.instrument) || (decided && decided->basis.instrument == form.basis.instrument);
    if (!of_its_law)
        return refuse(
            errc::illegal_transition, what.in,
            zh_of(form) + "是" + form.basis.instrument + "规定的文书；本案适用" + book.title_zh + "，其文书以纸质出具",
            "form " + form.id + " is one of " + form.basis.instrument + "; the case is under " + book.id +
                ", whose forms are made on paper");
    if (!form.after.empty() && !decided)
        return refuse(errc::illegal_transition, what.in,
                      zh_of(form) + "须在作出以下决定之后出具，现尚未作出：" + zh_list(form.after),
                      "form " + form.id + " follows a decision that was not taken yet: " + list_of(form.after));
    return {};
}

result<events::facts> decide_number(const letter_book& book, const law& under, const letter_request& what,
                                    const store::view& state, instant now, numbered_letter& reply) {
    const auto row = load_case(state, what.on);
    const auto* form = book.find(what.form);
    if (!row) return refuse(errc::not_found, what.in, "没有这个案件", "there is no such case");
    if (!form) return refuse(errc::not_found, what.in, "没有这种文书", "there is no such form");
    if (auto may = may_issue(*form, under, what, *row, state); !may) return may.error();
    if (auto stands = check_replaces(state, what); !stands) return stands.error();
    const auto* desk = under.desks.find(row->desk);
    const auto* authority = desk ? book.authority_of(desk->organisation) : nullptr;
    if (!authority)
        return refuse(errc::forbidden, what.in,
                      "承办单位" + row->desk.str() + "所属机构不出具文书；出具机构见config/letters/forms.toml",
                      "the organisation of desk " + row->desk.str() +
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

result<events::facts> decide_issue(events::letter_issued what, const store::view& state, language in) {
    const auto row = load_letter(state, what.letter);
    if (!row) return no_such_letter(in);
    if (row->issued()) return already(*row, what.letter, in);
    events::facts out;
    out.emplace_back(std::move(what));
    return out;
}

result<events::facts> decide_dispatch(const letter_book& book, const case_no& on, const letter_no& which,
                                      const std::string& channel, const std::string& note, const officer_id& who,
                                      const store::view& state, language in) {
    const auto not_now = [in](const std::string& zh, const std::string& en) {
        return refuse(errc::illegal_transition, in, zh, en);
    };
    const auto row = load_letter(state, which);
    if (!row || row->of_case != on) return no_such_letter(in);
    if (!row->issued()) return not_now("该文书只有编号，尚未出具", "the letter has a number and was not issued yet");
    if (const auto by = row->replaced_by.str(); !by.empty())
        return not_now("该文书已由" + by + "替换", "the letter was replaced by " + by);
    const auto* form = book.find(row->form);
    if (!form)
        return refuse(errc::not_found, in, "文书" + row->form + "已不在配置中",
                      "form " + row->form + " is not in the configuration any more");
    if (!form->goes_by(channel))
        return not_now(zh_of(*form) + "不能以" + zh_of(channel) + "方式送达，只能以：" + zh_list(form->channels),
                       "form " + form->id + " may not go by " + channel + "; allowed: " + list_of(form->channels));
    if (channel == "email" && row->addressee != "complainant")
        return not_now("没有" + zh_of(row->addressee) + "的电子邮件地址",
                       "there is no e-mail address of the " + row->addressee);
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
    events::hand_to(folder(state, fact.time), fact.data);
}

} // namespace guiyi::casework
