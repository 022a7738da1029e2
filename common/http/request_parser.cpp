#include "common/http/request_parser.hpp"

#include <algorithm>

namespace guiyi::http {

namespace {

method method_of(boost::beast::http::verb verb) {
    using boost::beast::http::verb;
    switch (verb) {
        case verb::get: return method::get;
        case verb::head: return method::head;
        case verb::post: return method::post;
        case verb::put: return method::put;
        case verb::delete_: return method::delete_;
        case verb::options: return method::options;
        default: return method::other;
    }
}

} // namespace

void request_parser::on_request_impl(verb_type verb, view, view target, int version, error_code& ec) {
    ec = {};
    request_.verb = method_of(verb);
    request_.target.assign(target.data(), target.size());
    http11_ = version == 11;
}

void request_parser::on_field_impl(field_type, view name, view value, error_code& ec) {
    ec = {};
    // Trailers of a chunked body come here too; nobody may smuggle a header field in through them.
    if (!head_done_) request_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
}

void request_parser::on_header_impl(error_code& ec) {
    ec = {};
    head_done_ = true;
}

void request_parser::on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code& ec) {
    ec = {};
    // A claimed length is only a claim: no more than this is reserved on its word.
    constexpr std::uint64_t reserve_max = 64 << 10;
    if (length) sink_->reserve(static_cast<std::size_t>(std::min(*length, reserve_max)));
}

std::size_t request_parser::on_body_impl(view body, error_code& ec) {
    ec = {};
    sink_->append(body.data(), body.size());
    return body.size();
}

} // namespace guiyi::http
