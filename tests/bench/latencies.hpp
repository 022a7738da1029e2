// Durations of a benchmark and their percentiles. For tests/bench only.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace guiyi::bench {

using steady = std::chrono::steady_clock;

inline double seconds_between(steady::time_point from, steady::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

class latencies {
  public:
    latencies() { us_.reserve(1 << 20); }
    void add(steady::time_point from, steady::time_point to) {
        us_.push_back(static_cast<float>(seconds_between(from, to) * 1e6));
    }
    std::size_t count() const { return us_.size(); }

    /// Microseconds below which the part (0 to 1) of all lies; 0 when there are none.
    double percentile(double part) {
        if (us_.empty()) return 0;
        const auto at = std::min(us_.size() - 1, static_cast<std::size_t>(static_cast<double>(us_.size()) * part));
        std::nth_element(us_.begin(), us_.begin() + static_cast<std::ptrdiff_t>(at), us_.end());
        return static_cast<double>(us_[at]);
    }

  private:
    std::vector<float> us_;
};

/// "key=value", one a line: what tests/bench/path.sh reads.
inline void tell(std::string_view key, double value, int digits = 0) {
    std::printf("%.*s=%.*f\n", static_cast<int>(key.size()), key.data(), digits, value);
    std::fflush(stdout);
}

/// Ends the program with a sentence: a benchmark that met an error measured nothing.
[[noreturn]] inline void give_up(std::string_view what) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
    std::exit(1);
}

} // namespace guiyi::bench
