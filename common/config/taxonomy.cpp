#include "common/config/taxonomy.hpp"

#include "common/config/toml.hpp"

#include <algorithm>
#include <array>

namespace guiyi::config {

namespace {

constexpr std::array<std::pair<desk_kind, std::string_view>, 5> kinds{{
    {desk_kind::samr, "samr"},
    {desk_kind::association, "association"},
    {desk_kind::nuisance_12321, "12321"},
    {desk_kind::telecom, "telecom"},
    {desk_kind::police, "police"},
}};

std::vector<nature> read_natures(const table& root) {
    std::vector<nature> out;
    for (const table& row : root.tables("nature"))
        out.push_back({row.text("code"), row.text("letter"), row.text("zh"), row.text("en")});
    return out;
}

/// Reads categories one by one, refusing what contradicts the rows before.
class category_reader {
  public:
    explicit category_reader(const std::vector<nature>& natures) : natures_(natures) {}

    void read(const table& row) {
        const category base = read_one(row, {});
        for (const table& part : row.tables("sub")) read_one(part, base);
    }
    std::vector<category> take() { return std::move(out_); }

  private:
    const category& read_one(const table& row, const category& base) {
        category c;
        c.parent = base.code;
        c.code = row.text("code");
        c.name_zh = row.text("zh");
        c.name_en = row.text("en");
        c.nature = base.code.empty() ? row.text("nature") : row.text("nature", base.nature);
        const std::string desk = base.code.empty() ? row.text("desk") : row.text("desk", name_of(base.desk));
        c.desk = parse_desk_kind(desk).value_or(desk_kind::samr);

        if (!parse_desk_kind(desk)) row.refuse("desk", "must be one of: samr, association, 12321, telecom, police");
        if (std::ranges::find(natures_, c.nature, &nature::code) == natures_.end())
            row.refuse("nature", "is not one of the natures of this file");
        if (std::ranges::find(out_, c.code, &category::code) != out_.end()) row.refuse("code", "is given twice");
        if (!c.code.starts_with(base.code)) row.refuse("code", "must begin with its category's code");
        return out_.emplace_back(std::move(c));
    }

    const std::vector<nature>& natures_;
    std::vector<category> out_;
};

} // namespace

std::string_view name_of(desk_kind kind) noexcept {
    for (const auto& [known, name] : kinds)
        if (known == kind) return name;
    return "unknown";
}

std::optional<desk_kind> parse_desk_kind(std::string_view name) {
    for (const auto& [kind, known] : kinds)
        if (known == name) return kind;
    return std::nullopt;
}

taxonomy::taxonomy(std::vector<nature> natures, std::vector<category> categories, hint_words words)
    : natures_(std::move(natures)), categories_(std::move(categories)), words_(std::move(words)) {
    std::ranges::sort(categories_, {}, &category::code);
}

const category* taxonomy::find(std::string_view code) const {
    const auto found = std::ranges::lower_bound(categories_, code, {}, &category::code);
    return found != categories_.end() && found->code == code ? &*found : nullptr;
}

const nature* taxonomy::find_nature(std::string_view code) const {
    const auto found = std::ranges::find(natures_, code, &nature::code);
    return found != natures_.end() ? &*found : nullptr;
}

result<taxonomy> load_taxonomy(const std::filesystem::path& file) {
    const auto root = table::load(file);
    if (!root) return root.error();

    std::vector<nature> natures = read_natures(*root);
    category_reader reader(natures);
    for (const table& row : root->tables("category")) reader.read(row);
    std::vector<category> categories = reader.take();
    if (categories.empty()) root->refuse("category", "must list at least one category");
    std::vector<std::string> known;
    for (const auto& one : natures) known.push_back("nature/" + one.code);
    for (const auto& one : categories) known.push_back("category/" + one.code);
    auto words = hint_words::read(*root, known);
    if (auto done = root->finish(); !done) return done.error();
    return taxonomy(std::move(natures), std::move(categories), std::move(words));
}

} // namespace guiyi::config
