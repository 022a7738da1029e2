#include "services/deduplication/compare_name.hpp"

#include <algorithm>
#include <array>

namespace guiyi::deduplication {

namespace {

constexpr std::size_t han_bytes = 3; // of one character in UTF-8; rarer ones take 4 and are not looked into
constexpr std::size_t spelling_max = 64;
constexpr std::size_t whole_min = 8;

/// Whether leaving one character out of the longer name gives the shorter.
bool one_character_missing(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (a.empty() || a.size() + han_bytes != b.size() || a.size() % han_bytes != 0) return false;
    for (std::size_t i = 0; i < b.size(); i += han_bytes)
        if (a.substr(0, i) == b.substr(0, i) && a.substr(i) == b.substr(i + han_bytes)) return true;
    return false;
}

/// "M. Smith" beside "Matthew Smith" or "Smith Matthew": the initial fits and the surname is the same word, give or
/// take an error.
bool abbreviated(const name_form& a, const name_form& b, const name_thresholds& at) {
    const auto fits = [&](const name_form& brief, const name_form& full) {
        if (brief.given().size() != 1) return false;
        const auto agree = [&](std::string_view surname, std::string_view given) {
            return given.starts_with(brief.given()) && spelling_similarity(brief.surname, surname) >= at.near;
        };
        return agree(full.surname, full.given()) || agree(full.given(), full.surname);
    };
    return fits(a, b) || fits(b, a);
}

/// By surname and given name, whichever came first: the worse of the two parts counts.
double similarity_by_parts(const name_form& a, const name_form& b) {
    const auto worse = [](std::string_view a1, std::string_view b1, std::string_view a2, std::string_view b2) {
        return std::min(spelling_similarity(a1, b1), spelling_similarity(a2, b2));
    };
    return std::max(worse(a.surname, b.surname, a.given(), b.given()),
                    worse(a.surname, b.given(), a.given(), b.surname));
}

/// A lost space glues the parts together; then only the whole can be compared, if it is long enough to mean something.
double similarity_of_whole(const name_form& a, const name_form& b) {
    if (std::min(a.pinyin.size(), b.pinyin.size()) < whole_min) return 0;
    const auto whole = [](const name_form& n, bool surname_first) {
        const std::string given(n.given());
        return surname_first ? n.surname + given : given + n.surname;
    };
    // All four orders: a space that moved changes what each side took for the surname.
    double best = 0;
    for (const bool a_first : {false, true})
        for (const bool b_first : {false, true})
            best = std::max(best, spelling_similarity(whole(a, a_first), whole(b, b_first)));
    return best;
}

} // namespace

double spelling_similarity(std::string_view a, std::string_view b) noexcept {
    a = a.substr(0, spelling_max);
    b = b.substr(0, spelling_max);
    if (a.empty() || b.empty()) return 0;
    // Optimal string alignment over three rows.
    std::array<std::array<unsigned char, spelling_max + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<unsigned char>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& now = rows[i % 3];
        const auto& last = rows[(i + 2) % 3];
        const auto& before = rows[(i + 1) % 3];
        now[0] = static_cast<unsigned char>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            int best = std::min({last[j] + 1, now[j - 1] + 1, changed});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = std::min(best, before[j - 2] + 1);
            now[j] = static_cast<unsigned char>(best);
        }
    }
    const double edits = rows[a.size() % 3][b.size()];
    return 1 - edits / static_cast<double>(std::max(a.size(), b.size()));
}

level name_level(const name_form& a, const name_form& b, const name_thresholds& at) {
    const bool both_han = !a.han.empty() && !b.han.empty();
    if (both_han && one_character_missing(a.han, b.han)) return level::partial;
    if (a.surname_only || b.surname_only) {
        const bool same = both_han ? a.surname == b.surname : spelling_similarity(a.surname, b.surname) >= at.near;
        return same ? level::surname : level::differ;
    }
    if (a.pinyin == b.pinyin) return both_han && a.han != b.han ? level::near : level::exact;
    if (both_han) return level::differ;
    if (abbreviated(a, b, at)) return level::surname;
    const double parts = similarity_by_parts(a, b);
    const double whole = similarity_of_whole(a, b);
    if (parts >= at.near || whole >= at.whole_near) return level::near;
    return parts >= at.similar || whole >= at.whole_similar ? level::similar : level::differ;
}

} // namespace guiyi::deduplication
