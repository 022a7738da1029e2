#include "common/config/pause_reasons.hpp"

#include <algorithm>
#include <array>

namespace guiyi::config {

std::span<const pause_reason> pause_reasons() noexcept {
    static constexpr std::array all{
        pause_reason{"testing", "检测", "testing"},
        pause_reason{"inspection", "检验", "inspection"},
        pause_reason{"quarantine", "检疫", "quarantine"},
        pause_reason{"appraisal", "鉴定", "appraisal"},
        pause_reason{"verification", "检定", "metrological verification"},
        pause_reason{"identification", "权利人辨认或者鉴别", "identification by the holder of the right"},
        pause_reason{"suspension", "中止", "suspension"},
        pause_reason{"hearing", "听证", "hearing"},
        pause_reason{"announcement", "公告", "public announcement"},
        pause_reason{"refund_order", "责令退还多收价款", "order to refund what was overcharged"},
    };
    return all;
}

std::string pause_reason_name(std::string_view id, bool zh) {
    const auto found = std::ranges::find(pause_reasons(), id, &pause_reason::id);
    return std::string(found == pause_reasons().end() ? id : zh ? found->zh : found->en);
}

} // namespace guiyi::config
