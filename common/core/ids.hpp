// Ids as distinct types, so that a receipt number can never be passed where a case number is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace guiyi {

/// A string id of one kind. Tag only tells kinds apart.
template <class Tag>
class id {
  public:
    id() = default;
    explicit id(std::string value) : value_(std::move(value)) {}

    const std::string& str() const noexcept { return value_; }
    bool empty() const noexcept { return value_.empty(); }

    friend auto operator<=>(const id&, const id&) = default;
    friend std::ostream& operator<<(std::ostream& out, const id& x) { return out << x.value_; }

  private:
    std::string value_;
};

using receipt_no = id<struct receipt_tag>;   ///< one complaint as submitted, "R261123-40718-26593"
using case_no = id<struct case_tag>;         ///< one dispute of one person, "C2026-0000042"
using campaign_no = id<struct campaign_tag>; ///< cases of many people called by one robot, "M2026-000017"
using officer_id = id<struct officer_tag>;   ///< a named person with authority, from config/desks.toml
using account_id = id<struct account_tag>;   ///< who signs in: an officer's id where it is one, or a machine's name
using desk_id = id<struct desk_tag>;         ///< a desk of an organisation, from config/desks.toml
using message_id = id<struct message_tag>;   ///< one notice to one recipient; its idempotency key
using evidence_id = id<struct evidence_tag>; ///< "sha256:" and 64 hex digits

/// Position of a commit in a stream; the first is 1, 0 means "nothing yet".
using sequence = std::uint64_t;

} // namespace guiyi

template <class Tag>
struct std::hash<guiyi::id<Tag>> {
    std::size_t operator()(const guiyi::id<Tag>& x) const noexcept { return std::hash<std::string>{}(x.str()); }
};
