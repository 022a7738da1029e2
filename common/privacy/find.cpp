#include "common/privacy/find.hpp"

#include "common/privacy/atoms.hpp"
#include "common/privacy/number_chain.hpp"

#include <algorithm>
#include <array>

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
constexpr std::string_view number_words[] = {"tel",  "phone", "mobile", "cell", "call",
                                             "wechat", "wx",  "vx",     "whatsapp"};

/// The next e-mail address: its bytes, or an already masked one whose bytes only have to be passed over.
struct email_span {
    std::size_t begin, end;
    bool masked;
};

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
    static bool local_char(char c) { return is_alnum(c) || std::string_view("._%+-'").contains_char(c); }

    std::optional<email_span> next_email();
    std::size_t domain_end(std::size_t at) const;
    std::size_t next_at_sign(std::size_t from) const;
    void scan_numbers(std::size_t limit);
    std::size_t scan_number(std::size_t at, std::size_t limit);
    std::size_t begin_of(std::size_t first_digit, std::size_t end) const;
    bool follows_number_word(std::size_t at) const;
    std::size_t skip_code(std::size_t at, std::size_t limit) const;

    std::string_view text_;
    find_options options_;
    std::size_t at_ = 0;
    std::size_t at_sign_from_ = 0;
    std::vector<finding> findings_;
};

} // namespace

} // namespace guiyi::privacy
