#include "common/http/connection.hpp"

#include "common/http/target.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>

namespace guiyi::http {

namespace asio = boost::asio;

connection::connection(std::shared_ptr<server_core> core, asio::ip::tcp::socket socket, asio::any_io_executor executor,
                       std::string address, std::shared_ptr<tls_context> tls)
    : core_(std::move(core)),
      executor_(std::move(executor)),
      address_(std::move(address)),
      wire_(std::make_shared<wire>(std::move(socket), std::move(tls), *core_->real, core_->options.header_limit_bytes,
                                   core_->options.write_timeout_ms)) {}

connection::~connection() { core_->left(this, address_); }

void connection::start() {
    asio::co_spawn(executor_, [self = shared_from_this()] { return self->run(); }, asio::detached);
}

void connection::stop() {
    asio::dispatch(executor_, [self = shared_from_this()] {
        self->wire_->stop();
        if (self->end_stream_) self->end_stream_();
    });
}

void connection::abort() {
    asio::dispatch(executor_, [self = shared_from_this()] {
        self->wire_->close();
        if (self->end_stream_) self->end_stream_();
    });
}

asio::awaitable<void> connection::run() {
    try {
        bool again = co_await wire_->handshake(core_->options.read_timeout_ms);
        while (again) again = co_await serve_one();
        co_await wire_->finish(core_->options.linger_timeout_ms);
    } catch (...) {
        // Out of memory, or something thrown that is no std::exception: this connection ends, the server goes on.
        wire_->close();
    }
}

asio::awaitable<bool> connection::serve_one() {
    const server_options& options = core_->options;
    wire_->begin(request_);
    route_ = nullptr;
    const arrival head = co_await wire_->read_head(served_ == 0 ? options.read_timeout_ms : options.idle_timeout_ms,
                                                   options.read_timeout_ms);
    if (head == arrival::gone) co_return false;
    ++served_;
    started_ = core_->time.monotonic();
    const int refused = head == arrival::ready ? check_head() : static_cast<int>(head);
    if (refused != 0) {
        const bool again = co_await refuse(refused);
        co_return again;
    }
    const route_match match = core_->routes.find(request_);
    if (!match.found) {
        const bool again = co_await answer(not_routed(match));
        co_return again;
    }
    route_ = match.found;
    const bool again = co_await serve_route();
    co_return again;
}

int connection::check_framing() const {
    const std::string_view encoding = request_.header("transfer-encoding");
    const bool http11 = wire_->parser().http11();
    if (request_.headers.count("transfer-encoding") > 0) {
        // Two ways to read one body are how requests are smuggled past a proxy.
        if (!http11 || request_.headers.count("content-length") > 0) return 400;
        if (request_.headers.count("transfer-encoding") > 1 || !same_token(encoding, "chunked")) return 501;
    }
    const std::size_t hosts = request_.headers.count("host");
    return hosts > 1 || (http11 && hosts == 0) ? 400 : 0;
}

int connection::check_head() {
    if (const int refused = check_framing()) return refused;
    const std::string_view expect = request_.header("expect");
    if (!expect.empty() && !same_token(expect, "100-continue")) return 417;
    const std::string_view coding = request_.header("content-encoding");
    if (!coding.empty() && !same_token(coding, "identity")) return 415;
    if (!split_target(request_)) return 400;
    identify();
    return 0;
}

void connection::identify() {
    request_.remote_address = address_;
    request_.secure = wire_->secure();
    if (const std::string_view trace = request_.header("traceparent"); valid_traceparent(trace))
        request_.traceparent = trace;
    if (!core_->trusts(address_)) return;
    // The last address that is not one of our proxies; what stands before it anyone may have written.
    std::string_view hops = request_.header("x-forwarded-for");
    while (!hops.empty()) {
        const std::size_t comma = hops.rfind(',');
        std::string_view hop = hops.substr(comma == hops.npos ? 0 : comma + 1);
        while (hop.starts_with(' ')) hop.remove_prefix(1);
        hops = hops.substr(0, comma == hops.npos ? 0 : comma);
        boost::system::error_code ec;
        asio::ip::make_address(std::string(hop), ec);
        if (ec) break;
        request_.remote_address = hop;
        if (!core_->trusts(hop)) break;
    }
    if (same_token(request_.header("x-forwarded-proto"), "https")) request_.secure = true;
}

problem connection::problem_for(int status) const { return status_problem(status, language_of(request_)); }

response connection::not_routed(const route_match& match) const {
    if (request_.verb == method::options && (!match.allowed.empty() || request_.path == "*")) {
        response out = no_content();
        const bool star = match.allowed.empty();
        out.headers.emplace_back("Allow", star ? "GET, HEAD, POST, PUT, DELETE, OPTIONS" : match.allowed);
        return out;
    }
    if (match.allowed.empty()) return to_response(problem_for(404));
    response out = to_response(problem_for(405));
    out.headers.emplace_back("Allow", match.allowed);
    return out;
}

asio::awaitable<bool> connection::serve_route() {
    if (route_->before()) {
        std::optional<response> refusal;
        std::string what;
        try {
            refusal = co_await route_->before()(request_);
        } catch (const std::exception& e) {
            what = e.what();
            refusal = response{};
        }
        if (refusal) {
            const bool again = co_await answer(what.empty() ? std::move(*refusal) : failed(what));
            co_return again;
        }
    }
    bool again = false;
    if (const auto* buffered = std::get_if<buffered_action>(&route_->run))
        again = co_await serve_buffered(*buffered);
    else if (const auto* upload = std::get_if<upload_action>(&route_->run))
        again = co_await serve_upload(*upload);
    else if (const auto* lines = std::get_if<line_stream_action>(&route_->run))
        again = co_await serve_lines(*lines);
    else if (const auto* events = std::get_if<event_action>(&route_->run))
        again = co_await serve_events(*events);
    co_return again;
}

asio::awaitable<bool> connection::serve_buffered(const buffered_action& to) {
    const std::size_t limit =
        to.settings.body_limit_bytes != 0 ? to.settings.body_limit_bytes : core_->options.body_limit_bytes;
    if (wire_->parser().content_length().value_or(0) > limit) {
        const bool again = co_await refuse(413);
        co_return again;
    }
    if (!wire_->body_done()) {
        wire_->body_limit(limit);
        if (to.settings.read_timeout_ms != 0) wire_->read_within(to.settings.read_timeout_ms);
        const bool here = co_await invite_body();
        if (!here) co_return false;
        const arrival body = co_await wire_->read_whole_body();
        if (body == arrival::gone) co_return false;
        if (body != arrival::ready) {
            const bool again = co_await refuse(static_cast<int>(body));
            co_return again;
        }
    }
    wire_->read_unhurried();
    response reply;
    std::string what;
    try {
        reply = co_await to.call(request_);
    } catch (const std::exception& e) {
        what = e.what();
        reply.status = 0;
    }
    if (reply.status == 0) reply = failed(what);
    if (reply.stream) {
        const bool again = co_await answer_stream(std::move(reply));
        co_return again;
    }
    const bool again = co_await answer(std::move(reply));
    co_return again;
}

asio::awaitable<bool> connection::invite_body() {
    if (!wire_->parser().http11() || request_.header("expect").empty()) co_return true;
    const bool sent = co_await wire_->write_all("HTTP/1.1 100 Continue\r\n\r\n");
    co_return sent;
}

response connection::failed(std::string_view what) const {
    if (core_->options.on_exception) core_->options.on_exception(route_->pattern, what);
    return to_response(problem_for(500));
}

asio::awaitable<bool> connection::refuse(int status) {
    wire_->read_unhurried();
    // Where the next request begins is not certain after one that broke the rules.
    broken_ = true;
    const bool again = co_await answer(to_response(problem_for(status)));
    co_return again;
}

bool connection::may_keep() const {
    const std::size_t most = core_->options.keep_alive_requests_max;
    return !broken_ && wire_->body_done() && wire_->parser().keep_alive() && !wire_->stopping() &&
           (most == 0 || served_ < most);
}

head_style connection::style(framing body, bool keep_alive) const {
    head_style out;
    out.body = body;
    out.keep_alive = keep_alive;
    out.http11 = wire_->parser().http11();
    out.secure = request_.secure;
    out.content_security_policy = core_->options.content_security_policy;
    out.now = core_->time.now();
    return out;
}

asio::awaitable<bool> connection::answer(response reply) {
    const bool keep = may_keep();
    head_.clear();
    append_head(head_, reply, style(framing::length, keep));
    const bool bodiless = request_.verb == method::head || !has_body(reply.status);
    const bool sent = co_await wire_->send(head_, bodiless ? std::string_view{} : std::string_view(reply.body));
    report(reply.status);
    co_return sent&& keep;
}

void connection::report(int status) const {
    if (!core_->options.on_request) return;
    std::string_view name = request_.path.empty() ? "(malformed)" : "(none)";
    if (route_) name = route_->pattern;
    core_->options.on_request({request_.verb, name, status, core_->time.monotonic() - started_});
}

} // namespace guiyi::http
