#include "services/deduplication/profile.hpp"

#include "common/text/shingle.hpp"
#include "services/deduplication/codec.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

constexpr std::uint64_t profile_version = 1;

void write(byte_writer& to, const std::string& value) { to.text(value); }
void write(byte_writer& to, std::int32_t value) { to.integer(value); }
void write(byte_writer& to, std::uint32_t value) { to.fixed32(value); }
void write(byte_writer& to, const money& value) { to.integer(value.cents); }
void write(byte_writer& to, const company_form& value) { to.text(value.core).text(value.pinyin).text(value.trade); }
template <class T>
void write(byte_writer& to, const std::vector<T>& values) {
    to.number(values.size());
    for (const auto& value : values) write(to, value);
}

void read(byte_reader& from, std::string& to) { to = from.text(); }
void read(byte_reader& from, std::int32_t& to) { to = static_cast<std::int32_t>(from.integer()); }
void read(byte_reader& from, std::uint32_t& to) { to = from.fixed32(); }
void read(byte_reader& from, money& to) { to.cents = from.integer(); }
void read(byte_reader& from, company_form& to) {
    to.core = from.text();
    to.pinyin = from.text();
    to.trade = from.text();
}
template <class T>
void read(byte_reader& from, std::vector<T>& to) {
    to.resize(from.count());
    for (auto& value : to) read(from, value);
}

/// Every field in one order for both directions.
template <class Io, class Profile, class Each>
void each_field(Io& io, Profile& p, Each each) {
    each(io, p.name.han);
    each(io, p.name.pinyin);
    each(io, p.name.surname);
    each(io, p.phones);
    each(io, p.email);
    each(io, p.id_number);
    each(io, p.id_last4);
    each(io, p.address_numbers);
    each(io, p.address_bigrams);
    each(io, p.callers);
    each(io, p.call_days);
    each(io, p.companies);
    each(io, p.credit_code);
    each(io, p.order_no);
    each(io, p.amounts);
    each(io, p.quoted);
    each(io, p.recordings);
    each(io, p.narrative.total);
    each(io, p.narrative.smallest);
    each(io, p.language);
    each(io, p.filing_day);
}

} // namespace

std::string_view name_form::given() const noexcept {
    const std::string_view all = pinyin;
    if (all.starts_with(surname)) return all.substr(surname.size());
    return all.ends_with(surname) ? all.substr(0, all.size() - surname.size()) : all;
}

std::string name_form::initials() const {
    std::string out;
    if (!surname.empty()) out += surname.front();
    if (!given().empty()) out += given().front();
    std::ranges::sort(out);
    return out;
}

std::string encode(const profile& what) {
    byte_writer out;
    out.number(profile_version).number(what.name.surname_only ? 1 : 0);
    each_field(out, what, [](byte_writer& to, const auto& value) { write(to, value); });
    return std::move(out).take();
}

result<profile> decode_profile(std::string_view bytes) {
    byte_reader in(bytes);
    profile out;
    if (in.number() != profile_version) return fail(errc::corrupt, "a stored profile has another version");
    out.name.surname_only = in.number() == 1;
    each_field(in, out, [](byte_reader& from, auto& value) { read(from, value); });
    if (in.bad() || !in.at_end()) return fail(errc::corrupt, "a stored profile is cut or too long");
    return out;
}

sketch sketch_of(std::string_view narrative) {
    sketch out;
    const auto hashes = text::shingles(narrative);
    out.total = static_cast<std::uint32_t>(hashes.size());
    // The hashes are sorted and evenly spread, so the smallest are a fair sample and their upper halves stay sorted.
    for (std::size_t i = 0; i < std::min(hashes.size(), sketch::kept_max); ++i)
        out.smallest.push_back(static_cast<std::uint32_t>(hashes[i] >> 32));
    return out;
}

double containment(const sketch& a, const sketch& b) {
    if (a.smallest.empty() || b.smallest.empty()) return 0;
    // Both sketches are complete up to the lower of their last values: below it they are samples of one space.
    const auto complete = [](const sketch& s) {
        return s.total <= s.smallest.size() ? 0xffffffffU : s.smallest.back();
    };
    const std::uint32_t bound = std::min(complete(a), complete(b));
    std::size_t both = 0, in_a = 0, in_b = 0;
    for (std::size_t i = 0, j = 0;;) {
        const bool more_a = i < a.smallest.size() && a.smallest[i] <= bound;
        const bool more_b = j < b.smallest.size() && b.smallest[j] <= bound;
        if (!more_a && !more_b) break;
        const bool from_a = more_a && (!more_b || a.smallest[i] <= b.smallest[j]);
        const bool from_b = more_b && (!more_a || b.smallest[j] <= a.smallest[i]);
        in_a += from_a;
        in_b += from_b;
        both += from_a && from_b;
        i += from_a;
        j += from_b;
    }
    const std::size_t smaller = std::min(in_a, in_b);
    return smaller == 0 ? 0 : static_cast<double>(both) / static_cast<double>(smaller);
}

} // namespace guiyi::deduplication
