// Takes the JSON body of an action apart by name and gathers every fault with its pointer, in the caller's language.
// Used by read_action and reveal. A fault never repeats the value.
#pragma once

#include "common/http/problem.hpp"
#include "common/time/deadline.hpp"

#include <boost/json/value.hpp>

namespace guiyi::casework {

enum class need { optional, required };

/// The caller's language, as what decides knows it.
inline guiyi::language deciding_in(http::language in) {
    return in == http::language::zh ? guiyi::language::zh : guiyi::language::en;
}

class body_reader {
  public:
    /// @param from outlives the reader
    body_reader(const boost::json::object& from, http::language in) : from_(from), in_(in) {}

    /// Text of at most `chars_max` characters; null and blanks count as absent.
    std::string text(std::string_view name, need how, std::size_t chars_max);
    /// A list of texts, at least one.
    std::vector<std::string> texts(std::string_view name, std::size_t items_max);

    /// A whole number from 1 to `max`, as text; empty when absent.
    std::string number(std::string_view name, need how, std::int64_t max);
    /// "true"; empty when absent or false. A flag that is needed must be true.
    std::string flag(std::string_view name, need how);
    bool has(std::string_view name) const { return from_.if_contains(name) != nullptr; }

    void refuse(std::string_view name, std::string code, std::string_view zh, std::string_view en);
    /// Refuses by name what was not asked for; call last.
    void finish();

    bool good() const noexcept { return errors_.empty(); }
    std::vector<http::field_error> take() noexcept { return std::move(errors_); }

  private:
    const boost::json::value* member(std::string_view name);

    const boost::json::object& from_;
    http::language in_;
    std::vector<std::string_view> asked_;
    std::vector<http::field_error> errors_;
};

} // namespace guiyi::casework
