// Takes the JSON body of a review request apart by name and gathers every fault with its pointer.
// Used by the review API. A fault never repeats the value.
#pragma once

#include "common/http/json.hpp"

#include <boost/json/object.hpp>

namespace guiyi::deduplication {

class review_body {
  public:
    /// Reads the body; an empty one is an empty object.
    explicit review_body(const http::request& from);

    /// Text of 1 to `chars_max` characters; blank and null count as absent.
    std::string text(std::string_view name, bool required, std::size_t chars_max);
    /// One of a list of words.
    std::string word(std::string_view name, std::initializer_list<std::string_view> words);
    /// 1 to `items_max` texts.
    std::vector<std::string> texts(std::string_view name, std::size_t items_max);
    bool flag(std::string_view name);

    /// Refuses by name what was not asked for. @returns the answer to give when anything is wrong
    std::optional<http::response> refused();

  private:
    const boost::json::value* member(std::string_view name);
    void refuse(std::string_view name, std::string code, std::string zh, std::string en);

    http::language in_;
    boost::json::object members_;
    std::optional<http::response> broken_;
    std::vector<std::string_view> asked_;
    std::vector<http::field_error> errors_;
};

} // namespace guiyi::deduplication
