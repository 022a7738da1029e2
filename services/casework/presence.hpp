// Who has which case open just now. No lock: people are told of each other, and a step that comes second is told apart
// by the case's revision. Kept in memory only; a restart forgets it, and seconds later it is known again.
#pragma once

#include "common/core/ids.hpp"
#include "common/http/router.hpp"
#include "common/time/clock.hpp"

#include <functional>
#include <map>
#include <mutex>

namespace guiyi::casework {

class presence {
  public:
    static constexpr std::chrono::seconds holds{40};   ///< pages say that they are open every 15 s
    static constexpr std::size_t entries_max = 10'000; ///< beyond, nobody new is noted

    /// Notes that `who` has the case open at `now`. @return who else had it within `holds`, by id
    std::vector<std::string> seen(const case_no& which, const std::string& who, instant now);

    /// POST /api/v1/cases/{case_no}/presence: {"others": [{"by","name"}]}
    /// @param time outlives the routes @param name_of the name of who has this id; empty when there is none
    void add_staff_routes(http::router& to, const clock& time, std::function<std::string(const std::string&)> name_of);

  private:
    void forget(instant now);

    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, instant> open_; ///< (case, who): last said
};

} // namespace guiyi::casework
