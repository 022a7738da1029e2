// The bytes of a service's rows: numbers as varints, texts with their length before them.
// Used by the states of intake and notification. Rows of another shape raise service::state_version and are folded
// anew.
#pragma once

#include "common/core/result.hpp"
#include "common/time/instant.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace guiyi::store {

class row_writer {
  public:
    row_writer& number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
        bytes_ += static_cast<char>(value);
        return *this;
    }
    row_writer& text(std::string_view value) {
        number(value.size());
        bytes_ += value;
        return *this;
    }
    row_writer& flag(bool value) { return number(value ? 1 : 0); }
    /// Two's complement, so that moments before 1970 survive too.
    row_writer& at(instant value) { return number(static_cast<std::uint64_t>(value.time_since_epoch().count())); }

    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

/// Throws guiyi::failure (corrupt) when the row ends early: a state that cannot be read is a broken promise.
class row_reader {
  public:
    explicit row_reader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1).front());
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        throw failure(fail(errc::corrupt, "state: a number is too long"));
    }
    std::string text() { return std::string(take(number())); }
    bool flag() { return number() != 0; }
    instant at() { return instant(std::chrono::milliseconds(static_cast<std::int64_t>(number()))); }

  private:
    std::string_view take(std::uint64_t size) {
        if (size > rest_.size()) throw failure(fail(errc::corrupt, "state: a row ends early"));
        const auto part = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return part;
    }
    std::string_view rest_;
};

} // namespace guiyi::store
