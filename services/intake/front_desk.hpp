// Records submissions: seals under a candidate receipt number, asks the service, tries the next when it is taken.
// Used by the public route and by imports, so that both give the same answers.
#pragma once

#include "common/runtime/runner.hpp"
#include "services/intake/decide.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace guiyi::intake {

/// Safe to use from any thread. Everything given must outlive it.
class front_desk {
  public:
    /// Receipt numbers tried for one submission. A day has a thousand million, so the second is rarely needed.
    static constexpr unsigned attempts_max = 16;

    front_desk(runtime::runner& runner, const reception& door) : runner_(runner), door_(door) {}

    /// Resumes on the caller's executor when the complaint is durable together with its data key.
    /// @param trace W3C trace context, or empty
    /// @errors errc::busy, errc::unavailable: nothing was recorded, or the caller cannot know; the same again is safe
    ///         when it has a reference or an idempotency key
    boost::asio::awaitable<result<submit_reply>> submit(std::shared_ptr<const submission> what,
                                                        std::string trace) const;

    const reception& door() const noexcept { return door_; }

  private:
    runtime::runner& runner_;
    const reception& door_;
};

} // namespace guiyi::intake
