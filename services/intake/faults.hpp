// What is wrong with an input, apart from any language, and the sentences for it in Chinese and English.
// Used by every reader of this service; holds no personal data: a fault never repeats the value.
#pragma once

#include "common/http/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::intake {

/// One fault: where (RFC 6901 pointer), a stable code of faults.cpp, and what its sentence names (a limit, a list).
struct fault {
    std::string pointer;
    std::string_view code; ///< a literal
    std::string argument = {};

    friend bool operator==(const fault&, const fault&) = default;
};

/// Gathers every fault of one input, and what was only doubtful.
class fault_list {
  public:
    static constexpr std::size_t refused_max = 100; ///< more faults of one input are not told

    /// @param strict doubtful values are refused (the portal), else kept as given and flagged
    explicit fault_list(bool strict) : strict_(strict) {}

    void refuse(std::string pointer, std::string_view code, std::string argument = {});
    /// For a value that cannot be read.
    void doubt(std::string pointer, std::string_view code, std::string argument = {});
    bool strict() const noexcept { return strict_; }

    std::vector<fault> refused;
    std::vector<std::string> flags; ///< "pointer code"

  private:
    bool strict_;
};

/// The fault with its sentence, as problem+json carries it.
http::field_error in_words(const fault& what, http::language in);
std::vector<http::field_error> in_words(const std::vector<fault>& what, http::language in);

} // namespace guiyi::intake
