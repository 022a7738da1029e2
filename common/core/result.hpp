// Results: expected failures are values, and say what was wrong, where, and what to do.
// Used everywhere. Exceptions are left for broken promises (bad start-up settings, impossible state).
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace guiyi {

/// What went wrong, as a closed list that callers may branch on.
enum class errc {
    ok = 0,             ///< never inside a failed result
    not_found,          ///< no such record, case, file or key
    invalid,            ///< the input breaks a rule; detail names it
    conflict,           ///< the input contradicts what is already recorded
    stale,              ///< changed since it was read: read again and retry
    illegal_transition, ///< the case's state does not allow this step
    forbidden,          ///< known caller, not allowed
    unauthenticated,    ///< no or wrong credentials
    too_large,          ///< over a stated limit
    busy,               ///< a bounded queue is full: retry later
    unavailable,        ///< the part cannot serve now (disk full, stopping, bus away): retry later
    timeout,            ///< no answer within the stated time
    corrupt,            ///< stored bytes fail a check (hash, tag, format)
    unknown_fact,       ///< a fact newer than this program: upgrade, never skip
    calendar_missing,   ///< the year's business calendar is not loaded
    io,                 ///< the operating system or the store refused
};

/// The stable name of a code, as used in logs and problem+json ("not_found", ...).
std::string_view name_of(errc code) noexcept;

/// A failure: its code, and one plain sentence without personal data.
struct error {
    errc code = errc::ok;
    std::string detail; ///< what was wrong and where; never holds personal data

    friend bool operator==(const error&, const error&) = default;
};

/// Thrown by result::value() on a failed result, and at start-up for settings nobody can serve with.
class failure : public std::exception {
  public:
    explicit failure(error why);
    const char* what() const noexcept override { return text_.c_str(); }
    const error& why() const noexcept { return why_; }

  private:
    error why_;
    std::string text_;
};

/// Found by Boost through ADL when value() is called on a failed result.
[[noreturn]] void throw_exception_from_error(const error& why, const boost::source_location& where);

/// A value or an error. `if (!r) return r.error();` is the usual shape.
template <class T>
using result = boost::system::result<T, error>;

/// Shorthand: `return fail(errc::invalid, "calls: at most 200, got 1000");`
inline error fail(errc code, std::string detail) { return error{code, std::move(detail)}; }

} // namespace guiyi
