#include "services/guiyi/audit_command.hpp"

#include "common/bus/embedded/embedded_bus.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

namespace guiyi::program {

namespace {

using events::stream;

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

/// @returns how many commits the file holds. @errors errc::corrupt naming file and line
result<sequence> verify_file(const std::string& name) {
    std::ifstream in(name);
    if (!in) return fail(errc::not_found, "cannot read " + name);
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
        at = {seq, expected};
    }
    return at.seq;
}

} // namespace

int audit_export(const common_options& common, std::ostream& out) {
    const auto opened = open_for_reading(common);
    if (!opened) return complain(opened.error());
    for (sequence next = 1;;) {
        const auto part = opened->over->read(stream::casework, next, 1024);
        if (!part) return complain(part.error());
        if (part->empty()) return exit_done;
        for (const auto& one : *part) out << one.at.seq << ' ' << to_hex(one.at.hash) << ' ' << one.body << '\n';
        next = part->back().at.seq + 1;
    }
}

int audit_verify(const common_options& common, const std::vector<std::string>& files, std::ostream& out) {
    for (const auto& name : files) {
        const auto commits = verify_file(name);
        if (!commits) return complain(commits.error());
        out << name << ": intact, " << *commits << " commits\n";
    }
    if (!files.empty()) return exit_done;
    const auto opened = open_for_reading(common);
    if (!opened) return complain(opened.error());
    const auto tail = bus::verify_chain(*opened->over, stream::casework);
    if (!tail) return complain(tail.error());
    out << "casework: intact, " << tail->seq << " commits, head " << to_hex(tail->hash) << "\n";
    return exit_done;
}

} // namespace guiyi::program
