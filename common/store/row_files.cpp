#include "common/store/row_files.hpp"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>

namespace guiyi::store {

namespace {

constexpr std::uint64_t bytes_a_file = 64 << 20;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

error cannot(const std::string& what, const rocksdb::Status& status) {
    return fail(status.IsCorruption() ? errc::corrupt : errc::io, what + ": " + status.ToString());
}

} // namespace

result<std::vector<std::string>> write_row_files(const database& like, family which, const view& rows,
                                                 const std::filesystem::path& into, const std::stop_token& stop) {
    const auto options = like.raw().GetOptions(like.handle(which));
    std::vector<std::string> out;
    for (auto at = rows.scan({}); at->valid();) {
        out.push_back("rows-" + std::to_string(out.size() + 1));
        const auto file = (into / out.back()).string();
        rocksdb::SstFileWriter to(rocksdb::EnvOptions(), options);
        auto status = to.Open(file);
        for (; status.ok() && at->valid() && to.FileSize() < bytes_a_file; at->next()) {
            if (stop.stop_requested()) return fail(errc::unavailable, "stopped while writing " + file);
            status = to.Put(slice(at->key()), slice(at->value()));
        }
        if (status.ok()) status = to.Finish();
        if (!status.ok()) return cannot("cannot write " + file, status);
    }
    return out;
}

result<void> take_row_files(database& to, family which, const std::vector<std::filesystem::path>& files) {
    if (files.empty()) return {};
    rocksdb::IngestExternalFileOptions how;
    how.verify_checksums_before_ingest = true;
    const std::vector<std::string> names(files.begin(), files.end());
    const auto status = to.raw().IngestExternalFile(to.handle(which), names, how);
    return status.ok() ? result<void>()
                       : cannot("cannot take rows from " + files.front().parent_path().string(), status);
}

} // namespace guiyi::store
