#include "services/notification/outbox.hpp"

namespace guiyi::notification {

namespace {

store::key outbox_key(std::string_view provider) { return store::key('o').text(provider); }
store::key outbox_key(std::string_view provider, urgency how) {
    return outbox_key(provider).number(static_cast<std::uint64_t>(how));
}
store::key outbox_key(const outbox_place& at) { return outbox_key(at.provider, at.how).text(at.group); }
store::key outbox_key(const outbox_place& at, outbox_queue queue) {
    return outbox_key(at).number(static_cast<std::uint64_t>(queue));
}
store::key in_flight_key(const message_id& id) { return store::key('i').text(id); }
store::key failed_key(instant at, const message_id& id) { return store::key('f').at(at).text(id); }

/// Goes through what differs in one part of the keys below a prefix, reading one row for each.
template <class Read, class Next>
void each_distinct(const store::view& from, std::string_view prefix, Read read, Next next) {
    auto rows = store::range::prefix(prefix);
    for (auto at = from.scan(rows); at->valid(); at = from.scan(rows))
        rows.from = store::range::prefix(next(read(at->key()))).to;
}

} // namespace

outbox_place place_of(const message_row& message) {
    return {provider_of(message.channel, message.endpoint), message.how,
            message.channel == "email" ? message.mail_domain : std::string()};
}

void put_outbox(store::writer& to, const outbox_place& at, outbox_queue queue, const outbox_entry& entry) {
    to.put(outbox_key(at, queue).at(entry.at).text(entry.message), {});
}

void erase_outbox(store::writer& to, const outbox_place& at, outbox_queue queue, const outbox_entry& entry) {
    to.erase(outbox_key(at, queue).at(entry.at).text(entry.message));
}

std::unique_ptr<store::cursor> scan_outbox(const store::view& from, const outbox_place& at, outbox_queue queue,
                                           instant since) {
    auto rows = store::range::prefix(outbox_key(at, queue));
    rows.from = outbox_key(at, queue).at(since).str();
    return from.scan(std::move(rows));
}

outbox_entry outbox_entry_at(const store::cursor& at) {
    store::key_reader read(at.key());
    read.text();
    read.number();
    read.text();
    read.number();
    outbox_entry entry;
    entry.at = read.at();
    entry.message = message_id(std::string(read.text()));
    return entry;
}

std::vector<std::string> providers_waiting(const store::view& from) {
    std::vector<std::string> out;
    each_distinct(
        from, "o", [](std::string_view key) { return std::string(store::key_reader(key).text()); },
        [&](std::string provider) {
            out.push_back(std::move(provider));
            return outbox_key(out.back()).str();
        });
    return out;
}

std::vector<std::string> groups_waiting(const store::view& from, std::string_view provider, urgency how) {
    std::vector<std::string> out;
    const auto group_in = [](std::string_view key) {
        store::key_reader read(key);
        read.text();
        read.number();
        return std::string(read.text());
    };
    each_distinct(from, outbox_key(provider, how).str(), group_in, [&](std::string group) {
        out.push_back(std::move(group));
        return outbox_key(provider, how).text(out.back()).str();
    });
    return out;
}

void put_in_flight(store::writer& to, const message_id& id) { to.put(in_flight_key(id), {}); }

void erase_in_flight(store::writer& to, const message_id& id) { to.erase(in_flight_key(id)); }

std::vector<message_id> in_flight(const store::view& from) {
    std::vector<message_id> out;
    for (auto at = from.scan(store::range::prefix("i")); at->valid(); at->next())
        out.emplace_back(std::string(store::key_reader(at->key()).text()));
    return out;
}

void put_failed(store::writer& to, instant at, const message_id& id) { to.put(failed_key(at, id), {}); }

std::vector<message_id> failed_messages(const store::view& from, std::size_t limit) {
    std::vector<message_id> out;
    for (auto at = from.scan_back(store::range::prefix("f")); at->valid() && out.size() < limit; at->next()) {
        store::key_reader read(at->key());
        read.at();
        out.emplace_back(std::string(read.text()));
    }
    return out;
}

} // namespace guiyi::notification
