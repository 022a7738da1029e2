#include "common/bus/jetstream/key_share.hpp"

#include <boost/json.hpp>

namespace guiyi::bus {

namespace {

namespace json = boost::json;
constexpr std::size_t at_once = 256;
constexpr int not_found = jetstream_api::status_not_there;

} // namespace

std::string to_bundle(const key_rows& rows) {
    json::object out;
    for (const auto& [key, value] : rows) out[to_hex(key)] = to_hex(value);
    return json::serialize(out);
}

result<key_rows> from_bundle(std::string_view body) {
    const auto broken = fail(errc::corrupt, "a bundle of data keys on the bus cannot be read");
    boost::system::error_code ec;
    const auto told = json::parse(body, ec);
    if (ec || !told.is_object()) return broken;
    key_rows out;
    for (const auto& [key, value] : told.get_object()) {
        const auto* text = value.if_string();
        auto row = from_hex(key);
        auto to = from_hex(text ? std::string_view(*text) : std::string_view("?"));
        if (!row || !to) return broken;
        out.emplace_back(std::move(*row), std::move(*to));
    }
    return out;
}

key_share::key_share(const jetstream_api& api, const store::view& meta, store_rows store)
    : api_(api), store_(std::move(store)) {
    if (const auto row = meta.get(reached_row)) reached_ = std::stoull(*row);
}

result<void> key_share::fetch() {
    const std::scoped_lock guard(mutex_);
    const auto stands = api_.info(jetstream_api::keys_stream);
    if (!stands) return stands.error();
    while (reached_ < stands->last) {
        const auto count = std::min<std::size_t>(at_once, stands->last - reached_);
        const auto part = api_.get(jetstream_api::keys_stream, reached_ + 1, count);
        if (!part) return part.error();
        key_rows rows;
        std::size_t there = part->size();
        // A replica that is behind answers as if the last ones were erased: those are asked for again next time.
        while (there > 0 && (*part)[there - 1].status == not_found) --there;
        for (std::size_t i = 0; i < there; ++i) {
            if ((*part)[i].status == not_found) continue; // replaced: a later bundle holds what is left of it
            auto read = from_bundle((*part)[i].body);
            if (!read) return read.error();
            rows.insert(rows.end(), read->begin(), read->end());
        }
        if (there == 0 && reached_ + count == stands->last) return {};
        if (there == 0) there = count; // a whole part replaced
        if (auto stored = store_(rows, std::to_string(reached_ + there)); !stored) return stored;
        reached_ += there;
    }
    return {};
}

} // namespace guiyi::bus
