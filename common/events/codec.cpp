#include "common/events/event.hpp"
#include "common/events/json_codec.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/mp11/algorithm.hpp>

#include <unordered_map>

namespace guiyi::events {

namespace {

template <class T>
constexpr std::string_view stream_part() {
    if constexpr (boost::mp11::mp_contains<intake_facts, T>::value)
        return "intake";
    else if constexpr (boost::mp11::mp_contains<deduplication_facts, T>::value)
        return "deduplication";
    else if constexpr (boost::mp11::mp_contains<assignment_facts, T>::value)
        return "assignment";
    else if constexpr (boost::mp11::mp_contains<notification_facts, T>::value)
        return "notification";
    else if constexpr (boost::mp11::mp_contains<casework_facts, T>::value)
        return "casework";
    else if constexpr (boost::mp11::mp_contains<access_facts, T>::value)
        return "access";
    else
        return "runtime";
}

template <class T>
const std::string& type_name() {
    static const std::string name = "io.guiyi." + std::string(stream_part<T>()) + "." + std::string(T::type) + ".v1";
    return name;
}

template <class T>
bool read_fact(const boost::json::value& data, fact& to) {
    return json::read(data, to.emplace<T>());
}

using fact_reader = bool (*)(const boost::json::value&, fact&);

const std::unordered_map<std::string_view, fact_reader>& readers() {
    static const auto table = [] {
        std::unordered_map<std::string_view, fact_reader> all;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, any_fact>>([&](auto kind) {
            using T = typename decltype(kind)::type;
            all.emplace(type_name<T>(), &read_fact<T>);
        });
        return all;
    }();
    return table;
}

/// The envelope's text around the data; `when` is the formatted time, equal for a whole commit.
void write_event(std::string& out, const event& what, stream on, sequence seq, std::size_t index,
                 std::string_view when) {
    out += R"({"specversion":"1.0","id":")";
    out += name_of(on);
    out += '/';
    json::write(out, seq);
    out += '/';
    json::write(out, index);
    out += R"(","source":"/guiyi/)";
    out += name_of(on);
    out += R"(","type":")";
    std::visit([&](const auto& data) { out += type_name<std::decay_t<decltype(data)>>(); }, what.data);
    out += R"(","time":")";
    out += when;
    out += '"';
    if (!what.subject.empty()) {
        out += R"(,"subject":)";
        json::write_string(out, what.subject);
    }
    if (!what.traceparent.empty()) {
        out += R"(,"traceparent":)";
        json::write_string(out, what.traceparent);
    }
    out += R"(,"datacontenttype":"application/json","data":)";
    std::visit([&](const auto& data) { json::write(out, data); }, what.data);
    out += '}';
}

const boost::json::value* member(const boost::json::object& of, std::string_view name) { return of.if_contains(name); }

error broken(std::string_view what) { return fail(errc::corrupt, "commit: " + std::string(what)); }

result<event> read_event(const boost::json::value& from) {
    if (!from.is_object()) return broken("an event is not an object");
    const auto& object = from.get_object();
    const auto* type = member(object, "type");
    const auto* data = member(object, "data");
    const auto* time = member(object, "time");
    if (!type || !type->is_string() || !data || !time) return broken("an event lacks type, time or data");
    const auto reader = readers().find(type->get_string());
    if (reader == readers().end())
        return fail(errc::unknown_fact, "fact type " + std::string(type->get_string()) +
                                            " is newer than this program; upgrade before reading this stream");
    event out;
    if (!reader->second(*data, out.data)) return broken("wrong data for " + std::string(type->get_string()));
    if (!json::read(*time, out.time)) return broken("an event's time is not RFC 3339");
    if (const auto* subject = member(object, "subject")) json::read(*subject, out.subject);
    if (const auto* trace = member(object, "traceparent")) json::read(*trace, out.traceparent);
    return out;
}

bool read_causes(const boost::json::value& from, std::vector<cause>& to) {
    if (!from.is_object()) return false;
    for (const auto& [name, seq] : from.get_object()) {
        const auto which = stream_named(name);
        cause one;
        if (!which || !json::read(seq, one.seq)) return false;
        one.from = *which;
        to.push_back(one);
    }
    return true;
}

} // namespace

std::string type_of(const fact& data) {
    return std::visit([](const auto& x) { return type_name<std::decay_t<decltype(x)>>(); }, data);
}

std::string subject_of(const fact& data) {
    return std::visit(
        [](const auto& x) -> std::string {
            if constexpr (requires { x.mailing; })
                return x.mailing;
            else if constexpr (requires { x.account; })
                return x.account.str();
            else if constexpr (requires { x.token; })
                return x.token;
            else if constexpr (requires { x.looks; })
                return "looks"; // of several people at once
            else if constexpr (requires { x.used; })
                return "sessions";
            else if constexpr (requires { x.next; })
                return "checkpoint";
            else if constexpr (requires { x.subject; })
                return x.subject;
            else if constexpr (requires { x.timer; })
                return x.timer;
            else if constexpr (requires { x.opened; })
                return x.opened.str();
            else if constexpr (requires { x.merged; })
                return x.merged.str();
            else if constexpr (requires { x.undone; })
                return x.undone;
            else if constexpr (requires { x.restored; })
                return x.restored.str();
            else if constexpr (requires { x.to; })
                return x.to.str();
            else if constexpr (requires { x.assigned; })
                return x.assigned.str();
            else if constexpr (requires { x.released; })
                return x.released.str();
            else if constexpr (requires { x.of_case; })
                return x.of_case.str();
            else if constexpr (requires { x.campaign; })
                return x.campaign.str();
            else if constexpr (requires { x.registered; })
                return x.registered.str();
            else if constexpr (requires { x.joined; })
                return x.joined.str();
            else if constexpr (requires { x.accepted; })
                return x.accepted.str();
            else if constexpr (requires { x.refused; })
                return x.refused.str();
            else if constexpr (requires { x.closed; })
                return x.closed.str();
            else if constexpr (requires { x.report; } || requires { x.child; })
                return x.from.str();
            else if constexpr (requires { x.fingerprint; })
                return "calendar";
            else if constexpr (requires { x.message; })
                return x.message.str();
            else if constexpr (requires { x.news; })
                return x.news;
            else if constexpr (requires { x.item; })
                return x.item;
            else if constexpr (
                requires { x.items; } || requires { x.leave; } || requires { x.interest; } || requires { x.moves; } ||
                requires { x.on_duty; })
                return x.officer.str();
            else if constexpr (requires { x.receipt; })
                return x.receipt.str();
            else
                return x.evidence.str();
        },
        data);
}

std::string encode(const commit& what) {
    std::string out;
    out.reserve(256 + what.events.size() * 2048);
    const std::string when = format_rfc3339(what.time);
    out += R"({"stream":")";
    out += name_of(what.on);
    out += R"(","sequence":)";
    json::write(out, what.seq);
    out += R"(,"time":")";
    out += when;
    out += R"(","causes":{)";
    for (std::size_t i = 0; i < what.causes.size(); ++i) {
        if (i > 0) out += ',';
        json::write_string(out, name_of(what.causes[i].from));
        out += ':';
        json::write(out, what.causes[i].seq);
    }
    out += R"(},"events":[)";
    for (std::size_t i = 0; i < what.events.size(); ++i) {
        if (i > 0) out += ',';
        write_event(out, what.events[i], what.on, what.seq, i, when);
    }
    out += "]}";
    return out;
}

std::string encode_event(const event& what, stream on, sequence seq, std::size_t index) {
    std::string out;
    write_event(out, what, on, seq, index, format_rfc3339(what.time));
    return out;
}

result<commit> decode(std::string_view text) {
    unsigned char buffer[16 * 1024];
    boost::json::monotonic_resource memory(buffer);
    boost::system::error_code ec;
    const boost::json::value root = boost::json::parse(text, ec, &memory);
    if (ec || !root.is_object()) return broken("not a JSON object");
    const auto& object = root.get_object();
    commit out;
    const auto* on = member(object, "stream");
    const auto* seq = member(object, "sequence");
    const auto* time = member(object, "time");
    const auto* causes = member(object, "causes");
    const auto* events = member(object, "events");
    if (!on || !on->is_string() || !seq || !time || !causes || !events || !events->is_array())
        return broken("stream, sequence, time, causes or events is missing");
    const auto which = stream_named(on->get_string());
    if (!which || !json::read(*seq, out.seq) || !json::read(*time, out.time) || !read_causes(*causes, out.causes))
        return broken("stream, sequence, time or causes cannot be read");
    out.on = *which;
    out.events.reserve(events->get_array().size());
    for (const auto& item : events->get_array()) {
        auto one = read_event(item);
        if (!one) return one.error();
        out.events.push_back(std::move(*one));
    }
    return out;
}

} // namespace guiyi::events
