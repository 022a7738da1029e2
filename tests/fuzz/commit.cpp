// Facts from the bus, one commit a line. What is read is written the same again, or refused; never half of it.
#include "common/events/event.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace guiyi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    auto text = fuzz::text_of(bytes, count);
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto read = events::decode(text.substr(0, end));
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (!read) continue;
        const auto written = events::encode(*read);
        const auto again = events::decode(written);
        fuzz::must(again.has_value(), "what was written can be read");
        fuzz::must(events::encode(*again) == written, "it is written the same again");
    }
    return 0;
}
