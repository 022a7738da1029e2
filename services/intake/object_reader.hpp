// Takes a JSON object apart by name: what is missing is empty, what has the wrong type or an unknown name is a fault.
// Used for complaints and for the bodies of the status routes. null counts as absent everywhere.
#pragma once

#include "services/intake/faults.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>

namespace guiyi::intake {

class object_reader {
  public:
    /// @param from    outlives the reader, and so does `to`
    /// @param pointer where the object stands, "" for the whole document
    object_reader(const boost::json::object& from, std::string pointer, fault_list& to)
        : from_(from), pointer_(std::move(pointer)), faults_(to) {}

    /// One line of text; line breaks and other control characters are doubtful.
    std::string text(std::string_view name, std::size_t limit_chars);
    /// Text that may have several lines.
    std::string long_text(std::string_view name, std::size_t limit_chars);
    bool flag(std::string_view name);
    /// A whole number from 0 to `max`.
    std::optional<std::int64_t> whole_number(std::string_view name, std::int64_t max);
    /// Null when absent or refused.
    const boost::json::array* list(std::string_view name, std::size_t items_max);
    std::optional<object_reader> object(std::string_view name);
    /// Refuses by name what was not asked for; call last.
    void finish();

    /// The pointer of a member.
    std::string at(std::string_view name) const;

  private:
    const boost::json::value* member(std::string_view name);
    std::string any_text(std::string_view name, std::size_t limit_chars, bool one_line);

    const boost::json::object& from_;
    std::string pointer_;
    fault_list& faults_;
    std::vector<std::string_view> asked_;
};

/// One line of text that stands in a list; empty when refused.
std::string text_item(const boost::json::value& from, const std::string& pointer, std::size_t limit_chars,
                      fault_list& to);

/// Whether text is empty or only spaces, full-width ones included.
bool is_blank(std::string_view text) noexcept;

} // namespace guiyi::intake
