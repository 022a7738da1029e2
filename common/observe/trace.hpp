// Trace context of a request across processes, as the W3C "traceparent" header (Trace Context, level 2). Used by http
// and by what calls other systems; the trace id stands in log lines. It identifies a request, never a person.
#pragma once

#include "common/core/random.hpp"
#include "common/core/result.hpp"

#include <array>
#include <string>
#include <string_view>

namespace guiyi::observe {

struct trace_context {
    std::array<unsigned char, 16> trace_id{};
    std::array<unsigned char, 8> span_id{};
    unsigned char flags = 0; ///< bit 0 sampled, bit 1 random trace id; others are not passed on

    friend bool operator==(const trace_context&, const trace_context&) = default;
};

/// Reads "00-<32 hex>-<16 hex>-<2 hex>", and what is known of later versions.
/// @errors errc::invalid; the caller then starts a new trace, as the standard asks
result<trace_context> parse_traceparent(std::string_view header);
/// "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
std::string format_traceparent(const trace_context& context);
/// The trace id alone, 32 hex digits, for log lines.
std::string format_trace_id(const trace_context& context);

/// A new trace, sampled.
trace_context new_trace(random_source& random);
/// The next span of the same trace.
trace_context child(const trace_context& parent, random_source& random);

} // namespace guiyi::observe
