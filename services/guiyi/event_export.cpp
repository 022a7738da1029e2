#include "services/guiyi/event_export.hpp"

#include "common/events/event.hpp"
#include "common/http/problem.hpp"

#include <algorithm>
#include <array>

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
    event_pages(const bus::bus& over, std::vector<events::cause> until) : over_(over), until_(std::move(until)) {}

    /// The next piece; nothing at the end. @throws guiyi::failure when the bus cannot be read
    std::optional<std::string> next() {
        for (; at_ < until_.size(); ++at_, next_ = 1)
            if (next_ <= until_[at_].seq) return piece(until_[at_]);
        return std::nullopt;
    }

  private:
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
    std::size_t at_ = 0;
    sequence next_ = 1;
};

boost::asio::awaitable<std::optional<std::string>> next_piece(std::shared_ptr<event_pages> of) { co_return of->next(); }

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
    std::vector<events::cause> until;
    for (const auto stream : exported) {
        if (one && *one != stream) continue;
        const auto tail = of.what().over->tail(stream);
        if (!tail) co_return http::to_response(tail.error(), in);
        until.push_back({stream, tail->seq});
    }
    auto pages = std::make_shared<event_pages>(*of.what().over, std::move(until));
    http::response out;
    out.content_type = "application/x-ndjson";
    out.headers.emplace_back("Content-Disposition", "attachment; filename=\"events.ndjson\"");
    out.stream = [pages] { return next_piece(pages); };
    co_return out;
}

} // namespace

void add_event_export(http::router& to, node& of) {
    to.add(http::method::get, "/api/v1/export/events", [&of](http::request& from) { return export_events(of, from); });
}

} // namespace guiyi::program
