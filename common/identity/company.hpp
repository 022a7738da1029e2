// Company names reduced to what tells companies apart, and a key that bridges Chinese and English spellings.
// Used by deduplication (respondent field) and reports (respondent scorecards). The alias table of a deployment is its
// own data and is applied after this.
#pragma once

#include <string>
#include <string_view>

namespace guiyi::identity {

/// A normalised company name.
struct company {
    /// Folded name without region prefix, legal form and filler words at the end (科技 咨询 代理 / tech, agency, ...):
    /// "深圳市金盛信贷咨询有限公司" and "金盛信贷" are both "金盛信贷"; English without spaces, "jinshengcredit".
    std::string core;
    /// Pinyin of the brand alone, the trade word taken off as well: "jinsheng" for both of the above. Equal keys mean
    /// "may be one company": compare `trade` too.
    std::string pinyin;
    /// What the trade word said ("credit", "education", ...), the same for both languages; empty when there is none.
    std::string trade;

    friend bool operator==(const company&, const company&) = default;
};

/// @param raw  UTF-8; a text without letters gives three empty strings
company normalise_company(std::string_view raw);

/// Whether this is a unified social credit code: 18 characters without I O S V Z, and the right check character.
/// Lower case is accepted. GB 32100-2015.
bool valid_credit_code(std::string_view text);

} // namespace guiyi::identity
