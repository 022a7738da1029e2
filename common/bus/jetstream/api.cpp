#include "common/bus/jetstream/api.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace guiyi::bus {

namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds quiet_time{300};
constexpr std::string_view servers_subject = "$SYS.REQ.SERVER.PING.VARZ";
constexpr std::int64_t no_such_stream = 10059;
constexpr std::int64_t no_such_message = 10037;
constexpr std::int64_t no_peers = 10005;  // for the replicas of a stream
constexpr std::int64_t no_leader = 10008; // of the meta group
constexpr std::int64_t not_now = 503;
constexpr int not_there = jetstream_api::status_not_there;

const json::value* find(const json::value& in, std::initializer_list<std::string_view> path) {
    const json::value* at = &in;
    for (const auto name : path) {
        const auto* object = at->if_object();
        at = object ? object->if_contains(name) : nullptr;
        if (!at) return nullptr;
    }
    return at;
}

std::string text_at(const json::value& in, std::initializer_list<std::string_view> path) {
    const auto* found = find(in, path);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::uint64_t number_at(const json::value& in, std::initializer_list<std::string_view> path) {
    const auto* found = find(in, path);
    return found ? found->to_number<std::uint64_t>() : 0;
}

/// What an operator can do about a refusal that lasts.
std::string remedy(std::uint64_t refusal) {
    static const std::string look = "; `guiyi doctor` and `nats server report jetstream` show who is in it";
    if (refusal == no_peers)
        return " (the NATS servers' meta group has too few servers: start those that are away, else restart all, one "
               "after the other" +
               look + ")";
    if (refusal == no_leader)
        return " (the NATS servers' meta group has no leader: a majority of them must run and reach each other" + look +
               ")";
    return {};
}

/// An answer of JetStream's API.
/// @errors errc::not_found for an unknown stream; errc::unavailable what another moment may mend, as in a cluster that
///         is coming up; else errc::invalid; with its words
result<json::value> understood(const nats_message& from) {
    boost::system::error_code ec;
    auto told = json::parse(from.body, ec);
    if (ec || !told.is_object()) return fail(errc::unavailable, "JetStream gives no answer (is it enabled?)");
    if (const auto* refused = told.get_object().if_contains("error")) {
        const auto which = number_at(*refused, {"err_code"});
        const bool passes = number_at(*refused, {"code"}) == not_now || which == no_peers;
        return fail(which == no_such_stream ? errc::not_found
                    : passes                ? errc::unavailable
                                            : errc::invalid,
                    text_at(*refused, {"description"}) + remedy(which));
    }
    return told;
}

/// What of `wanted` differs in `there`, as "name is X and must be Y".
std::string difference(const json::object& wanted, const json::value& there) {
    std::string out;
    for (const auto& [name, value] : wanted) {
        const auto* is = find(there, {name});
        if (is && *is == value) continue;
        if (!is && (value == json::value(false) || value == json::value(0))) continue; // left out when it is nothing
        if (!out.empty()) out += ", ";
        out += std::string(name) + " is " + (is ? json::serialize(*is) : "not set") + " and must be " +
               json::serialize(value);
    }
    return out;
}

std::array<unsigned, 3> parts_of(std::string_view version) {
    std::array<unsigned, 3> out{};
    const char* at = version.data();
    const char* const end = at + version.size();
    for (auto& part : out) {
        const auto read = std::from_chars(at, end, part);
        if (read.ec != std::errc()) return {};
        at = read.ptr == end ? end : read.ptr + 1;
    }
    return out;
}

result<nats_server_told> check_server(const json::value& told) {
    const auto name = text_at(told, {"server", "name"});
    const auto version = text_at(told, {"server", "ver"});
    if (!is_new_enough(version))
        return fail(errc::invalid, "nats-server " + name + " is " + version + "; " + std::string(oldest_server) +
                                       " or newer is needed: install the package of Debian 13 and restart it");
    const auto* always = find(told, {"data", "jetstream", "config", "sync_always"});
    if (!always || *always != json::value(true))
        return fail(errc::invalid, "nats-server " + name +
                                       " acknowledges before it has synced: write `sync_interval: always` into its "
                                       "jetstream block and run `systemctl restart nats-server` there");
    nats_server_told out{.name = name, .version = version};
    const auto* group = find(told, {"data", "jetstream", "meta"});
    out.clustered = group != nullptr;
    if (!group || text_at(*group, {"leader"}) != name) return out;
    const auto* others = find(*group, {"replicas"});
    out.meta_group = 1 + (others && others->is_array() ? others->get_array().size() : 0);
    return out;
}

} // namespace

bool is_new_enough(std::string_view version) {
    static const auto oldest = parts_of(oldest_server);
    return parts_of(version) >= oldest;
}

result<std::vector<nats_server_told>> jetstream_api::check_servers() const {
    const auto answers = nats_.ask_all(std::string(servers_subject), answer_time, quiet_time);
    if (answers && answers->empty())
        return fail(errc::unavailable, "no NATS server says how it is set; they are slow, or not up yet");
    if (!answers && answers.error().code != errc::not_found) return answers.error();
    if (!answers)
        return fail(errc::invalid, "the servers do not tell how they are set: let the account import " +
                                       std::string(servers_subject) +
                                       " from the system account, as config/cluster/nats-server.conf does, then "
                                       "run `nats-server --signal reload` on each");
    std::vector<nats_server_told> out;
    for (const auto& one : *answers) {
        boost::system::error_code ec;
        const auto told = json::parse(one.body, ec);
        if (ec) return fail(errc::unavailable, "a server's answer is no JSON");
        auto server = check_server(told);
        if (!server) return server.error();
        out.push_back(std::move(*server));
    }
    return out;
}

/// Commits are never dropped or changed, so that sequences are ours; keys can be, so that a person can be erased.
std::string jetstream_api::settings_of(std::string_view of) const {
    const bool keys = of == keys_stream;
    const json::object wanted{{"name", stream_name(of)},
                              {"subjects", json::array{keys ? subject(of) + ".*" : subject(of)}},
                              {"storage", "file"},
                              {"retention", "limits"},
                              {"discard", "new"},
                              {"num_replicas", replicas_},
                              {"max_consumers", -1},
                              {"max_msgs", -1},
                              {"max_bytes", -1},
                              {"max_age", 0},
                              {"max_msgs_per_subject", keys ? 1 : -1},
                              {"max_msg_size", -1},
                              {"allow_direct", true},
                              {"deny_delete", !keys},
                              {"deny_purge", !keys},
                              {"allow_rollup_hdrs", false},
                              {"sealed", false}};
    return json::serialize(wanted);
}

result<void> jetstream_api::make_stream(std::string_view of) const {
    const auto said = nats_.ask("$JS.API.STREAM.CREATE." + stream_name(of), settings_of(of), answer_time);
    if (!said) return said.error();
    const auto told = understood(*said);
    if (!told) return fail(told.error().code, "stream " + stream_name(of) + ": " + told.error().detail);
    return {};
}

result<void> jetstream_api::mend_stream(std::string_view of) const {
    const auto said = nats_.ask("$JS.API.STREAM.UPDATE." + stream_name(of), settings_of(of), answer_time);
    if (!said) return said.error();
    const auto told = understood(*said);
    if (!told) return fail(told.error().code, "stream " + stream_name(of) + ": " + told.error().detail);
    return {};
}

result<stream_info> jetstream_api::info(std::string_view of) const {
    const auto said = nats_.ask("$JS.API.STREAM.INFO." + stream_name(of), {}, answer_time);
    if (!said) return said.error();
    const auto told = understood(*said);
    if (!told) return told.error();
    stream_info out;
    out.last = number_at(*told, {"state", "last_seq"});
    if (number_at(*told, {"state", "messages"}) > 0) out.first = number_at(*told, {"state", "first_seq"});
    if (const auto* settings = find(*told, {"config"}))
        out.settings_fault = difference(json::parse(settings_of(of)).as_object(), *settings);
    return out;
}

namespace {

std::string question_for(sequence at) { return "{\"seq\":" + std::to_string(at) + "}"; }

/// The value of one header among those of a stored message, which are lines "name: value".
std::string header_in(std::string_view lines, std::string_view name) {
    const auto found = lines.find("\r\n" + std::string(name) + ": ");
    if (found == lines.npos) return {};
    const auto value = found + 2 + name.size() + 2;
    return std::string(lines.substr(value, lines.find("\r\n", value) - value));
}

/// What a leader says it has at a sequence, which `into` carries. @returns false when it says nothing of it
bool take_stored(const nats_message& said, nats_message& into) {
    boost::system::error_code ec;
    const auto told = json::parse(said.body, ec);
    if (ec) return false;
    if (number_at(told, {"error", "err_code"}) == no_such_message) {
        into.status = not_there;
        return true;
    }
    const auto body = from_base64(text_at(told, {"message", "data"}));
    const auto headers = from_base64(text_at(told, {"message", "hdrs"}));
    if (number_at(told, {"message", "seq"}) != into.seq || !body || !headers) return false;
    into.status = 0;
    into.subject = text_at(told, {"message", "subject"});
    into.body = *body;
    into.hash = header_in(*headers, "Guiyi-Hash");
    return true;
}

} // namespace

result<void> jetstream_api::ask_leader(std::string_view of, std::vector<nats_message*>& in) const {
    std::vector<std::string> questions;
    for (const auto* one : in) questions.push_back(question_for(one->seq));
    const auto said = nats_.ask_each("$JS.API.STREAM.MSG.GET." + stream_name(of), questions, answer_time);
    if (!said) return said.error();
    for (std::size_t i = 0; i < in.size(); ++i)
        if (!(*said)[i] || !take_stored(*(*said)[i], *in[i]))
            return fail(errc::unavailable,
                        "stream " + stream_name(of) + " cannot be read at sequence " + std::to_string(in[i]->seq) +
                            ": some server is behind or away, and no leader of the stream answers; the servers elect "
                            "one once a majority of them runs");
    return {};
}

result<std::vector<nats_message>> jetstream_api::get(std::string_view of, sequence from, std::size_t count) const {
    std::vector<std::string> questions;
    for (std::size_t i = 0; i < count; ++i) questions.push_back(question_for(from + i));
    auto said = nats_.ask_each("$JS.API.DIRECT.GET." + stream_name(of), questions, replica_time);
    if (!said) return said.error();
    std::vector<nats_message> out(count);
    std::vector<nats_message*> missing;
    for (std::size_t i = 0; i < count; ++i) {
        const bool has = (*said)[i] && (*said)[i]->status == 0;
        if (has) out[i] = std::move(*(*said)[i]);
        out[i].seq = from + i;
        if (!has) missing.push_back(&out[i]);
    }
    if (!missing.empty())
        if (auto told = ask_leader(of, missing); !told) return told.error();
    return out;
}

} // namespace guiyi::bus
