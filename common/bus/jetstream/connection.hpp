// One connection to NATS: what the other files of this room use of libnats, and the only place that names it.
#pragma once

#include "common/core/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace guiyi::bus {

/// Where the servers are, and how both sides are sure of each other.
struct nats_access {
    std::string servers; ///< "nats://host:4222", several with commas; "tls://host:4222" asks for TLS
    std::string user;
    std::string password;
    std::string credentials_file; ///< of NATS (JWT and seed), instead of user and password
    std::string ca_file;          ///< PEM; whose certificates of servers are believed. Naming it asks for TLS too
    std::string certificate_file; ///< PEM, our own, where the servers verify clients
    std::string key_file;
};

struct nats_message {
    std::string subject;
    std::string body;
    std::string hash; ///< header Guiyi-Hash; empty when there is none
    std::string reply;
    std::uint64_t seq = 0; ///< header Nats-Sequence: its place in the stream it was got from
    int status = 0;        ///< header Status: 404 no such message, 503 nobody answers; 0 when there is none
};

using nats_headers = std::vector<std::pair<const char*, std::string>>;

class connection {
  public:
    /// Stays until the servers come back, however long it takes.
    /// @param on_change told false when a server is lost, and true when connected to the same or another one, on a
    ///                  thread of the connection
    /// @errors errc::unavailable nobody answers; errc::invalid addresses, credentials or certificates, with which
    static result<std::unique_ptr<connection>> open(const nats_access& to, std::function<void(bool)> on_change);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    bool connected() const;
    /// Why no server was found when they were last asked; empty while connected, and before they were asked.
    std::string lost_because() const;

    /// Goes to another of the servers, if one is there, from one that gives no answers. Who listens goes on to. Does
    /// not block; on_change is told true once it is there.
    void move_on();

    /// A subject that only answers to us come to.
    std::string new_inbox() const;

    /// Hands a message to libnats. @errors errc::unavailable, while no server is there too
    result<void> publish(const std::string& subject, std::string_view body, const std::string& reply = {},
                         const nats_headers& headers = {});

    /// One question, one answer. Blocks. @errors errc::unavailable no answer within the time, or nobody to give one
    result<nats_message> ask(const std::string& subject, std::string_view body, std::chrono::milliseconds within,
                             const nats_headers& headers = {});

    /// Questions to one subject, sent at once; the answers in the order of the questions, nothing for each that none
    /// has come to once no other came for the time. Blocks. @errors errc::unavailable they cannot be sent
    result<std::vector<std::optional<nats_message>>> ask_each(const std::string& subject,
                                                              const std::vector<std::string>& bodies,
                                                              std::chrono::milliseconds within);

    /// One question, as many answers as come until none came for `quiet`, or they do not end. Blocks.
    /// @errors errc::not_found nobody listens to it
    result<std::vector<nats_message>> ask_all(const std::string& subject, std::chrono::milliseconds within,
                                              std::chrono::milliseconds quiet);

    /// Messages of a subject (wildcards allowed), one at a time on a thread of libnats, until the handle is dropped,
    /// which must not outlive the connection.
    result<std::shared_ptr<void>> subscribe(const std::string& subject, std::function<void(nats_message)> on_message);

  private:
    struct impl;
    explicit connection(std::unique_ptr<impl> inner);
    std::unique_ptr<impl> impl_;
};

} // namespace guiyi::bus
