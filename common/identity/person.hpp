// People's names in Chinese and Latin spelling, brought to comparable parts. ID numbers: see id_number.hpp.
// Used by deduplication: a name alone never ties anything, it is compared under other keys.
#pragma once

#include "common/identity/id_number.hpp"

#include <string>
#include <string_view>

namespace guiyi::identity {

/// A normalised name. All parts are folded (lower case, simplified, half width).
struct person_name {
    std::string han; ///< Chinese name without title, "王雪芳"; empty for Latin names
    /// Surname and given name as toneless pinyin (or Latin words), sorted and joined: "王雪芳", "Wang Xuefang" and
    /// "Xuefang Wang" are all "wangxuefang"; "张伟" and "Zhang Wei" are "weizhang"; "James King" is "jamesking".
    std::string pinyin;
    std::string surname;        ///< "王", "欧阳"; for Latin names the word "wang", "king"
    std::string surname_pinyin; ///< "wang", "ouyang", "king": comparable across languages
    bool surname_only = false;  ///< "王先生", "王某", "Mr. Wang": says nothing about the given name

    friend bool operator==(const person_name&, const person_name&) = default;
};

/// @param raw  UTF-8; without letters every part is empty
person_name normalise_name(std::string_view raw);

} // namespace guiyi::identity
