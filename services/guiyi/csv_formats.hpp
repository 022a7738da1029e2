// Published complaint files as complaints of our own shape: FTC Do Not Call reports, FCC unwanted calls, 12315
// registers. Rows whose values stand in the wrong columns are refused by line (domain: section 5; live samples had such
// rows).
#pragma once

#include "services/guiyi/csv.hpp"

#include <map>

namespace guiyi::program {

/// A format: reads the header once, then turns rows into one line of complaint JSON each.
class csv_format {
  public:
    /// @param name ftc-dnc | fcc-unwanted | 12315. @errors errc::invalid naming the formats there are
    static result<csv_format> named(const std::string& name);

    /// @errors errc::invalid naming the columns that lack, or one that comes twice
    result<void> read_header(const csv_reader::row& header);

    /// @errors errc::invalid: "line 7, column Violation_Date: not a date", or that the line is not UTF-8
    result<std::string> complaint(const csv_reader::row& from);

  private:
    enum class kind { ftc, fcc, samr };
    explicit csv_format(kind which) : kind_(which) {}
    result<std::string> from_ftc(const csv_reader::row& row);
    result<std::string> from_fcc(const csv_reader::row& row);
    result<std::string> from_samr(const csv_reader::row& row);
    std::string field(const csv_reader::row& row, const std::string& column) const;
    std::string reference(const std::string& prefix, const csv_reader::row& row);

    kind kind_;
    std::map<std::string, std::size_t> columns_;
    std::map<std::string, int> seen_; ///< rows that are equal to the letter are told apart by their count
};

} // namespace guiyi::program
