#include "common/privacy/find.hpp"

#include "common/privacy/atoms.hpp"
#include "common/privacy/number_chain.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace guiyi::privacy {

namespace {

constexpr std::size_t shortest_number = 8; // digits; what is shorter is never a finding

constexpr auto may_begin_digit = [] {
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
    table[0xEF] = true; // first byte of full-width digits
    return table;
}();

// Words after which people write a number without a space; any other letter makes it a code ("JD2026110112345").
constexpr std::string_view number_words[] = {"tel",    "phone", "mobile", "cell",    "call",
                                             "wechat", "wx",    "vx",     "whatsapp"};

/// The next e-mail address: its bytes, or an already masked one whose bytes only have to be passed over.
struct email_span {
    std::size_t begin, end;
    bool masked;
};

bool is_local(char c) { return is_alnum(c) || std::string_view("._%+-'").find(c) != std::string_view::npos; }

class scanner {
  public:
    scanner(std::string_view text, const find_options& options) : text_(text), options_(options) {}

    std::vector<finding> run() {
        while (true) {
            const auto email = options_.emails ? next_email() : std::nullopt;
            scan_numbers(email ? email->begin : text_.size());
            if (!email) return std::move(findings_);
            if (!email->masked) findings_.push_back({kind::email, email->begin, email->end});
            at_ = email->end;
        }
    }

  private:
    std::optional<email_span> next_email() {
        for (std::size_t from = at_;; ++from) {
            from = next_at_sign(from);
            if (from == std::string_view::npos) return std::nullopt;
            const std::size_t end = domain_end(from + atom_at(text_, from).width);
            if (end == 0) continue;
            std::size_t begin = from;
            atom before = atom_before(text_, begin);
            for (; begin > at_ && is_local(before.c); before = atom_before(text_, begin)) begin -= before.width;
            if (begin < from) return email_span{begin, end, false};
            if (before.c == '*') return email_span{begin, end, true};
        }
    }

    // Both spellings of the sign are looked up once each time they are passed, so a text without them costs one pass.
    std::size_t next_at_sign(std::size_t from) {
        if (narrow_sign_ < from || !signs_known_) narrow_sign_ = text_.find('@', from);
        if (wide_sign_ < from || !signs_known_) wide_sign_ = text_.find("＠", from);
        signs_known_ = true;
        return std::min(narrow_sign_, wide_sign_);
    }

    // End of the longest domain with a dot and a top level of two letters or more; 0 when there is none.
    std::size_t domain_end(std::size_t at) const {
        std::size_t end = 0;
        std::size_t letters = 0; // of the current label; stays 0 before the first dot and after a digit or hyphen
        bool top_level = false;
        for (atom next = atom_at(text_, at);; next = atom_at(text_, at)) {
            if (!is_alnum(next.c) && top_level && letters >= 2) end = at;
            if (!is_alnum(next.c) && next.c != '.' && next.c != '-') return end;
            if (next.c == '.')
                top_level = true;
            else if (!is_letter(next.c))
                top_level = false;
            letters = is_letter(next.c) ? letters + 1 : 0;
            at += next.width;
        }
    }

    void scan_numbers(std::size_t limit) {
        while (at_ < limit) {
            const auto byte = static_cast<unsigned char>(text_[at_]);
            if (!may_begin_digit[byte])
                ++at_;
            else if (const atom next = atom_at(text_, at_); !is_digit(next.c))
                at_ += next.width;
            else
                at_ = scan_number(at_, limit);
        }
    }

    // Looks at the number that begins at `at`; returns where to go on.
    std::size_t scan_number(std::size_t at, std::size_t limit) {
        const char before = atom_before(text_, at).c;
        number_chain chain = gather(text_, at, limit);
        if (is_letter(before) && !follows_number_word(at)) return scan_code(chain, at, limit);
        if (chain.size == 0 || before == '*') return chain.resume;
        chain.plus = before == '+';
        if (const auto match = classify(chain, options_)) {
            findings_.push_back({match->what, begin_of(at, match->end), match->end});
            return match->end;
        }
        const bool hopeless = chain.complete && chain.total < shortest_number;
        return chain.groups[hopeless ? chain.size - 1 : 0].end;
    }

    // Digits glued to letters: only an ID number, with its check character, is sure enough to be one.
    std::size_t scan_code(number_chain& chain, std::size_t at, std::size_t limit) {
        if (options_.id_numbers && chain.size > 0 && chain.groups[0].count >= 17) {
            if (chain.size > 1) chain.check_x_end = 0;
            chain.size = 1;
            if (const auto match = classify_id(chain)) {
                findings_.push_back({match->what, at, match->end});
                return match->end;
            }
        }
        for (atom next = atom_at(text_, at); at < limit && (is_alnum(next.c) || next.c == '-');
             next = atom_at(text_, at))
            at += next.width;
        return at;
    }

    bool follows_number_word(std::size_t at) const {
        constexpr std::size_t longest = 8;
        std::string word;
        atom before = atom_before(text_, at);
        for (; is_letter(before.c) && word.size() <= longest; before = atom_before(text_, at)) {
            word.insert(word.begin(), static_cast<char>(before.c | 0x20));
            at -= before.width;
        }
        return !is_alnum(before.c) &&
               std::find(std::begin(number_words), std::end(number_words), word) != std::end(number_words);
    }

    // A '+' and an opening parenthesis that the number closes belong to it.
    std::size_t begin_of(std::size_t first_digit, std::size_t end) const {
        std::size_t begin = first_digit;
        if (const atom plus = atom_before(text_, begin); plus.c == '+') begin -= plus.width;
        const atom open = atom_before(text_, begin);
        if (open.c != '(') return begin;
        for (std::size_t at = first_digit; at < end; at += atom_at(text_, at).width)
            if (atom_at(text_, at).c == ')') return begin - open.width;
        return begin;
    }

    std::string_view text_;
    find_options options_;
    std::size_t at_ = 0;
    bool signs_known_ = false;
    std::size_t narrow_sign_ = 0, wide_sign_ = 0;
    std::vector<finding> findings_;
};

} // namespace

std::vector<finding> find(std::string_view utf8, const find_options& options) { return scanner(utf8, options).run(); }

} // namespace guiyi::privacy
