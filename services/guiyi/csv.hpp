// Comma-separated rows (RFC 4180): quoted fields, doubled quotes, line breaks inside quotes, CRLF or LF, a leading BOM.
#pragma once

#include "common/core/result.hpp"

#include <deque>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace guiyi::program {

class csv_reader {
  public:
    explicit csv_reader(std::istream& in) : in_(in) {}

    struct row {
        std::uint64_t line = 0; ///< where it begins, from 1
        std::vector<std::string> fields;
        std::string text; ///< as it stood in the file
    };

    /// The next row; nothing at the end. Blank lines are passed over.
    /// @errors errc::invalid for a quote that never closes or text behind a closing quote; reading goes on in the line
    /// after the one the row begins in
    std::optional<result<row>> next();

  private:
    bool take_line(std::string& into);

    std::istream& in_;
    std::uint64_t line_ = 0;
    std::deque<std::string> given_back_; ///< lines that an unclosed quote had swallowed
};

} // namespace guiyi::program
