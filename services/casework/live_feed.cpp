#include "services/casework/live_feed.hpp"

#include "services/casework/state.hpp"

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace guiyi::casework {

namespace asio = boost::asio;

namespace {

constexpr std::size_t recent_max = 256;

using signal = asio::experimental::channel<void(boost::system::error_code)>;

std::optional<sequence> last_event_id(const http::request& from) {
    const auto text = from.header("last-event-id");
    sequence out = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return out;
}

std::string kind_of(const events::fact& data) {
    return std::visit([](const auto& fact) { return std::string(std::decay_t<decltype(fact)>::type); }, data);
}

/// The case a fact concerns; nothing for facts of the runtime and for complaints that are not placed yet.
std::optional<case_no> case_in(const events::event& what, const store::view& state) {
    return std::visit(
        [&](const auto& fact) -> std::optional<case_no> {
            using fact_type = std::decay_t<decltype(fact)>;
            if constexpr (boost::mp11::mp_contains<events::runtime_facts, fact_type>::value)
                return std::nullopt;
            else if constexpr (
                requires { fact.receipt; } && !requires { fact.registered; } && !requires { fact.joined; })
                return case_of(state, fact.receipt);
            else
                return case_no(what.subject);
        },
        what.data);
}

bool in_reach(const access::principal* who, const case_no& which, const store::view& state) {
    if (!who || who->rows == access::row_scope::all) return true;
    const auto row = load_case(state, which);
    return row && who->sees(row->desk);
}

} // namespace

case_news news_of(const events::commit& what, const store::view& state) {
    case_news out;
    out.seq = what.seq;
    for (const auto& event : what.events) {
        const auto subject = case_in(event, state);
        if (!subject) continue;
        auto found = std::ranges::find(out.changed, *subject, [](const auto& one) { return one.first; });
        if (found == out.changed.end()) found = out.changed.insert(found, {*subject, {}});
        found->second.push_back(kind_of(event.data));
    }
    return out;
}

/// Registered for as long as it lives; its signal is set on the reader's own executor.
class live_feed::listener {
  public:
    listener(live_feed& of, const asio::any_io_executor& on) : feed_(of), signal_(std::make_shared<signal>(on, 1)) {
        const std::scoped_lock guard(feed_.mutex_);
        id_ = feed_.next_++;
        feed_.wakes_[id_] = [on, waiting = signal_] {
            asio::post(on, [waiting] { waiting->try_send(boost::system::error_code()); });
        };
    }
    ~listener() {
        const std::scoped_lock guard(feed_.mutex_);
        feed_.wakes_.erase(id_);
    }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    signal& woken() { return *signal_; }

  private:
    live_feed& feed_;
    std::shared_ptr<signal> signal_;
    std::uint64_t id_ = 0;
};

live_feed::live_feed(bus::bus& over, const store::view& committed)
    : bus_(over), state_(committed), subscription_(over.on_commit(events::stream::casework, [this] { wake_all(); })) {}

void live_feed::wake_all() {
    const std::scoped_lock guard(mutex_);
    for (const auto& [id, wake] : wakes_) wake();
}

sequence live_feed::tail() const { return bus_.last_heard(events::stream::casework); }

case_news live_feed::read(sequence seq) {
    {
        const std::scoped_lock guard(mutex_);
        const auto found = std::ranges::find(recent_, seq, &case_news::seq);
        if (found != recent_.end()) return *found;
    }
    const auto records = bus_.read(events::stream::casework, seq, 1).value();
    case_news news = news_of(events::decode(records.at(0).body).value(), state_);
    const std::scoped_lock guard(mutex_);
    recent_.push_back(news);
    if (recent_.size() > recent_max) recent_.pop_front();
    return news;
}

asio::awaitable<bool> live_feed::send(case_news news, const access::principal* to_whom, http::event_stream& to) const {
    const std::string id = std::to_string(news.seq);
    for (const auto& [number, kinds] : news.changed) {
        if (!in_reach(to_whom, number, state_)) continue;
        boost::json::object data{{"case_no", number.str()}, {"kinds", boost::json::array(kinds.begin(), kinds.end())}};
        std::string text = boost::json::serialize(data);
        const bool open = co_await to.send("case", std::move(text), id);
        if (!open) co_return false;
    }
    co_return to.open();
}

asio::awaitable<void> live_feed::serve(const http::request& from, http::event_stream& to) {
    const auto executor = co_await asio::this_coro::executor;
    listener me(*this, executor);
    sequence told = last_event_id(from).value_or(tail());
    while (to.open()) {
        const sequence last = tail();
        if (told > last || last - told > behind_max) {
            told = last;
            std::string id = std::to_string(last);
            const bool open = co_await to.send("reload", "{}", std::move(id));
            if (!open) co_return;
        }
        while (told < last) {
            case_news news = read(++told);
            const bool open = co_await send(std::move(news), from.who.get(), to);
            if (!open) co_return;
        }
        // A commit since tail() was read has set the signal, so nothing is slept through.
        if (tail() != told) continue;
        co_await me.woken().async_receive(asio::use_awaitable);
    }
}

} // namespace guiyi::casework
