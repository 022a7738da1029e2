#include "common/bus/jetstream/connection.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <future>
#include <list>
#include <mutex>

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
constexpr int reconnect_wait_ms = 100;
constexpr int reconnect_jitter_ms = 50;
constexpr int connect_timeout_ms = 2'000;
constexpr int buffered_while_away_bytes = 1 << 20; // what we send is sent again by us, so little is kept

error nats_error(natsStatus why, const std::string& what) {
    std::string detail = what + ": " + natsStatus_GetText(why);
    if (const char* more = nats_GetLastError(nullptr); more && *more) detail += std::string(" (") + more + ")";
    const bool ours = why == NATS_INVALID_ARG || why == NATS_CONNECTION_AUTH_FAILED || why == NATS_SSL_ERROR ||
                      why == NATS_NOT_PERMITTED || why == NATS_SECURE_CONNECTION_REQUIRED;
    return fail(ours ? errc::invalid : errc::unavailable, detail);
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

std::vector<std::string> split(const std::string& servers) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= servers.size();) {
        const auto end = std::min(servers.find(',', at), servers.size());
        if (end > at) out.push_back(servers.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

} // namespace

namespace {

/// Told by libnats how the connection stands, on its own thread and possibly after we let go: it lives until the last
/// such call, which is that of the closing.
struct watcher {
    std::mutex mutex;
    std::function<void(bool)> on_change;
    std::atomic<bool> connected{false};

    void changed(bool to) {
        connected = to;
        const std::scoped_lock guard(mutex);
        if (on_change) on_change(to);
    }
    static void lost(natsConnection*, void* self) { static_cast<watcher*>(self)->changed(false); }
    static void found(natsConnection*, void* self) { static_cast<watcher*>(self)->changed(true); }
    static void closed(natsConnection*, void* self) { delete static_cast<watcher*>(self); }
};

natsStatus set_addresses(natsOptions* to, const nats_access& with) {
    const auto servers = split(with.servers);
    std::vector<const char*> names;
    for (const auto& one : servers) names.push_back(one.c_str());
    if (names.empty()) return NATS_INVALID_ARG;
    return natsOptions_SetServers(to, names.data(), static_cast<int>(names.size()));
}

natsStatus set_trust(natsOptions* to, const nats_access& with) {
    natsStatus said = NATS_OK;
    if (!with.user.empty()) said = natsOptions_SetUserInfo(to, with.user.c_str(), with.password.c_str());
    if (said == NATS_OK && !with.credentials_file.empty())
        said = natsOptions_SetUserCredentialsFromFiles(to, with.credentials_file.c_str(), nullptr);
    if (said == NATS_OK && (!with.ca_file.empty() || with.servers.starts_with("tls://")))
        said = natsOptions_SetSecure(to, true);
    if (said == NATS_OK && !with.ca_file.empty())
        said = natsOptions_LoadCATrustedCertificates(to, with.ca_file.c_str());
    if (said == NATS_OK && !with.certificate_file.empty())
        said = natsOptions_LoadCertificatesChain(to, with.certificate_file.c_str(), with.key_file.c_str());
    return said;
}

/// An answer must not wait for libnats' flusher; and we stay until the servers come back, however long it takes.
natsStatus set_manners(natsOptions* to) {
    natsStatus said = natsOptions_SetSendAsap(to, true);
    if (said == NATS_OK) said = natsOptions_SetName(to, "guiyi");
    if (said == NATS_OK) said = natsOptions_SetMaxReconnect(to, -1);
    if (said == NATS_OK) said = natsOptions_SetReconnectWait(to, reconnect_wait_ms);
    if (said == NATS_OK) said = natsOptions_SetReconnectJitter(to, reconnect_jitter_ms, reconnect_jitter_ms);
    if (said == NATS_OK) said = natsOptions_SetReconnectBufSize(to, buffered_while_away_bytes);
    if (said == NATS_OK) said = natsOptions_SetPingInterval(to, ping_every_ms);
    if (said == NATS_OK) said = natsOptions_SetMaxPingsOut(to, pings_missed_max);
    if (said == NATS_OK) said = natsOptions_SetTimeout(to, connect_timeout_ms);
    return said;
}

/// libnats' connection to one server at a time out of those it was given.
struct link {
    watcher* told = nullptr;
    natsConnection* nats = nullptr;

    /// @param in_order the servers as they are named, not in an order of libnats' own
    static result<std::shared_ptr<link>> open(const nats_access& to, bool in_order,
                                              const std::function<void(bool)>& on_change);
    link() = default;
    link(const link&) = delete;
    link& operator=(const link&) = delete;
    ~link() {
        if (!nats) return;
        close();
        natsConnection_Destroy(nats);
    }
    void close() const {
        {
            const std::scoped_lock guard(told->mutex);
            told->on_change = nullptr;
        }
        natsConnection_Close(nats);
    }
};

result<std::shared_ptr<link>> link::open(const nats_access& to, bool in_order,
                                         const std::function<void(bool)>& on_change) {
    natsOptions* raw = nullptr;
    if (const auto said = natsOptions_Create(&raw); said != NATS_OK) return nats_error(said, "libnats");
    const options_ptr options(raw);
    if (const auto said = set_addresses(raw, to); said != NATS_OK) return nats_error(said, "bus address " + to.servers);
    if (const auto said = set_trust(raw, to); said != NATS_OK)
        return nats_error(said, "credentials or certificates of the bus");
    if (const auto said = set_manners(raw); said != NATS_OK) return nats_error(said, "libnats");
    natsOptions_SetNoRandomize(raw, in_order);
    auto told = std::make_unique<watcher>();
    told->on_change = on_change;
    told->connected = true;
    natsOptions_SetDisconnectedCB(raw, &watcher::lost, told.get());
    natsOptions_SetReconnectedCB(raw, &watcher::found, told.get());
    natsOptions_SetClosedCB(raw, &watcher::closed, told.get());
    auto out = std::make_shared<link>();
    natsConnection* made = nullptr;
    if (const auto said = natsConnection_Connect(&made, raw); said != NATS_OK)
        return nats_error(said, "cannot connect to " + to.servers);
    out->nats = made;
    out->told = told.release();
    return out;
}

/// One subscription over one link.
struct ear {
    std::function<void(nats_message)> call;
    natsSubscription* raw = nullptr;
    std::promise<void> ended;

    static result<std::unique_ptr<ear>> open(const link& over, const std::string& subject,
                                             const std::function<void(nats_message)>& call);
    ear() = default;
    ear(const ear&) = delete;
    ear& operator=(const ear&) = delete;
    ~ear() {
        if (!raw) return;
        natsSubscription_Unsubscribe(raw);
        ended.get_future().wait(); // no call is under way any more
        natsSubscription_Destroy(raw);
    }
};

result<std::unique_ptr<ear>> ear::open(const link& over, const std::string& subject,
                                       const std::function<void(nats_message)>& call) {
    auto out = std::make_unique<ear>();
    out->call = call;
    const auto said = natsConnection_Subscribe(
        &out->raw, over.nats, subject.c_str(),
        [](natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
            const message_ptr mine(message);
            static_cast<ear*>(closure)->call(taken_from(message));
        },
        out.get());
    if (said != NATS_OK) return nats_error(said, "cannot listen to " + subject);
    natsSubscription_SetPendingLimits(out->raw, -1, -1); // the queue that it hands over to is what bounds it
    natsSubscription_SetOnCompleteCB(
        out->raw, [](void* closure) { static_cast<ear*>(closure)->ended.set_value(); }, out.get());
    return out;
}

} // namespace

struct connection::impl {
    /// Who listens: over the link there is now, last, and over those there were, which are closed.
    struct listener {
        std::string subject;
        std::function<void(nats_message)> call;
        std::vector<std::unique_ptr<ear>> ears;
    };

    nats_access to;
    std::function<void(bool)> on_change;
    mutable std::mutex mutex; // guards what follows
    std::shared_ptr<link> now;
    std::list<listener> listeners;

    std::shared_ptr<link> over() const {
        const std::scoped_lock guard(mutex);
        return now;
    }
};

connection::connection(std::unique_ptr<impl> inner) : impl_(std::move(inner)) {}
connection::~connection() = default;

bool connection::connected() const { return impl_->over()->told->connected; }

result<std::unique_ptr<connection>> connection::open(const nats_access& to, std::function<void(bool)> on_change) {
    auto first = link::open(to, false, on_change);
    if (!first) return first.error();
    auto inner = std::make_unique<impl>();
    inner->to = to;
    inner->on_change = std::move(on_change);
    inner->now = std::move(*first);
    return std::unique_ptr<connection>(new connection(std::move(inner)));
}

result<void> connection::move_on() {
    const auto before = impl_->over();
    auto servers = split(impl_->to.servers);
    if (servers.size() < 2) return {};
    std::array<char, 512> url{};
    natsConnection_GetConnectedUrl(before->nats, url.data(), url.size());
    const auto is_other = [&](const std::string& one) {
        return !std::string_view(url.data()).ends_with(one.substr(one.find("//") + 2));
    };
    std::stable_partition(servers.begin(), servers.end(), is_other);
    auto to = impl_->to;
    to.servers.clear();
    for (const auto& one : servers) to.servers += (to.servers.empty() ? "" : ",") + one;
    auto fresh = link::open(to, true, impl_->on_change);
    if (!fresh) return fresh.error();
    {
        const std::scoped_lock guard(impl_->mutex);
        for (auto& one : impl_->listeners) {
            auto hears = ear::open(**fresh, one.subject, one.call);
            if (!hears) return hears.error();
            one.ears.push_back(std::move(*hears));
        }
        impl_->now = *fresh;
    }
    before->close(); // who waits for an answer over it asks again
    return {};
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

} // namespace

result<void> connection::publish(const std::string& subject, std::string_view body, const std::string& reply,
                                 const nats_headers& headers) {
    const auto message = made(subject, body, reply, headers);
    if (!message) return message.error();
    if (const auto said = natsConnection_PublishMsg(impl_->over()->nats, message->get()); said != NATS_OK)
        return nats_error(said, "cannot send to " + subject);
    return {};
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
        if (auto sent = publish(subject, bodies[i], inbox + "." + std::to_string(i)); !sent) return sent.error();
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
    if (auto sent = publish(subject, {}, inbox); !sent) return sent.error();
    std::vector<nats_message> out;
    for (;;) {
        natsMsg* next = nullptr;
        const auto said = natsSubscription_NextMsg(&next, raw, (out.empty() ? within : quiet).count());
        if (said == NATS_NO_RESPONDERS) return fail(errc::not_found, "nobody listens to " + subject);
        if (said != NATS_OK) return out;
        const message_ptr answer(next);
        if (auto taken = taken_from(next); taken.status == 0) out.push_back(std::move(taken));
    }
}

result<std::shared_ptr<void>> connection::subscribe(const std::string& subject,
                                                    std::function<void(nats_message)> on_message) {
    const std::scoped_lock guard(impl_->mutex);
    auto hears = ear::open(*impl_->now, subject, on_message);
    if (!hears) return hears.error();
    auto& one = impl_->listeners.emplace_back(impl::listener{subject, std::move(on_message), {}});
    one.ears.push_back(std::move(*hears));
    return std::shared_ptr<void>(&one, [inner = impl_.get(), at = std::prev(impl_->listeners.end())](void*) {
        std::list<impl::listener> ended; // outside of the lock: it waits for a call under way
        const std::scoped_lock leaving(inner->mutex);
        ended.splice(ended.begin(), inner->listeners, at);
    });
}

} // namespace guiyi::bus
