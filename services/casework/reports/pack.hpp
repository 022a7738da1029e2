// Rows of reports as few bytes: numbers of variable length and texts with their length before them. A report reads many
// rows, and a fact rewrites some, so they are not JSON. Private to services/casework/reports.
#pragma once

#include "common/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace guiyi::casework::reports {

class packer {
  public:
    explicit packer(std::string& to) : to_(to) {}

    /// Small numbers of either sign take few bytes.
    void number(std::int64_t value) {
        auto rest = static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
        for (; rest >= 0x80; rest >>= 7) to_ += static_cast<char>(rest | 0x80);
        to_ += static_cast<char>(rest);
    }
    void text(std::string_view value) {
        number(static_cast<std::int64_t>(value.size()));
        to_.append(value);
    }

  private:
    std::string& to_;
};

/// Reads in the order it was packed. Throws guiyi::failure (corrupt): a state that cannot be read is a broken promise.
class unpacker {
  public:
    explicit unpacker(std::string_view bytes) : rest_(bytes) {}

    bool done() const noexcept { return rest_.empty(); }
    std::size_t left() const noexcept { return rest_.size(); }

    std::int64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) break;
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
        }
        broken();
    }
    std::string_view text() {
        const auto size = number();
        if (size < 0 || static_cast<std::size_t>(size) > rest_.size()) broken();
        const auto out = rest_.substr(0, static_cast<std::size_t>(size));
        rest_.remove_prefix(static_cast<std::size_t>(size));
        return out;
    }

  private:
    [[noreturn]] static void broken() { throw failure(fail(errc::corrupt, "reports: a row is damaged")); }

    std::string_view rest_;
};

} // namespace guiyi::casework::reports
