// Speaks to a running system's staff side over HTTP, for the commands that do. One connection, kept alive.
#pragma once

#include "services/guiyi/command.hpp"

#include <functional>
#include <memory>
#include <string>

namespace guiyi::program {

class client {
  public:
    explicit client(running_system to);
    ~client();
    client(client&&) noexcept;

    struct answer {
        int status = 0;
        std::string body;
    };
    /// @errors errc::unavailable when nobody answers
    result<answer> post(const std::string& path, const std::string& content_type, const std::string& body);
    /// Hands the body over piece by piece as it arrives when the status is 200.
    result<answer> get(const std::string& path, const std::function<void(std::string_view)>& piece = {});

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// What a refusal of the system says, for a person: the problem's title and detail.
error refusal(const client::answer& said);

} // namespace guiyi::program
