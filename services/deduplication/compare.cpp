#include "services/deduplication/compare.hpp"

#include "common/text/shingle.hpp"
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/id_numbers.hpp"
#include "services/deduplication/phone_digits.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace guiyi::deduplication {

namespace {

using found = std::optional<evidence>;

/// One record against one member; every field function gives nothing when either side lacks the field.
class pair_of {
  public:
    pair_of(const profile& a, const profile& b, const frequencies& common, const model& by)
        : a_(a), b_(b), common_(common), by_(by) {}

    found at(field which) const {
        switch (which) {
            case field::name: return name();
            case field::phone: return phone();
            case field::email: return email();
            case field::id_number: return id_number();
            case field::id_last4: return id_last4();
            case field::address: return address();
            case field::order_no: return same_text(which, a_.order_no, b_.order_no);
            case field::quoted_no: return std::nullopt; // needs receipts, which profiles do not hold: see the matcher
            case field::caller_number: return caller_number();
            case field::call_day: return call_day();
            case field::company: return company();
            case field::amount: return amount();
            case field::narrative: return narrative();
            case field::recording: return recording();
            case field::filing_gap: return filing_gap();
        }
        return std::nullopt;
    }

  private:
    evidence line(field of, level reached) const { return {of, reached, by_.weight(of, reached)}; }

    found same_text(field of, const std::string& a, const std::string& b) const {
        if (a.empty() || b.empty()) return std::nullopt;
        return line(of, a == b ? level::exact : level::differ);
    }

    /// A value with many people on it says little about any of them, and one that is nearly such a value no more.
    evidence damped(evidence what, std::string_view a, std::string_view b) const {
        const auto persons = std::max(common_.users_of(what.of, a).persons(), common_.users_of(what.of, b).persons());
        if (persons > by_.most.shared_persons) what = line(what.of, level::shared);
        what.persons = persons;
        return what;
    }

    found name() const;
    found phone() const;
    found email() const;
    found id_number() const;
    found id_last4() const;
    found address() const;
    found caller_number() const;
    found call_day() const;
    found company() const;
    found amount() const;
    found narrative() const;
    found recording() const;
    found filing_gap() const;

    const profile& a_;
    const profile& b_;
    const frequencies& common_;
    const model& by_;
};

template <class T>
bool share_any(const std::vector<T>& a, const std::vector<T>& b) {
    return std::ranges::any_of(a, [&](const T& x) { return std::ranges::find(b, x) != b.end(); });
}

found pair_of::name() const {
    const auto& x = a_.name;
    const auto& y = b_.name;
    if (x.empty() || y.empty()) return std::nullopt;
    auto out = line(field::name, name_level(x, y, by_.at.name));
    if (out.weight > 0) out.weight = std::min(out.weight, name_rarity(common_, by_.rule));
    return out;
}

std::size_t shared_numbers(const profile& a, const profile& b) {
    std::vector<std::uint32_t> both;
    std::ranges::set_intersection(a.address_numbers, b.address_numbers, std::back_inserter(both));
    return both.size();
}

/// How two numbers of complainants agree. Of a masked one the hidden digits may be any, so that it never agrees whole.
level phone_level(std::string_view a, std::string_view b) {
    if (is_masked(a) || is_masked(b))
        return fits_mask(national(a), national(b)) || fits_mask(national(b), national(a)) ? level::masked
                                                                                          : level::differ;
    if (a == b) return level::exact;
    return one_edit_apart(national(a), national(b)) ? level::one_edit : level::differ;
}

found pair_of::phone() const {
    found best;
    for (const auto& a : a_.phones)
        for (const auto& b : b_.phones) {
            auto one = line(field::phone, phone_level(a, b));
            if (one.reached != level::differ) one = damped(one, a, b);
            if (!best || one.weight > best->weight) best = one;
        }
    return best;
}

found pair_of::id_number() const {
    if (a_.id_number.empty() || b_.id_number.empty()) return std::nullopt;
    if (a_.id_number == b_.id_number) return line(field::id_number, level::exact);
    if (!are_of_two_people(a_.id_number, b_.id_number)) return std::nullopt;
    return line(field::id_number, level::differ);
}

found pair_of::email() const {
    if (a_.email.empty() || b_.email.empty()) return std::nullopt;
    if (a_.email == b_.email) return damped(line(field::email, level::exact), a_.email, b_.email);
    if (nearly_same_email(a_.email, b_.email)) return damped(line(field::email, level::near), a_.email, b_.email);
    return line(field::email, level::differ);
}

found pair_of::id_last4() const {
    if (a_.id_last4.empty() || b_.id_last4.empty()) return std::nullopt;
    if (a_.id_last4 == b_.id_last4) return line(field::id_last4, level::exact);
    return line(field::id_last4, one_edit_apart(a_.id_last4, b_.id_last4) ? level::near : level::differ);
}

found pair_of::address() const {
    const auto& a = a_.address_numbers;
    const auto& b = b_.address_numbers;
    if (a.empty() || b.empty()) return std::nullopt;
    const auto both = shared_numbers(a_, b_);
    if (both < 2) return line(field::address, both == 0 ? level::differ : level::weak);
    return damped(line(field::address, a == b ? level::exact : level::near), address_tuple(a_), address_tuple(b_));
}

found pair_of::caller_number() const {
    if (a_.callers.empty() || b_.callers.empty()) return std::nullopt;
    level best = level::differ;
    for (const auto& a : a_.callers)
        for (const auto& b : b_.callers) {
            if (a == b && !is_masked(a)) return line(field::caller_number, level::exact);
            if (one_edit_apart(national(a), national(b)))
                best = level::one_edit;
            else if (best == level::differ &&
                     (fits_mask(national(a), national(b)) || fits_mask(national(b), national(a))))
                best = level::masked;
        }
    return line(field::caller_number, best);
}

found pair_of::call_day() const {
    if (a_.call_days.empty() || b_.call_days.empty()) return std::nullopt;
    std::int32_t least = 1 << 30;
    for (const auto a : a_.call_days)
        for (const auto b : b_.call_days) least = std::min(least, std::abs(a - b));
    if (least == 0) return line(field::call_day, level::exact);
    if (least == 1) return line(field::call_day, level::adjacent);
    return line(field::call_day, least <= by_.at.call_close_days ? level::close : level::far);
}

found pair_of::company() const {
    if (!a_.credit_code.empty() && !b_.credit_code.empty() && a_.credit_code == b_.credit_code)
        return line(field::company, level::exact);
    if (a_.companies.empty() || b_.companies.empty()) return std::nullopt;
    level best = level::differ;
    for (const auto& a : a_.companies)
        for (const auto& b : b_.companies) {
            const bool trades_agree = a.trade.empty() || b.trade.empty() || a.trade == b.trade;
            if (a.core == b.core || (a.pinyin == b.pinyin && trades_agree)) return line(field::company, level::exact);
            if (trades_agree && text::jaro_winkler(a.pinyin, b.pinyin) >= by_.at.company_near)
                best = level::near;
            else if (best == level::differ && a.pinyin == b.pinyin)
                best = level::partial;
        }
    return line(field::company, best);
}

found pair_of::amount() const {
    if (a_.amounts.empty() || b_.amounts.empty()) return std::nullopt;
    if (share_any(a_.amounts, b_.amounts)) return line(field::amount, level::exact);
    const bool near = std::ranges::any_of(a_.amounts, [&](const money& a) {
        return std::ranges::any_of(b_.amounts, [&](const money& b) {
            const auto larger = static_cast<double>(std::max(a.cents, b.cents));
            return static_cast<double>(std::abs(a.cents - b.cents)) <= by_.at.amount_near * larger;
        });
    });
    return line(field::amount, near ? level::near : level::differ);
}

found pair_of::narrative() const {
    if (a_.narrative.smallest.empty() || b_.narrative.smallest.empty()) return std::nullopt;
    if (a_.language != b_.language) return line(field::narrative, level::cross_language);
    const double shared = containment(a_.narrative, b_.narrative);
    if (shared >= by_.at.narrative_high) return line(field::narrative, level::high);
    if (shared >= by_.at.narrative_some) return line(field::narrative, level::some);
    return line(field::narrative, shared >= by_.at.narrative_low ? level::little : level::low);
}

found pair_of::recording() const {
    if (!share_any(a_.recordings, b_.recordings)) return std::nullopt;
    return line(field::recording, level::exact);
}

found pair_of::filing_gap() const {
    const auto gap = std::abs(a_.filing_day - b_.filing_day);
    if (gap < by_.at.filing_week_days) return line(field::filing_gap, level::week);
    if (gap < by_.at.filing_month_days) return line(field::filing_gap, level::month);
    return line(field::filing_gap, gap < by_.at.filing_quarter_days ? level::quarter : level::longer);
}

/// The fewest earlier records that share with the new one what this member shares with it.
std::uint64_t rarest_shared(const profile& member, const frequencies& common) {
    std::uint64_t least = common.records;
    for (const auto& key : dispute_parts(member)) {
        const auto at = std::ranges::find(common.disputes, key, &frequencies::counted::value);
        if (at != common.disputes.end()) least = std::min(least, at->records);
    }
    return least;
}

} // namespace

crowd frequencies::users_of(field of, std::string_view value) const {
    const auto at = std::ranges::find_if(values, [&](const used& one) { return one.of == of && one.value == value; });
    return at == values.end() ? crowd{} : at->by;
}

bool nearly_same_phone(std::string_view a, std::string_view b) { return phone_level(a, b) == level::one_edit; }
bool nearly_same_email(std::string_view a, std::string_view b) {
    return !a.empty() && !b.empty() && one_edit_apart(a, b);
}
bool nearly_same_address(const profile& a, const profile& b) {
    return a.address_numbers != b.address_numbers && shared_numbers(a, b) >= 2;
}

centibits name_rarity(const frequencies& common, const decision_rule& rule) {
    // The first records of a deployment do not know yet what is rare.
    const double share =
        static_cast<double>(common.records + rule.name_records) / static_cast<double>(common.name_records + 1);
    return std::max<centibits>(rule.name_floor, std::llround(100 * std::log2(share)));
}

comparison compare(const profile& record, std::span<const profile> members, const frequencies& common,
                   const model& by) {
    comparison out;
    for (std::size_t i = 0; i < field_count; ++i) {
        found best;
        for (const auto& member : members) {
            const auto one = pair_of(record, member, common, by).at(static_cast<field>(i));
            if (one && (!best || one->weight > best->weight)) best = one;
        }
        if (!best) continue;
        (stage_of(best->of) == stage::person ? out.person : out.dispute) += best->weight;
        out.lines.push_back(*best);
    }
    out.among = common.records;
    for (const auto& member : members) out.among = std::min(out.among, rarest_shared(member, common));
    return out;
}

} // namespace guiyi::deduplication
