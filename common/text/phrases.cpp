#include "common/text/phrases.hpp"

#include "common/text/characters.hpp"

#include <algorithm>

namespace guiyi::text {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool ends_clause(char32_t c) {
    if (c < 0x80)
        return c == U',' || c == U'.' || c == U';' || c == U'!' || c == U'?' || c == U':' || c == U'\n' || c == U'"';
    static constexpr std::u32string_view wide = U"。，；、！？：“”";
    return wide.find(c) != std::u32string_view::npos;
}

/// One number for two characters, by Knuth's multiplicative hash.
std::size_t mix(char32_t first, char32_t second) { return ((first * 2654435761u) ^ (second * 40503u)) >> 7; }

constexpr char32_t nothing = 0x110000; // behind the last character there is

std::uint64_t start_of(char32_t first, char32_t second) { return std::uint64_t{first} << 32 | second; }

/// Behind `part` where it stands first from `from` on, within the same clause and gap_max characters; none otherwise.
std::size_t next_part(const std::u32string& part, const std::u32string& in, std::size_t from) {
    for (std::size_t at = from; at <= from + phrase_book::gap_max && at + part.size() <= in.size(); ++at) {
        if (in.compare(at, part.size(), part) == 0) return at + part.size();
        if (ends_clause(in[at])) return none;
    }
    return none;
}

} // namespace

void phrase_book::insert(std::string_view phrase, bool negation) {
    entry out;
    out.phrase = phrases_;
    out.negation = negation;
    const auto whole = fold_characters(phrase).text;
    for (std::size_t from = 0; from <= whole.size();) {
        const auto star = std::min(whole.find(U'*', from), whole.size());
        if (star > from) out.parts.push_back(whole.substr(from, star - from));
        from = star + 1;
    }
    if (out.parts.empty()) return;
    const auto& part = out.parts.front();
    const char32_t first = part.front();
    if (part.size() == 1)
        alone_.set(first % alone_.size());
    else
        pairs_.set(mix(first, part[1]) % pairs_.size());
    by_start_[start_of(first, part.size() == 1 ? nothing : part[1])].push_back(
        static_cast<std::uint32_t>(entries_.size()));
    entries_.push_back(std::move(out));
}

std::size_t phrase_book::add(std::string_view phrase) {
    insert(phrase, false);
    return phrases_++;
}

void phrase_book::add_negation(std::string_view words) { insert(words, true); }

/// Behind the phrase that begins at `at`; none when it does not stand there.
std::size_t phrase_book::match(const entry& one, const std::u32string& in, std::size_t at) {
    const auto& first = one.parts.front();
    if (in.compare(at, first.size(), first) != 0) return none;
    std::size_t end = at + first.size();
    for (std::size_t i = 1; i < one.parts.size(); ++i)
        if (end = next_part(one.parts[i], in, end); end == none) return none;
    return is_latin(in[end - 1]) && end < in.size() && is_latin(in[end]) ? none : end;
}

/// Entries that may stand where these two characters do, in the order in which they were added.
void phrase_book::begins_with(char32_t first, char32_t second, std::vector<std::uint32_t>& out) const {
    out.clear();
    const auto add = [&](char32_t with) {
        const auto there = by_start_.find(start_of(first, with));
        if (there != by_start_.end()) out.insert(out.end(), there->second.begin(), there->second.end());
    };
    if (alone_.test(first % alone_.size())) add(nothing);
    const auto whole = static_cast<std::ptrdiff_t>(out.size());
    if (second != nothing && pairs_.test(mix(first, second) % pairs_.size())) add(second);
    if (whole > 0) std::inplace_merge(out.begin(), out.begin() + whole, out.end());
}

std::vector<phrase_match> phrase_book::find(std::string_view utf8) const {
    const auto [in, bytes] = fold_characters(utf8);
    std::vector<phrase_match> out;
    std::size_t no_end = none; // behind the last negation of this clause
    bool no_latin = false;
    std::vector<std::uint32_t> starting;
    for (std::size_t at = 0; at < in.size(); ++at) {
        if (ends_clause(in[at])) no_end = none;
        if (at > 0 && is_latin(in[at]) && is_latin(in[at - 1])) continue; // within a word
        begins_with(in[at], at + 1 < in.size() ? in[at + 1] : nothing, starting);
        std::size_t no_here = none;
        for (const auto index : starting) {
            const entry& one = entries_[index];
            const std::size_t end = match(one, in, at);
            if (end == none) continue;
            if (one.negation) {
                no_here = end;
                continue;
            }
            const std::size_t reach = no_latin ? negation_reach_latin : negation_reach;
            const bool negated = no_end != none && no_end <= at && at - no_end <= reach;
            out.push_back({one.phrase, bytes[at], bytes[end] - bytes[at], negated});
        }
        if (no_here == none) continue;
        no_end = no_here;
        no_latin = is_latin(in[at]);
    }
    return out;
}

} // namespace guiyi::text
