// Published files of complaints: rows of any bytes, in each format that import knows. Every row is an answer or an
// error, and a complaint made from one is a line of JSON.
#include "common/http/json.hpp"
#include "services/guiyi/csv_formats.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <sstream>

using namespace guiyi;

namespace {

void read_as(const char* name, const std::string& text) {
    std::istringstream in(text);
    program::csv_reader rows(in);
    auto format = program::csv_format::named(name).value();
    auto header = rows.next();
    if (!header || !*header || !format.read_header(**header)) return;
    std::uint64_t line = 0;
    while (const auto row = rows.next()) {
        if (!*row) continue;
        fuzz::must((*row)->line > line, "rows come in the order of their lines");
        line = (*row)->line;
        const auto complaint = format.complaint(**row);
        if (!complaint) continue;
        fuzz::must(complaint->find('\n') == std::string::npos, "a complaint is one line");
        const auto read = http::parse_json(*complaint, http::language::en);
        fuzz::must(read || read.error().status != 400, "a complaint of a row is JSON, whatever is then refused in it");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string text(fuzz::text_of(bytes, count));
    for (const char* name : {"ftc-dnc", "fcc-unwanted", "12315"}) read_as(name, text);
    return 0;
}
