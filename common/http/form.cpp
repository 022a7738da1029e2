#include "common/http/form.hpp"

#include "common/http/spool_file.hpp"
#include "common/http/target.hpp"

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>

#include <algorithm>

namespace guiyi::http {

namespace {

constexpr std::string_view line_end = "\r\n";

error broken(std::string_view why) { return fail(errc::invalid, "not a form: " + std::string(why)); }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The value of `name=` among the parameters of a header's value; quotes and what browsers escape in them undone.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
    std::size_t at = header.find(';');
    while (at != header.npos) {
        at = header.find_first_not_of(" \t;", at);
        if (at == header.npos) return std::nullopt;
        const auto equals = header.find('=', at);
        if (equals == header.npos) return std::nullopt;
        const bool wanted = same_token(trimmed(header.substr(at, equals - at)), name);
        const bool quoted = equals + 1 < header.size() && header[equals + 1] == '"';
        const auto end = quoted ? header.find('"', equals + 2) : header.find(';', equals);
        if (quoted && end == header.npos) return std::nullopt;
        const auto from = equals + (quoted ? 2 : 1);
        const auto value = header.substr(from, end == header.npos ? end : end - from);
        if (wanted) return std::string(quoted ? value : trimmed(value));
        at = end == header.npos ? end : header.find(';', end);
    }
    return std::nullopt;
}

/// Browsers write a quote or a line break in a name as %22, %0D, %0A, and nothing else.
std::string name_of_field(std::string text) {
    for (const auto& [written, meant] :
         {std::pair<std::string_view, std::string_view>{"%22", "\""}, {"%0D", ""}, {"%0A", " "}})
        for (auto at = text.find(written); at != text.npos; at = text.find(written, at + meant.size()))
            text.replace(at, written.size(), meant);
    return text;
}

class reader {
  public:
    reader(const std::filesystem::path& spool_folder, const form_limits& limits)
        : spool_folder_(spool_folder), limits_(limits) {}

    result<void> urlencoded(std::string_view body) {
        if (body.size() > limits_.text_bytes_max) return fail(errc::too_large, "the form holds too much text");
        name_values pairs;
        if (!split_query(body, pairs)) return broken("a broken escape, or no UTF-8");
        for (auto& [name, value] : pairs)
            if (auto kept = keep(std::move(name), value); !kept) return kept;
        return {};
    }

    result<void> multipart(std::string_view body, const std::string& boundary) {
        const std::string first = "--" + boundary;
        const std::string next = std::string(line_end) + first;
        if (!body.starts_with(first)) return broken("its boundary is missing");
        body.remove_prefix(first.size());
        while (!body.starts_with("--")) {
            body.remove_prefix(std::min(body.find(line_end), body.size()));
            const auto end = body.find(next);
            if (end == body.npos) return broken("it was cut");
            // A part begins with the line end of its boundary, so that one without any header is found as well.
            const auto blank = body.substr(0, end).find("\r\n\r\n");
            if (blank == body.npos) return broken("a part without a header");
            auto taken = part(body.substr(0, blank + 2), body.substr(blank + 4, end - blank - 4));
            if (!taken) return taken;
            body.remove_prefix(end + next.size());
        }
        return {};
    }

    form take() { return std::move(out_); }

  private:
    result<void> part(std::string_view head, std::string_view content) {
        std::string_view disposition, type = "application/octet-stream";
        while (head.starts_with(line_end)) {
            head.remove_prefix(line_end.size());
            const auto line = head.substr(0, head.find(line_end));
            head.remove_prefix(line.size());
            const auto colon = line.find(':');
            if (colon == line.npos) continue;
            if (same_token(line.substr(0, colon), "content-disposition")) disposition = trimmed(line.substr(colon + 1));
            if (same_token(line.substr(0, colon), "content-type")) type = trimmed(line.substr(colon + 1));
        }
        auto name = parameter(disposition, "name");
        if (!disposition.starts_with("form-data") || !name || !valid_utf8(*name))
            return broken("a part without a name");
        auto file = parameter(disposition, "filename");
        if (!file) return keep(name_of_field(std::move(*name)), content);
        if (!valid_utf8(*file)) return broken("a file name that is no UTF-8");
        if (file->empty() && content.empty()) return {}; // an input that was left empty
        return spool(name_of_field(std::move(*name)), name_of_field(std::move(*file)), type, content);
    }

    result<void> keep(std::string name, std::string_view value) {
        text_bytes_ += name.size() + value.size();
        if (text_bytes_ > limits_.text_bytes_max || out_.fields.size() >= limits_.fields_max)
            return fail(errc::too_large, "the form holds too much text");
        if (!valid_utf8(value)) return broken("a value that is no UTF-8");
        std::string text(value);
        std::erase(text, '\r');
        out_.fields.emplace_back(std::move(name), std::move(text));
        return {};
    }

    result<void> spool(std::string field, std::string name, std::string_view type, std::string_view content) {
        if (out_.files.size() >= limits_.files_max) return fail(errc::too_large, "the form holds too many files");
        auto made = spool_file::create(spool_folder_);
        if (!made) return made.error();
        const auto file = std::make_shared<spool_file>(std::move(*made));
        if (auto written = file->append(content); !written) return written;
        if (auto synced = file->finish(); !synced) return synced;
        out_.files.push_back({std::move(field),
                              std::move(name),
                              {file->path(), file->size_bytes(), file->sha256(), std::string(type)},
                              file});
        return {};
    }

    const std::filesystem::path& spool_folder_;
    const form_limits& limits_;
    form out_;
    std::size_t text_bytes_ = 0;
};

} // namespace

std::string_view form::get(std::string_view name) const noexcept {
    for (const auto& [key, value] : fields)
        if (key == name) return value;
    return {};
}

result<form> read_form(std::string_view content_type, const std::filesystem::path& body,
                       const std::filesystem::path& spool_folder, const form_limits& limits) {
    namespace ipc = boost::interprocess;
    const auto type = trimmed(content_type.substr(0, content_type.find(';')));
    const bool urlencoded = same_token(type, "application/x-www-form-urlencoded");
    const auto boundary = parameter(content_type, "boundary");
    if (!urlencoded && !(same_token(type, "multipart/form-data") && boundary && !boundary->empty()))
        return broken("its type is not that of a form");
    reader in(spool_folder, limits);
    std::error_code ec;
    if (std::filesystem::file_size(body, ec) == 0 && !ec) return in.take(); // nothing can be mapped of an empty file
    try {
        const ipc::file_mapping file(body.c_str(), ipc::read_only);
        const ipc::mapped_region region(file, ipc::read_only);
        const std::string_view bytes(static_cast<const char*>(region.get_address()), region.get_size());
        const auto read = urlencoded ? in.urlencoded(bytes) : in.multipart(bytes, *boundary);
        if (!read) return read.error();
    } catch (const ipc::interprocess_exception& e) {
        return fail(errc::io, std::string("a form cannot be read: ") + e.what());
    }
    return in.take();
}

} // namespace guiyi::http
