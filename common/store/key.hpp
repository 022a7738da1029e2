// Typed keys: parts written so that byte order equals the order of the parts.
// Used by every service's state; one leading byte names the kind of row.
#pragma once

#include "common/core/ids.hpp"
#include "common/time/instant.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace guiyi::store {

/// Builds a key: `key('m').text(case_no).number(seq)`. Text parts end in a zero byte, so they must not hold one.
class key {
  public:
    /// @param kind one printable byte, unique in its family; bytes below ' ' belong to the runtime
    explicit key(char kind) : bytes_(1, kind) {}

    /// Text without zero bytes (a zero byte would end it early; it is written as 0x01 instead).
    key& text(std::string_view part);
    template <class Tag>
    key& text(const id<Tag>& part) {
        return text(part.str());
    }
    /// 8 bytes, big-endian, so that numbers sort.
    key& number(std::uint64_t part);
    /// A moment, sortable also before 1970.
    key& at(instant part);
    /// Exactly these bytes; only as the last part, or of a fixed width.
    key& raw(std::string_view part);

    const std::string& str() const noexcept { return bytes_; }
    operator std::string_view() const noexcept { return bytes_; }

  private:
    std::string bytes_;
};

/// Takes a key apart again, in the order it was built. Reading past the end gives empty parts and sets bad().
class key_reader {
  public:
    explicit key_reader(std::string_view bytes) : rest_(bytes.substr(bytes.empty() ? 0 : 1)) {}
    std::string_view text();
    std::uint64_t number();
    instant at();
    std::string_view rest() const noexcept { return rest_; }
    bool bad() const noexcept { return bad_; }

  private:
    std::string_view rest_;
    bool bad_ = false;
};

/// A half-open range of keys that owns its bounds.
struct range {
    std::string from; ///< inclusive
    std::string to;   ///< exclusive; empty: to the end of the family
    /// Every key that begins with these bytes.
    static range prefix(std::string_view bytes);
};

} // namespace guiyi::store
