// Snapshots of the services' states (common/runtime/state_snapshot.hpp) in a running deployment: taken by a state that
// is empty at start, written now and then by the copy that decides, and by `guiyi snapshot`.
#pragma once

#include "common/runtime/state_snapshot.hpp"
#include "services/guiyi/parts.hpp"

#include <iosfwd>

namespace guiyi::program {

class snapshots {
  public:
    /// @param of must outlive this
    explicit snapshots(const parts& of);

    /// Fills the empty state of a service, where there is a snapshot for it; says in the log with what, or why not.
    /// @errors errc::unavailable the bus does not tell whether it holds
    result<void> begin(events::stream of) const;

    /// Writes one into the settings' folder when the last is older than they say, and removes the oldest. Blocks.
    void write_when_due(events::stream of) const;

    /// Writes one into a folder. Blocks. @returns where it lies @errors as snapshot_folder::write
    result<std::filesystem::path> write(events::stream of, const std::filesystem::path& into) const;

    /// The last commit in the oldest snapshot that a state of this program can begin with; 0 without one.
    sequence oldest(events::stream of) const;

    /// From now on what is being written is given up. From any thread.
    void stop() { stop_.request_stop(); }

  private:
    bool is_due(const runtime::snapshot_folder& in, events::stream of) const;

    const parts& parts_;
    privacy::signing_key key_;
    std::filesystem::path folder_; ///< empty: none
    std::stop_source stop_;
};

/// Online when a system serves the data folder, else directly.
int snapshot_command(const common_options& common, const std::string& service, const std::string& into,
                     std::ostream& out);

} // namespace guiyi::program
