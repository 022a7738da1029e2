// A body or import line from a stranger: JSON read strictly, then a complaint read through each door. What is taken
// and written down canonically reads back as the same complaint.
#include "common/http/json.hpp"
#include "services/intake/read_complaint.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace guiyi;
using namespace guiyi::intake;

namespace {

const config::taxonomy& categories() {
    static const config::taxonomy all = config::load_taxonomy(GUIYI_SOURCE_DIR "/config/taxonomy.toml").value();
    return all;
}

void read_through(door which, const boost::json::value& from) {
    const reading_rules rules{categories(), {}};
    const instant now = parse_rfc3339("2026-11-26T08:00:00Z").value();
    const auto first = read_complaint(from, which, rules, now);
    if (!first.refused.empty()) return;
    const auto written = canonical(first.what);
    const auto parsed = http::parse_json(written, http::language::en);
    fuzz::must(parsed.has_value(), "a canonical complaint is JSON");
    const auto again = read_complaint(*parsed, door::bulk, rules, now);
    fuzz::must(canonical(again.what) == written, "a canonical complaint reads back as the same complaint");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const auto document = http::parse_json(fuzz::text_of(bytes, count), http::language::zh);
    if (!document) return 0;
    for (const auto which : {public_door(*document), door::portal_form, door::bulk}) read_through(which, *document);
    return 0;
}
