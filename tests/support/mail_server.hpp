// A real SMTP server beside a test, which answers as told (smtp_server.py).
// Targets that use it define GUIYI_SOURCE_DIR.
// Used by the tests of notification and by scenarios.
#pragma once

#include "tests/support/child_process.hpp"

#include <cstdint>

namespace guiyi::testing {

/// Takes mail once it is told order("listen"); every message accepted is an event("accepted").
class mail_server : public child_process {
  public:
    /// @param tls a certificate and a key file: STARTTLS is offered under them
    explicit mail_server(std::vector<std::string> tls = {})
        : child_process(command(std::move(tls))), port_(event("bound").at("port").as_int64()) {}

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    /// How many messages were accepted since it began.
    std::int64_t accepted() {
        tell("total");
        return event("total").at("accepted").as_int64();
    }

  private:
    static std::vector<std::string> command(std::vector<std::string> tls) {
        tls.insert(tls.begin(), {"/usr/bin/python3", GUIYI_SOURCE_DIR "/tests/support/smtp_server.py"});
        return tls;
    }
    std::int64_t port_;
};

} // namespace guiyi::testing
