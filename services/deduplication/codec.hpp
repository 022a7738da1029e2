// Compact bytes for rows and profiles: varints, and texts behind their length.
// Used by this service alone; what it writes is read only by the same version of the rows (service::state_version).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace guiyi::deduplication {

/// Appends values to a row.
class byte_writer {
  public:
    /// LEB128: small numbers take one byte.
    byte_writer& number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(0x80 | (value & 0x7f));
        bytes_ += static_cast<char>(value);
        return *this;
    }
    /// Zigzag, so that small negative numbers stay small.
    byte_writer& integer(std::int64_t value) {
        return number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    byte_writer& fixed32(std::uint32_t value) {
        for (unsigned shift = 0; shift < 32; shift += 8) bytes_ += static_cast<char>(value >> shift & 0xff);
        return *this;
    }
    byte_writer& text(std::string_view value) {
        number(value.size());
        bytes_ += value;
        return *this;
    }
    /// Exactly these bytes; the reader must know how many.
    byte_writer& raw(std::string_view value) {
        bytes_ += value;
        return *this;
    }
    std::string take() && { return std::move(bytes_); }

  private:
    std::string bytes_;
};

/// Reads them back in the same order. Past the end everything is empty and bad() is set.
class byte_reader {
  public:
    explicit byte_reader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        bad_ = true;
        return 0;
    }
    std::int64_t integer() {
        const std::uint64_t value = number();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    std::uint32_t fixed32() {
        const std::string_view bytes = raw(4);
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        return value;
    }
    std::string_view text() { return raw(number()); }
    std::string_view raw(std::uint64_t size) {
        if (size > rest_.size()) {
            bad_ = true;
            rest_ = {};
            return {};
        }
        const auto part = rest_.substr(0, static_cast<std::size_t>(size));
        rest_.remove_prefix(static_cast<std::size_t>(size));
        return part;
    }
    /// A count of things that take at least one byte each, so that broken bytes cannot ask for much memory.
    std::size_t count() {
        const std::uint64_t value = number();
        if (value <= rest_.size()) return static_cast<std::size_t>(value);
        bad_ = true;
        return 0;
    }
    bool bad() const noexcept { return bad_; }
    bool at_end() const noexcept { return rest_.empty(); }

  private:
    std::string_view rest_;
    bool bad_ = false;
};

} // namespace guiyi::deduplication
