// Personal data in any text: findings lie in order inside it, and what was masked once holds nothing more to mask.
#include "common/privacy/mask.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace guiyi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const auto text = fuzz::text_of(bytes, count);
    std::size_t end = 0;
    for (const auto& one : privacy::find(text)) {
        fuzz::must(one.begin >= end && one.begin < one.end && one.end <= text.size(), "findings lie in order");
        end = one.end;
    }
    const auto masked = privacy::mask(text);
    fuzz::must(privacy::mask(masked) == masked, "masking twice changes nothing");
    for (const auto mask : {privacy::mask_name, privacy::mask_phone, privacy::mask_email, privacy::mask_address})
        (void)mask(text);
    return 0;
}
