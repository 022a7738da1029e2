#include "common/runtime/state_snapshot.hpp"

#include "common/bus/own_copies.hpp"
#include "common/runtime/rows.hpp"
#include "common/store/row_files.hpp"
#include "common/store/snapshot.hpp"
#include "common/store/synced_file.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace guiyi::runtime {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_line = "guiyi-snapshot 1\n";
constexpr const char* head_file = "snapshot.txt";
constexpr std::size_t sequence_digits = 20;
constexpr std::string_view unnamed = ".new-";

std::string_view name_of_service(const service& of) { return events::name_of(of.own()); }

/// Names sort as their sequences do.
std::string folder_name(sequence seq, std::uint32_t state_version) {
    const auto digits = std::to_string(seq);
    return std::string(sequence_digits - digits.size(), '0') + digits + "-v" + std::to_string(state_version);
}

bool read_name(std::string_view name, snapshot_folder::found& into) {
    if (name.size() < sequence_digits + 3 || name.substr(sequence_digits, 2) != "-v") return false;
    const auto* end = name.data() + name.size();
    const auto seq = std::from_chars(name.data(), name.data() + sequence_digits, into.seq);
    const auto version = std::from_chars(name.data() + sequence_digits + 2, end, into.state_version);
    return seq.ec == std::errc() && version.ec == std::errc() && version.ptr == end;
}

std::string to_text(const snapshot_head& what, const privacy::signing_key& by) {
    std::string out(first_line);
    out += "service " + what.service + "\nversion " + std::to_string(what.state_version) + "\nat " +
           std::to_string(what.at.seq) + " " + to_hex(what.at.hash) + "\nmade " + format_rfc3339(what.made) + "\n";
    for (const auto& one : what.files)
        out += "file " + one.name + " " + std::to_string(one.bytes) + " " + to_hex(one.hash) + "\n";
    return out + "signature " + to_hex(by.sign(out)) + "\n";
}

bool read_digest(const std::string& hex, digest256& into) {
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != into.size()) return false;
    std::memcpy(into.data(), bytes->data(), into.size());
    return true;
}

bool read_line(const std::string& line, snapshot_head& into) {
    std::istringstream words(line);
    std::string what, text;
    words >> what;
    if (what == "service") return bool(words >> into.service);
    if (what == "version") return bool(words >> into.state_version);
    if (what == "at") return words >> into.at.seq >> text && read_digest(text, into.at.hash);
    if (what == "file") {
        auto& one = into.files.emplace_back();
        return words >> one.name >> one.bytes >> text && read_digest(text, one.hash);
    }
    if (what != "made" || !(words >> text)) return false;
    const auto made = parse_rfc3339(text);
    if (made) into.made = *made;
    return made.has_value();
}

result<void> check_files(const snapshot_head& of, const fs::path& folder) {
    for (const auto& one : of.files) {
        const auto bytes = store::file_text(folder / one.name);
        if (bytes.size() != one.bytes || blake2b(bytes) != one.hash)
            return fail(errc::corrupt, "its file " + one.name + " is not as it was written");
    }
    return {};
}

/// What another process was writing when it was killed.
void remove_abandoned(const fs::path& parent, instant now) {
    std::error_code ec;
    for (const auto& one : fs::directory_iterator(parent, ec)) {
        struct ::stat is{};
        if (!one.path().filename().string().starts_with(unnamed) || ::stat(one.path().c_str(), &is) != 0) continue;
        if (instant(std::chrono::seconds(is.st_mtime)) + std::chrono::days(1) < now) fs::remove_all(one.path(), ec);
    }
}

/// Writes rows and head into a folder that nobody else knows of yet.
result<snapshot_head> write_into(const fs::path& folder, const service& of, const store::database& from, instant now,
                                 const privacy::signing_key& key, const std::stop_token& stop) {
    const auto family = state_family(of.own());
    const auto rows = store::snapshot_of(from, family, store::reading::once);
    snapshot_head out{std::string(name_of_service(of)), rows::version(*rows), rows::folded(*rows), now, {}};
    if (out.at.seq == 0) return fail(errc::invalid, out.service + " has no state yet: nothing was folded into it");
    const auto names = store::write_row_files(from, family, *rows, folder, stop);
    if (!names) return names.error();
    for (const auto& name : *names) {
        const auto bytes = store::file_text(folder / name);
        out.files.push_back({name, bytes.size(), blake2b(bytes)});
    }
    if (auto written = store::write_synced(folder / head_file, to_text(out, key)); !written) return written.error();
    if (auto synced = store::sync_folder(folder); !synced) return synced.error();
    return out;
}

} // namespace

bus::position folded_into(const store::database& in, const service& of) {
    return rows::folded(in.read(state_family(of.own())));
}

result<fs::path> snapshot_folder::write(const service& of, const store::database& from, instant now,
                                        const std::stop_token& stop) const {
    const auto parent = root_ / name_of_service(of);
    std::error_code ec;
    fs::create_directories(parent, ec);
    remove_abandoned(parent, now);
    auto name = (parent / (std::string(unnamed) + "XXXXXX")).string();
    if (ec || !::mkdtemp(name.data())) return fail(errc::io, "cannot create a folder in " + parent.string());
    const fs::path aside(name);
    const auto written = write_into(aside, of, from, now, key_, stop);
    if (!written) {
        fs::remove_all(aside, ec);
        return written.error();
    }
    const auto folder = parent / folder_name(written->at.seq, written->state_version);
    fs::rename(aside, folder, ec); // onto one that is there, of another copy, it fails
    if (ec) {
        std::error_code ignored;
        fs::remove_all(aside, ignored);
        return fail(fs::exists(folder, ignored) ? errc::conflict : errc::io,
                    "cannot name " + folder.string() + ": " + ec.message());
    }
    if (auto synced = store::sync_folder(parent); !synced) return synced.error();
    return folder;
}

std::vector<snapshot_folder::found> snapshot_folder::list(const service& of) const {
    std::vector<found> out;
    std::error_code ec;
    for (const auto& one : fs::directory_iterator(root_ / name_of_service(of), ec)) {
        found next{one.path(), 0, 0};
        if (read_name(one.path().filename().string(), next)) out.push_back(std::move(next));
    }
    std::ranges::sort(out, [](const auto& a, const auto& b) { return a.folder.filename() > b.folder.filename(); });
    return out;
}

result<snapshot_head> snapshot_folder::head_of(const fs::path& snapshot) const {
    const auto text = store::file_text(snapshot / head_file);
    const auto last = text.rfind("signature ");
    if (!text.starts_with(first_line) || last == text.npos || !text.ends_with('\n'))
        return fail(errc::corrupt, "it has no whole " + std::string(head_file));
    const auto signature = from_hex(std::string_view(text).substr(last + 10, text.size() - last - 11));
    if (!signature || !privacy::is_signed_by(key_.public_key(), text.substr(0, last), *signature))
        return fail(errc::corrupt, "it was changed, or made by another deployment");
    snapshot_head out;
    std::istringstream lines(text.substr(first_line.size(), last - first_line.size()));
    for (std::string line; std::getline(lines, line);)
        if (!read_line(line, out)) return fail(errc::corrupt, "its line \"" + line + "\" cannot be read");
    return out;
}

result<snapshot_head> snapshot_folder::take_one(const found& one, const service& of, const bus::bus& over,
                                                store::database& into) const {
    auto head = head_of(one.folder);
    if (!head) return head;
    if (head->service != name_of_service(of)) return fail(errc::invalid, "it is of " + head->service);
    if (head->state_version != of.state_version())
        return fail(errc::invalid, "its rows are of version " + std::to_string(head->state_version) +
                                       ", this program's of " + std::to_string(of.state_version()));
    if (auto same = bus::check_position(over, of.own(), head->at); !same) return same.error();
    if (auto whole = check_files(*head, one.folder); !whole) return whole.error();
    std::vector<fs::path> files;
    for (const auto& file : head->files) files.push_back(one.folder / file.name);
    const auto family = state_family(of.own());
    if (auto noted = bus::note_beginning(into, of.own(), head->at); !noted) return noted.error();
    if (auto taken = store::take_row_files(into, family, files); !taken) return taken.error();
    return head;
}

result<snapshot_taken> snapshot_folder::take(const service& of, const bus::bus& over, store::database& into) const {
    snapshot_taken out;
    for (const auto& one : list(of)) {
        auto head = take_one(one, of, over, into);
        if (head) {
            out.from = std::move(*head);
            return out;
        }
        if (head.error().code == errc::unavailable) return head.error();
        out.refused.push_back(one.folder.string() + ": " + head.error().detail);
    }
    return out;
}

void snapshot_folder::keep_newest(const service& of, std::size_t count) const {
    for (const auto& one : list(of)) {
        if (one.state_version != of.state_version()) continue;
        if (count > 0) {
            --count;
            continue;
        }
        std::error_code ignored;
        fs::remove_all(one.folder, ignored);
    }
}

} // namespace guiyi::runtime
