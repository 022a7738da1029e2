// Commits as rows of the family `log`: all of them on the embedded bus, a service's own copy of its stream elsewhere.
// Key: the stream's digit and the sequence; value: the hash, then the body. Beside them, under the stream's letter, the
// commit before the first that is kept. Private to common/bus.
#pragma once

#include "common/bus/bus.hpp"

#include <optional>

namespace guiyi::bus::log_rows {

/// The last commit kept of a stream; sequence 0 when there is none.
position tail(const store::view& log, events::stream of);

/// One commit; nothing when it is not kept.
std::optional<record> find(const store::view& log, events::stream of, sequence at);

/// As bus::read, over these rows. @errors errc::not_found when one is missing in between
result<std::vector<record>> read(const store::view& log, events::stream of, sequence from, std::size_t limit,
                                 std::size_t limit_bytes);

/// Drops all commits below a sequence, and notes the last of them.
void drop(rocksdb::WriteBatch& all, const store::database& db, events::stream of, sequence below);

/// Notes the commit that the first one kept goes on from.
void put_before(rocksdb::WriteBatch& all, const store::database& db, events::stream of, const position& before);

/// The sequence of the first commit kept; 0 when there is none.
sequence first(const store::view& log, events::stream of);

/// What put_before() noted; sequence 0 when it never did.
position before_first(const store::view& log, events::stream of);

/// Puts a commit where the others look.
void put(rocksdb::WriteBatch& all, const store::database& db, events::stream of, const position& at,
         std::string_view body);

} // namespace guiyi::bus::log_rows
