// The bytes of one commit, the same for raw RocksDB and for our bus. For tests/bench/bus.cpp only.
#pragma once

#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace guiyi::bench {

/// Rows of one commit: a case, a position, an index entry, and an outbox record.
struct commit_bytes {
    std::string case_key, case_row;   ///< 2,000 bytes that do not compress, keys in no order
    std::string position_row;         ///< 16 bytes
    std::string index_key, index_row; ///< 32 bytes
    std::string outbox_key, outbox;   ///< 900 bytes
};

class commit_source {
  public:
    commit_source() {
        std::mt19937_64 engine(20261123);
        const auto fill = [&](std::string& text, std::size_t size) {
            for (text.clear(); text.size() < size;) text += static_cast<char>(engine());
        };
        fill(next_.case_row, 2000);
        fill(next_.position_row, 16);
        fill(next_.index_row, 32);
        fill(next_.outbox, 900);
    }

    /// Keys are new each time, the rows are not; good until the next call.
    const commit_bytes& take() {
        const std::uint64_t n = ++count_;
        set(next_.case_key, "case/%016llx", n * 0x9e3779b97f4a7c15u);
        set(next_.index_key, "index/%016llx", n * 0xd1b54a32d192ed03u);
        set(next_.outbox_key, "outbox/%016llx", n);
        return next_;
    }

  private:
    static void set(std::string& key, const char* format, unsigned long long number) {
        char text[40];
        key.assign(text, static_cast<std::size_t>(std::snprintf(text, sizeof text, format, number)));
    }

    commit_bytes next_;
    std::uint64_t count_ = 0;
};

} // namespace guiyi::bench
