// The complaint categories (A1 to J4, Z), each with its nature and the kind of desk that takes it first. Used by
// intake's form, by routing and by reports. Read from config/taxonomy.toml.
#pragma once

#include "common/config/hint_words.hpp"
#include "common/core/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::config {

/// Who a desk belongs to.
enum class desk_kind {
    samr,           ///< market supervision, the 12315 desk and enforcement
    association,    ///< consumer association
    nuisance_12321, ///< the 12321 nuisance-call centre, spelt "12321" in files
    telecom,        ///< the telecom administration's appeal centre
    police,         ///< police and the 96110 line
};
std::string_view name_of(desk_kind kind) noexcept;
std::optional<desk_kind> parse_desk_kind(std::string_view name);

/// What a submission is in law, apart from its topic.
struct nature {
    std::string code;   ///< "complaint", as complaints spell it
    std::string letter; ///< "C"
    std::string name_zh;
    std::string name_en;
};

/// A category ("C") or one of its sub-categories ("C1").
struct category {
    std::string code;
    std::string parent; ///< "C" for "C1"; empty for a category
    std::string name_zh;
    std::string name_en;
    std::string nature; ///< the code of the nature it usually has
    desk_kind desk = desk_kind::samr;
};

class taxonomy {
  public:
    taxonomy() = default;
    taxonomy(std::vector<nature> natures, std::vector<category> categories, hint_words words = {});

    /// Whether a code exists, of a category ("C") or a sub-category ("C1").
    bool known(std::string_view code) const { return find(code) != nullptr; }
    /// Null when unknown; lives as long as the taxonomy.
    const category* find(std::string_view code) const;
    const nature* find_nature(std::string_view code) const;
    /// By code, so that each category stands before its sub-categories.
    const std::vector<category>& categories() const { return categories_; }
    const std::vector<nature>& natures() const { return natures_; }
    /// By which words triage hints are found.
    const hint_words& words() const { return words_; }

  private:
    std::vector<nature> natures_;
    std::vector<category> categories_; // by code
    hint_words words_;
};

/// @errors errc::not_found, or errc::invalid naming file, line and key (a code given twice, an unknown nature or desk)
result<taxonomy> load_taxonomy(const std::filesystem::path& file);

} // namespace guiyi::config
