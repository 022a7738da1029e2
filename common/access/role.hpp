// The roles that staff and machines act under, and whose rows they see. Used by sign-in (gives them), by the routes
// (ask for them) and by casework (statutory actions name the role that must take them). Pure.
// The first nine are the actors of the case state machine; the law names them, local practice fills them.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::access {

/// The numbers are bits of a set; a principal may hold several.
enum class role : std::uint8_t {
    intake,        ///< 登记员
    dispatch,      ///< 分送岗 of the unified desk
    officer,       ///< 承办人
    mediator,      ///< 调解员, also of a delegated body
    lead,          ///< 承办机构负责人
    head,          ///< 机关负责人
    chief,         ///< 正职负责人
    arch,          ///< 档案
    sup,           ///< 督办
    triage,        ///< the desk that sees new intake first and decides the repeat reviews
    manager,       ///< reads reports on slow handling
    auditor,       ///< reads who did and who looked at what
    administrator, ///< keeps accounts, backs up; decides no case
    integrator,    ///< a machine: imports, exports, webhooks; decides no case
};
inline constexpr std::size_t role_count = 14;

inline constexpr std::array<role, role_count> all_roles{
    role::intake, role::dispatch, role::officer, role::mediator, role::lead,    role::head,          role::chief,
    role::arch,   role::sup,      role::triage,  role::manager,  role::auditor, role::administrator, role::integrator};

/// "intake", "dispatch", ... as in configuration, rulebooks, facts and the API.
std::string_view name_of(role which) noexcept;
std::optional<role> role_named(std::string_view name) noexcept;

/// Several roles of one principal, or the roles that may do one thing.
class role_set {
  public:
    constexpr role_set() = default;
    constexpr role_set(std::initializer_list<role> of) {
        for (const role one : of) add(one);
    }

    constexpr void add(role one) { bits_ |= bit(one); }
    constexpr void add(role_set others) { bits_ |= others.bits_; }
    constexpr bool has(role one) const { return (bits_ & bit(one)) != 0; }
    constexpr bool has_any(role_set of) const { return (bits_ & of.bits_) != 0; }
    constexpr bool empty() const { return bits_ == 0; }

    /// In the order of all_roles.
    std::vector<std::string> names() const;
    /// Nothing when one of the names is no role; `unknown` then holds it.
    static std::optional<role_set> parse(const std::vector<std::string>& names, std::string* unknown = nullptr);

    friend constexpr bool operator==(role_set, role_set) = default;

  private:
    static constexpr std::uint32_t bit(role one) { return 1u << static_cast<unsigned>(one); }
    std::uint32_t bits_ = 0;
};

/// Whose cases a principal sees; wider is greater.
enum class row_scope : std::uint8_t { none, own_desk, own_organisation, all };
std::string_view name_of(row_scope which) noexcept;
std::optional<row_scope> row_scope_named(std::string_view name) noexcept;

} // namespace guiyi::access
