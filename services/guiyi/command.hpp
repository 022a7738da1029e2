// What the commands of `guiyi` share: their exit codes, where a deployment's files are, and a running system's address.
#pragma once

#include "common/config/settings.hpp"
#include "common/core/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace guiyi::program {

/// Exit codes of every command.
enum exit_code : int {
    exit_done = 0,
    exit_failed = 1,  ///< could not be done; one plain line on standard error says why and what to do
    exit_usage = 2,   ///< wrong usage
    exit_refused = 3, ///< done, but some rows were refused
};

/// Options that every command takes.
struct common_options {
    std::string config = "config/guiyi.toml";
    std::string data;  ///< empty: as the settings say
    std::string to;    ///< address of a running system's staff side, "http://127.0.0.1:8081"; empty: found by itself
    std::string token; ///< bearer token for it; empty: the local one of the data folder, or $GUIYI_TOKEN
};

/// Settings with the command line's data folder over the file's. @errors as load_settings
result<config::settings> settings_for(const common_options& options);

/// Files of a data folder.
struct data_folder {
    std::filesystem::path root;
    std::filesystem::path shared = {}; ///< what every process of the deployment sees; empty: in root

    std::filesystem::path database() const { return root / "db"; }
    std::filesystem::path evidence() const { return (shared.empty() ? root : shared) / "evidence"; }
    /// Uploads that are arriving: on the disk of the evidence, and this process's own.
    std::filesystem::path spool() const;
    std::filesystem::path letters() const { return (shared.empty() ? root : shared) / "letters"; }
    /// The search index; made anew whenever it is missing.
    std::filesystem::path search() const { return root / "search"; }
    std::filesystem::path keys() const { return root / "keys"; }
    std::filesystem::path tokens() const { return keys() / "staff.tokens"; }
    std::filesystem::path local_token() const { return keys() / "local.token"; }
    std::filesystem::path key_file(const config::settings& with) const;
    std::filesystem::path checkpoints(const config::settings& with) const;
    /// Written by a serving process, removed at its end: the addresses it serves.
    std::filesystem::path running() const { return root / "running.json"; }
};

/// A listen address that means: not here.
inline constexpr std::string_view no_side = "none";

/// A system that serves and how to speak to it.
struct running_system {
    std::string staff_url;
    std::string token;
};

/// The system named by the options, or the one that serves the data folder now; nothing when none does.
std::optional<running_system> find_running(const common_options& options, const data_folder& at);

/// One line on standard error: "guiyi: what, and what to do". @returns exit_failed
int complain(const error& why);

} // namespace guiyi::program
