// What only the embedded bus promises: intake goes first, and what lies on the disk is what the chain is over.
#include "common/bus/embedded/embedded_bus.hpp"
#include "common/store/key.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <rocksdb/write_batch.h>

#include <future>

namespace guiyi::bus {

using events::stream;

class EmbeddedBus : public ::testing::Test {
  protected:
    void open(const embedded_options& options = {}) {
        subject.reset();
        db.reset();
        db = store::database::open(folder.path() / "db", {}).value();
        subject = embedded_bus(*db, options);
    }
    void SetUp() override { open(); }

    result<position> append(stream to, sequence expected, std::string body) {
        std::promise<result<position>> said;
        subject->append({to, expected, std::move(body), {}}, [&](result<position> r) { said.set_value(std::move(r)); });
        return said.get_future().get();
    }

    testing::temp_folder folder;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus> subject;
};

TEST_F(EmbeddedBus, WhileACrowdWaitsOthersGoAlongOnceInSoManyWrites) {
    open({.crowd_bytes = 1, .crowd_turn = 5, .crowd_gap = std::chrono::hours(1)});
    ASSERT_TRUE(append(stream::intake, 0, "the first of a crowd"));
    std::promise<result<position>> other;
    subject->append({stream::casework, 0, "other", {}}, [&](result<position> r) { other.set_value(std::move(r)); });
    auto answered = other.get_future();
    sequence writes = 1;
    while (answered.wait_for(std::chrono::seconds(0)) != std::future_status::ready && writes < 100)
        ASSERT_TRUE(append(stream::intake, writes++, "more of the crowd"));
    EXPECT_TRUE(answered.get());
    EXPECT_GE(writes, 4u) << "it waited for its turn";
    EXPECT_LE(writes, 7u) << "and no longer";
}

TEST_F(EmbeddedBus, OthersGoOnWhenNobodyOfTheCrowdComesAnyMore) {
    open({.crowd_bytes = 1, .crowd_turn = 1'000'000, .crowd_gap = std::chrono::milliseconds(1)});
    ASSERT_TRUE(append(stream::intake, 0, "a crowd of one"));
    for (sequence n = 0; n < 5; ++n) EXPECT_TRUE(append(stream::casework, n, "other"));
}

TEST_F(EmbeddedBus, TheChainVerifiesAndATouchedRecordIsNamed) {
    for (sequence i = 0; i < 5; ++i) ASSERT_TRUE(append(stream::casework, i, "record " + std::to_string(i + 1)));
    EXPECT_EQ(verify_chain(*subject, stream::casework).value().seq, 5u);

    const std::string row_key = store::key('5').number(3).str();
    std::string row = db->read(store::family::log).get(row_key).value();
    row.back() = '9';
    rocksdb::WriteBatch forged;
    forged.Put(db->handle(store::family::log), row_key, row);
    ASSERT_TRUE(db->write(forged, true));

    const auto broken = verify_chain(*subject, stream::casework);
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().detail.find("sequence 3"), std::string::npos) << broken.error().detail;
}

} // namespace guiyi::bus
