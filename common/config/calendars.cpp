#include "common/config/calendars.hpp"

#include "common/config/folder.hpp"
#include "common/config/toml.hpp"

#include <map>

namespace guiyi::config {

namespace {

/// Where something stands: "config/calendars/2026.toml:12".
std::string place(const std::filesystem::path& file, unsigned line) {
    return file.generic_string() + ":" + std::to_string(line);
}

/// Joins notices, and says of what is wrong in which file and on which line it stands.
class reader {
  public:
    result<void> add(const std::filesystem::path& file) {
        const auto root = table::load(file);
        if (!root) return root.error();
        calendar_year notice;
        notice.year = static_cast<int>(root->integer("year", 1950, 9999));
        if (std::to_string(notice.year) != file.stem().string()) root->refuse("year", "differs from the file's name");
        notice.source = root->text("source");
        std::vector<unsigned> lines;
        for (const table& row : root->tables("block")) {
            const local_date from = row.date("from");
            const local_date to = row.date_if_any("to").value_or(from);
            notice.blocks.push_back({from, to, row.choice("kind", {"off", "work"}) == "off", row.text("name")});
            lines.push_back(row.line());
        }
        if (auto done = root->finish(); !done) return done;
        if (auto next = follows(file, notice.year); !next) return next;
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (auto sound = check(notice, notice.blocks[i], place(file, lines[i])); !sound) return sound;
        notices_.push_back(std::move(notice));
        return {};
    }

    result<calendar> join() && { return calendar::from_notices(std::move(notices_)); }

  private:
    /// Files come by name, which is the year.
    result<void> follows(const std::filesystem::path& file, int year) const {
        if (notices_.empty() || year == notices_.back().year + 1) return {};
        const auto lacks = file.parent_path() / (std::to_string(notices_.back().year + 1) + ".toml");
        return fail(errc::calendar_missing,
                    lacks.generic_string() + ": is missing, though the years before and after it are here");
    }

    /// One block: by itself as the notice of its year, and against all that stand before it.
    result<void> check(const calendar_year& of, const calendar_block& block, const std::string& where) {
        const auto alone = calendar::from_notices({{of.year, of.source, {block}}});
        if (!alone) return fail(alone.error().code, where + ": " + alone.error().detail);
        for (std::chrono::sys_days day = block.from; day <= std::chrono::sys_days(block.to);
             day += std::chrono::days(1))
            if (const auto [earlier, added] = named_.emplace(day, where); !added)
                return fail(errc::conflict,
                            where + ": " + format_date(day) + " is named already, in " + earlier->second);
        return {};
    }

    std::vector<calendar_year> notices_;
    std::map<std::chrono::sys_days, std::string> named_; // where each special day stands
};

} // namespace

result<calendar> load_calendars(const std::filesystem::path& folder) {
    const auto files = toml_files(folder);
    if (files.empty())
        return fail(errc::calendar_missing, folder.generic_string() + ": holds no calendar (<year>.toml)");
    reader notices;
    for (const auto& file : files)
        if (auto added = notices.add(file); !added) return added.error();
    return std::move(notices).join();
}

} // namespace guiyi::config
