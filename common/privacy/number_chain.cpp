#include "common/privacy/number_chain.hpp"

#include "common/privacy/atoms.hpp"

namespace guiyi::privacy {

namespace {

bool separates(char c) { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'; }

std::size_t skip_alnum(std::string_view text, std::size_t at, std::size_t limit, bool& digit_seen) {
    while (at < limit) {
        const atom next = atom_at(text, at);
        if (!is_alnum(next.c)) break;
        digit_seen = digit_seen || is_digit(next.c);
        at += next.width;
    }
    return at;
}

// The byte where the next group begins, or `limit` when too much, or nothing but a separator, stands between.
std::size_t next_group(std::string_view text, std::size_t at, std::size_t limit) {
    for (int separators = 0; at < limit; ++separators) {
        const atom next = atom_at(text, at);
        if (is_digit(next.c)) return at;
        if (!separates(next.c) || separators == 3) break;
        at += next.width;
    }
    return limit;
}

} // namespace

number_chain gather(std::string_view text, std::size_t at, std::size_t limit) {
    number_chain chain;
    while (at < limit && chain.size < number_chain::groups_max) {
        digit_group group{at, at, chain.total, 0};
        for (atom next = atom_at(text, at); at < limit && is_digit(next.c); next = atom_at(text, at)) {
            if (chain.total + group.count < number_chain::digits_max) chain.digits[chain.total + group.count] = next.c;
            ++group.count;
            at += next.width;
        }
        group.end = at;
        const atom after = at < limit ? atom_at(text, at) : atom{'\0', 1};
        bool mixed = false;
        const std::size_t tail_end = is_letter(after.c) ? skip_alnum(text, at, limit, mixed) : at;
        if (chain.size == 0) chain.resume = mixed ? tail_end : at;
        // "138****8000" is masked already, "12ab34" is a code or a hash: neither is part of a number.
        if (after.c == '*' || mixed) {
            chain.complete = true;
            return chain;
        }
        if (chain.total + group.count > number_chain::digits_max) return chain;
        chain.groups[chain.size++] = group;
        chain.total += group.count;
        if (is_letter(after.c)) {
            if ((after.c == 'X' || after.c == 'x') && tail_end == at + after.width) chain.check_x_end = tail_end;
            chain.complete = true;
            return chain;
        }
        at = next_group(text, at, limit);
    }
    chain.complete = at >= limit;
    return chain;
}

} // namespace guiyi::privacy
