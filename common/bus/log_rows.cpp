#include "common/bus/log_rows.hpp"

#include "common/store/key.hpp"

#include <rocksdb/write_batch.h>

#include <cstring>

namespace guiyi::bus::log_rows {

namespace {

constexpr std::size_t hash_bytes = sizeof(digest256);

std::string key_of(events::stream of, sequence seq) {
    return store::key(static_cast<char>('0' + static_cast<int>(of))).number(seq).str();
}

std::string key_before(events::stream of) {
    return store::key(static_cast<char>('A' + static_cast<int>(of))).str();
}

position position_of(std::string_view key, std::string_view value) {
    position at;
    at.seq = store::key_reader(key).number();
    std::memcpy(at.hash.data(), value.data(), hash_bytes);
    return at;
}

} // namespace

position tail(const store::view& log, events::stream of) {
    const auto last = log.scan_back({key_of(of, 0), key_of(of, UINT64_MAX)});
    return last->valid() ? position_of(last->key(), last->value()) : position{};
}

std::optional<record> find(const store::view& log, events::stream of, sequence at) {
    const auto key = key_of(of, at);
    const auto value = log.get(key);
    if (!value) return std::nullopt;
    return record{position_of(key, *value), value->substr(hash_bytes)};
}

result<std::vector<record>> read(const store::view& log, events::stream of, sequence from, std::size_t limit,
                                 std::size_t limit_bytes) {
    std::vector<record> out;
    if (from == 0) from = 1;
    std::size_t bytes = 0;
    const store::range rows{key_of(of, from), key_of(of, UINT64_MAX)};
    for (auto at = log.scan(rows); at->valid() && out.size() < limit && bytes < limit_bytes; at->next()) {
        record one{position_of(at->key(), at->value()), std::string(at->value().substr(hash_bytes))};
        if (one.at.seq != from + out.size())
            return fail(errc::not_found, "stream " + std::string(events::name_of(of)) + " lacks sequence " +
                                             std::to_string(from + out.size()));
        bytes += one.body.size();
        out.push_back(std::move(one));
    }
    return out;
}

void drop(rocksdb::WriteBatch& all, const store::database& db, events::stream of, sequence below) {
    if (const auto last = find(db.read(store::family::log), of, below - 1)) put_before(all, db, of, last->at);
    all.DeleteRange(db.handle(store::family::log), key_of(of, 0), key_of(of, below));
}

void put_before(rocksdb::WriteBatch& all, const store::database& db, events::stream of, const position& before) {
    const std::string value = store::key('p').number(before.seq).raw(bytes_of(before.hash)).str();
    all.Put(db.handle(store::family::log), key_before(of), value);
}

sequence first(const store::view& log, events::stream of) {
    const auto rows = log.scan({key_of(of, 0), key_of(of, UINT64_MAX)});
    return rows->valid() ? position_of(rows->key(), rows->value()).seq : 0;
}

position before_first(const store::view& log, events::stream of) {
    position out;
    const auto value = log.get(key_before(of));
    if (!value) return out;
    store::key_reader parts(*value);
    out.seq = parts.number();
    if (parts.rest().size() == hash_bytes) std::memcpy(out.hash.data(), parts.rest().data(), hash_bytes);
    return out;
}

void put(rocksdb::WriteBatch& all, const store::database& db, events::stream of, const position& at,
         std::string_view body) {
    const std::string key = key_of(of, at.seq);
    const rocksdb::Slice key_parts[] = {key};
    const rocksdb::Slice value_parts[] = {rocksdb::Slice(bytes_of(at.hash).data(), hash_bytes),
                                          rocksdb::Slice(body.data(), body.size())};
    all.Put(db.handle(store::family::log), rocksdb::SliceParts(key_parts, 1), rocksdb::SliceParts(value_parts, 2));
}

} // namespace guiyi::bus::log_rows
