// Decides on facts one by one and folds what follows, as the runtime does: over a real state, without bus, clock or
// threads. For tests of who is told what.
#pragma once

#include "services/notification/decide.hpp"
#include "services/notification/evolve.hpp"
#include "services/notification/outbox.hpp"
#include "tests/unit/services/notification/world.hpp"

#include <gmock/gmock.h>

namespace guiyi::notification {

inline const std::string receipt_a = "R261120-00001-00001", receipt_b = "R261120-00002-00002", case_a = "C2026-0000001";

class Notices : public testing::Test {
  protected:
    void complain(const std::string& receipt, const std::string& email, const std::string& language = "zh",
                  const std::string& number = {}, const std::string& name = "王小明") {
        auto one = complaint_from(vault_, *random_, receipt, email, language, number, name);
        runtime::store_keyring::put(rows_.on(store::family::keys), receipt, one.wrapped_key);
        see(events::stream::intake, one.fact);
    }

    events::facts see(events::stream from, events::fact fact) {
        auto subject = events::subject_of(fact);
        const events::event event{std::move(fact), now_, std::move(subject), {}};
        auto out = decide(by(), {event, from, ++seq_, 0}, state(), now_).value();
        fold(out);
        return out;
    }

    void fold(const events::facts& facts) {
        for (const auto& fact : facts) evolve(state(), {fact, now_, events::subject_of(fact), {}});
    }

    store::writer& state() { return rows_.on(store::family::notification); }
    rules by() const { return {keys_, words_, endpoints_, std::chrono::minutes(480), told_, &index_, &desks_}; }

    /// Messages among facts.
    static std::vector<events::message_queued> messages(const events::facts& from) {
        std::vector<events::message_queued> out;
        for (const auto& fact : from)
            if (const auto* one = std::get_if<events::message_queued>(&fact)) out.push_back(*one);
        return out;
    }
    static std::string value(const events::message_queued& of, std::string_view name) {
        for (const auto& one : of.values)
            if (one.name == name) return one.value;
        return "(none)";
    }

    /// Two people in one case that is with a desk.
    void two_in_a_case() {
        complain(receipt_a, "a@example.org");
        complain(receipt_b, "b@example.org", "en");
        see(events::stream::deduplication, opened(case_a, receipt_a));
        see(events::stream::deduplication, tied(case_a, receipt_b));
        see(events::stream::assignment, assigned(case_a));
        see(events::stream::assignment, clock_runs(case_a, "K1", "2026-12-01"));
    }

    temporary_folder folder_;
    std::unique_ptr<store::database> db_ = store::database::open(folder_.path / "db", {}).value();
    store::batch rows_{*db_};
    privacy::vault vault_{std::string(32, 'k')};
    runtime::store_keyring keys_{rows_.on(store::family::keys), vault_};
    config::desk_book desks_ = sample_desks();
    std::vector<config::rulebook> rulebooks_ = sample_rulebooks();
    config::wording words_{desks_, rulebooks_};
    std::vector<std::string> endpoints_;
    policy told_;
    privacy::blind_index index_{std::string(32, 'i')};
    std::unique_ptr<random_source> random_ = seeded_random(7);
    instant now_ = at("2026-11-20T17:00:00Z"); // already the 21st at the office
    sequence seq_ = 0;
};

} // namespace guiyi::notification
