#include "common/core/random.hpp"
#include "common/store/database.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace guiyi::store {

class Store : public ::testing::Test {
  protected:
    void open() {
        db.reset();
        auto opened = database::open(folder.path() / "db", {});
        ASSERT_TRUE(opened) << opened.error().detail;
        db = std::move(*opened);
    }
    void SetUp() override { open(); }
    result<void> commit(batch& what) { return db->write(what, true); }
    static std::vector<std::string> keys(std::unique_ptr<cursor> at) {
        std::vector<std::string> out;
        for (; at->valid(); at->next()) out.emplace_back(at->key());
        return out;
    }

    testing::temp_folder folder;
    std::unique_ptr<database> db;
};

TEST_F(Store, ABatchReadsItsOwnWritesAndOthersDoNotUntilItIsWritten) {
    batch writes(*db);
    auto& intake = writes.on(family::intake);
    intake.put("a1", "one");
    intake.put("a2", "two");
    intake.erase("a1");

    EXPECT_EQ(intake.get("a2"), "two");
    EXPECT_FALSE(intake.get("a1"));
    EXPECT_FALSE(db->read(family::intake).get("a2"));

    ASSERT_TRUE(commit(writes));
    EXPECT_EQ(db->read(family::intake).get("a2"), "two");
    EXPECT_FALSE(db->read(family::casework).get("a2")) << "families are apart";
}

TEST_F(Store, ScansSeeCommittedAndPendingRowsWithinTheirBoundsBothWays) {
    batch first(*db);
    for (const auto* key : {"a1", "a3", "b1"}) first.on(family::intake).put(key, "x");
    ASSERT_TRUE(commit(first));
    batch second(*db);
    auto& state = second.on(family::intake);
    state.put("a2", "y");
    state.erase("a3");
    state.put("a4", "z");

    EXPECT_EQ(keys(state.scan(range::prefix("a"))), (std::vector<std::string>{"a1", "a2", "a4"}));
    EXPECT_EQ(keys(state.scan_back(range::prefix("a"))), (std::vector<std::string>{"a4", "a2", "a1"}));
    EXPECT_EQ(keys(state.scan({"a2", "a4"})), (std::vector<std::string>{"a2"})) << "the upper bound is exclusive";
    EXPECT_EQ(keys(db->read(family::intake).scan_back({"a1", "b1"})), (std::vector<std::string>{"a3", "a1"}));
}

TEST_F(Store, ARangeThatEndsBeforeItBeginsIsEmptyAlsoOverPendingChanges) {
    batch pending(*db);
    auto& state = pending.on(family::intake);
    for (const auto* key : {"a1", "a2", "a3"}) state.put(key, "x");
    EXPECT_EQ(keys(state.scan({"a3", "a1"})).size(), 0u);
    EXPECT_EQ(keys(state.scan_back({"a3", "a1"})).size(), 0u);
}

TEST_F(Store, AScanOverPendingChangesEqualsTheSameScanOnceTheyAreWritten) {
    // Random puts and erases over random committed rows, against what the store says after the write.
    auto random = seeded_random(11);
    const auto some_key = [&] { return "k" + std::to_string(random->below(60)); };
    for (int round = 0; round < 200; ++round) {
        batch before(*db);
        for (int i = 0; i < 10; ++i) before.on(family::casework).put(some_key(), "old");
        for (int i = 0; i < 5; ++i) before.on(family::casework).erase(some_key());
        ASSERT_TRUE(commit(before));
        batch pending(*db);
        auto& state = pending.on(family::casework);
        for (int i = 0; i < 12; ++i) {
            if (random->below(2) == 0)
                state.put(some_key(), "new " + std::to_string(i));
            else
                state.erase(some_key());
        }
        range of{some_key(), some_key()};
        if (of.to < of.from) std::swap(of.from, of.to);
        if (random->below(4) == 0) of.to.clear();
        const auto rows = [](std::unique_ptr<cursor> at) {
            std::vector<std::pair<std::string, std::string>> out;
            for (; at->valid(); at->next()) out.emplace_back(at->key(), at->value());
            return out;
        };
        const auto forward = rows(state.scan(of)), backward = rows(state.scan_back(of));
        ASSERT_TRUE(commit(pending));
        EXPECT_EQ(forward, rows(db->read(family::casework).scan(of))) << "round " << round;
        EXPECT_EQ(backward, rows(db->read(family::casework).scan_back(of))) << "round " << round;
    }
}

TEST_F(Store, ABatchNamesTheLowestKeyItPuts) {
    store::batch one(*db);
    auto& rows = one.on(family::casework);
    EXPECT_FALSE(one.least_put(family::intake, "t"));
    for (const auto* key : {"t5", "t2", "t9", "s1"}) rows.put(key, "x");
    EXPECT_EQ(one.least_put(family::casework, "t"), "t2");
    rows.erase("t2");
    EXPECT_EQ(one.least_put(family::casework, "t"), "t5") << "what is erased is not put";
    EXPECT_FALSE(one.least_put(family::casework, "u"));
    EXPECT_TRUE(one.puts(family::intake).empty());
    EXPECT_EQ(one.puts(family::casework).size(), 3u) << "those that are put and not erased again";
}

TEST_F(Store, WrittenRowsSurviveReopening) {
    batch writes(*db);
    writes.on(family::keys).put("k", "v");
    ASSERT_TRUE(commit(writes));
    open();
    EXPECT_EQ(db->read(family::keys).get("k"), "v");
}

TEST_F(Store, SeveralBatchesBecomeOneWrite) {
    batch one(*db), two(*db);
    one.on(family::intake).put("a", "1");
    two.on(family::casework).put("b", "2");
    two.on(family::intake).erase("a");
    rocksdb::WriteBatch all;
    one.append_to(all);
    two.append_to(all);
    ASSERT_TRUE(db->write(all, true));
    EXPECT_FALSE(db->read(family::intake).get("a")) << "the later batch wins";
    EXPECT_EQ(db->read(family::casework).get("b"), "2");
}

TEST_F(Store, ClearDropsOneFamilyOnly) {
    batch writes(*db);
    writes.on(family::intake).put("a", "1");
    writes.on(family::casework).put("b", "2");
    ASSERT_TRUE(commit(writes));
    ASSERT_TRUE(db->clear(family::intake));
    EXPECT_TRUE(keys(db->read(family::intake).scan({})).empty());
    EXPECT_EQ(db->read(family::casework).get("b"), "2");
}

TEST_F(Store, ASecondProcessIsToldWhoHoldsTheFolder) {
    const auto second = database::open(folder.path() / "db", {});
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().detail.find("another guiyi"), std::string::npos) << second.error().detail;
}

TEST_F(Store, ACheckpointOpensAsItsOwnFolderWithTheSameRows) {
    batch writes(*db);
    writes.on(family::intake).put("a", "1");
    ASSERT_TRUE(commit(writes));
    ASSERT_TRUE(db->checkpoint(folder.path() / "copy"));
    const auto copy = database::open(folder.path() / "copy", {});
    ASSERT_TRUE(copy) << copy.error().detail;
    EXPECT_EQ((*copy)->read(family::intake).get("a"), "1");
    EXPECT_FALSE(db->checkpoint(folder.path() / "copy")) << "an existing folder is refused";
}

/// Whose files lie in our memory: what of the folder is mapped, by file name.
std::set<std::string> mapped_in(const std::filesystem::path& folder) {
    std::set<std::string> out;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (const auto at = line.find(folder.string()); at != std::string::npos)
            out.insert(std::filesystem::path(line.substr(at)).filename());
    return out;
}

std::set<std::string> files_of(database& db, family which) {
    std::vector<rocksdb::LiveFileMetaData> all;
    db.raw().GetLiveFilesMetaData(&all);
    std::set<std::string> out;
    for (const auto& one : all)
        if (one.column_family_name == name_of(which)) out.insert(one.relative_filename);
    return out;
}

class StoreFiles : public Store {
  protected:
    void SetUp() override {
        Store::SetUp();
        batch writes(*db);
        for (const auto which : {family::deduplication, family::casework})
            for (int n = 0; n < 1000; ++n) writes.on(which).put("k" + std::to_string(n), std::string(100, 'v'));
        ASSERT_TRUE(commit(writes));
        for (const auto which : {family::deduplication, family::casework})
            ASSERT_TRUE(db->raw().Flush({}, db->handle(which)).ok());
    }
    void read_everything() const {
        for (const auto which : {family::deduplication, family::casework}) {
            const auto& rows = db->read(which);
            EXPECT_EQ(rows.get("k7"), std::string(100, 'v'));
            EXPECT_FALSE(rows.get("k1000"));
            EXPECT_EQ(keys(rows.scan(range::prefix("k"))).size(), 1000u);
        }
    }
};

TEST_F(StoreFiles, AreMappedForTheOneFamilyThatIsReadAllOverAlsoAfterReopening) {
    for (const bool reopened : {false, true}) {
        if (reopened) open();
        read_everything();
        EXPECT_EQ(mapped_in(folder.path()), files_of(*db, family::deduplication)) << "reopened: " << reopened;
    }
    db.reset();
    EXPECT_EQ(mapped_in(folder.path()), std::set<std::string>()) << "nothing stays mapped behind a closed store";
}

TEST_F(StoreFiles, ThatAreMergedAwayAreNoLongerMapped) {
    read_everything();
    const auto before = files_of(*db, family::deduplication);
    rocksdb::CompactRangeOptions all;
    all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    ASSERT_TRUE(db->raw().CompactRange(all, db->handle(family::deduplication), nullptr, nullptr).ok());
    read_everything();
    const auto after = files_of(*db, family::deduplication);
    EXPECT_NE(before, after);
    EXPECT_EQ(mapped_in(folder.path()), after);
}

TEST_F(StoreFiles, ThatAreDamagedSayItWhereverTheyAreRead) {
    for (const auto which : {family::deduplication, family::casework}) {
        const auto file = folder.path() / "db" / *files_of(*db, which).begin();
        db.reset();
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(200); // in the first block of rows
        bytes.write("damage", 6);
        bytes.close();
        open();
        EXPECT_THROW(static_cast<void>(db->read(which).get("k0")), failure) << name_of(which);
    }
}

TEST_F(Store, AfterAFailedWriteNothingMoreIsWritten) {
    batch row(*db);
    row.on(family::meta).put("a", "x");
    ASSERT_TRUE(commit(row));
    EXPECT_FALSE(db->failed());
    db.reset();
    db = database::open(folder.path() / "db", {.read_only = true}).value(); // RocksDB refuses every write
    batch more(*db);
    more.on(family::meta).put("b", "x");
    EXPECT_EQ(commit(more).error().code, errc::unavailable);
    EXPECT_TRUE(db->failed());
    EXPECT_EQ(db->writable().error().code, errc::unavailable);
    EXPECT_EQ(db->read(family::meta).get("a"), "x") << "reading goes on";
}

TEST_F(Store, NothingIsWrittenBelowTheReserveAndReadsGoOn) {
    batch writes(*db);
    writes.on(family::intake).put("a", "1");
    ASSERT_TRUE(commit(writes));
    db.reset();
    auto strict = database::open(folder.path() / "db", {.min_free_bytes = UINT64_MAX});
    ASSERT_TRUE(strict);
    db = std::move(*strict);
    batch more(*db);
    more.on(family::intake).put("b", "2");
    const auto refused = commit(more);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::unavailable);
    EXPECT_EQ(db->read(family::intake).get("a"), "1");
    EXPECT_FALSE(db->read(family::intake).get("b"));
}

TEST(Key, ByteOrderIsTheOrderOfTheParts) {
    const auto at = [](std::int64_t ms) { return key('t').at(instant(std::chrono::milliseconds(ms))).str(); };
    EXPECT_LT(at(-5), at(-4));
    EXPECT_LT(at(-1), at(0));
    EXPECT_LT(at(1), at(256));
    EXPECT_LT(key('m').text("a").text("zz").str(), key('m').text("ab").text("a").str()) << "a shorter part sorts first";
    EXPECT_LT(key('m').number(255).str(), key('m').number(256).str());
}

TEST(Key, ReadsBackWhatWasWritten) {
    const auto written =
        key('m').text("C2026-0000001").number(42).at(instant(std::chrono::milliseconds(-7))).raw("tail");
    key_reader read(written);
    EXPECT_EQ(read.text(), "C2026-0000001");
    EXPECT_EQ(read.number(), 42u);
    EXPECT_EQ(read.at().time_since_epoch().count(), -7);
    EXPECT_EQ(read.rest(), "tail");
    EXPECT_FALSE(read.bad());
    key_reader cut("mabc");
    EXPECT_EQ(cut.text(), "");
    EXPECT_TRUE(cut.bad());
}

TEST(Range, APrefixEndsBeforeTheNextPrefix) {
    EXPECT_EQ(range::prefix("ab").to, "ac");
    EXPECT_EQ(range::prefix(std::string("a\xff")).to, "b");
    EXPECT_EQ(range::prefix(std::string("\xff")).to, "");
}

} // namespace guiyi::store
