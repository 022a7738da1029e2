// A letter's HTML as PDF, by a program of its own (WeasyPrint) that runs as a limited child: little time and memory, no
// network where the kernel lets us, an empty folder, nothing of our environment. Used by the letters API.
//
// WeasyPrint because it renders the very HTML that is kept, with paged CSS, and is a maintained package of Debian 12;
// a browser would do the same with ten times the memory and a sandbox that containers often forbid.
#pragma once

#include "common/core/result.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

namespace guiyi::casework {

struct pdf_limits {
    std::string program = "weasyprint"; ///< looked up in /usr/bin, unless it is a path
    std::chrono::seconds time{120};     ///< by the clock on the wall; processor time is held to the same
    std::size_t memory_bytes = std::size_t{2} << 30;
    std::size_t output_bytes_max = std::size_t{16} << 20;
};

class pdf_writer {
  public:
    explicit pdf_writer(pdf_limits limits = {}) : limits_(std::move(limits)) {}

    /// Blocks for seconds: run it on a pool. Safe from any thread.
    /// @errors errc::unavailable when the program is missing (says what to install), fails, or stop() was called;
    ///         errc::timeout; errc::too_large
    result<std::string> write(std::string_view html) const;

    /// Ends children that run, and refuses more.
    void stop() noexcept { stopped_ = true; }

  private:
    pdf_limits limits_;
    std::atomic<bool> stopped_ = false;
};

} // namespace guiyi::casework
