// Takes the JSON body of a request apart by name and gathers every fault with its pointer. A fault never repeats the
// value: passwords come this way. Used by the staff APIs of services.
#pragma once

#include "common/http/json.hpp"

#include <boost/json/object.hpp>

#include <optional>

namespace guiyi::http {

class json_form {
  public:
    /// Reads the body; an empty one is an empty object.
    explicit json_form(const request& from);

    /// Text of 1 to `chars_max` characters without control characters; blank and null count as absent.
    std::string text(std::string_view name, bool required, std::size_t chars_max);
    /// Text of several lines: line breaks and tabs are no control characters there.
    std::string prose(std::string_view name, bool required, std::size_t chars_max);
    /// One of a list of words, which must be given.
    std::string word(std::string_view name, std::initializer_list<std::string_view> words);
    /// A date as "2026-11-26".
    std::string date(std::string_view name, bool required);
    /// Up to `items_max` texts, at least one where they are required; absent is empty.
    std::vector<std::string> texts(std::string_view name, std::size_t items_max, bool required = false);
    std::optional<std::int64_t> number(std::string_view name, std::int64_t min, std::int64_t max);
    bool flag(std::string_view name);
    /// Whether it was given at all; null is not.
    bool has(std::string_view name) { return member(name) != nullptr; }

    /// A fault of the caller's own.
    void refuse(std::string_view name, std::string code, std::string zh, std::string en);
    /// Refuses by name what was not asked for. @returns the answer to give when anything is wrong
    std::optional<response> refused();

  private:
    const boost::json::value* member(std::string_view name);
    std::string text(std::string_view name, bool required, std::size_t chars_max, std::string_view allowed_controls);

    language in_;
    boost::json::object members_;
    std::optional<response> broken_;
    std::vector<std::string_view> asked_;
    std::vector<field_error> errors_;
};

} // namespace guiyi::http
