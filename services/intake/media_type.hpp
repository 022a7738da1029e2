// What a file is, by its bytes and not by what its sender says. Used for evidence. libmagic stays behind this header.
#pragma once

#include "common/core/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace guiyi::intake {

class media_detector {
  public:
    /// Loads libmagic's table. @throws guiyi::failure (unavailable) when it is missing
    media_detector();
    ~media_detector();

    /// The media type of a file by its first bytes, in the spelling of allowed_media(); as libmagic says it when it is
    /// none of these. Safe from any thread; one at a time.
    std::string detect(std::string_view first_bytes) const;

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// How many first bytes detect() wants.
inline constexpr std::size_t media_sample_bytes = 64 << 10;

/// Whether evidence may be of this type: pictures, PDF, sound, film, plain text. No archives and nothing that runs.
bool is_allowed_media(std::string_view media_type);
/// "image/jpeg image/png ..." for refusals.
std::string allowed_media();

} // namespace guiyi::intake
