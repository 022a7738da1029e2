// What just happened to cases, as server-sent events. Every reader draws from the stream at its own pace, so nothing is
// queued for anybody; who falls too far behind is told to reload instead of hearing of each change.
// Used by the API (GET /api/v1/events).
#pragma once

#include "common/bus/bus.hpp"
#include "common/events/event.hpp"
#include "common/http/streams.hpp"

#include <deque>
#include <functional>
#include <map>
#include <mutex>

namespace guiyi::casework {

/// One commit's news: which cases changed, and how.
struct case_news {
    sequence seq = 0;
    std::vector<std::pair<case_no, std::vector<std::string>>> changed; ///< kinds of the facts, in order
};

class live_feed {
  public:
    /// @param over      outlives the feed; the feed outlives every stream that is served
    /// @param committed casework's rows, to know the case of a receipt
    live_feed(bus::bus& over, const store::view& committed);

    /// Serves one reader until it leaves: events "case" {"case_no","kinds"} with the commit's sequence as id, of cases
    /// in the reader's reach. Goes on after the Last-Event-ID header; without one, starts now. An event "reload" stands
    /// for everything missed.
    boost::asio::awaitable<void> serve(const http::request& from, http::event_stream& to);

    /// How many commits a reader may be behind before it has to reload.
    static constexpr sequence behind_max = 500;

  private:
    class listener;
    boost::asio::awaitable<bool> send(case_news news, const access::principal* to_whom, http::event_stream& to) const;
    sequence tail() const;
    /// News of one commit, decoded once for all readers.
    case_news read(sequence seq);
    void wake_all();

    bus::bus& bus_;
    const store::view& state_;
    std::mutex mutex_; ///< guards recent_, wakes_ and next_
    std::deque<case_news> recent_;
    std::map<std::uint64_t, std::function<void()>> wakes_;
    std::uint64_t next_ = 0;
    std::shared_ptr<void> subscription_; ///< last: ends before what it wakes
};

/// The news in a commit of the casework stream; facts that concern no case yet are none.
case_news news_of(const events::commit& what, const store::view& state);

} // namespace guiyi::casework
