#include "common/observe/trace.hpp"

#include "common/core/digest.hpp"

#include <algorithm>

namespace guiyi::observe {

namespace {

constexpr unsigned char known_flags = 0x03;

template <std::size_t Size>
std::string_view view(const std::array<unsigned char, Size>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), Size};
}

/// Lower-case hex only, as the standard has it. @returns whether it was
bool read_hex(std::string_view hex, std::span<unsigned char> out) {
    if (std::ranges::any_of(hex, [](char c) { return c >= 'A' && c <= 'F'; })) return false;
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != out.size()) return false;
    std::ranges::copy(*bytes, out.begin());
    return true;
}

bool all_zero(std::span<const unsigned char> bytes) {
    return std::ranges::all_of(bytes, [](unsigned char b) { return b == 0; });
}

// All zero means "no id". One draw in 2^64 would give it; any other value will do then.
void draw_id(std::span<unsigned char> out, random_source& random) {
    random.fill(out);
    if (all_zero(out)) out.back() = 1;
}

} // namespace

result<trace_context> parse_traceparent(std::string_view header) {
    trace_context out;
    std::array<unsigned char, 1> version{}, flags{};
    const bool shaped = header.size() >= 55 && header[2] == '-' && header[35] == '-' && header[52] == '-' &&
                        read_hex(header.substr(0, 2), version) && read_hex(header.substr(3, 32), out.trace_id) &&
                        read_hex(header.substr(36, 16), out.span_id) && read_hex(header.substr(53, 2), flags);
    if (!shaped) return fail(errc::invalid, "traceparent: not of the form version-trace-span-flags in lower-case hex");
    if (version[0] == 0xff) return fail(errc::invalid, "traceparent: version ff does not exist");
    if (header.size() > 55 && (version[0] == 0 || header[55] != '-'))
        return fail(errc::invalid, "traceparent: too long");
    if (all_zero(out.trace_id) || all_zero(out.span_id)) return fail(errc::invalid, "traceparent: an id is all zero");

    out.flags = flags[0] & known_flags;
    return out;
}

std::string format_traceparent(const trace_context& context) {
    const char flags = static_cast<char>(context.flags & known_flags);
    return "00-" + to_hex(view(context.trace_id)) + "-" + to_hex(view(context.span_id)) + "-" +
           to_hex(std::string_view(&flags, 1));
}

std::string format_trace_id(const trace_context& context) { return to_hex(view(context.trace_id)); }

trace_context new_trace(random_source& random) {
    trace_context out;
    draw_id(out.trace_id, random);
    draw_id(out.span_id, random);
    out.flags = 0x03;
    return out;
}

trace_context child(const trace_context& parent, random_source& random) {
    trace_context out = parent;
    draw_id(out.span_id, random);
    return out;
}

} // namespace guiyi::observe
