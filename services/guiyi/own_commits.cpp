#include "services/guiyi/own_commits.hpp"

#include "common/observe/log.hpp"
#include "common/runtime/retention.hpp"

#include <algorithm>

namespace guiyi::program {

namespace {

result<runtime::need> needed_by_age(const parts& from, events::stream of) {
    const auto days = from.config.settings.store.own_commits_days;
    const auto since = runtime::first_since(*from.over, of, from.time.now() - std::chrono::days(days));
    if (!since) return since.error();
    return runtime::need{*since, "the last " + std::to_string(days) + " days (store.own_commits_days)"};
}

/// With the oldest snapshot, what is kept here makes the state again, also when the bus has lost what is older.
runtime::need needed_by_snapshot(const snapshots& states, events::stream of) {
    const auto oldest = states.oldest(of);
    return {oldest + 1, oldest == 0 ? "no snapshot of its state is kept" : "the oldest snapshot of its state"};
}

} // namespace

void drop_old_commits(const parts& from, events::stream of, const snapshots& states,
                      const std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>>& readers) {
    if (from.config.settings.store.own_commits_days == 0) return;
    const std::string service(events::name_of(of));
    const auto refuse = [&](const error& why) {
        observe::log_warning("own_commits_kept", {{"service", service}, {"why", why.detail}});
    };
    const auto by_age = needed_by_age(from, of);
    if (!by_age) return refuse(by_age.error());
    std::vector<runtime::need> needs{*by_age, needed_by_snapshot(states, of)};
    needs.push_back({runtime::folded_into(*from.db, from.service(of)).seq + 1, "its state here"});
    for (const auto& [reader, runner] : readers)
        if (const auto read = from.service(reader).inputs(); std::ranges::find(read, of) != read.end())
            needs.push_back({runner->consumed(of) + 1, std::string(events::name_of(reader))});
    const auto holds = runtime::drop_unneeded(*from.over, of, needs);
    if (!holds) return refuse(holds.error());
    observe::log_info("own_commits_dropped",
                      {{"service", service}, {"below", std::to_string(holds->from)}, {"kept_for", holds->whose}});
}

} // namespace guiyi::program
