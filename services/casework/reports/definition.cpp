#include "services/casework/reports/definition.hpp"

#include "common/config/folder.hpp"
#include "common/config/toml.hpp"
#include "common/text/split.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::casework::reports {

namespace {

constexpr std::array kinds{"count", "sum", "mean", "percentile", "maximum", "share"};

bool read_bound(std::string_view text, std::int64_t& to) {
    if (text.empty()) return true; // open on this side
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), to);
    return ec == std::errc() && end == text.data() + text.size();
}

result<selection> parse_selection(std::string_view text) {
    const auto wrong = [&](const std::string& what) {
        return fail(errc::invalid, "'" + std::string(text) + "': " + what);
    };
    selection out;
    auto head = text;
    if (head.ends_with(']')) {
        const auto open = head.find('[');
        const auto bounds = open == head.npos ? std::string_view() : head.substr(open + 1, head.size() - open - 2);
        const auto dots = bounds.find("..");
        if (dots == bounds.npos || !read_bound(bounds.substr(0, dots), out.from) ||
            !read_bound(bounds.substr(dots + 2), out.to) || out.from > out.to)
            return wrong("a range is written [from..to], with either left out");
        head = head.substr(0, open);
    }
    const auto colon = head.find(':');
    const auto what = measure_named(head.substr(0, colon));
    if (!what) return wrong("there is no such measure");
    out.what = *what;
    if (colon != head.npos)
        for (const auto one : text::split(head.substr(colon + 1), "|")) {
            if (one.empty()) return wrong("a label is empty");
            out.labels.emplace_back(one);
        }
    return out;
}

bool matches(std::string_view pattern, std::string_view label) {
    const auto star = pattern.find('*');
    if (star == pattern.npos) return label == pattern;
    return label.size() + 1 >= pattern.size() && label.starts_with(pattern.substr(0, star)) &&
           label.ends_with(pattern.substr(star + 1));
}

class reader {
  public:
    explicit reader(const config::table& root) : root_(root) {}

    definition read(std::string id) {
        definition out;
        out.id = std::move(id);
        out.name_zh = root_.text("name_zh");
        out.name_en = root_.text("name_en");
        out.says_zh = root_.text("says_zh");
        out.says_en = root_.text("says_en");
        const auto basis = root_.sub("basis");
        out.instrument = basis.text("instrument", "");
        out.article = basis.text("article", "");
        out.verified = basis.flag("verified", false);
        read_groupings(out);
        for (const auto& row : root_.tables("column")) read_column(row, out);
        if (root_.has("list")) out.list = selections(root_, "list");
        if (out.columns.empty() == out.list.empty())
            root_.refuse("column", "a report has columns, or a list and no columns");
        for (const auto& row : root_.tables("word"))
            out.words.push_back({row.text("code"), row.text("zh"), row.text("en")});
        return out;
    }

  private:
    void read_groupings(definition& to) {
        for (const auto& name : root_.texts("by")) {
            if (const auto by = grouping_named(name))
                to.by.push_back(*by);
            else
                root_.refuse("by", "'" + name + "' is not one of: all, cause, month, or a dimension");
        }
        if (to.by.empty()) root_.refuse("by", "must name at least one");
    }

    void read_column(const config::table& row, definition& to) {
        column out;
        out.id = row.text("id");
        out.name_zh = row.text("zh");
        out.name_en = row.text("en");
        const auto kind = row.choice("kind", {"count", "sum", "mean", "percentile", "maximum", "share"});
        out.how = static_cast<column::kind>(std::ranges::find(kinds, kind) - kinds.begin());
        out.of = selections(row, "of");
        if (out.how == column::share) out.whole = selections(row, "whole");
        if (out.how == column::percentile) out.percent = static_cast<int>(row.integer("percent", 1, 100));
        if (to.find(out.id)) row.refuse("id", "is given twice");
        to.columns.push_back(std::move(out));
    }

    static std::vector<selection> selections(const config::table& row, std::string_view key) {
        auto read = parse_selections(row.text(key));
        if (read) return std::move(*read);
        row.refuse(key, read.error().detail);
        return {};
    }

    const config::table& root_;
};

} // namespace

bool selection::takes(std::string_view label, std::int64_t n) const {
    if (n < from || n > to) return false;
    return labels.empty() || std::ranges::any_of(labels, [&](std::string_view one) { return matches(one, label); });
}

result<std::vector<selection>> parse_selections(std::string_view text) {
    std::vector<selection> out;
    for (const auto one : text::split(text, " + ")) {
        auto read = parse_selection(one);
        if (!read) return read.error();
        out.push_back(std::move(*read));
    }
    return out;
}

std::string_view name_of(column::kind kind) noexcept { return kinds[static_cast<std::size_t>(kind)]; }

const column* definition::find(std::string_view column_id) const {
    const auto found = std::ranges::find(columns, column_id, &column::id);
    return found != columns.end() ? &*found : nullptr;
}

bool definition::of_stocks() const {
    return std::ranges::all_of(columns,
                               [](const column& one) {
                                   return std::ranges::all_of(
                                       one.of, [](const selection& what) { return is_stock(what.what); });
                               }) &&
           std::ranges::all_of(list, [](const selection& what) { return is_stock(what.what); });
}

std::string name_of(const grouping& by) {
    switch (by.what) {
        case grouping::by_dimension: return std::string(name_of(by.which));
        case grouping::by_label: return "cause";
        case grouping::by_month: return "month";
        case grouping::all: break;
    }
    return "all";
}

std::optional<grouping> grouping_named(std::string_view name) {
    if (name == "all") return grouping{};
    if (name == "cause") return grouping{grouping::by_label, {}};
    if (name == "month") return grouping{grouping::by_month, {}};
    if (const auto which = dimension_named(name)) return grouping{grouping::by_dimension, *which};
    return std::nullopt;
}

result<definition> load_definition(const std::filesystem::path& file) {
    const auto root = config::table::load(file);
    if (!root) return root.error();
    auto out = reader(*root).read(file.stem().string());
    if (auto done = root->finish(); !done) return done.error();
    return out;
}

result<std::vector<definition>> load_definitions(const std::filesystem::path& folder) {
    std::vector<definition> out;
    for (const auto& file : config::toml_files(folder)) {
        auto one = load_definition(file);
        if (!one) return one.error();
        out.push_back(std::move(*one));
    }
    if (out.empty()) return fail(errc::not_found, "no report is defined in " + folder.string());
    return out;
}

} // namespace guiyi::casework::reports
