// What an HTML form posts without any script: application/x-www-form-urlencoded, or multipart/form-data with files
// (RFC 7578). Read from the spooled body of an upload route, so that a form with recordings needs no memory for them.
// Used by the plain pages of intake.
#pragma once

#include "common/core/result.hpp"
#include "common/http/upload.hpp"

#include <memory>

namespace guiyi::http {

/// One file of a form; it is removed with this value unless it was renamed away.
struct form_file {
    std::string field;
    std::string name; ///< as the sender calls it; for showing only
    upload_result content;
    std::shared_ptr<void> keeper;
};

struct form {
    name_values fields; ///< in order, repeats kept; UTF-8, line breaks as \n
    std::vector<form_file> files;

    /// The first field of that name, empty when there is none.
    std::string_view get(std::string_view name) const noexcept;
};

struct form_limits {
    std::size_t fields_max = 2000;
    std::size_t files_max = 50;
    std::size_t text_bytes_max = 1 << 20; ///< of all names and values together
};

/// Reads a whole body. Empty file inputs are left out. Blocks on the disk.
/// @param content_type the request's header, with its boundary
/// @param spool_folder where the files go; on the disk they are to stay on
/// @errors errc::invalid when the body is no such form; errc::too_large; errc::unavailable, errc::io for the disk
result<form> read_form(std::string_view content_type, const std::filesystem::path& body,
                       const std::filesystem::path& spool_folder, const form_limits& limits = {});

} // namespace guiyi::http
