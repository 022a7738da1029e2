#include "common/runtime/rows.hpp"

#include "common/runtime/service.hpp"
#include "common/runtime/timers.hpp"
#include "common/store/key.hpp"

#include <cstring>

namespace guiyi::runtime {

namespace {

constexpr char consumed_row = '\x01', folded_row = '\x02', timer_row = '\x03', parked_row = '\x04',
               version_row = '\x06';

store::key timer_key(std::string_view id, instant due) { return store::key(timer_row).at(due).text(id); }

store::key parked_rows(std::string_view subject) { return store::key(parked_row).text(subject); }

std::string to_row(const bus::position& at) {
    std::string row = store::key('p').number(at.seq).str();
    row.append(bytes_of(at.hash));
    return row;
}

bus::position from_row(const std::optional<std::string>& row) {
    bus::position at;
    if (!row || row->size() != 9 + sizeof at.hash) return at;
    at.seq = store::key_reader(*row).number();
    std::memcpy(at.hash.data(), row->data() + 9, sizeof at.hash);
    return at;
}

store::key consumed_key(events::stream of) { return store::key(consumed_row).text(events::name_of(of)); }

events::fact_parked parked_from(std::string_view key, std::string_view why) {
    store::key_reader read(key);
    events::fact_parked one;
    one.subject = read.text();
    read.number(); // its place in the queue
    one.from = read.text();
    one.seq = read.number();
    one.index = static_cast<std::int64_t>(read.number());
    one.why = why;
    return one;
}

std::vector<events::fact_parked> parked_in(const store::view& state, store::range of, std::size_t limit) {
    std::vector<events::fact_parked> out;
    for (auto at = state.scan(std::move(of)); at->valid() && out.size() < limit; at->next())
        out.push_back(parked_from(at->key(), at->value()));
    return out;
}

/// Behind the last of its subject. The order of arrival is kept: streams and sequences alone do not tell it.
void park(store::writer& state, const events::fact_parked& one) {
    std::uint64_t place = 0;
    if (const auto last = state.scan_back(store::range::prefix(parked_rows(one.subject))); last->valid()) {
        store::key_reader read(last->key());
        read.text();
        place = read.number() + 1;
    }
    const auto key = parked_rows(one.subject).number(place).text(one.from).number(one.seq);
    state.put(store::key(key).number(static_cast<std::uint64_t>(one.index)), one.why);
}

void unpark(store::writer& state, const events::fact_replayed& one) {
    for (auto at = state.scan(store::range::prefix(parked_rows(one.subject))); at->valid(); at->next()) {
        const auto there = parked_from(at->key(), {});
        if (there.from != one.from || there.seq != one.seq || there.index != one.index) continue;
        return state.erase(std::string(at->key()));
    }
}

} // namespace

store::family state_family(events::stream of) noexcept {
    switch (of) {
        case events::stream::intake: return store::family::intake;
        case events::stream::deduplication: return store::family::deduplication;
        case events::stream::assignment: return store::family::assignment;
        case events::stream::notification: return store::family::notification;
        case events::stream::casework: return store::family::casework;
        case events::stream::access: return store::family::access;
    }
    return store::family::meta;
}

result<events::facts> service::on_timer(std::string_view timer, instant, const store::view&, instant) const {
    return fail(errc::invalid, "a timer came due that this service does not know: " + std::string(timer));
}

void set_timer(store::writer& state, std::string_view id, instant due) { state.put(timer_key(id, due), ""); }
void unset_timer(store::writer& state, std::string_view id, instant due) { state.erase(timer_key(id, due)); }

namespace rows {

bus::position folded(const store::view& state) { return from_row(state.get(store::key(folded_row))); }
void set_folded(store::writer& state, const bus::position& at) { state.put(store::key(folded_row), to_row(at)); }

bus::position consumed(const store::view& state, events::stream of) { return from_row(state.get(consumed_key(of))); }
void set_consumed(store::writer& state, events::stream of, const bus::position& at) {
    state.put(consumed_key(of), to_row(at));
}

std::uint32_t version(const store::view& state) {
    const auto row = state.get(store::key(version_row));
    return row ? static_cast<std::uint32_t>(store::key_reader(*row).number()) : 0;
}
void set_version(store::writer& state, std::uint32_t version) {
    state.put(store::key(version_row), store::key('v').number(version).str());
}

std::vector<timer> due_timers(const store::view& state, instant now, std::size_t limit) {
    std::vector<timer> out;
    const store::range due{std::string(1, timer_row),
                           store::key(timer_row).at(now + std::chrono::milliseconds(1)).str()};
    for (auto at = state.scan(due); at->valid() && out.size() < limit; at->next()) {
        store::key_reader read(at->key());
        const instant when = read.at();
        out.push_back({std::string(read.text()), when});
    }
    return out;
}

std::optional<instant> first_timer(const store::view& state) {
    const auto at = state.scan(store::range::prefix(std::string(1, timer_row)));
    if (!at->valid()) return std::nullopt;
    return store::key_reader(at->key()).at();
}

std::optional<instant> first_timer_set(const store::batch& in, store::family state) {
    const auto key = in.least_put(state, std::string_view(&timer_row, 1));
    if (!key) return std::nullopt;
    return store::key_reader(*key).at();
}

bool is_set(const store::view& state, const timer& which) { return state.has(timer_key(which.id, which.due)); }

bool is_parked(const store::view& state, std::string_view subject) {
    return state.scan(store::range::prefix(parked_rows(subject)))->valid();
}
std::vector<events::fact_parked> parked(const store::view& state, std::size_t limit) {
    return parked_in(state, store::range::prefix(std::string(1, parked_row)), limit);
}
std::vector<events::fact_parked> parked_behind(const store::view& state, std::string_view subject) {
    return parked_in(state, store::range::prefix(parked_rows(subject)), SIZE_MAX);
}
std::size_t parked_count(const store::view& state) { return parked(state, SIZE_MAX).size(); }

bool evolve(store::writer& state, const events::event& fact) {
    if (const auto* fired = std::get_if<events::timer_fired>(&fact.data)) {
        unset_timer(state, fired->timer, fired->due);
    } else if (const auto* poison = std::get_if<events::fact_parked>(&fact.data)) {
        park(state, *poison);
    } else if (const auto* again = std::get_if<events::fact_replayed>(&fact.data)) {
        unpark(state, *again);
    } else {
        return false;
    }
    return true;
}

} // namespace rows

} // namespace guiyi::runtime
