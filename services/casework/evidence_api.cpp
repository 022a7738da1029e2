#include "services/casework/evidence_api.hpp"

#include "common/http/byte_range.hpp"
#include "services/casework/state.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace guiyi::casework {

namespace {

/// Whether the complaint brought it: as evidence, or as the recording of a call.
bool brought(const events::complaint_summary& by, std::string_view evidence) {
    return std::ranges::find(by.evidence, evidence) != by.evidence.end() ||
           std::ranges::any_of(by.calls, [&](const auto& call) { return call.recording == evidence; });
}

bool shows_inline(std::string_view media_type) {
    return media_type.starts_with("image/") || media_type.starts_with("audio/") || media_type.starts_with("video/");
}

/// The bytes that were asked for, without what is said about them.
http::response part_of(const evidence_content& what, const http::wanted_bytes& wanted, std::string bytes) {
    using answer = http::wanted_bytes::answer;
    http::response out;
    out.content_type = what.media_type;
    out.body = std::move(bytes);
    if (wanted.as == answer::whole) return out;
    out.status = 206;
    out.headers.emplace_back("Content-Range", http::content_range(wanted, what.size_bytes));
    return out;
}

http::response nothing_there(const evidence_content& what, const http::wanted_bytes& wanted, http::language in) {
    auto out = http::to_response(http::status_problem(416, in));
    out.headers.emplace_back("Content-Range", http::content_range(wanted, what.size_bytes));
    return out;
}

/// What holds of every answer with bytes of the file.
http::response handed_out(http::response out, const std::string& etag) {
    // A stranger's file: it may be looked at, and do nothing.
    out.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
    out.headers.emplace_back("Content-Disposition", shows_inline(out.content_type) ? "inline" : "attachment");
    out.headers.emplace_back("Cache-Control", "private, max-age=600");
    out.headers.emplace_back("ETag", etag);
    out.headers.emplace_back("Accept-Ranges", "bytes");
    return out;
}

} // namespace

/// On the pool: it waits for the disk.
http::response evidence_api::read_part(const http::request& from, const evidence_id& which, http::language in) const {
    const auto found = opens_(which);
    if (!found) return http::to_response(found.error(), in);
    const auto etag = '"' + which.str() + '"';
    const auto wanted = http::wanted_of(from, found->size_bytes, etag);
    if (wanted.as == http::wanted_bytes::answer::unsatisfiable) return nothing_there(*found, wanted, in);
    auto bytes = found->read(wanted.from, wanted.size);
    if (!bytes) return http::to_response(bytes.error(), in);
    return handed_out(part_of(*found, wanted, std::move(*bytes)), etag);
}

void evidence_api::add_staff_routes(http::router& to) {
    to.add(http::method::get, "/api/v1/complaints/{receipt_no}/evidence/{evidence}",
           [this](http::request& from) { return serve(from); });
}

boost::asio::awaitable<http::response> evidence_api::serve(http::request& from) {
    const auto in = http::language_of(from);
    const receipt_no receipt{std::string(from.param("receipt_no"))};
    const evidence_id which{std::string(from.param("evidence"))};
    const auto complaint = load_complaint(state_, receipt);
    if (!complaint || !brought(complaint->summary, which.str()))
        co_return http::to_response(http::status_problem(404, in));
    auto read = [this, &from, which, in]() -> boost::asio::awaitable<http::response> {
        co_return read_part(from, which, in);
    };
    co_return co_await boost::asio::co_spawn(blocking_, std::move(read), boost::asio::use_awaitable);
}

} // namespace guiyi::casework
