#include "common/bus/jetstream/key_share.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace guiyi::bus {

namespace {

namespace json = boost::json;
constexpr std::size_t at_once = 256;
constexpr int not_found = jetstream_api::status_not_there;

result<key_rows> rows_in(const json::object& from) {
    key_rows out;
    for (const auto& [key, value] : from) {
        const auto* text = value.if_string();
        auto row = from_hex(key);
        auto to = from_hex(text ? std::string_view(*text) : std::string_view("?"));
        if (!row || !to) return fail(errc::corrupt, "a bundle of data keys on the bus cannot be read");
        out.emplace_back(std::move(*row), std::move(*to));
    }
    return out;
}

} // namespace

std::string to_bundle(const key_bundle& what) {
    json::object rows;
    for (const auto& [key, value] : what.rows) rows[to_hex(key)] = to_hex(value);
    if (!what.of) return json::serialize(rows);
    return json::serialize(
        json::object{{"on", what.of->on}, {"seq", what.of->seq}, {"hash", what.of->hash}, {"rows", std::move(rows)}});
}

result<key_bundle> from_bundle(std::string_view body) {
    boost::system::error_code ec;
    const auto told = json::parse(body, ec);
    const auto* all = ec ? nullptr : told.if_object();
    if (!all) return fail(errc::corrupt, "a bundle of data keys on the bus cannot be read");
    key_bundle out;
    const auto* inner = all->if_contains("rows"); // no name of a row, which are hexadecimal
    const auto* on = all->if_contains("on");
    const auto* seq = all->if_contains("seq");
    const auto* hash = all->if_contains("hash");
    const bool placed = inner && inner->is_object() && on && on->is_string() && seq && hash && hash->is_string();
    if (placed) {
        const auto at = seq->to_number<sequence>(ec);
        if (ec) return fail(errc::corrupt, "a bundle of data keys on the bus names no commit");
        out.of = key_place{std::string(on->get_string()), at, std::string(hash->get_string())};
    }
    auto rows = rows_in(placed ? inner->get_object() : *all);
    if (!rows) return rows.error();
    out.rows = std::move(*rows);
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
        if (rows->bundles == 0) return {};
        if (auto stored = store_(rows->all, std::to_string(reached_ + rows->bundles)); !stored) return stored;
        reached_ += rows->bundles;
        if (rows->pending) return {};
    }
    return {};
}

/// The rows of the first bundles, up to one whose commit is not there yet. What the leader does not have either was
/// replaced, and a later bundle holds what is left of it.
result<key_share::part_rows> key_share::rows_of(const std::vector<nats_message>& part) const {
    std::vector<std::optional<key_bundle>> bundles;
    for (const auto& one : part) {
        auto read = one.status == not_found ? result<key_bundle>(key_bundle{}) : from_bundle(one.body);
        if (!read) return read.error();
        bundles.push_back(one.status == not_found ? std::nullopt : std::optional(std::move(*read)));
    }
    const auto read = commits_of(bundles);
    if (!read) return read.error();
    part_rows out;
    for (const auto& one : bundles) {
        const auto stands = one && one->of ? standing_of(*one->of, *read) : result<standing>(standing::its_own);
        if (!stands) return stands.error();
        out.pending = *stands == standing::none;
        if (out.pending) return out;
        if (one && *stands == standing::its_own) out.all.insert(out.all.end(), one->rows.begin(), one->rows.end());
        ++out.bundles;
    }
    return out;
}

/// The commits that bundles were published before, read together: they mostly follow each other.
result<key_share::commits> key_share::commits_of(const std::vector<std::optional<key_bundle>>& bundles) const {
    std::map<std::string, std::pair<sequence, sequence>> spans;
    for (const auto& one : bundles) {
        if (!one || !one->of) continue;
        const auto [at, fresh] = spans.try_emplace(one->of->on, one->of->seq, one->of->seq);
        at->second = {std::min(at->second.first, one->of->seq), std::max(at->second.second, one->of->seq)};
    }
    commits out;
    for (const auto& [on, span] : spans) {
        const auto count = std::min<std::size_t>(2 * at_once, span.second - span.first + 1);
        auto there = api_.get(on, span.first, count);
        if (!there) return there.error();
        for (std::size_t i = 0; i < count; ++i) out[{on, span.first + i}] = std::move((*there)[i]);
    }
    return out;
}

/// A bundle waits for its commit only while nothing stands there: whoever publishes one knows all commits before, so
/// those of later bundles cannot be there either.
result<key_share::standing> key_share::standing_of(const key_place& place, const commits& read) const {
    const auto found = read.find({place.on, place.seq});
    auto there = found != read.end() ? result<std::vector<nats_message>>(std::vector{found->second})
                                     : api_.get(place.on, place.seq, 1);
    if (!there) return there.error();
    if (there->front().status == not_found) return standing::none;
    return there->front().hash == place.hash ? standing::its_own : standing::another;
}

} // namespace guiyi::bus
