// Keeps the search index up with the cases: reads casework's stream from where the index stands, takes each changed
// case in as its rows are now, and makes the whole index from the rows when it does not go on from this stream.
// Used by services/guiyi; one in a process that has casework's rows.
#pragma once

#include "common/events/event.hpp"
#include "services/casework/searchable.hpp"

#include <condition_variable>
#include <functional>
#include <set>
#include <stop_token>
#include <thread>

namespace guiyi::casework {

struct index_keeper_parts {
    search::index& to;
    bus::bus& over;
    const store::view& committed; ///< casework's rows
    const sealed_words& sealed;
    std::function<sequence()> folded; ///< up to which own commit those rows stand
    std::function<void(const error&)> on_trouble = {};
};

class index_keeper {
  public:
    /// What is referred to outlives it.
    explicit index_keeper(index_keeper_parts with) : with_(std::move(with)) {}
    ~index_keeper() { stop(); }
    index_keeper(const index_keeper&) = delete;
    index_keeper& operator=(const index_keeper&) = delete;

    /// Works on a thread of its own from here on, until stop().
    void start();
    void stop();

    /// One step: takes in what the next commits changed, of a backlog a large piece, or everything.
    /// @returns whether there was anything to do
    /// @errors errc::io, errc::unavailable; the next step tries again
    result<bool> step();

    /// Commits that the index lacks. From any thread.
    sequence behind() const;

  private:
    void run(const std::stop_token& ends);
    result<void> take_all(std::stop_token ends);
    /// Adds the cases that commits up to `stands` changed. @param up_to moves on to the last of these commits
    result<void> note_changed(const std::vector<bus::record>& commits, sequence stands, std::set<case_no>& changed,
                              bus::position& up_to) const;
    result<void> take(const std::set<case_no>& changed, const bus::position& up_to);
    result<bus::position> position_at(sequence seq) const;

    index_keeper_parts with_;
    std::atomic<sequence> reached_{0};
    std::mutex mutex_; ///< guards rung_
    std::condition_variable_any moved_;
    bool rung_ = false;
    std::stop_token ends_;
    std::shared_ptr<void> subscription_;
    std::jthread thread_; ///< last: ends before what it uses
};

/// The cases whose documents a commit changes: those its facts are about, and those complaints came from or went to.
std::set<case_no> cases_changed_by(const events::commit& what, const store::view& state);

} // namespace guiyi::casework
