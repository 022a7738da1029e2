// Who looked at what, on its way into the stream; and when sessions were last used.
// A look never waits for the disk: it is put down in memory and one command takes along whatever has gathered, so there
// is at most one commit of looks under way, however many people read. What a crash can take is what came within that
// one commit's time. When the stream takes nothing for long, nothing is shown any more either: look() says so.
#pragma once

#include "common/events/access.hpp"
#include "common/runtime/runner.hpp"

#include <memory>

namespace guiyi::access {

class trail {
  public:
    /// @param grain uses of a session closer together than this are one
    trail(runtime::runner& to, std::chrono::seconds grain);
    ~trail();
    trail(const trail&) = delete;
    trail& operator=(const trail&) = delete;

    /// False when too many looks wait already: then nothing may be shown. From any thread.
    bool look(events::look one);

    /// Notes a use and tells the one before it. @param recorded the last use that the stream knows. From any thread.
    instant use(const std::string& session, instant recorded, instant now);

    /// How many looks may wait.
    static constexpr std::size_t waiting_max = 10'000;

  private:
    struct shared;
    std::shared_ptr<shared> inside_;
};

} // namespace guiyi::access
