#include "common/http/static_files.hpp"

#include "common/core/digest.hpp"
#include "common/http/problem.hpp"

#include <array>
#include <fstream>
#include <sstream>

namespace guiyi::http {

namespace {

std::string_view type_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 19> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".ttf", "font/ttf"},
        {".txt", "text/plain; charset=utf-8"},
        {".xml", "application/xml"},
        {".pdf", "application/pdf"},
        {".wasm", "application/wasm"},
    }};
    for (const auto& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

bool lists(std::string_view header, std::string_view wanted) {
    while (!header.empty()) {
        std::string_view item = header.substr(0, header.find(','));
        header.remove_prefix(std::min(header.size(), item.size() + 1));
        while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
        const bool refused = item.find("q=0") != item.npos && item.find("q=0.") == item.npos;
        item = item.substr(0, item.find_first_of("; "));
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == wanted || item == "*") return !refused;
    }
    return false;
}

result<std::string> read_whole(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    if (std::filesystem::file_size(path) > 0) out << in.rdbuf();
    if (!in || !out) return fail(errc::io, "cannot read " + path.string());
    return std::move(out).str();
}

} // namespace

result<static_files> static_files::load(const std::filesystem::path& folder, static_options options) {
    std::error_code ec;
    auto files = std::make_shared<folder_map>();
    std::uint64_t total_bytes = 0;
    auto walk = std::filesystem::recursive_directory_iterator(folder, ec);
    if (ec) return fail(errc::not_found, "no folder " + folder.string());
    for (const auto& item : walk) {
        if (item.is_symlink() || !item.is_regular_file()) continue;
        total_bytes += item.file_size();
        if (total_bytes > options.size_limit_bytes)
            return fail(errc::too_large, "too many bytes in " + folder.string());
        result<std::string> bytes = read_whole(item.path());
        if (!bytes) return bytes.error();
        const std::string name = item.path().lexically_relative(folder).generic_string();
        const bool immutable = !options.immutable_prefix.empty() && name.starts_with(options.immutable_prefix);
        file& f = (*files)[name];
        f.type = type_of(name);
        f.cache_control = immutable ? "public, max-age=31536000, immutable" : "no-cache";
        f.etag = '"' + to_hex(blake2b(*bytes)).substr(0, 32) + '"';
        f.bytes = std::move(*bytes);
    }
    for (auto& [name, f] : *files)
        if (const auto gzip = files->find(name + ".gz"); gzip != files->end()) f.gzip = gzip->second.bytes;
    static_files out;
    out.files_ = std::move(files);
    out.fallback_ = std::move(options.fallback);
    return out;
}

response static_files::serve(const request& from, std::string_view name) const {
    auto at = files_->find(name.empty() ? "index.html" : std::string(name));
    const bool page = name.substr(name.rfind('/') + 1).find('.') == name.npos;
    if (at == files_->end() && page && !fallback_.empty()) at = files_->find(fallback_);
    if (at == files_->end()) return to_response(status_problem(404, language_of(from)));
    const file& f = at->second;
    const bool gzip = !f.gzip.empty() && lists(from.header("accept-encoding"), "gzip");
    response out;
    out.content_type = f.type;
    // Each form has a tag of its own, or a cache could mix them up.
    const std::string etag = gzip ? f.etag.substr(0, f.etag.size() - 1) + "-gz\"" : f.etag;
    out.headers = {{"ETag", etag}, {"Cache-Control", f.cache_control}};
    if (!f.gzip.empty()) out.headers.emplace_back("Vary", "Accept-Encoding");
    if (lists(from.header("if-none-match"), etag)) {
        out.status = 304;
        return out;
    }
    if (gzip) out.headers.emplace_back("Content-Encoding", "gzip");
    out.body = gzip ? f.gzip : f.bytes;
    return out;
}

void static_files::mount(router& at, std::string_view prefix) const {
    at.add(method::get, std::string(prefix) + "{rest*}",
           [files = *this](request& from) -> boost::asio::awaitable<response> {
               co_return files.serve(from, from.param("rest"));
           });
}

} // namespace guiyi::http
