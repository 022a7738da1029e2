// Takes the body of an upload into its spool file, with limits of size, rate and time. Private to this room.
#pragma once

#include "common/http/spool_file.hpp"
#include "common/http/upload.hpp"
#include "common/http/wire.hpp"

namespace guiyi::http {

/// How an upload went: `disk` is set when the file could not be written, else `body` tells.
struct upload_outcome {
    arrival body = arrival::ready;
    std::optional<error> disk = {};
};

/// Whether the folder's disk has room for so many bytes above its reserve.
bool has_room(const upload_settings& settings, std::uint64_t bytes);

/// Reads the whole body into `file` and syncs it. File work runs on `disk`, and the body waits for it.
boost::asio::awaitable<upload_outcome> take_upload(std::shared_ptr<wire> link, spool_file& file,
                                                   const upload_settings& settings, boost::asio::any_io_executor disk);

} // namespace guiyi::http
