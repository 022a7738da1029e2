#include "common/bus/own_copies.hpp"

#include "common/bus/log_rows.hpp"

#include <rocksdb/write_batch.h>

namespace guiyi::bus {

result<void> note_beginning(store::database& in, events::stream of, const position& before) {
    if (log_rows::tail(in.read(store::family::log), of).seq >= before.seq) return {};
    rocksdb::WriteBatch all;
    log_rows::drop(all, in, of, before.seq + 1);
    log_rows::put_before(all, in, of, before);
    return in.write(all, true);
}

result<position> beginning(const store::database& in, events::stream of) {
    const auto& log = in.read(store::family::log);
    const auto first = log_rows::first(log, of);
    if (first <= 1) return position{};
    const auto noted = log_rows::before_first(log, of);
    if (noted.seq + 1 != first)
        return fail(errc::corrupt, "stream " + std::string(events::name_of(of)) + " begins here at sequence " +
                                       std::to_string(first) + ", and " + std::to_string(first - 1) +
                                       " is not noted as what it goes on from: commits were cut");
    return noted;
}

} // namespace guiyi::bus
