#include "services/intake/evidence.hpp"

#include "common/core/digest.hpp"
#include "services/intake/field_checks.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace guiyi::intake {

namespace {

constexpr std::string_view scheme = "sha256:";

error failed(std::string_view what, int number) {
    const bool full = number == ENOSPC || number == EDQUOT;
    return fail(full ? errc::unavailable : errc::io,
                "evidence folder: " + std::string(what) + ": " + std::generic_category().message(number));
}

/// A new name is durable only when the folder that holds it is.
result<void> sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return failed("open", errno);
    const int said = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (said != 0) return failed("sync", said);
    return {};
}

/// Up to so many, as many as there are from that place on.
result<std::string> bytes_of(const std::filesystem::path& file, std::uint64_t from, std::uint64_t size) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(from));
    if (!in) return fail(errc::io, "evidence folder: a file cannot be read");
    std::string out(size, '\0');
    in.read(out.data(), static_cast<std::streamsize>(out.size()));
    out.resize(static_cast<std::size_t>(in.gcount()));
    return out;
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code ec;
    std::filesystem::create_directories(folder, ec);
    if (ec) throw failure(fail(errc::io, "cannot create " + folder.string() + ": " + ec.message()));
}

} // namespace

evidence_store::evidence_store(std::filesystem::path folder, std::filesystem::path spool)
    : folder_(std::move(folder)), spool_(spool.empty() ? folder_ / "spool" : std::move(spool)) {
    make_folder(spool_);
    const auto parent = folder_.has_parent_path() ? folder_.parent_path() : std::filesystem::path(".");
    if (auto synced = sync_folder(parent); !synced) throw failure(synced.error());
}

/// A folder made by another thread counts only once its own name is synced, so it is remembered here and not looked up.
result<void> evidence_store::make_durable(const std::filesystem::path& folder, unsigned char first) const {
    const std::scoped_lock guard(mutex_);
    if (durable_[first]) return {};
    std::error_code ec;
    std::filesystem::create_directory(folder, ec);
    if (ec) return failed("create", ec.value());
    if (auto synced = sync_folder(folder_); !synced) return synced;
    durable_[first] = true;
    return {};
}

std::filesystem::path evidence_store::path_of(const evidence_id& id) const {
    if (!is_evidence_id(id.str())) return {};
    const std::string digest = id.str().substr(scheme.size());
    return folder_ / digest.substr(0, 2) / digest.substr(2);
}

result<kept_file> evidence_store::keep(const http::upload_result& upload) const {
    kept_file out{evidence_id(std::string(scheme) + upload.sha256), {}, upload.size_bytes};
    const std::filesystem::path path = path_of(out.id);
    if (path.empty()) return fail(errc::io, "the upload has no SHA-256");
    const auto sample = bytes_of(upload.file, 0, media_sample_bytes);
    if (!sample) return sample.error();
    out.media_type = detector_.detect(*sample);
    if (!is_allowed_media(out.media_type))
        return fail(errc::invalid, out.media_type + " is not taken; send one of: " + allowed_media());

    const auto first = static_cast<unsigned char>(from_hex(upload.sha256.substr(0, 2)).value().front());
    if (auto made = make_durable(path.parent_path(), first); !made) return made.error();
    std::error_code ec;
    // The same bytes under the same name: it makes no difference whose rename comes last.
    std::filesystem::rename(upload.file, path, ec);
    if (ec) return failed("rename", ec.value());
    if (auto synced = sync_folder(path.parent_path()); !synced) return synced.error();
    return out;
}

result<evidence_file> evidence_store::open(const evidence_id& id) const {
    const auto path = path_of(id);
    std::error_code ec;
    if (path.empty() || !std::filesystem::exists(path, ec)) return fail(errc::not_found, "there is no such evidence");
    const auto size = std::filesystem::file_size(path, ec);
    if (ec) return failed("size", ec.value());
    const auto sample = bytes_of(path, 0, media_sample_bytes);
    if (!sample) return sample.error();
    return evidence_file{detector_.detect(*sample), size, path};
}

result<std::string> evidence_file::read(std::uint64_t from, std::uint64_t size) const {
    auto out = bytes_of(path, from, size);
    if (out && out->size() != size) return fail(errc::io, "evidence folder: a file is shorter than it was");
    return out;
}

} // namespace guiyi::intake
