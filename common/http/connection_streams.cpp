// The connection's routes whose bodies are too long to hold: uploads, line streams, events, streamed answers.
#include "common/http/connection.hpp"
#include "common/http/line_source.hpp"
#include "common/http/upload_intake.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace guiyi::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t answer_queue_bytes = 256 << 10;

response stream_head(std::string content_type) {
    response out;
    out.content_type = std::move(content_type);
    return out;
}

/// An event stream has no other way to learn that its reader has left.
asio::awaitable<void> watch_peer(std::shared_ptr<wire> link, std::shared_ptr<stream_writer> writer) {
    co_await link->read_until_gone();
    writer->fail();
}

} // namespace

asio::awaitable<bool> connection::serve_upload(const upload_action& to) {
    const upload_settings& settings = to.settings;
    const std::uint64_t claimed = wire_->parser().content_length().value_or(0);
    if (claimed > settings.size_limit_bytes) {
        const bool again = co_await refuse(413);
        co_return again;
    }
    auto created = has_room(settings, claimed) ? spool_file::create(settings.spool_folder)
                                               : result<spool_file>(fail(errc::unavailable, "no room for uploads"));
    upload_outcome outcome;
    std::optional<spool_file> file;
    if (created) {
        file.emplace(std::move(*created));
        const bool here = co_await invite_body();
        if (!here) co_return false;
        outcome = co_await take_upload(wire_, *file, settings, core_->disk);
    } else {
        outcome.disk = created.error();
    }
    if (outcome.disk || outcome.body != arrival::ready) file.reset();
    if (outcome.body == arrival::gone) co_return false;
    if (outcome.body != arrival::ready) {
        const bool again = co_await refuse(static_cast<int>(outcome.body));
        co_return again;
    }
    if (outcome.disk) {
        wire_->read_unhurried();
        const bool full = outcome.disk->code == errc::unavailable;
        const error shown{full ? errc::unavailable : errc::io, {}};
        if (!full && core_->options.on_exception) core_->options.on_exception(route_->pattern, outcome.disk->detail);
        const bool again = co_await answer(to_response(shown, language_of(request_)));
        co_return again;
    }
    upload_result taken{file->path(), file->size_bytes(), file->sha256(), std::string(request_.media_type())};
    response reply;
    std::string what;
    try {
        reply = co_await to.call(request_, taken);
    } catch (const std::exception& e) {
        what = e.what();
        reply.status = 0;
    }
    file.reset(); // whoever has the answer finds nothing left behind
    const bool again = co_await answer(reply.status == 0 ? failed(what) : std::move(reply));
    co_return again;
}

asio::awaitable<bool> connection::serve_lines(const line_stream_action& to) {
    const bool here = co_await invite_body();
    if (!here) co_return false;
    const bool http11 = wire_->parser().http11();
    const bool kept = http11 && wire_->parser().keep_alive() && !wire_->stopping();
    std::string head;
    append_head(head, stream_head(to.settings.content_type), style(http11 ? framing::chunked : framing::close, kept));
    auto source = std::make_shared<line_source>(wire_, to.settings.line_limit_bytes, core_->options.read_timeout_ms);
    auto writer = std::make_shared<stream_writer>(wire_, std::move(head), http11, to.settings.queue_limit_bytes);
    line_stream stream(source, writer);
    std::string what;
    bool threw = false;
    try {
        co_await to.call(request_, stream);
    } catch (const std::exception& e) {
        what = e.what();
        threw = true;
    }
    wire_->read_unhurried();
    if (threw && !writer->started()) {
        const bool again = co_await answer(failed(what));
        co_return again;
    }
    if (threw) {
        // The status is out: only an answer without its end can still say that it is not whole.
        report(failed(what).status);
        writer->fail();
        wire_->close();
        co_return false;
    }
    const bool whole = co_await writer->end();
    report(200);
    co_return whole&& kept&& may_keep();
}

asio::awaitable<bool> connection::answer_stream(response reply) {
    const bool http11 = wire_->parser().http11();
    const bool keep = http11 && may_keep();
    std::string head;
    append_head(head, reply, style(http11 ? framing::chunked : framing::close, keep));
    const bool bodiless = request_.verb == method::head || !has_body(reply.status);
    if (bodiless) {
        const bool sent = co_await wire_->send(head, {});
        report(reply.status);
        co_return sent&& keep;
    }
    auto writer = std::make_shared<stream_writer>(wire_, std::move(head), http11, answer_queue_bytes);
    std::optional<std::string> piece;
    std::string what;
    bool threw = false;
    do {
        try {
            piece = co_await reply.stream();
        } catch (const std::exception& e) {
            what = e.what();
            threw = true;
        }
        if (threw || !piece) break;
        co_await writer->write(*piece);
    } while (writer->open());
    if (threw) {
        report(failed(what).status);
        writer->fail();
        wire_->close();
        co_return false;
    }
    const bool whole = co_await writer->end();
    report(reply.status);
    co_return whole&& keep;
}

asio::awaitable<bool> connection::serve_events(const event_action& to) {
    const bool http11 = wire_->parser().http11();
    if (request_.verb == method::head) {
        const bool again = co_await answer(stream_head("text/event-stream"));
        co_return again;
    }
    std::string head;
    append_head(head, stream_head("text/event-stream"), style(http11 ? framing::chunked : framing::close, false));
    // Weak, since end_stream_ holds the writer: an io_context that dies amid a stream must free both.
    auto stop_handler = [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->handler_stop_.emit(asio::cancellation_type::terminal);
    };
    auto writer = std::make_shared<stream_writer>(wire_, std::move(head), http11, to.settings.queue_limit_bytes,
                                                  std::move(stop_handler));
    writer->flush();
    end_stream_ = [writer] { writer->fail(); };
    asio::co_spawn(executor_, watch_peer(wire_, writer), asio::detached);
    auto beat = [writer, every_ms = to.settings.heartbeat_ms] { return writer->beat(every_ms); };
    asio::co_spawn(executor_, std::move(beat), asio::detached);
    event_stream stream(writer);
    std::string what;
    bool threw = false;
    try {
        auto token = asio::bind_cancellation_slot(handler_stop_.slot(), asio::use_awaitable);
        co_await asio::co_spawn(executor_, to.call(request_, stream), std::move(token));
    } catch (const std::exception& e) {
        // A stream that has ended cancels its handler: that is its way out, not a fault.
        threw = writer->open();
        what = e.what();
    }
    end_stream_ = nullptr;
    if (threw) failed(what);
    co_await writer->end();
    report(200);
    wire_->close();
    co_return false;
}

} // namespace guiyi::http
