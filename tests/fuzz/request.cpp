// The head and body of a request, however they are cut into pieces: the same bytes give the same request.
#include "common/http/request_parser.hpp"
#include "common/http/target.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/asio/buffer.hpp>

using namespace guiyi;

namespace {

struct outcome {
    http::request head;
    std::string body;
    bool broken = false, done = false;
};

/// @param piece bytes that arrive at once; what the parser leaves waits for the next
outcome read_in_pieces(std::string_view text, std::size_t piece) {
    outcome out;
    http::request_parser parser(out.head, out.body);
    parser.header_limit(16 << 10);
    parser.body_limit(1 << 20);
    std::string waiting;
    while (!parser.is_done() && !text.empty()) {
        waiting += text.substr(0, piece);
        text.remove_prefix(std::min(piece, text.size()));
        boost::beast::error_code ec;
        for (bool moved = true; moved && !ec && !parser.is_done() && !waiting.empty();) {
            const auto used = parser.put(boost::asio::buffer(waiting), ec);
            waiting.erase(0, used);
            moved = used > 0;
        }
        if (ec && ec != boost::beast::http::error::need_more) {
            out.broken = true;
            break;
        }
    }
    out.done = parser.is_done();
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const auto text = fuzz::text_of(bytes, count);
    const auto whole = read_in_pieces(text, std::max<std::size_t>(count, 1));
    const auto cut = read_in_pieces(text, 1 + count % 7);
    fuzz::must(whole.done == cut.done, "the pieces make no difference");
    if (whole.done) {
        fuzz::must(whole.body == cut.body && whole.head.target == cut.head.target, "the pieces make no difference");
        (void)http::split_path(whole.head.path);
    }
    if (const auto decoded = http::percent_decode(text, true))
        fuzz::must(http::valid_utf8(*decoded), "what is decoded is UTF-8");
    (void)http::valid_traceparent(text);
    return 0;
}
