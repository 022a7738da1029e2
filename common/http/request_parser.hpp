// Beast's HTTP/1 grammar writing straight into our request. Private to this room. No I/O: bytes are put in.
#pragma once

#include "common/http/beast.hpp"
#include "common/http/message.hpp"

namespace guiyi::http {

/// One request's parser. Body bytes are appended to the sink as they come.
class request_parser final : public boost::beast::http::basic_parser<true> {
  public:
    /// @param into  filled with the head; both references must outlive the parser
    /// @param sink  where body bytes go, at first
    request_parser(request& into, std::string& sink) : request_(into), sink_(&sink) {}

    void sink(std::string& other) noexcept { sink_ = &other; }
    bool http11() const noexcept { return http11_; }

  private:
    using verb_type = boost::beast::http::verb;
    using field_type = boost::beast::http::field;
    using view = boost::beast::string_view;
    using error_code = boost::beast::error_code;

    void on_request_impl(verb_type verb, view, view target, int version, error_code& ec) override;
    void on_response_impl(int, view, int, error_code&) override {}
    void on_field_impl(field_type, view name, view value, error_code& ec) override;
    void on_header_impl(error_code& ec) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code& ec) override;
    std::size_t on_body_impl(view body, error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t, view, error_code& ec) override { ec = {}; }
    std::size_t on_chunk_body_impl(std::uint64_t, view body, error_code& ec) override { return on_body_impl(body, ec); }
    void on_finish_impl(error_code& ec) override { ec = {}; }

    request& request_;
    std::string* sink_;
    bool http11_ = true;
    bool head_done_ = false;
};

} // namespace guiyi::http
