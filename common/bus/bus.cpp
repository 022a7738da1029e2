#include "common/bus/bus.hpp"

namespace guiyi::bus {

namespace {

error went_back(events::stream of, sequence seq, std::string_view how) {
    return fail(errc::corrupt, "stream " + std::string(events::name_of(of)) + " " + std::string(how) + " at sequence " +
                                   std::to_string(seq) + "; restore it from a backup before anything is read from it");
}

} // namespace

result<void> bus::drop_own(events::stream of, sequence) {
    return fail(errc::invalid, "what is kept here of stream " + std::string(events::name_of(of)) +
                                   " is the stream itself, of which nothing is dropped");
}

error came_back_shorter(events::stream of, sequence ends, sequence ended) {
    return fail(errc::unavailable, "stream " + std::string(events::name_of(of)) + " ends at " + std::to_string(ends) +
                                       " where " + std::to_string(ended) +
                                       " was read before; it waits for a copy of its service that has kept the rest: "
                                       "start one, or restore its data folder from a backup");
}

result<void> check_position(const bus& on, events::stream of, const position& remembered) {
    if (remembered.seq == 0) return {};
    const auto tail = on.tail(of);
    if (!tail) return tail.error();
    if (tail->seq < remembered.seq && on.shared()) return came_back_shorter(of, tail->seq, remembered.seq);
    if (tail->seq < remembered.seq)
        return went_back(of, remembered.seq, "is shorter than what was read before, which ended");
    const auto there = on.read(of, remembered.seq, 1);
    if (!there) return there.error();
    if (there->empty() || there->front().at != remembered)
        return went_back(of, remembered.seq, "differs from what was read before");
    return {};
}

result<position> verify_chain(const bus& on, events::stream of, const position& before) {
    position at = before;
    for (;;) {
        const auto part = on.read(of, at.seq + 1, 1024);
        if (!part) return part.error();
        if (part->empty()) return at;
        for (const auto& one : *part) {
            const digest256 expected = blake2b(bytes_of(at.hash), one.body);
            if (one.at.seq != at.seq + 1 || one.at.hash != expected)
                return went_back(of, at.seq + 1, "breaks its chain");
            at = one.at;
        }
    }
}

} // namespace guiyi::bus
