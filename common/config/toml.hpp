// Reads one TOML file, key by key, and at the end refuses what nobody asked for. Used by this room's loaders and by any
// room with a file of its own; no other room sees the TOML library.
#pragma once

#include "common/core/result.hpp"
#include "common/time/instant.hpp"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::config {

/// A table of a TOML document. Getters never fail on the spot: what is wrong is collected, a harmless value is given
/// back, and finish() reports everything found, by file, line and key. Copies share the document and its findings.
///
///     auto file = table::load(path);
///     if (!file) return file.error();
///     out.name = file->text("name");
///     if (auto done = file->finish(); !done) return done.error();
class table {
  public:
    /// @param origin the name used in findings, usually the file's path
    /// @errors errc::invalid with file and line when it is not TOML (a key given twice included)
    static result<table> parse(std::string_view text, std::string origin);
    /// @errors errc::not_found, errc::too_large (above 8 MiB), errc::io; or as parse()
    static result<table> load(const std::filesystem::path& file);

    /// Where the table begins in its file, from 1; 0 when the file has none.
    unsigned line() const;
    /// Whether the key is present; it counts as asked for.
    bool has(std::string_view key) const;

    /// A string that must be there and not be empty.
    std::string text(std::string_view key) const;
    std::string text(std::string_view key, std::string_view fallback) const;
    /// One of a closed list; without a fallback it must be there.
    std::string choice(std::string_view key, std::initializer_list<std::string_view> allowed,
                       std::optional<std::string_view> fallback = std::nullopt) const;
    /// A number that must be there, within [min, max].
    std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max) const;
    std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) const;
    double real(std::string_view key, double fallback, double min, double max) const;
    bool flag(std::string_view key, bool fallback) const;
    /// A TOML local date that must be there.
    local_date date(std::string_view key) const;
    std::optional<local_date> date_if_any(std::string_view key) const;
    /// An array of strings; absent is empty.
    std::vector<std::string> texts(std::string_view key) const;
    /// An array of integers within [min, max]; absent is empty.
    std::vector<std::int64_t> integers(std::string_view key, std::int64_t min, std::int64_t max) const;
    /// A sub-table; absent is an empty one, so that its defaults apply.
    table sub(std::string_view key) const;
    /// An array of tables; absent is empty.
    std::vector<table> tables(std::string_view key) const;

    /// Adds a finding of the caller's own about a key: "config/desks.toml:12: 'desk[1].id' " and the sentence.
    void refuse(std::string_view key, std::string_view sentence) const;
    /// Ends the reading of the whole document, from any of its tables.
    /// @errors errc::invalid with every finding, in line order; unknown keys are named with those known beside them
    result<void> finish() const;

  private:
    struct document;
    std::shared_ptr<document> document_;
    const void* node_ = nullptr; // the library's table, or null where the file has none
    std::string prefix_;         // "http." or "desk[1]."

    table(std::shared_ptr<document> document, const void* node, std::string prefix);
    const void* find(std::string_view key) const;
    const void* need(std::string_view key) const;
    void wrong_type(std::string_view key, const void* node, std::string_view wanted) const;
    std::string string_at(std::string_view key, const void* node) const;
    std::int64_t integer_at(std::string_view key, const void* node, std::int64_t min, std::int64_t max) const;
    local_date date_at(std::string_view key, const void* node) const;
};

} // namespace guiyi::config
