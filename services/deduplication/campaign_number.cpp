#include "services/deduplication/campaign_number.hpp"

#include "common/core/digest.hpp"
#include "services/deduplication/phone_digits.hpp"

#include <algorithm>
#include <array>

namespace guiyi::deduplication {

namespace {

constexpr std::size_t numbers_max = 4;
constexpr std::size_t digits_min = 5;

// 2^(-d/7) in 1/65536 for d of 0 to 6: whole numbers, so that every machine folds the same score.
constexpr std::array<std::int64_t, 7> fading{65536, 59359, 53763, 48695, 44106, 39948, 36182};

} // namespace

std::vector<std::string> number_keys(const profile& of, const privacy::blind_index& with) {
    std::vector<std::string> out;
    for (const auto& caller : of.callers) {
        const auto digits = national(caller);
        if (is_masked(caller) || digits.size() < digits_min || out.size() == numbers_max) continue;
        out.push_back(to_base64(with.of("campaign_number", digits)));
    }
    return out;
}

std::string number_row_key(std::string_view in_fact) {
    auto key = from_base64(in_fact);
    return key ? std::move(*key) : std::string();
}

std::uint32_t short_person(const events::matched_record& record) {
    for (const std::string_view kind : {"phone:", "email:", "name:"}) {
        for (const auto& key : record.keys) {
            if (!key.starts_with(kind)) continue;
            std::uint32_t hash = 2166136261; // FNV-1a
            for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
            return std::max(hash, 1U);
        }
    }
    return 0;
}

std::int64_t decayed(std::int64_t score_centi, std::int64_t days) {
    if (days <= 0) return score_centi;
    if (days / 7 >= 40) return 0;
    return (score_centi >> (days / 7)) * fading[static_cast<std::size_t>(days % 7)] / 65536;
}

void sight(number_row& of, std::uint32_t person, std::uint64_t record, instant received_at) {
    const auto received_on = std::chrono::floor<std::chrono::days>(received_at).time_since_epoch().count();
    const auto day = std::max<std::int64_t>(received_on, of.day);
    of.score_centi = decayed(of.score_centi, day - of.day);
    of.day = day;
    const auto gone = [&](std::int64_t when) { return when <= day - number_window_days; };
    std::erase_if(of.persons, [&](const auto& one) { return gone(one.second); });
    const auto at = std::chrono::duration_cast<std::chrono::seconds>(received_at.time_since_epoch()).count();
    std::erase_if(of.pending, [&](const auto& one) { return one.second <= at - number_window_days * 86'400; });
    if (of.pending.size() == number_pending_max) of.pending.erase(of.pending.begin());
    of.pending.emplace_back(record, at);
    if (person == 0) return;
    const auto known = std::ranges::find(of.persons, person, &std::pair<std::uint32_t, std::int64_t>::first);
    if (known != of.persons.end()) {
        known->second = day;
        return;
    }
    if (of.persons.size() == number_persons_max) of.persons.erase(of.persons.begin());
    of.persons.emplace_back(person, day);
    of.score_centi += number_weight_centi;
}

} // namespace guiyi::deduplication
