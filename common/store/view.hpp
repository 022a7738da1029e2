// Reading and writing one family of rows. Services see only these two ports; RocksDB stays behind them.
#pragma once

#include "common/core/result.hpp"
#include "common/store/key.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace guiyi::store {

/// The families of one data folder: the bus's log, one state a service, data keys, and what the runtime keeps.
enum class family : std::uint8_t { log, intake, deduplication, assignment, notification, casework, keys, meta, access };
inline constexpr std::size_t family_count = 9;

std::string_view name_of(family which) noexcept;

/// Walks a range in key order. key() and value() hold until next().
class cursor {
  public:
    virtual ~cursor() = default;
    virtual bool valid() const = 0;
    virtual void next() = 0;
    virtual std::string_view key() const = 0;
    virtual std::string_view value() const = 0;
};

/// Read access to one family. Throws guiyi::failure with errc::io when the store itself fails.
class view {
  public:
    virtual ~view() = default;
    virtual std::optional<std::string> get(std::string_view key) const = 0;
    virtual bool has(std::string_view key) const { return get(key).has_value(); }
    /// Rows that get() will be asked for next: where that is cheaper they are read together now. Changes no answer.
    virtual void expect(std::span<const std::string> keys) const { static_cast<void>(keys); }
    /// Rows of the range, ascending.
    virtual std::unique_ptr<cursor> scan(range of) const = 0;
    /// Rows of the range, descending.
    virtual std::unique_ptr<cursor> scan_back(range of) const = 0;
};

/// Read and write access: reads see what was written through it.
class writer : public view {
  public:
    virtual void put(std::string_view key, std::string_view value) = 0;
    virtual void erase(std::string_view key) = 0;
};

} // namespace guiyi::store
