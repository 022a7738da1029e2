// The program's log: one JSON object a line, for operators and their tools. Used everywhere. The audit trail is not
// here: it is facts on the bus. String values go through privacy::mask, so that what slips in is not written in clear.
// @law PIPL §51 (de-identification)
#pragma once

#include "common/core/result.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace guiyi::observe {

enum class log_level { debug, info, warning, error, off };

/// A level by its name in settings; an unknown name is info.
log_level parse_log_level(std::string_view name);

/// A value of a log line. Only borrowed: pass it in the call itself.
class log_value {
  public:
    template <std::same_as<bool> Bool>
    log_value(Bool value) : value_(value) {}
    template <std::signed_integral Int>
    log_value(Int value) : value_(static_cast<std::int64_t>(value)) {}
    template <std::unsigned_integral Int>
        requires(!std::same_as<Int, bool>)
    log_value(Int value) : value_(static_cast<std::uint64_t>(value)) {}
    template <std::floating_point Float>
    log_value(Float value) : value_(static_cast<double>(value)) {}
    template <std::convertible_to<std::string_view> Text>
    log_value(const Text& value) : value_(std::string_view(value)) {}

    using kinds = std::variant<std::string_view, std::int64_t, std::uint64_t, bool, double>;
    const kinds& get() const noexcept { return value_; }

  private:
    kinds value_;
};

struct log_field {
    std::string_view key;
    log_value value;
};
using log_fields = std::initializer_list<log_field>;

struct log_options {
    log_level level = log_level::info;
    std::string target = "stderr";  ///< or a file, which is appended to
    std::size_t queue_lines = 8192; ///< above it the oldest waiting line is dropped and counted, never the caller held
};

/// Starts the log of this process; before, and after stop_logging(), nothing is written. Starting again replaces it.
/// @errors errc::io when the file cannot be opened; the log is then as it was
result<void> start_logging(const log_options& options);
/// Writes what is queued and stops. Call it last; logging afterwards is harmless.
void stop_logging() noexcept;
/// Lines dropped since the process began because the queue was full.
std::uint64_t dropped_log_lines() noexcept;

/// Writes {"at":…,"level":…,"event":…, fields…}. Never throws and never waits for the disk.
/// @param event a constant name in snake_case, never a sentence with values in it
/// @param fields keys are constants; a string above 4096 bytes is cut and ends in "…"
void log(log_level level, std::string_view event, log_fields fields = {}) noexcept;

inline void log_debug(std::string_view event, log_fields fields = {}) noexcept { log(log_level::debug, event, fields); }
inline void log_info(std::string_view event, log_fields fields = {}) noexcept { log(log_level::info, event, fields); }
inline void log_warning(std::string_view event, log_fields fields = {}) noexcept {
    log(log_level::warning, event, fields);
}
inline void log_error(std::string_view event, log_fields fields = {}) noexcept { log(log_level::error, event, fields); }

} // namespace guiyi::observe
