#include "common/privacy/mask.hpp"

#include "common/identity/numbering_plan.hpp"
#include "common/privacy/atoms.hpp"

#include <algorithm>

namespace guiyi::privacy {

namespace {

std::string folded(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const atom next = atom_at(text, at);
        if (next.c != '\0')
            out += next.c;
        else
            out += text.substr(at, next.width);
        at += next.width;
    }
    return out;
}

std::string digits_in(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const atom next = atom_at(text, at);
        if (is_digit(next.c)) out += next.c;
        at += next.width;
    }
    return out;
}

std::string keep_ends(std::string_view text, std::size_t first, std::size_t last) {
    std::string out(text);
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(first), out.end() - static_cast<std::ptrdiff_t>(last), '*');
    return out;
}

// At least four digits are hidden, and of short numbers more than half.
std::string masked_digits(std::string_view digits) {
    if (digits.size() < 8) return keep_ends(digits, 0, digits.size() >= 5 ? 2 : 0);
    return keep_ends(digits, std::min<std::size_t>(3, digits.size() - 8), 4);
}

std::string masked_phone(std::string_view written) {
    const std::string digits = digits_in(written);
    const bool plus = written.find('+') != std::string_view::npos || written.find("＋") != std::string_view::npos;
    if (digits.size() >= 11) {
        const auto tail = std::string_view(digits).substr(digits.size() - 11);
        const auto head = std::string_view(digits).substr(0, digits.size() - 11);
        if (identity::is_mobile(tail) &&
            (plus ? head == "86" : head.empty() || head == "86" || head == "0086" || head == "0"))
            return masked_digits(tail);
    }
    return (plus ? "+" : "") + masked_digits(digits);
}

std::string masked_email(std::string_view written) {
    const std::string text = folded(written);
    const auto sign = text.rfind('@');
    return (sign > 1 ? text.substr(0, 1) : std::string()) + "***" + text.substr(sign);
}

std::string masked(kind what, std::string_view written) {
    switch (what) {
        case kind::phone: return masked_phone(written);
        case kind::email: return masked_email(written);
        case kind::bank_card: {
            const std::string digits = digits_in(written);
            return keep_ends(digits, 0, 4);
        }
        case kind::id_number: break;
    }
    std::string id = digits_in(written);
    if (id.size() == 17) id += 'X';
    return keep_ends(id, 3, 1);
}

} // namespace

std::string mask(std::string_view utf8, const find_options& options) {
    const auto findings = find(utf8, options);
    std::string out;
    out.reserve(utf8.size() + 8);
    std::size_t from = 0;
    for (const auto& found : findings) {
        out += utf8.substr(from, found.begin - from);
        out += masked(found.what, utf8.substr(found.begin, found.end - found.begin));
        from = found.end;
    }
    out += utf8.substr(from);
    return out;
}

std::string mask_phone(std::string_view raw) {
    if (folded(raw).find('*') != std::string::npos) return std::string(raw);
    return digits_in(raw).empty() ? std::string(raw) : masked_phone(raw);
}

std::string mask_email(std::string_view raw) {
    const std::string text = folded(raw);
    const auto sign = text.rfind('@');
    if (sign == std::string::npos) return raw.empty() ? std::string() : "***";
    if (text.substr(0, sign).ends_with("***")) return std::string(raw);
    return masked_email(raw);
}

} // namespace guiyi::privacy
