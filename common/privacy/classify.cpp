#include "common/identity/check_digit.hpp"
#include "common/identity/id_number.hpp"
#include "common/identity/numbering_plan.hpp"
#include "common/privacy/number_chain.hpp"

#include <algorithm>
#include <string>

namespace guiyi::privacy {

namespace {

constexpr std::string_view mobile_prefixes[] = {"", "86", "0086", "0", "17951", "12593", "17911"};

bool grouped_as(const number_chain& chain, std::size_t groups, std::initializer_list<std::size_t> sizes) {
    return groups == sizes.size() && std::equal(sizes.begin(), sizes.end(), chain.groups.begin(),
                                                [](std::size_t size, const auto& g) { return size == g.count; });
}

// Cards are printed in fours; other gaps make unrelated numbers look like one.
bool grouped_as_card(const number_chain& chain, std::size_t groups) {
    if (groups == 1) return true;
    const auto last = chain.groups[groups - 1].count;
    const auto fours = std::all_of(chain.groups.begin(), chain.groups.begin() + static_cast<std::ptrdiff_t>(groups) - 1,
                                   [](const auto& g) { return g.count == 4; });
    return (fours && last <= 4) || grouped_as(chain, groups, {4, 6, 5}) || grouped_as(chain, groups, {4, 6, 4}) ||
           grouped_as(chain, groups, {6, 13}) || grouped_as(chain, groups, {6, 10}) ||
           grouped_as(chain, groups, {8, 8});
}

// ISO/IEC 7812 issuer ranges in use for payment: 3-6, 81x, 9 (older Chinese debit cards), 2221-2720. Keeps out times
// such as 20261123194200, dialled numbers and unix milliseconds, a tenth of which pass Luhn by chance.
bool issuer_in_use(std::string_view digits) {
    if (digits[0] == '2') return digits.size() == 16 && digits >= "2221" && digits < "2721";
    return (digits[0] >= '3' && digits[0] <= '6') || digits[0] == '9' || digits.starts_with("81");
}

std::optional<chain_match> classify_card(const number_chain& chain) {
    for (std::size_t groups = chain.size; groups > 0; --groups) {
        const auto digits = chain.digits_of(groups);
        if (digits.size() < 13) break;
        if (digits.size() <= 19 && grouped_as_card(chain, groups) && issuer_in_use(digits) && identity::luhn(digits))
            return chain_match{kind::bank_card, groups, chain.groups[groups - 1].end};
    }
    return std::nullopt;
}

// "11-13 8001 3800" is a date and something else; "1 3 8 0 0 ..." is a number read out digit by digit.
bool grouped_as_mobile(const number_chain& chain, std::size_t groups, std::size_t prefix) {
    std::size_t begin = 0;
    while (begin < groups && chain.groups[begin].first + chain.groups[begin].count <= prefix) ++begin;
    const auto& head = chain.groups[begin];
    if (head.first + head.count - prefix >= 3) return true;
    return std::all_of(chain.groups.begin() + static_cast<std::ptrdiff_t>(begin),
                       chain.groups.begin() + static_cast<std::ptrdiff_t>(groups),
                       [](const auto& g) { return g.count == 1; });
}

bool reads_as_mobile(const number_chain& chain, std::size_t groups, std::string_view digits) {
    return std::any_of(std::begin(mobile_prefixes), std::end(mobile_prefixes), [&](std::string_view prefix) {
        return digits.size() == prefix.size() + 11 && digits.starts_with(prefix) &&
               identity::is_mobile(digits.substr(prefix.size())) && grouped_as_mobile(chain, groups, prefix.size());
    });
}

bool fixed_without_zero(std::string_view digits) { return identity::is_fixed('0' + std::string(digits)); }

bool reads_as_fixed(const number_chain& chain, std::string_view digits) {
    for (const std::string_view prefix : {"86", "0086"})
        if (digits.size() >= 11 && digits.starts_with(prefix) && digits.size() <= 16 &&
            (fixed_without_zero(digits.substr(prefix.size())) || identity::is_fixed(digits.substr(prefix.size()))))
            return true;
    if (!identity::is_fixed(digits)) return false;
    const std::size_t area = digits[1] == '1' || digits[1] == '2' ? 3 : 4;
    return chain.groups[0].count == area || chain.groups[0].count >= area + 3;
}

// Ten digits in one piece may also be an order number or a date with an hour; those are left alone.
bool reads_as_nanp(const number_chain& chain, std::size_t groups, std::string_view digits) {
    if (grouped_as(chain, groups, {3, 3, 4}) || grouped_as(chain, groups, {3, 7}) || grouped_as(chain, groups, {10})) {
        const bool service = digits.starts_with("400") || digits.starts_with("800");
        const bool dated = groups == 1 && (digits.starts_with("20") || digits.starts_with("19")) && digits[4] <= '1';
        return identity::is_nanp(digits) && !service && !dated;
    }
    if (digits.size() == 11 && chain.groups[0].count == 1 && groups > 1)
        return digits[0] == '1' && identity::is_nanp(digits.substr(1));
    return digits.size() == 13 && digits.starts_with("001") && identity::is_nanp(digits.substr(3));
}

bool reads_as_neighbour(std::string_view digits) {
    return (digits.size() == 13 && (digits.starts_with("00852") || digits.starts_with("00853"))) ||
           (digits.size() == 14 && digits.starts_with("00886"));
}

bool reads_as_plus_number(std::string_view digits) {
    if (digits.starts_with("86")) {
        const auto rest = digits.substr(2);
        return identity::is_mobile(rest) || (rest.starts_with('0') && identity::is_mobile(rest.substr(1))) ||
               identity::is_fixed(rest) || (rest.size() >= 9 && rest.size() <= 11 && fixed_without_zero(rest));
    }
    return digits.size() == 11 && digits[0] == '1' && identity::is_nanp(digits.substr(1));
}

// Elsewhere lengths differ: take groups until there are enough digits for any country (E.164: at most 15).
std::size_t generic_plus_groups(const number_chain& chain) {
    std::size_t taken = 0;
    for (std::size_t groups = 1; groups <= chain.size; ++groups) {
        const auto size = chain.digits_of(groups).size();
        if (size > 15) break;
        if (size >= 8) taken = groups;
        if (size >= 11) break;
    }
    const auto digits = chain.digits_of(chain.size);
    const bool service = digits.starts_with("86400") || digits.starts_with("86800");
    return digits[0] == '0' || service ? 0 : taken;
}

std::optional<chain_match> classify_phone(const number_chain& chain) {
    const auto match = [&](std::size_t groups) {
        return chain_match{kind::phone, groups, chain.groups[groups - 1].end};
    };
    for (std::size_t groups = 1; groups <= chain.size; ++groups) {
        const auto digits = chain.digits_of(groups);
        if (digits.size() > 16) break;
        if (digits.size() < 10) continue;
        const bool found = chain.plus ? reads_as_plus_number(digits)
                                      : reads_as_mobile(chain, groups, digits) || reads_as_fixed(chain, digits) ||
                                            reads_as_nanp(chain, groups, digits) || reads_as_neighbour(digits);
        if (found) return match(groups);
    }
    const std::size_t generic = chain.plus ? generic_plus_groups(chain) : 0;
    return generic == 0 ? std::nullopt : std::optional(match(generic));
}

} // namespace

std::optional<chain_match> classify_id(const number_chain& chain) {
    for (std::size_t groups = 1; groups <= chain.size; ++groups) {
        const auto digits = chain.digits_of(groups);
        const auto end = chain.groups[groups - 1].end;
        if (digits.size() > 18) break;
        if (digits.size() == 18 && identity::valid_id_number(digits)) return chain_match{kind::id_number, groups, end};
        const bool has_x = digits.size() == 17 && groups == chain.size && chain.check_x_end != 0;
        if (has_x && identity::valid_id_number(std::string(digits) + 'X'))
            return chain_match{kind::id_number, groups, chain.check_x_end};
    }
    return std::nullopt;
}

std::optional<chain_match> classify(const number_chain& chain, const find_options& options) {
    if (options.id_numbers && !chain.plus) {
        if (auto found = classify_id(chain)) return found;
        const bool one_piece = chain.groups[0].count == 15;
        const bool three = chain.size >= 3 && grouped_as(chain, 3, {6, 6, 3});
        if ((one_piece || three) && identity::plausible_old_id_number(chain.digits_of(one_piece ? 1 : 3)))
            return chain_match{kind::id_number, one_piece ? 1u : 3u, chain.groups[one_piece ? 0 : 2].end};
    }
    if (options.bank_cards && !chain.plus)
        if (auto found = classify_card(chain)) return found;
    if (options.phones) return classify_phone(chain);
    return std::nullopt;
}

} // namespace guiyi::privacy
