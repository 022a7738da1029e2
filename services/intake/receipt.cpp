#include "services/intake/receipt.hpp"

#include "common/core/digest.hpp"
#include "common/identity/check_digit.hpp"

namespace guiyi::intake {

namespace {

constexpr std::uint64_t numbers_a_day = 1'000'000'000;
constexpr std::size_t digits_size = 16; // date 6, number 9, check 1
constexpr std::size_t code_bytes = 16;
constexpr std::size_t code_chars = 26;
constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::uint64_t leading_number(std::string_view bytes) {
    std::uint64_t out = 0;
    for (const char c : bytes.substr(0, 8)) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

/// "261123407182659" + check digit in groups.
receipt_no grouped(const std::string& digits) {
    return receipt_no("R" + digits.substr(0, 6) + "-" + digits.substr(6, 5) + "-" + digits.substr(11));
}

std::string yymmdd(instant at, std::chrono::minutes utc_offset) {
    std::string date = format_date(date_at(at, utc_offset));
    std::erase(date, '-');
    return date.substr(2);
}

/// 128 bits after two zero bits, five to a character.
std::string base32(std::string_view bytes) {
    std::string out;
    unsigned held = 0, bits = 2;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += crockford[held >> (bits - 5) & 31];
        held &= (1u << bits) - 1;
    }
    return out;
}

char crockford_char(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return c;
}

bool is_separator(char c) { return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

} // namespace

receipt_no receipt_numbers::candidate(instant received_at, std::string_view source, unsigned attempt) const {
    const std::string message = "receipt|" + std::to_string(attempt) + "|" + std::string(source);
    std::string number = std::to_string(leading_number(keyed_blake2b(key_, message, 16)) % numbers_a_day);
    number.insert(0, 9 - number.size(), '0');
    const std::string digits = yymmdd(received_at, utc_offset_) + number;
    return grouped(digits + identity::mod11_10(digits));
}

std::string receipt_numbers::bare_code(const receipt_no& of) const {
    return base32(keyed_blake2b(key_, "query|" + of.str(), code_bytes));
}

std::string receipt_numbers::query_code(const receipt_no& of) const {
    std::string out = bare_code(of);
    for (const std::size_t at : {20u, 15u, 10u, 5u}) out.insert(at, 1, '-');
    return out;
}

bool receipt_numbers::opens(const receipt_no& of, std::string_view typed_code) const {
    std::string typed;
    for (const char c : typed_code.substr(0, 4 * code_chars))
        if (!is_separator(c)) typed += crockford_char(c);
    return equal_in_constant_time(typed, bare_code(of));
}

result<receipt_no> parse_receipt_no(std::string_view typed) {
    std::string digits;
    bool letter = false;
    for (const char c : typed) {
        if (is_separator(c)) continue;
        const bool leads = digits.empty() && !letter && (c == 'R' || c == 'r');
        if (leads)
            letter = true;
        else if (c >= '0' && c <= '9' && digits.size() < digits_size)
            digits += c;
        else
            return fail(errc::invalid, "a receipt number is R and 16 digits");
    }
    if (digits.size() != digits_size) return fail(errc::invalid, "a receipt number is R and 16 digits");
    if (!identity::valid_mod11_10(digits)) return fail(errc::invalid, "the check digit does not fit: check the number");
    return grouped(digits);
}

bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept {
    if (left.size() != right.size()) return false;
    // volatile keeps the compiler from leaving the loop at the first difference.
    volatile unsigned char differing = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        differing = static_cast<unsigned char>(
            differing | (static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i])));
    return differing == 0;
}

} // namespace guiyi::intake
