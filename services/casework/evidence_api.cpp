#include "services/casework/evidence_api.hpp"

#include "common/http/problem.hpp"
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

http::response as_answer(evidence_content what, const evidence_id& which) {
    http::response out;
    const bool shown = shows_inline(what.media_type);
    out.content_type = std::move(what.media_type);
    out.body = std::move(what.bytes);
    // A stranger's file: it may be looked at, and do nothing.
    out.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
    out.headers.emplace_back("Content-Disposition", shown ? "inline" : "attachment");
    out.headers.emplace_back("Cache-Control", "private, max-age=600");
    out.headers.emplace_back("ETag", '"' + which.str() + '"');
    return out;
}

} // namespace

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
    auto read = [this, which]() -> boost::asio::awaitable<result<evidence_content>> { co_return opens_(which); };
    auto found = co_await boost::asio::co_spawn(blocking_, std::move(read), boost::asio::use_awaitable);
    if (!found) co_return http::to_response(found.error(), in);
    co_return as_answer(std::move(*found), which);
}

} // namespace guiyi::casework
