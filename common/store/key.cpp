#include "common/store/key.hpp"

#include <algorithm>

namespace guiyi::store {

namespace {

constexpr std::uint64_t sign_bit = 1ULL << 63; // flips so that negative moments sort first

} // namespace

key& key::text(std::string_view part) {
    const auto start = bytes_.size();
    bytes_.append(part);
    std::replace(bytes_.begin() + static_cast<std::ptrdiff_t>(start), bytes_.end(), '\0', '\x01');
    bytes_ += '\0';
    return *this;
}

key& key::number(std::uint64_t part) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(part >> shift & 0xff);
    return *this;
}

key& key::at(instant part) { return number(static_cast<std::uint64_t>(part.time_since_epoch().count()) ^ sign_bit); }

key& key::raw(std::string_view part) {
    bytes_.append(part);
    return *this;
}

std::string_view key_reader::text() {
    const auto end = rest_.find('\0');
    if (end == std::string_view::npos) {
        bad_ = true;
        rest_ = {};
        return {};
    }
    const auto part = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return part;
}

std::uint64_t key_reader::number() {
    if (rest_.size() < 8) {
        bad_ = true;
        rest_ = {};
        return 0;
    }
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
    rest_.remove_prefix(8);
    return value;
}

instant key_reader::at() { return instant(std::chrono::milliseconds(static_cast<std::int64_t>(number() ^ sign_bit))); }

range range::prefix(std::string_view bytes) {
    std::string to(bytes);
    while (!to.empty() && static_cast<unsigned char>(to.back()) == 0xff) to.pop_back();
    if (!to.empty()) to.back() = static_cast<char>(static_cast<unsigned char>(to.back()) + 1);
    return {std::string(bytes), std::move(to)};
}

} // namespace guiyi::store
