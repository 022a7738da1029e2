// Takes complaints line by line (NDJSON), records them in the order of the lines, and answers each in that order.
// Used by the import route and, without HTTP, by the program's offline import. At most `window` lines are under way.
#pragma once

#include "common/http/problem.hpp"
#include "common/time/clock.hpp"
#include "services/intake/front_desk.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <deque>

namespace guiyi::intake {

struct bulk_options {
    std::size_t window = 256;   ///< lines under way
    unsigned attempts_max = 50; ///< of one line while the service is busy; then it is answered 503
    http::language language = http::language::zh;
};

/// The answer to one line.
struct line_result {
    std::uint64_t line = 0;
    int status = 0; ///< 201 taken or taken before; 400 and 422 refused; 503 not now: send it again
    std::string receipt_no;
    bool repeat = false;
    std::vector<http::field_error> errors;
    std::string detail; ///< when refused without errors

    /// {"line":1,"status":201,"receipt_no":"R…"} or {"line":1,"status":422,"errors":[…]}, with a line end.
    std::string to_ndjson() const;
};

/// Use from coroutines on one strand only, which everything runs on. Everything given must outlive what is under way.
class bulk_importer {
  public:
    bulk_importer(boost::asio::any_io_executor strand, const front_desk& desk, const reading_rules& rules,
                  const clock& time, const bulk_options& options);
    ~bulk_importer();
    bulk_importer(const bulk_importer&) = delete;

    /// Hands in the next line; waits while the window is full.
    /// @param line  its number, for the answer
    /// @param trace W3C trace context, or empty
    /// @returns answers that are ready, in order of their lines: this line's comes later
    boost::asio::awaitable<std::vector<line_result>> submit_line(std::uint64_t line, std::string text,
                                                                 std::string trace);

    /// A line that could not even be read: its answer takes its place in the order.
    boost::asio::awaitable<std::vector<line_result>> refuse_line(std::uint64_t line, error why);

    /// Waits for all that is under way. @returns the remaining answers
    boost::asio::awaitable<std::vector<line_result>> finish();

  private:
    struct slot;
    struct signal;

    void begin(std::uint64_t line, const std::string& text, std::string trace);
    void send(const std::shared_ptr<slot>& one);
    void settle(slot& one, const result<submit_reply>& said) const;
    void take_ready(std::vector<line_result>& into);
    boost::asio::awaitable<std::vector<line_result>> make_room(std::size_t left_max);

    boost::asio::any_io_executor strand_;
    const front_desk& desk_;
    const reading_rules& rules_;
    const clock& clock_;
    bulk_options options_;
    std::deque<std::shared_ptr<slot>> window_; ///< oldest first
    std::shared_ptr<signal> ended_;            ///< told whenever a line ends
};

} // namespace guiyi::intake
