#include "services/guiyi/maintenance.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/runtime/runner.hpp"
#include "services/guiyi/client.hpp"
#include "services/guiyi/node.hpp"

#include <boost/json/serialize.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <ostream>

namespace guiyi::program {

namespace {

namespace fs = std::filesystem;

/// Copies a folder's files, as hard links where both are on one disk: evidence never changes once it has its name.
/// @param without a folder in `from` that is left out, or empty
result<void> copy_tree(const fs::path& from, const fs::path& into, bool link, const fs::path& without = {}) {
    std::error_code ec;
    fs::create_directories(into, ec);
    if (ec) return fail(errc::io, "cannot create " + into.string() + ": " + ec.message());
    for (fs::recursive_directory_iterator at(from, ec), end; !ec && at != end; at.increment(ec)) {
        const auto target = into / at->path().lexically_relative(from);
        if (at->path() == without) {
            at.disable_recursion_pending();
            continue;
        }
        if (at->is_directory(ec)) {
            fs::create_directories(target, ec);
        } else {
            if (link) fs::create_hard_link(at->path(), target, ec);
            if (!link || ec) fs::copy_file(at->path(), target, fs::copy_options::overwrite_existing, ec);
        }
        if (ec) return fail(errc::io, "cannot copy " + at->path().string() + ": " + ec.message());
    }
    if (ec) return fail(errc::io, "cannot read " + from.string() + ": " + ec.message());
    return {};
}

/// A copy that a power cut takes back is none.
result<void> make_durable(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::syncfs(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    return synced ? result<void>() : fail(errc::io, "cannot sync " + folder.string());
}

/// Whether a folder, which may not exist yet, is another one or lies in it: a copy into itself never ends.
bool lies_in(const fs::path& folder, const fs::path& other) {
    std::error_code ec;
    const auto way = fs::weakly_canonical(fs::absolute(folder), ec).lexically_relative(fs::weakly_canonical(other, ec));
    return !way.empty() && *way.begin() != "..";
}

bool is_empty_or_absent(const fs::path& folder) {
    std::error_code ec;
    return !fs::exists(folder, ec) || fs::is_empty(folder, ec);
}

/// Every stream's chain, in a folder nobody writes.
result<void> verify_all(const fs::path& database, std::ostream& out) {
    const auto db = store::database::open(database, {.read_only = true});
    if (!db) return db.error();
    const auto over = bus::embedded_bus(**db, {});
    for (const auto of : events::all_streams) {
        const auto tail = bus::verify_chain(*over, of);
        if (!tail) return tail.error();
        out << events::name_of(of) << ": " << tail->seq << " commits, chain intact\n";
    }
    return {};
}

} // namespace

result<void> copy_data(const node& from, const fs::path& into) {
    const auto& p = from.what();
    if (lies_in(into, p.folder.root))
        return fail(errc::invalid, into.string() + " lies in the data folder; name a folder outside of it");
    if (!is_empty_or_absent(into)) return fail(errc::conflict, into.string() + " is not empty; name a new folder");
    std::error_code ec;
    fs::create_directories(into, ec);
    if (ec) return fail(errc::io, "cannot create " + into.string() + ": " + ec.message());
    const data_folder to{into};
    if (auto copied = p.db->checkpoint(to.database()); !copied) return copied;
    const auto uploads = p.folder.spool(); // not evidence yet
    if (auto copied = copy_tree(p.folder.evidence(), to.evidence(), true, uploads); !copied) return copied;
    if (auto copied = copy_tree(p.folder.letters(), to.letters(), true); !copied) return copied;
    if (auto copied = copy_tree(p.folder.keys(), to.keys(), false); !copied) return copied;
    fs::permissions(to.keys(), fs::perms::owner_all, ec);
    return make_durable(into);
}

int backup_command(const common_options& common, const std::string& into, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const auto folder = fs::absolute(into);
    if (const auto running = find_running(common, {settings->data_dir})) {
        client to(*running);
        const auto said = to.post("/api/v1/admin/backup", "application/json",
                                  boost::json::serialize(boost::json::object{{"folder", folder.string()}}));
        if (!said) return complain(said.error());
        if (said->status != 200) return complain(refusal(*said));
    } else {
        const auto time = system_clock();
        const auto random = system_random();
        const auto opened = node::open(*settings, *time, *random);
        if (!opened) return complain(opened.error());
        if (auto copied = copy_data(**opened, folder); !copied) return complain(copied.error());
    }
    out << "backed up into " << folder.string() << "\n";
    return exit_done;
}

int restore_command(const common_options& common, const std::string& from, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const data_folder to{settings->data_dir};
    const data_folder backup{from};
    if (!fs::exists(backup.database())) return complain(fail(errc::not_found, from + " is no backup: it lacks db/"));
    if (!is_empty_or_absent(to.root))
        return complain(
            fail(errc::conflict, to.root.string() + " is not empty; restore into an empty data folder (--data)"));
    if (lies_in(to.root, backup.root))
        return complain(fail(errc::invalid, to.root.string() + " lies in the backup; name another --data"));
    if (auto copied = copy_tree(backup.root, to.root, false); !copied) return complain(copied.error());
    std::error_code ec;
    fs::permissions(to.keys(), fs::perms::owner_all, ec);
    if (auto durable = make_durable(to.root); !durable) return complain(durable.error());
    if (auto intact = verify_all(to.database(), out); !intact) return complain(intact.error());
    out << "restored into " << to.root.string() << "\n";
    return exit_done;
}

int rebuild_command(const common_options& common, const std::string& service, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const auto of = events::stream_named(service);
    if (!of) {
        complain(no_such_service(service));
        return exit_usage;
    }
    const auto time = system_clock();
    const auto random = system_random();
    const auto opened = parts::open(*settings, *time, *random);
    if (!opened) return complain(opened.error());
    auto& p = **opened;
    const auto began = time->monotonic();
    const auto folded = runtime::rebuild(p.service(*of), *p.over, *p.db);
    if (!folded) return complain(folded.error());
    std::error_code ec; // the index of a casework that was folded anew is made anew at the next start
    if (*of == events::stream::casework) fs::remove_all(p.folder.search(), ec);
    if (ec) return complain(fail(errc::io, "cannot remove " + p.folder.search().string() + ": " + ec.message()));
    const double seconds = std::chrono::duration<double>(time->monotonic() - began).count();
    out << service << ": " << *folded << " facts folded in " << seconds << " s ("
        << static_cast<std::uint64_t>(static_cast<double>(*folded) / std::max(seconds, 1e-6)) << " facts/s)\n";
    return exit_done;
}

} // namespace guiyi::program
