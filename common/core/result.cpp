#include "common/core/result.hpp"

namespace guiyi {

std::string_view name_of(errc code) noexcept {
    switch (code) {
        case errc::ok: return "ok";
        case errc::not_found: return "not_found";
        case errc::invalid: return "invalid";
        case errc::conflict: return "conflict";
        case errc::stale: return "stale";
        case errc::illegal_transition: return "illegal_transition";
        case errc::forbidden: return "forbidden";
        case errc::unauthenticated: return "unauthenticated";
        case errc::too_large: return "too_large";
        case errc::busy: return "busy";
        case errc::unavailable: return "unavailable";
        case errc::timeout: return "timeout";
        case errc::corrupt: return "corrupt";
        case errc::unknown_fact: return "unknown_fact";
        case errc::calendar_missing: return "calendar_missing";
        case errc::io: return "io";
    }
    return "unknown";
}

failure::failure(error why) : why_(std::move(why)), text_(std::string(name_of(why_.code)) + ": " + why_.detail) {}

void throw_exception_from_error(const error& why, const boost::source_location&) { throw failure(why); }

} // namespace guiyi
