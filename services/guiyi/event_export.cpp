#include "services/guiyi/event_export.hpp"

#include "common/events/event.hpp"
#include "common/http/problem.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace guiyi::program {

namespace {

using answer = boost::asio::awaitable<http::response>;

constexpr std::size_t commits_a_piece = 256;

/// Facts about cases. Those of access tell of accounts, passwords and tokens, and leave for nobody.
constexpr std::array exported{events::stream::intake, events::stream::deduplication, events::stream::assignment,
                              events::stream::notification, events::stream::casework};

/// Gives the facts of some streams up to where each ended at the start, one stream after the other.
class event_pages {
  public:
    explicit event_pages(const bus::bus& over) : over_(over) {}

    /// Finds where the streams end, and reads the first piece: what cannot be read at all is told before the answer
    /// begins. @throws guiyi::failure
    void begin(std::optional<events::stream> only) {
        for (const auto stream : exported) {
            if (only && *only != stream) continue;
            until_.push_back({stream, over_.tail(stream).value().seq});
        }
        first_ = read_on();
    }

    /// The next piece; nothing at the end. @throws guiyi::failure when the bus cannot be read
    std::optional<std::string> next() { return first_ ? std::exchange(first_, std::nullopt) : read_on(); }

  private:
    std::optional<std::string> read_on() {
        for (; at_ < until_.size(); ++at_, next_ = 1)
            if (next_ <= until_[at_].seq) return piece(until_[at_]);
        return std::nullopt;
    }

    std::string piece(const events::cause& of) {
        const auto records = over_.read(of.from, next_, commits_a_piece);
        if (!records) throw failure(records.error());
        std::string out;
        for (const auto& record : *records) {
            if (record.at.seq > of.seq) break;
            next_ = record.at.seq + 1;
            const auto commit = events::decode(record.body);
            if (!commit) throw failure(commit.error());
            for (std::size_t i = 0; i < commit->events.size(); ++i)
                out += events::encode_event(commit->events[i], of.from, record.at.seq, i) + "\n";
        }
        if (records->empty()) next_ = of.seq + 1;
        return out;
    }

    const bus::bus& over_;
    std::vector<events::cause> until_;
    std::optional<std::string> first_;
    std::size_t at_ = 0;
    sequence next_ = 1;
};

/// The bus may make one wait, which is not for a thread that others' requests are read on.
boost::asio::awaitable<std::optional<std::string>> next_piece(std::shared_ptr<event_pages> of,
                                                              boost::asio::any_io_executor on) {
    auto read = [of]() -> boost::asio::awaitable<std::optional<std::string>> { co_return of->next(); };
    auto piece = co_await boost::asio::co_spawn(on, std::move(read), boost::asio::use_awaitable);
    co_return piece;
}

boost::asio::awaitable<result<void>> begin(std::shared_ptr<event_pages> of, std::optional<events::stream> only) {
    try {
        of->begin(only);
    } catch (const failure& unreadable) {
        co_return unreadable.why();
    }
    co_return result<void>();
}

http::response no_such_stream(http::language in) {
    std::string names;
    for (const auto one : exported) names.append(names.empty() ? "" : " ").append(events::name_of(one));
    return http::to_response(http::invalid_problem(
        {{"/stream", "not_in_list", (in == http::language::zh ? "只能是：" : "must be one of: ") + names}}, in));
}

answer export_events(node& of, http::request& from) {
    const auto in = http::language_of(from);
    const auto named = from.query_value("stream").value_or("");
    const auto one = events::stream_named(named);
    const bool known = one && std::ranges::find(exported, *one) != exported.end();
    if (!named.empty() && !known) co_return no_such_stream(in);
    auto pages = std::make_shared<event_pages>(*of.what().over);
    auto begun = co_await boost::asio::co_spawn(of.blocking(), begin(pages, one), boost::asio::use_awaitable);
    if (!begun) co_return http::to_response(begun.error(), in);
    http::response out;
    out.content_type = "application/x-ndjson";
    out.headers.emplace_back("Content-Disposition", "attachment; filename=\"events.ndjson\"");
    out.stream = [pages, on = of.blocking()] { return next_piece(pages, on); };
    co_return out;
}

} // namespace

void add_event_export(http::router& to, node& of) {
    to.add(http::method::get, "/api/v1/export/events", [&of](http::request& from) { return export_events(of, from); });
}

} // namespace guiyi::program
