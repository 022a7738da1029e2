#include "common/config/calendars.hpp"

#include "common/config/folder.hpp"
#include "common/config/toml.hpp"

namespace guiyi::config {

namespace {

result<calendar_year> load_notice(const std::filesystem::path& file) {
    const auto root = table::load(file);
    if (!root) return root.error();

    calendar_year out;
    out.year = static_cast<int>(root->integer("year", 1950, 9999));
    if (std::to_string(out.year) != file.stem().string()) root->refuse("year", "differs from the file's name");
    out.source = root->text("source");
    for (const table& row : root->tables("block")) {
        const local_date from = row.date("from");
        const local_date to = row.date_if_any("to").value_or(from);
        out.blocks.push_back({from, to, row.choice("kind", {"off", "work"}) == "off", row.text("name")});
    }
    if (auto done = root->finish(); !done) return done.error();
    return out;
}

} // namespace

result<calendar> load_calendars(const std::filesystem::path& folder) {
    std::vector<calendar_year> notices;
    for (const auto& file : toml_files(folder)) {
        auto notice = load_notice(file);
        if (!notice) return notice.error();
        notices.push_back(std::move(*notice));
    }
    if (notices.empty())
        return fail(errc::calendar_missing, folder.generic_string() + ": holds no calendar (<year>.toml)");
    return calendar::from_notices(std::move(notices));
}

} // namespace guiyi::config
