#include "services/guiyi/audit_command.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/bus/own_copies.hpp"
#include "common/events/event.hpp"
#include "services/guiyi/checkpoint.hpp"

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

namespace guiyi::program {

namespace {

using events::stream;

/// The two that tell who did and looked at what, then those they rest on.
constexpr std::array decisions_first{stream::casework,      stream::access,     stream::intake,
                                     stream::deduplication, stream::assignment, stream::notification};
static_assert(decisions_first.size() == events::all_streams.size());

/// The data folder opened for reading only, which works beside a running system.
struct reading {
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus::bus> over;
};

result<reading> open_for_reading(const common_options& common) {
    const auto settings = settings_for(common);
    if (!settings) return settings.error();
    const data_folder at{settings->data_dir};
    if (!std::filesystem::exists(at.database()))
        return fail(errc::not_found, "no data in " + at.root.string() + "; name the folder with --data");
    auto db = store::database::open(at.database(), {.read_only = true});
    if (!db) return db.error();
    reading out{std::move(*db), {}};
    out.over = bus::embedded_bus(*out.db, {});
    return out;
}

/// The public key of the data folder's deployment, when its key file is here and readable.
std::string own_public_key(const common_options& common) {
    const auto settings = settings_for(common);
    if (!settings) return {};
    const auto file = data_folder{settings->data_dir}.key_file(*settings);
    if (!std::filesystem::exists(file)) return {};
    const auto none = system_random();
    const auto keys = privacy::load_or_create_keys(file, *none);
    return keys ? checkpoint_key(*keys).public_key() : std::string();
}

std::string short_key(const std::string& public_key) { return to_hex(public_key).substr(0, 16); }

/// A chain that was found whole: the hash of each commit, by its sequence.
struct whole_chain {
    std::string where;
    sequence before = 0; ///< commits that are not kept there
    sequence commits = 0;
    std::function<result<digest256>(sequence)> hash_at;
};

using chains = std::map<stream, whole_chain>;

/// @errors errc::corrupt: another key, fewer commits, another hash
result<void> check_heads(const std::string& name, const checkpoint& of, const chains& known, const std::string& key,
                         std::size_t& compared) {
    if (!key.empty() && of.public_key != key)
        return fail(errc::corrupt, name + ": signed by another key (" + short_key(of.public_key) + "…)");
    for (const auto& head : of.heads) {
        const auto chain = known.find(head.of);
        if (chain == known.end() || head.at.seq == 0 || head.at.seq <= chain->second.before) continue;
        const auto& [where, before, commits, hash_at] = chain->second;
        const std::string said = name + ": at " + format_rfc3339(of.at) + " " + std::string(events::name_of(head.of)) +
                                 " had " + std::to_string(head.at.seq) + " commits, ";
        if (commits < head.at.seq)
            return fail(errc::corrupt, said + where + " holds only " + std::to_string(commits) + ": commits were cut");
        const auto hash = hash_at(head.at.seq);
        if (!hash) return hash.error();
        if (*hash != head.at.hash)
            return fail(errc::corrupt, said + "with another hash than " + where + " has: the chain was written anew");
        ++compared;
    }
    return {};
}

struct chain_file {
    stream of = stream::casework;
    std::vector<digest256> hashes; ///< of commit 1, 2, ...
};

/// @errors errc::corrupt naming file and line
result<chain_file> read_chain(const std::string& name, std::istream& in) {
    chain_file out;
    bus::position at;
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        sequence seq = 0;
        std::string hash, body;
        fields >> seq >> hash;
        fields.ignore(1);
        std::getline(fields, body);
        const digest256 expected = blake2b(bytes_of(at.hash), body);
        if (seq != at.seq + 1 || to_hex(expected) != hash)
            return fail(errc::corrupt, name + ": the chain breaks at line " + std::to_string(at.seq + 1));
        if (seq == 1)
            if (const auto first = events::decode(body)) out.of = first->on;
        at = {seq, expected};
        out.hashes.push_back(expected);
    }
    return out;
}

int verify_files(const std::vector<std::string>& files, const std::string& key, std::ostream& out) {
    chains known;
    std::map<std::string, checkpoint> signed_heads;
    for (const auto& name : files) {
        std::ifstream in(name, std::ios::binary);
        if (!in) return complain(fail(errc::not_found, "cannot read " + name));
        std::string beginning(32, '\0');
        in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
        in.clear();
        in.seekg(0);
        if (is_checkpoint(beginning)) {
            std::ostringstream text;
            text << in.rdbuf();
            const auto read = read_checkpoint(text.str());
            if (!read) return complain(fail(read.error().code, name + ": " + read.error().detail));
            signed_heads.emplace(name, *read);
            continue;
        }
        auto read = read_chain(name, in);
        if (!read) return complain(read.error());
        const auto hashes = std::make_shared<std::vector<digest256>>(std::move(read->hashes));
        out << name << ": intact, " << hashes->size() << " commits\n";
        known[read->of] = {name, 0, hashes->size(), [hashes](sequence seq) { return (*hashes)[seq - 1]; }};
    }
    for (const auto& [name, one] : signed_heads) {
        std::size_t compared = 0;
        if (auto right = check_heads(name, one, known, key, compared); !right) return complain(right.error());
        out << name << ": signed at " << format_rfc3339(one.at) << " by " << short_key(one.public_key) << "…, "
            << compared << " chains agree\n";
    }
    return exit_done;
}

/// What to say of commits before those that a folder keeps.
std::string elsewhere(const bus::position& before) {
    if (before.seq == 0) return {};
    return ", the first " + std::to_string(before.seq) + " of them not kept in this folder";
}

int verify_folder(const common_options& common, const std::string& key, std::ostream& out) {
    const auto settings = settings_for(common);
    const auto opened = open_for_reading(common);
    if (!opened) return complain(opened.error());
    const auto& over = *opened->over;
    chains known;
    for (const auto of : decisions_first) {
        const auto before = bus::beginning(*opened->db, of);
        if (!before) return complain(before.error());
        const auto tail = bus::verify_chain(over, of, *before);
        if (!tail) return complain(tail.error());
        if (tail->seq == 0 && settings->bus.kind != "embedded") { // on a shared bus a folder has those of its services
            out << events::name_of(of) << ": not kept in this folder\n";
            continue;
        }
        out << events::name_of(of) << ": intact, " << tail->seq << " commits" << elsewhere(*before) << ", head "
            << to_hex(tail->hash) << "\n";
        known[of] = {"the data folder", before->seq, tail->seq, [&over, of](sequence seq) -> result<digest256> {
                         const auto record = over.read(of, seq, 1);
                         if (!record) return record.error();
                         return record->at(0).at.hash;
                     }};
    }
    const auto folder = data_folder{settings->data_dir}.checkpoints(*settings);
    const auto all = read_checkpoints(folder);
    if (!all) return complain(all.error());
    std::size_t compared = 0;
    for (const auto& [name, one] : *all)
        if (auto right = check_heads(name, one, known, key, compared); !right) return complain(right.error());
    out << "checkpoints: " << all->size() << " in " << folder.string() << ", all agree\n";
    return exit_done;
}

} // namespace

int audit_export(const common_options& common, const std::string& name, std::ostream& out) {
    const auto of = events::stream_named(name);
    if (!of) {
        complain(fail(errc::invalid, "no stream '" + name + "'"));
        return exit_usage;
    }
    const auto opened = open_for_reading(common);
    if (!opened) return complain(opened.error());
    const auto before = bus::beginning(*opened->db, *of);
    if (!before) return complain(before.error());
    if (before->seq > 0)
        return complain(fail(errc::not_found, "this folder keeps " + name + " from commit " +
                                                  std::to_string(before->seq + 1) +
                                                  " on; export beside a copy that keeps it from the first"));
    for (sequence next = 1;;) {
        const auto part = opened->over->read(*of, next, 1024);
        if (!part) return complain(part.error());
        if (part->empty()) return exit_done;
        for (const auto& one : *part) out << one.at.seq << ' ' << to_hex(one.at.hash) << ' ' << one.body << '\n';
        next = part->back().at.seq + 1;
    }
}

int audit_checkpoint(const common_options& common, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const auto opened = open_for_reading(common);
    if (!opened) return complain(opened.error());
    const auto random = system_random();
    const auto keys = privacy::load_or_create_keys(data_folder{settings->data_dir}.key_file(*settings), *random);
    if (!keys) return complain(keys.error());
    const auto heads = heads_of(*opened->over);
    if (!heads) return complain(heads.error());
    out << to_text(*heads, system_clock()->now(), checkpoint_key(*keys));
    return exit_done;
}

int audit_verify(const common_options& common, const std::vector<std::string>& files, const std::string& key,
                 std::ostream& out) {
    const auto wanted = key.empty() ? result<std::string>(own_public_key(common)) : from_hex(key);
    if (!wanted) {
        complain(fail(errc::invalid, "--key is 64 hexadecimal digits, as a checkpoint's line 'key' has them"));
        return exit_usage;
    }
    return files.empty() ? verify_folder(common, *wanted, out) : verify_files(files, *wanted, out);
}

} // namespace guiyi::program
