#include "services/casework/index_keeper.hpp"

#include "common/core/thread_role.hpp"
#include "services/casework/live_feed.hpp"
#include "services/casework/queue.hpp"

namespace guiyi::casework {

namespace {

constexpr std::size_t commits_a_step = 500;
constexpr std::size_t cases_a_step = 5'000;
constexpr std::size_t cases_a_page = 1000;
constexpr std::size_t cases_a_flush = 20'000; // while everything is taken in: bounds what a flush holds in memory
constexpr std::chrono::milliseconds gathering{1000}; // a flush syncs the disk, and a new case changes several times
constexpr std::chrono::seconds look_again{2};
constexpr int nice = 19;

struct other_cases {
    std::set<case_no>& to;
    void operator()(const events::case_merged_noted& fact) const { to.insert(fact.into); }
    void operator()(const events::case_restored_noted& fact) const { to.insert(fact.out_of); }
    void operator()(const events::case_split_noted& fact) const { to.insert(fact.out_of); }
};

} // namespace

std::set<case_no> cases_changed_by(const events::commit& what, const store::view& state) {
    std::set<case_no> out;
    for (const auto& [which, kinds] : news_of(what, state).changed) out.insert(which);
    for (const auto& event : what.events) events::hand_to(other_cases{out}, event.data);
    return out;
}

void index_keeper::start() {
    subscription_ = with_.over.on_commit(events::stream::casework, [this] {
        const std::scoped_lock guard(mutex_);
        rung_ = true;
        moved_.notify_all();
    });
    thread_ = std::jthread([this](const std::stop_token& ends) {
        name_thread("search");
        yield_to_others(nice);
        run(ends);
    });
}

void index_keeper::stop() {
    subscription_.reset();
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

void index_keeper::run(const std::stop_token& ends) {
    ends_ = ends;
    while (!ends.stop_requested()) {
        const auto did = step();
        if (!did && with_.on_trouble) with_.on_trouble(did.error());
        std::unique_lock lock(mutex_);
        if (did && *did) {
            moved_.wait_for(lock, ends, gathering, [] { return false; });
            continue;
        }
        moved_.wait_for(lock, ends, look_again, [this] { return rung_; });
        rung_ = false;
    }
}

sequence index_keeper::behind() const {
    const auto stands = with_.folded(), has = reached_.load();
    return stands > has ? stands - has : 0;
}

result<bool> index_keeper::step() {
    const auto at = with_.to.reached();
    const auto stands = with_.folded();
    const auto same = bus::check_position(with_.over, events::stream::casework, at);
    if (!same && same.error().code == errc::unavailable) return same.error();
    // Commits that a bus no longer has are in the rows all the same.
    auto records = with_.over.read(events::stream::casework, at.seq + 1, commits_a_step);
    if (at.seq == 0 || !same || (!records && records.error().code == errc::not_found)) {
        if (stands == 0) return false;
        if (auto taken = take_all(ends_); !taken) return taken.error();
        return true;
    }
    if (!records) return records.error();
    reached_ = at.seq;
    std::set<case_no> changed;
    bus::position up_to = at;
    // Each flush rewrites much of the index: of a long backlog few of them, and of a case that changed often one.
    while (records) {
        const auto before = up_to;
        if (auto read = note_changed(*records, stands, changed, up_to); !read) return read.error();
        if (up_to == before || up_to.seq >= stands || changed.size() >= cases_a_step) break;
        records = with_.over.read(events::stream::casework, up_to.seq + 1, commits_a_step);
    }
    if (up_to == at) return false;
    if (auto taken = take(changed, up_to); !taken) return taken.error();
    return true;
}

result<void> index_keeper::note_changed(const std::vector<bus::record>& commits, sequence stands,
                                        std::set<case_no>& changed, bus::position& up_to) const {
    for (const auto& one : commits) {
        if (one.at.seq > stands) break;
        const auto what = events::decode(one.body);
        if (!what) return what.error();
        changed.merge(cases_changed_by(*what, with_.committed));
        up_to = one.at;
    }
    return {};
}

result<void> index_keeper::take(const std::set<case_no>& changed, const bus::position& up_to) {
    for (const auto& which : changed) {
        if (!load_case(with_.committed, which)) continue; // a fact about a firm, not a case
        if (auto put = with_.to.put(which, searchable(with_.committed, which, &with_.sealed)); !put) return put;
    }
    if (auto kept = with_.to.keep(up_to); !kept) return kept;
    reached_ = up_to.seq;
    return {};
}

result<bus::position> index_keeper::position_at(sequence seq) const {
    const auto there = with_.over.read(events::stream::casework, seq, 1);
    if (!there) return there.error();
    if (there->empty()) return fail(errc::unavailable, "the bus does not have the last commit yet");
    return there->front().at;
}

/// What changes while this goes on is taken in again afterwards: the position is that of the beginning.
result<void> index_keeper::take_all(std::stop_token ends) {
    const auto begun = position_at(with_.folded());
    if (!begun) return begun.error();
    if (auto cleared = with_.to.clear(); !cleared) return cleared;
    std::string cursor;
    std::size_t taken = 0;
    do {
        const auto page = list_cases(with_.committed, {}, sort_by::received, cases_a_page, cursor);
        if (!page) return page.error();
        for (const auto& [which, row] : page->rows) {
            if (ends.stop_requested()) return {};
            if (auto put = with_.to.put(which, searchable(with_.committed, which, &with_.sealed)); !put) return put;
            if (++taken % cases_a_flush != 0) continue;
            if (auto kept = with_.to.keep(std::nullopt); !kept) return kept;
        }
        cursor = page->next;
    } while (!cursor.empty());
    if (auto kept = with_.to.keep(*begun); !kept) return kept;
    reached_ = begun->seq;
    return {};
}

} // namespace guiyi::casework
