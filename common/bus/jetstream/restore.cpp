#include "common/bus/jetstream/restore.hpp"

#include "common/bus/log_rows.hpp"

#include <cstring>

namespace guiyi::bus {

namespace {

constexpr std::size_t rows_at_once = 64;

error differs(events::stream of, sequence at) {
    return fail(errc::corrupt, "stream " + std::string(events::name_of(of)) + " differs at sequence " +
                                   std::to_string(at) +
                                   " from what this service has kept; compare the copies "
                                   "(`guiyi audit verify`) before anything is appended to it");
}

/// The commit at a sequence is the one we kept.
result<void> check_same(const jetstream_api& api, events::stream of, const record& kept) {
    auto there = api.get(events::name_of(of), kept.at.seq, 1);
    if (!there) return there.error();
    const auto& found = there->front();
    if (found.status == jetstream_api::status_not_there) return {}; // gone meanwhile: the append will tell
    return found.hash == to_hex(kept.at.hash) ? result<void>() : differs(of, kept.at.seq);
}

/// One commit in its old place. That another copy of the service was quicker with the same is as good.
result<void> append_again(const jetstream_api& api, events::stream of, const record& kept) {
    const nats_headers headers{{"Nats-Expected-Last-Subject-Sequence", std::to_string(kept.at.seq - 1)},
                               {"Guiyi-Hash", to_hex(kept.at.hash)}};
    const auto said = api.over().ask(api.subject(events::name_of(of)), kept.body, jetstream_api::answer_time, headers);
    if (!said) return said.error();
    if (said->body.find("\"error\"") == std::string::npos) return {};
    return check_same(api, of, kept);
}

} // namespace

result<std::vector<record>> records_of(std::vector<nats_message>& messages) {
    std::vector<record> out;
    out.reserve(messages.size());
    for (auto& one : messages) {
        if (one.status == jetstream_api::status_not_there)
            return fail(errc::unavailable,
                        "the stream's leader does not have a commit that was there before: the stream "
                        "came back shorter, and waits for a copy of its service that has kept the rest");
        const auto hash = from_hex(one.hash);
        record next;
        if (!hash || hash->size() != next.at.hash.size())
            return fail(errc::corrupt, "the message at sequence " + std::to_string(one.seq) +
                                           " of a stream is no commit: somebody else publishes to its subject");
        next.at.seq = one.seq;
        std::memcpy(next.at.hash.data(), hash->data(), next.at.hash.size());
        next.body = std::move(one.body);
        out.push_back(std::move(next));
    }
    return out;
}

result<sequence> restore(const jetstream_api& api, const store::view& log, events::stream of, sequence last) {
    const auto kept = log_rows::tail(log, of);
    if (const auto common = log_rows::find(log, of, std::min(last, kept.seq)))
        if (auto same = check_same(api, of, *common); !same) return same.error();
    while (last < kept.seq) {
        const auto rows = log_rows::read(log, of, last + 1, rows_at_once, SIZE_MAX);
        if (!rows && rows.error().code == errc::not_found) return came_back_shorter(of, last, kept.seq);
        if (!rows) return rows.error();
        for (const auto& one : *rows)
            if (auto there = append_again(api, of, one); !there) return there.error();
        last += rows->size();
    }
    return last;
}

} // namespace guiyi::bus
