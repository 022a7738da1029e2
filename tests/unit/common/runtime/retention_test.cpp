// What a process may drop of its own copies: never what somebody needs, and never the stream itself.
#include "common/runtime/retention.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/bus/jetstream/jetstream_bus.hpp"
#include "common/bus/log_rows.hpp"
#include "common/bus/own_copies.hpp"
#include "common/events/event.hpp"
#include "tests/support/nats_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace guiyi::runtime {

using events::stream;
using ::testing::HasSubstr;

namespace {

/// Ten commits, one an hour.
void fill(bus::bus& over) {
    for (sequence last = 0; last < 10; ++last) {
        events::commit one;
        one.on = stream::casework;
        one.seq = last + 1;
        one.time = instant(std::chrono::hours(one.seq));
        one.events.push_back({events::note_added{case_no("C"), officer_id("o"), "note"}, one.time, "C", {}});
        std::promise<result<bus::position>> said;
        over.append({stream::casework, last, events::encode(one), nullptr},
                    [&](result<bus::position> r) { said.set_value(std::move(r)); });
        ASSERT_TRUE(said.get_future().get());
    }
}

} // namespace

TEST(Retention, TheFirstCommitSinceAMomentIsFound) {
    const testing::temp_folder folder;
    const auto db = store::database::open(folder.path(), {}).value();
    const auto over = bus::embedded_bus(*db, {});
    const auto since = [&](std::chrono::minutes at) {
        return first_since(*over, stream::casework, instant(at)).value();
    };
    EXPECT_EQ(since(std::chrono::minutes(0)), 1u) << "of an empty stream";
    fill(*over);
    EXPECT_EQ(since(std::chrono::minutes(0)), 1u);
    EXPECT_EQ(since(std::chrono::minutes(60)), 1u);
    EXPECT_EQ(since(std::chrono::minutes(61)), 2u);
    EXPECT_EQ(since(std::chrono::minutes(600)), 10u);
    EXPECT_EQ(since(std::chrono::minutes(601)), 11u);
}

TEST(Retention, NothingIsDroppedOfAStreamThatLiesHere) {
    const testing::temp_folder folder;
    const auto db = store::database::open(folder.path(), {}).value();
    const auto over = bus::embedded_bus(*db, {});
    fill(*over);
    const auto said = drop_unneeded(*over, stream::casework, {{5, "somebody"}});
    EXPECT_EQ(said.error().code, errc::invalid);
    EXPECT_THAT(said.error().detail, HasSubstr("is the stream itself"));
    EXPECT_EQ(over->read(stream::casework, 1, 20).value().size(), 10u);
}

TEST(Retention, WhatTheNeediestNeedsStaysAndTheStreamStaysWhole) {
    if (!testing::nats_program()) GTEST_SKIP() << testing::no_nats;
    const testing::nats_server server;
    const testing::temp_folder folder;
    const auto db = store::database::open(folder.path(), {}).value();
    bus::jetstream_options options;
    options.replicas = 1;
    options.access.servers = server.url();
    const auto over = bus::jetstream_bus(*db, options).value();
    fill(*over);
    EXPECT_EQ(drop_unneeded(*over, stream::casework, {}).error().code, errc::invalid);
    const auto holds = drop_unneeded(*over, stream::casework, {{7, "a snapshot"}, {4, "deduplication"}, {9, "a week"}});
    ASSERT_TRUE(holds) << holds.error().detail;
    EXPECT_EQ(holds->from, 4u);
    EXPECT_EQ(holds->whose, "deduplication");
    const auto& log = db->read(store::family::log);
    EXPECT_FALSE(bus::log_rows::find(log, stream::casework, 3));
    EXPECT_TRUE(bus::log_rows::find(log, stream::casework, 4));
    EXPECT_EQ(bus::verify_chain(*over, stream::casework).value().seq, 10u);
    const auto before = bus::beginning(*db, stream::casework).value();
    EXPECT_EQ(before.seq, 3u) << "an audit of the disk alone goes on from there";
    EXPECT_EQ(bus::verify_chain(*bus::embedded_bus(*db, {}), stream::casework, before).value().seq, 10u);
}

} // namespace guiyi::runtime
