// What a file is, by its first bytes.
#include "services/intake/media_type.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace guiyi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    static const intake::media_detector detector;
    const auto type = detector.detect(fuzz::text_of(bytes, count));
    fuzz::must(type.find('/') != type.npos, "a type has two parts");
    return 0;
}
