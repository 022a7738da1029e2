#include "services/intake/media_type.hpp"

#include <magic.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace guiyi::intake {

namespace {

using namespace std::string_view_literals;

constexpr std::array allowed{"image/jpeg"sv, "image/png"sv,  "image/webp"sv, "image/heic"sv, "application/pdf"sv,
                             "audio/wav"sv,  "audio/mpeg"sv, "audio/mp4"sv,  "audio/amr"sv,  "audio/ogg"sv,
                             "video/mp4"sv,  "video/ogg"sv,  "text/plain"sv};

struct alias {
    std::string_view magic, ours;
};
constexpr std::array aliases{alias{"audio/x-wav", "audio/wav"},     alias{"audio/vnd.wave", "audio/wav"},
                             alias{"audio/x-m4a", "audio/mp4"},     alias{"audio/AMR", "audio/amr"},
                             alias{"application/ogg", "audio/ogg"}, alias{"image/heif", "image/heic"},
                             alias{"video/x-m4v", "video/mp4"},     alias{"audio/mp3", "audio/mpeg"}};

} // namespace

struct media_detector::impl {
    magic_t table = nullptr;
    std::mutex one_at_a_time; // libmagic's handle keeps its last answer
};

media_detector::media_detector() : impl_(std::make_unique<impl>()) {
    impl_->table = ::magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS);
    if (!impl_->table || ::magic_load(impl_->table, nullptr) != 0) {
        if (impl_->table) ::magic_close(impl_->table);
        throw failure(fail(errc::unavailable, "libmagic's table of file types is missing: install libmagic-mgc"));
    }
}

media_detector::~media_detector() { ::magic_close(impl_->table); }

std::string media_detector::detect(std::string_view first_bytes) const {
    const std::scoped_lock guard(impl_->one_at_a_time);
    const char* said = ::magic_buffer(impl_->table, first_bytes.data(), first_bytes.size());
    const std::string_view found = said ? said : "application/octet-stream";
    for (const alias& known : aliases)
        if (known.magic == found) return std::string(known.ours);
    return std::string(found);
}

bool is_allowed_media(std::string_view media_type) { return std::ranges::find(allowed, media_type) != allowed.end(); }

std::string allowed_media() {
    std::string out;
    for (const auto one : allowed) out.append(out.empty() ? "" : " ").append(one);
    return out;
}

} // namespace guiyi::intake
