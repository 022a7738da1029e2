// A bare NATS client: asynchronous publishing into one JetStream stream, as libnats does it, and nothing else.
#pragma once

#include "tests/bench/latencies.hpp"

#include <nats/nats.h>

#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace guiyi::bench {

/// Publishes from one thread, at most `window` unacknowledged.
class raw_nats {
  public:
    raw_nats(const std::string& url, int replicas, std::int64_t window) {
        natsOptions* options = nullptr;
        must(natsOptions_Create(&options), "options");
        const char* servers[] = {url.c_str()};
        must(natsOptions_SetServers(options, servers, 1), "address");
        must(natsOptions_SetSendAsap(options, true), "options");
        must(natsConnection_Connect(&connection_, options), "connect");
        natsOptions_Destroy(options);
        const std::string settings = R"({"name":"raw","subjects":["raw.commits"],"storage":"file","num_replicas":)" +
                                     std::to_string(replicas) + "}";
        natsMsg* said = nullptr;
        must(natsConnection_RequestString(&said, connection_, "$JS.API.STREAM.CREATE.raw", settings.c_str(), 5000),
             "make a stream");
        natsMsg_Destroy(said);
        jsOptions how;
        must(jsOptions_Init(&how), "options");
        how.PublishAsync.MaxPending = window;
        how.PublishAsync.AckHandler = &raw_nats::acknowledged;
        how.PublishAsync.AckHandlerClosure = this;
        must(natsConnection_JetStream(&stream_, connection_, &how), "JetStream");
    }
    ~raw_nats() {
        natsMsg* said = nullptr;
        if (natsConnection_RequestString(&said, connection_, "$JS.API.STREAM.DELETE.raw", "", 5000) == NATS_OK)
            natsMsg_Destroy(said);
        jsCtx_Destroy(stream_);
        natsConnection_Destroy(connection_);
    }
    raw_nats(const raw_nats&) = delete;
    raw_nats& operator=(const raw_nats&) = delete;

    void publish(const std::string& bytes, std::function<void()> done) {
        done_.push(std::move(done));
        natsMsg* message = nullptr;
        must(natsMsg_Create(&message, "raw.commits", nullptr, bytes.data(), static_cast<int>(bytes.size())), "message");
        must(js_PublishMsgAsync(stream_, &message, nullptr), "publish");
    }

  private:
    static void must(natsStatus said, const char* what) {
        if (said != NATS_OK) give_up(std::string("bus: raw NATS client: ") + what + ": " + natsStatus_GetText(said));
    }

    /// Acknowledgements come in the order of the messages.
    static void acknowledged(jsCtx*, natsMsg* message, jsPubAck* yes, jsPubAckErr*, void* self) {
        if (!yes) give_up("bus: a raw publish was refused");
        static_cast<raw_nats*>(self)->done_.pop()();
        natsMsg_Destroy(message);
    }

    /// Filled by the publishing thread, emptied by libnats'.
    struct waiting {
        std::mutex mutex;
        std::deque<std::function<void()>> all;
        void push(std::function<void()> one) {
            const std::scoped_lock guard(mutex);
            all.push_back(std::move(one));
        }
        std::function<void()> pop() {
            const std::scoped_lock guard(mutex);
            auto first = std::move(all.front());
            all.pop_front();
            return first;
        }
    };

    natsConnection* connection_ = nullptr;
    jsCtx* stream_ = nullptr;
    waiting done_;
};

} // namespace guiyi::bench
