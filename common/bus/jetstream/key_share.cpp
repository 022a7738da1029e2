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
        auto rows = rows_of(*part);
        if (!rows) return rows.error();
        if (rows->bundles == 0) return fail(errc::unavailable, "the server that was asked for data keys is behind");
        if (auto stored = store_(rows->all, std::to_string(reached_ + rows->bundles)); !stored) return stored;
        reached_ += rows->bundles;
    }
    return {};
}

/// The rows of the first bundles, up to one that only the server that was asked lacks: taken for erased, its people
/// would be strangers here for ever.
result<key_share::part_rows> key_share::rows_of(const std::vector<nats_message>& part) const {
    part_rows out;
    for (const auto& one : part) {
        if (one.status == not_found) {
            const auto kept = api_.holds(jetstream_api::keys_stream, reached_ + out.bundles + 1);
            if (!kept) return kept.error();
            if (*kept) return out;
        } else { // what is not there was replaced: a later bundle holds what is left of it
            auto read = from_bundle(one.body);
            if (!read) return read.error();
            out.all.insert(out.all.end(), read->begin(), read->end());
        }
        ++out.bundles;
    }
    return out;
}

} // namespace guiyi::bus
