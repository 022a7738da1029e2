#include "common/bus/jetstream/connection.hpp"

#include "common/core/random.hpp"
#include "common/text/split.hpp"
#include "common/time/clock.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

namespace guiyi::bus {

namespace {

template <class T, void (*destroy)(T*)>
struct destroyer {
    void operator()(T* one) const { destroy(one); }
};
using options_ptr = std::unique_ptr<natsOptions, destroyer<natsOptions, natsOptions_Destroy>>;
using message_ptr = std::unique_ptr<natsMsg, destroyer<natsMsg, natsMsg_Destroy>>;
using subscription_ptr = std::unique_ptr<natsSubscription, destroyer<natsSubscription, natsSubscription_Destroy>>;

constexpr int ping_every_ms = 2'000;
constexpr int pings_missed_max = 2;
constexpr int connect_timeout_ms = 2'000; // of each step: the TCP connection, the greeting
/// Of all the steps at one server, with looking up its name.
constexpr std::chrono::seconds connect_within{6};
/// What a server that has stopped reading may hold up whoever sends.
constexpr int write_within_ms = 2'000;
/// Between rounds of the servers; a random share of it, doubled each time.
constexpr std::chrono::milliseconds reconnect_wait{100}, reconnect_wait_most{2'000};
/// A link that stood for less does not make the next search begin anew.
constexpr std::chrono::seconds settled_after{5};
constexpr int most_quiets = 5; // between answers

std::string in_words(natsStatus why, const std::string& what) {
    std::string out = what + ": " + natsStatus_GetText(why);
    if (const char* more = nats_GetLastError(nullptr); more && *more) out += std::string(" (") + more + ")";
    return out;
}

/// A handshake also fails because the server went away in it: what libnats adds tells of a certificate that is not
/// believed, of one for another host (then with its names), or that ours is not.
bool is_certificate_fault() {
    const char* more = nats_GetLastError(nullptr);
    const std::string_view said = more ? more : "";
    return said.find("certificate") != said.npos || said.find(":cert=") != said.npos ||
           said.find("unknown ca") != said.npos;
}

error nats_error(natsStatus why, const std::string& what) {
    const bool ours = why == NATS_INVALID_ARG || why == NATS_CONNECTION_AUTH_FAILED || why == NATS_NOT_PERMITTED ||
                      why == NATS_SECURE_CONNECTION_REQUIRED || why == NATS_SECURE_CONNECTION_WANTED ||
                      (why == NATS_SSL_ERROR && is_certificate_fault());
    return fail(ours ? errc::invalid : errc::unavailable, in_words(why, what));
}

std::uint64_t number_in(const char* text) {
    std::uint64_t out = 0;
    std::from_chars(text, text + std::char_traits<char>::length(text), out);
    return out;
}

nats_message taken_from(natsMsg* from) {
    nats_message out;
    if (const char* text = natsMsg_GetSubject(from)) out.subject = text;
    if (const char* text = natsMsg_GetReply(from)) out.reply = text;
    out.body.assign(natsMsg_GetData(from), static_cast<std::size_t>(natsMsg_GetDataLength(from)));
    const char* value = nullptr;
    if (natsMsgHeader_Get(from, "Guiyi-Hash", &value) == NATS_OK) out.hash = value;
    if (natsMsgHeader_Get(from, "Nats-Sequence", &value) == NATS_OK) out.seq = number_in(value);
    if (natsMsgHeader_Get(from, "Status", &value) == NATS_OK) out.status = static_cast<int>(number_in(value));
    return out;
}

std::vector<std::string> addresses_in(const std::string& servers) {
    std::vector<std::string> out;
    for (const auto one : text::split(servers, ","))
        if (!one.empty()) out.emplace_back(one);
    return out;
}

/// Moves the thread that keeps a connection. libnats holds on to it as well, possibly after we let go.
struct pulse {
    std::mutex mutex; ///< guards what is told with it; never held while libnats is called
    std::condition_variable moved;
    bool ending = false;
    bool leaving = false; ///< another server is wanted

    bool is_ending() {
        const std::scoped_lock guard(mutex);
        return ending;
    }
};

/// What libnats keeps of us until it says that a link is closed.
struct watcher {
    std::shared_ptr<std::atomic<bool>> up = std::make_shared<std::atomic<bool>>(true);
    std::shared_ptr<pulse> keeper;

    static void closed(natsConnection*, void* closure) {
        const std::unique_ptr<watcher> self(static_cast<watcher*>(closure));
        const std::scoped_lock guard(self->keeper->mutex);
        *self->up = false;
        self->keeper->moved.notify_all();
    }
};

natsStatus set_trust(natsOptions* to, const nats_access& with) {
    natsStatus said = NATS_OK;
    if (!with.user.empty()) said = natsOptions_SetUserInfo(to, with.user.c_str(), with.password.c_str());
    if (said == NATS_OK && !with.credentials_file.empty())
        said = natsOptions_SetUserCredentialsFromFiles(to, with.credentials_file.c_str(), nullptr);
    if (said == NATS_OK && (!with.ca_file.empty() || with.servers.find("tls://") != std::string::npos))
        said = natsOptions_SetSecure(to, true);
    if (said == NATS_OK && !with.ca_file.empty())
        said = natsOptions_LoadCATrustedCertificates(to, with.ca_file.c_str());
    if (said == NATS_OK && !with.certificate_file.empty())
        said = natsOptions_LoadCertificatesChain(to, with.certificate_file.c_str(), with.key_file.c_str());
    return said;
}

/// An answer must not wait for libnats' flusher; and whoever lost a server is led to the next by us, because libnats
/// knows no end of waiting for one that greets and then says nothing (before 3.8).
natsStatus set_manners(natsOptions* to) {
    natsStatus said = natsOptions_SetSendAsap(to, true);
    if (said == NATS_OK) said = natsOptions_SetName(to, "guiyi");
    if (said == NATS_OK) said = natsOptions_SetAllowReconnect(to, false);
    if (said == NATS_OK) said = natsOptions_SetIgnoreDiscoveredServers(to, true);
    if (said == NATS_OK) said = natsOptions_SetPingInterval(to, ping_every_ms);
    if (said == NATS_OK) said = natsOptions_SetMaxPingsOut(to, pings_missed_max);
    if (said == NATS_OK) said = natsOptions_SetTimeout(to, connect_timeout_ms);
    if (said == NATS_OK) said = natsOptions_SetWriteDeadline(to, write_within_ms);
    return said;
}

result<options_ptr> options_for(const nats_access& to, const std::string& server) {
    natsOptions* raw = nullptr;
    if (const auto said = natsOptions_Create(&raw); said != NATS_OK) return nats_error(said, "libnats");
    options_ptr out(raw);
    if (const auto said = natsOptions_SetURL(raw, server.c_str()); said != NATS_OK)
        return fail(errc::invalid, in_words(said, "bus address " + server));
    if (const auto said = set_trust(raw, to); said != NATS_OK)
        return fail(errc::invalid, in_words(said, "credentials or certificates of the bus"));
    if (const auto said = set_manners(raw); said != NATS_OK) return nats_error(said, "libnats");
    return out;
}

/// libnats' connection to one server, until that is lost.
struct link {
    std::string server;
    natsConnection* nats = nullptr;
    std::shared_ptr<const std::atomic<bool>> up;

    link(std::string to, natsConnection* over, std::shared_ptr<const std::atomic<bool>> stands)
        : server(std::move(to)), nats(over), up(std::move(stands)) {}
    link(const link&) = delete;
    link& operator=(const link&) = delete;
    ~link() { natsConnection_Destroy(nats); }
};
using link_ptr = std::shared_ptr<link>;

/// One try to connect to one server, on a thread of its own.
struct attempt {
    std::string server, servers;
    options_ptr options;
    std::unique_ptr<watcher> told;
    std::optional<result<link_ptr>> said; ///< guarded by the pulse
};

void carry_out(const std::shared_ptr<attempt>& one) {
    const auto keeper = one->told->keeper;
    natsOptions_SetClosedCB(one->options.get(), &watcher::closed, one->told.get());
    natsConnection* made = nullptr;
    const auto up = one->told->up;
    const auto status = natsConnection_Connect(&made, one->options.get());
    auto said = status == NATS_OK ? result<link_ptr>(std::make_shared<link>(one->server, made, up))
                                  : nats_error(status, "cannot connect to " + one->servers);
    nats_ReleaseThreadMemory();
    if (said) static_cast<void>(one->told.release()); // the closing deletes it
    const std::scoped_lock guard(keeper->mutex);
    one->said = std::move(said);
    keeper->moved.notify_all();
}

/// Tries that nobody waits for any more, by server.
struct left_alone {
    std::mutex mutex;
    std::map<std::string, std::weak_ptr<attempt>> tries;

    static left_alone& all() {
        static left_alone out;
        return out;
    }
    bool has(const std::string& server) {
        const std::scoped_lock guard(mutex);
        return !tries[server].expired();
    }
    void add(const std::shared_ptr<attempt>& one) {
        const std::scoped_lock guard(mutex);
        tries[one->server] = one;
    }
};

/// Connects to one server. A try that does not end in time is left alone, and no other is made there until it has
/// ended: it keeps a thread busy.
result<link_ptr> connect_to(const nats_access& to, const std::string& server, const std::shared_ptr<pulse>& keeper) {
    const auto silent = fail(errc::unavailable, "cannot connect to " + to.servers + ": " + server +
                                                    " takes connections and then says nothing");
    if (left_alone::all().has(server)) return silent;
    auto options = options_for(to, server);
    if (!options) return options.error();
    const auto one = std::make_shared<attempt>();
    one->server = server;
    one->servers = to.servers;
    one->options = std::move(*options);
    one->told = std::make_unique<watcher>();
    one->told->keeper = keeper;
    try {
        std::thread(carry_out, one).detach();
    } catch (const std::system_error& why) {
        return fail(errc::unavailable, std::string("cannot connect: no thread: ") + why.what());
    }
    std::unique_lock lock(keeper->mutex);
    keeper->moved.wait_for(lock, connect_within, [&] { return one->said || keeper->ending; });
    if (one->said) return std::move(*one->said);
    left_alone::all().add(one);
    return silent;
}

/// To the first of the servers that takes us. What is set up wrongly is told rather than who is away.
result<link_ptr> connect_to_one_of(const nats_access& to, const std::vector<std::string>& servers,
                                   const std::shared_ptr<pulse>& keeper) {
    std::optional<error> why;
    for (const auto& one : servers) {
        auto said = connect_to(to, one, keeper);
        if (said || keeper->is_ending()) return said;
        if (!why || why->code != errc::invalid) why = said.error();
    }
    return why.value_or(fail(errc::invalid, "bus address '" + to.servers + "' names no server"));
}

/// Not at once and not all together: whoever lost its server waits a random while before it looks for one.
struct backoff {
    std::chrono::milliseconds most = reconnect_wait;

    std::chrono::milliseconds next(random_source& random) {
        const auto span = std::exchange(most, std::min(2 * most, reconnect_wait_most));
        return std::chrono::milliseconds(random.below(static_cast<std::uint64_t>(span.count()) + 1));
    }
};

/// Who hears the messages of a subject, over whichever link; libnats' threads may hold on to it after we let go.
struct hearer {
    std::mutex mutex;
    std::function<void(nats_message)> call; ///< empty once nobody listens

    static void heard(natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
        const message_ptr mine(message);
        const auto& self = *static_cast<std::shared_ptr<hearer>*>(closure);
        const std::scoped_lock guard(self->mutex);
        if (self->call) self->call(taken_from(message));
    }
    static void over(void* closure) { delete static_cast<std::shared_ptr<hearer>*>(closure); }
};

result<subscription_ptr> listen(const link& over, const std::string& subject, const std::shared_ptr<hearer>& to) {
    auto held = std::make_unique<std::shared_ptr<hearer>>(to);
    natsSubscription* raw = nullptr;
    const auto said = natsConnection_Subscribe(&raw, over.nats, subject.c_str(), &hearer::heard, held.get());
    if (said != NATS_OK) return nats_error(said, "cannot listen to " + subject);
    subscription_ptr out(raw);
    natsSubscription_SetPendingLimits(raw, -1, -1); // the queue that it hands over to is what bounds it
    auto* const closure = held.release();
    // Refused when the link was closed meanwhile: then nobody tells when the thread that may use it has ended.
    const auto watched = natsSubscription_SetOnCompleteCB(raw, &hearer::over, closure);
    if (watched != NATS_OK) return nats_error(watched, "cannot listen to " + subject);
    return out;
}

} // namespace

struct connection::impl {
    struct listener {
        std::string subject;
        std::shared_ptr<hearer> to;
        subscription_ptr hears; ///< over the link there is now
    };

    nats_access to;
    std::vector<std::string> servers;
    std::function<void(bool)> on_change;
    std::unique_ptr<random_source> random = system_random(); ///< of the constructor, then of the keeper's thread
    std::shared_ptr<pulse> keeper = std::make_shared<pulse>();
    mutable std::mutex mutex; ///< guards what follows
    link_ptr now;             ///< changed by the keeper's thread
    std::list<listener> listeners;
    std::string lost_because; ///< what the last search for a server ended with; empty once one is found
    std::thread keeping;

    impl(const nats_access& where, std::function<void(bool)> tell)
        : to(where), servers(addresses_in(where.servers)), on_change(std::move(tell)) {
        if (!servers.empty()) // so that not all are at the first
            std::ranges::rotate(servers, servers.begin() + static_cast<long>(random->below(servers.size())));
    }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;
    ~impl() {
        {
            const std::scoped_lock guard(keeper->mutex);
            keeper->ending = true;
            keeper->moved.notify_all();
        }
        if (keeping.joinable()) keeping.join();
    }

    link_ptr over() const {
        const std::scoped_lock guard(mutex);
        return now;
    }

    void keep() {
        const auto time = system_clock();
        backoff pace;
        for (auto since = time->monotonic();;) {
            std::unique_lock lock(keeper->mutex);
            keeper->moved.wait(lock, [&] { return keeper->ending || keeper->leaving || !*now->up; });
            if (keeper->ending) return;
            keeper->leaving = false;
            const bool lost = !*now->up;
            lock.unlock();
            if (lost) on_change(false);
            if (time->monotonic() - since > settled_after) pace = {};
            if (!(lost ? find_a_server(pace) : static_cast<bool>(go_to_one_of(others())))) continue;
            since = time->monotonic();
            on_change(true);
        }
    }

    /// @returns false at the end
    bool find_a_server(backoff& pace) {
        for (;;) {
            const auto wait = pace.next(*random);
            std::unique_lock lock(keeper->mutex);
            if (keeper->moved.wait_for(lock, wait, [&] { return keeper->ending; })) return false;
            lock.unlock();
            auto next = others();
            next.push_back(now->server);
            const auto found = go_to_one_of(next);
            if (found) return true;
            const std::scoped_lock guard(mutex);
            lost_because = found.error().detail;
        }
    }

    std::vector<std::string> others() const {
        auto out = servers;
        std::erase(out, now->server);
        return out;
    }

    /// Connected to one of them, and with it all who listen.
    result<void> go_to_one_of(const std::vector<std::string>& candidates) {
        const auto fresh = connect_to_one_of(to, candidates, keeper);
        if (!fresh) return fresh.error();
        const auto before = now;
        if (auto taken = take_over(*fresh); !taken) return taken;
        natsConnection_Close(before->nats); // who waits for an answer over it asks again
        return {};
    }

    /// Whoever listens does so over this link from now on.
    result<void> take_over(const link_ptr& fresh) {
        std::vector<subscription_ptr> hear;
        const std::scoped_lock guard(mutex);
        for (const auto& one : listeners) {
            auto hears = listen(*fresh, one.subject, one.to);
            if (!hears) return hears.error();
            hear.push_back(std::move(*hears));
        }
        auto fresh_one = hear.begin();
        for (auto& one : listeners) one.hears.swap(*fresh_one++);
        now = fresh;
        lost_because.clear();
        return {};
    }
};

connection::connection(std::unique_ptr<impl> inner) : impl_(std::move(inner)) {}
connection::~connection() = default;

bool connection::connected() const { return *impl_->over()->up; }

std::string connection::lost_because() const {
    const std::scoped_lock guard(impl_->mutex);
    return impl_->lost_because;
}

result<std::unique_ptr<connection>> connection::open(const nats_access& to, std::function<void(bool)> on_change) {
    auto inner = std::make_unique<impl>(to, std::move(on_change));
    auto first = connect_to_one_of(to, inner->servers, inner->keeper);
    if (!first) return first.error();
    inner->now = std::move(*first);
    try {
        inner->keeping = std::thread([kept = inner.get()] { kept->keep(); });
    } catch (const std::system_error& why) {
        return fail(errc::unavailable, std::string("cannot connect: no thread: ") + why.what());
    }
    return std::unique_ptr<connection>(new connection(std::move(inner)));
}

void connection::move_on() {
    const std::scoped_lock guard(impl_->keeper->mutex);
    impl_->keeper->leaving = true;
    impl_->keeper->moved.notify_all();
}

std::string connection::new_inbox() const {
    natsInbox* name = nullptr;
    if (natsInbox_Create(&name) != NATS_OK) throw failure(fail(errc::io, "libnats gives no inbox"));
    std::string out = name;
    natsInbox_Destroy(name);
    return out;
}

namespace {

result<message_ptr> made(const std::string& subject, std::string_view body, const std::string& reply,
                         const nats_headers& headers) {
    natsMsg* raw = nullptr;
    const auto said = natsMsg_Create(&raw, subject.c_str(), reply.empty() ? nullptr : reply.c_str(), body.data(),
                                     static_cast<int>(body.size()));
    if (said != NATS_OK) return nats_error(said, "message to " + subject);
    message_ptr out(raw);
    for (const auto& [name, value] : headers)
        if (const auto set = natsMsgHeader_Set(raw, name, value.c_str()); set != NATS_OK)
            return nats_error(set, "message to " + subject);
    return out;
}

result<void> send(const link& over, const std::string& subject, std::string_view body, const std::string& reply,
                  const nats_headers& headers = {}) {
    const auto message = made(subject, body, reply, headers);
    if (!message) return message.error();
    if (const auto said = natsConnection_PublishMsg(over.nats, message->get()); said != NATS_OK)
        return nats_error(said, "cannot send to " + subject);
    return {};
}

} // namespace

result<void> connection::publish(const std::string& subject, std::string_view body, const std::string& reply,
                                 const nats_headers& headers) {
    return send(*impl_->over(), subject, body, reply, headers);
}

result<nats_message> connection::ask(const std::string& subject, std::string_view body,
                                     std::chrono::milliseconds within, const nats_headers& headers) {
    const auto message = made(subject, body, {}, headers);
    if (!message) return message.error();
    natsMsg* raw = nullptr;
    const auto over = impl_->over();
    const auto said = natsConnection_RequestMsg(&raw, over->nats, message->get(), within.count());
    if (said != NATS_OK) return nats_error(said, "no answer to " + subject);
    const message_ptr answer(raw);
    return taken_from(raw);
}

result<std::vector<std::optional<nats_message>>> connection::ask_each(const std::string& subject,
                                                                      const std::vector<std::string>& bodies,
                                                                      std::chrono::milliseconds within) {
    const auto inbox = new_inbox();
    const auto over = impl_->over();
    natsSubscription* raw = nullptr;
    if (const auto said = natsConnection_SubscribeSync(&raw, over->nats, (inbox + ".*").c_str()); said != NATS_OK)
        return nats_error(said, "cannot ask " + subject);
    const subscription_ptr answers(raw);
    for (std::size_t i = 0; i < bodies.size(); ++i)
        if (auto sent = send(*over, subject, bodies[i], inbox + "." + std::to_string(i)); !sent) return sent.error();
    std::vector<std::optional<nats_message>> out(bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        natsMsg* next = nullptr;
        if (natsSubscription_NextMsg(&next, raw, within.count()) != NATS_OK) break;
        const message_ptr answer(next);
        auto taken = taken_from(next);
        const auto which = number_in(taken.subject.c_str() + inbox.size() + 1);
        if (which < out.size()) out[which] = std::move(taken);
    }
    return out;
}

result<std::vector<nats_message>> connection::ask_all(const std::string& subject, std::chrono::milliseconds within,
                                                      std::chrono::milliseconds quiet) {
    const auto inbox = new_inbox();
    const auto over = impl_->over();
    natsSubscription* raw = nullptr;
    if (const auto said = natsConnection_SubscribeSync(&raw, over->nats, inbox.c_str()); said != NATS_OK)
        return nats_error(said, "cannot ask " + subject);
    const subscription_ptr answers(raw);
    if (auto sent = send(*over, subject, {}, inbox); !sent) return sent.error();
    const auto time = system_clock();
    const auto until = time->monotonic() + within + most_quiets * quiet; // answers without end are no answer
    std::vector<nats_message> out;
    while (time->monotonic() < until) {
        natsMsg* next = nullptr;
        const auto said = natsSubscription_NextMsg(&next, raw, (out.empty() ? within : quiet).count());
        if (said == NATS_NO_RESPONDERS) return fail(errc::not_found, "nobody listens to " + subject);
        if (said != NATS_OK) break;
        const message_ptr answer(next);
        if (auto taken = taken_from(next); taken.status == 0) out.push_back(std::move(taken));
    }
    return out;
}

result<std::shared_ptr<void>> connection::subscribe(const std::string& subject,
                                                    std::function<void(nats_message)> on_message) {
    const auto to = std::make_shared<hearer>();
    to->call = std::move(on_message);
    const std::scoped_lock guard(impl_->mutex);
    auto hears = listen(*impl_->now, subject, to);
    if (!hears) return hears.error();
    auto& one = impl_->listeners.emplace_back(impl::listener{subject, to, std::move(*hears)});
    return std::shared_ptr<void>(&one, [inner = impl_.get(), at = std::prev(impl_->listeners.end()), to](void*) {
        std::list<impl::listener> ended;
        {
            const std::scoped_lock leaving(inner->mutex);
            ended.splice(ended.begin(), inner->listeners, at);
        }
        const std::scoped_lock calling(to->mutex); // waits for a call under way
        to->call = nullptr;
    });
}

} // namespace guiyi::bus
