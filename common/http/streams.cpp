#include "common/http/streams.hpp"

#include "common/http/line_source.hpp"
#include "common/http/stream_writer.hpp"

namespace guiyi::http {

namespace asio = boost::asio;

namespace {

/// "name: value\n"; a value of several lines becomes several fields, which the reader joins again.
void append_lines(std::string& out, std::string_view name, std::string_view value) {
    for (;;) {
        const std::size_t end = value.find('\n');
        const std::string_view line = value.substr(0, end);
        out.append(name).append(": ").append(line).append("\n");
        if (end == value.npos) return;
        value.remove_prefix(end + 1);
    }
}

/// A lone carriage return, and one before a line feed, ends a line for the reader as well.
std::string with_plain_breaks(std::string_view data) {
    std::string out;
    for (std::size_t i = 0; i < data.size(); ++i)
        if (data[i] != '\r')
            out.push_back(data[i]);
        else if (i + 1 == data.size() || data[i + 1] != '\n')
            out.push_back('\n');
    return out;
}

std::string one_line(std::string text) {
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
    return text;
}

} // namespace

line_stream::line_stream(std::shared_ptr<line_source> source, std::shared_ptr<stream_writer> writer)
    : source_(std::move(source)), writer_(std::move(writer)) {}

asio::awaitable<std::optional<result<std::string>>> line_stream::next_line() { return source_->next(); }

std::uint64_t line_stream::line_number() const noexcept { return source_->number(); }

asio::awaitable<bool> line_stream::write(std::string chunk) {
    const bool open = co_await writer_->write(chunk);
    co_return open;
}

event_stream::event_stream(std::shared_ptr<stream_writer> writer) : writer_(std::move(writer)) {}

asio::awaitable<bool> event_stream::send(std::string event, std::string data, std::string id) {
    std::string text;
    if (!id.empty()) text.append("id: ").append(one_line(std::move(id))).append("\n");
    if (!event.empty()) text.append("event: ").append(one_line(std::move(event))).append("\n");
    append_lines(text, "data", with_plain_breaks(data));
    text.append("\n");
    const bool open = co_await writer_->write(text);
    co_return open;
}

bool event_stream::open() const noexcept { return writer_->open(); }

} // namespace guiyi::http
