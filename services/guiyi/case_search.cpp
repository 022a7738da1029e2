#include "services/guiyi/case_search.hpp"

#include "common/observe/log.hpp"

namespace guiyi::program {

namespace {

constexpr auto of_cases = events::stream::casework;

std::unique_ptr<casework::search::index> opened(const parts& of) {
    auto index = casework::search::index::open(of.folder.search(), of.service(of_cases).state_version());
    if (!index) throw failure(index.error());
    return std::move(*index);
}

} // namespace

case_search::case_search(const parts& of, const runtime::runner& cases)
    : index_(opened(of)),
      sealed_(*of.keyring, of.index),
      keeper_(
          {.to = *index_,
           .over = *of.over,
           .committed = of.state(of_cases),
           .sealed = sealed_,
           .folded = [&cases] { return cases.status().last_own; },
           .on_trouble = [](const error& why) { observe::log_warning("search_index_waits", {{"why", why.detail}}); }}),
      api_({.in = *index_,
            .keeper = keeper_,
            .committed = of.state(of_cases),
            .sealed = sealed_,
            .law = {of.config.rulebooks, of.config.settings.utc_offset_minutes, of.config.desks}}) {
    keeper_.start();
}

} // namespace guiyi::program
