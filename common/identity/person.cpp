#include "common/identity/person.hpp"

#include "common/text/normalise.hpp"
#include "common/text/pinyin.hpp"
#include "common/text/utf8.hpp"

#include <algorithm>
#include <vector>

namespace guiyi::identity {

namespace {

constexpr std::size_t han = 3; // bytes of one character

constexpr std::string_view titles[] = {"先生", "女士", "小姐", "太太", "同志", "老师", "师傅", "医生", "律师",
                                       "经理", "大爷", "大妈", "阿姨", "叔叔", "某某", "某",   "姓"};

constexpr std::string_view latin_titles = " mr mrs ms miss mx dr prof sir madam ";

constexpr std::string_view compound_surnames =
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 长孙 宇文 轩辕 端木 独孤 南宫 西门 百里 呼延 第五 "
    "拓跋 申屠 "
    "太史 公冶 濮阳 淳于 单于 钟离 闻人 东郭 完颜 纳兰 澹台 宗政 赫连 万俟 ";

struct reading {
    std::string_view surname, pinyin;
};
// Surnames read unlike the same character elsewhere.
constexpr reading surname_readings[] = {{"单", "shan"},       {"解", "xie"},      {"区", "ou"},     {"朴", "piao"},
                                        {"覃", "qin"},        {"盖", "ge"},       {"查", "zha"},    {"尉迟", "yuchi"},
                                        {"长孙", "zhangsun"}, {"单于", "chanyu"}, {"万俟", "moqi"}, {"澹台", "tantai"},
                                        {"召", "shao"},       {"么", "yao"},      {"冼", "xian"},   {"员", "yun"}};

// The two hundred commonest surnames, to know which of the words of "Xuefang Wang" it is.
constexpr std::string_view surname_pinyins =
    " wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang "
    "deng han "
    "feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu lv lyu ding ren shen yao cui zhong "
    "tan fan "
    "jin shi liao jia xia fu fang bai zou meng xiong qin qiu yin xue yan duan lei hou long tao ai hao gong shao wan "
    "qian dai "
    "mo kong xiang chang ou ouyang situ shangguan zhuge sima dongfang murong huangfu ";

std::string pinyin_of_surname(const std::string& surname) {
    for (const auto& [name, pinyin] : surname_readings)
        if (name == surname) return std::string(pinyin);
    return text::pinyin_key(surname);
}

std::string sorted_pair(const std::string& a, const std::string& b) { return a < b ? a + b : b + a; }

bool listed(std::string_view list, const std::string& word) {
    return list.find(" " + word + " ") != std::string_view::npos;
}

person_name chinese(std::string name) {
    person_name out;
    // "王先生", "王某", "姓王的先生": what stays after the titles is a surname.
    bool titled = false;
    for (bool again = true; again;) {
        again = false;
        for (const auto title : titles) {
            if (name.size() <= title.size()) continue;
            if (name.ends_with(title))
                name.resize(name.size() - title.size()), titled = again = true;
            else if (title == "姓" && name.starts_with(title))
                name.erase(0, title.size()), titled = again = true;
        }
        if (titled && name.size() > han && name.ends_with("的")) name.resize(name.size() - han), again = true;
    }
    const bool compound =
        name.size() >= 2 * han && compound_surnames.find(name.substr(0, 2 * han) + " ") != std::string_view::npos;
    out.surname = name.substr(0, compound ? 2 * han : han);
    out.surname_pinyin = pinyin_of_surname(out.surname);
    // Titles are also given to full names ("王小明先生"); then nothing is missing.
    out.surname_only = name == out.surname;
    out.han = std::move(name);
    out.pinyin = sorted_pair(out.surname_pinyin, text::pinyin_key(out.han.substr(out.surname.size())));
    return out;
}

struct word {
    std::string letters;
    bool comma_after = false;
};

std::vector<word> words_of(std::string_view folded) {
    std::vector<word> words(1);
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t begin = at;
        const char32_t c = text::next_code_point(folded, at);
        const std::string kept = text::strip(folded.substr(begin, at - begin));
        words.back().letters += kept;
        if (c == U',') words.back().comma_after = true;
        // "O'Brien", "Jean-Luc" and "Xue-fang" are one word.
        const bool joins = c == U'\'' || c == U'\u2019' || c == U'-';
        if (kept.empty() && !joins && !words.back().letters.empty()) words.emplace_back();
    }
    std::erase_if(words, [](const word& w) { return w.letters.empty(); });
    return words;
}

// Index of the surname: before a comma; in pinyin names the first word that can be one, then the last; else the last.
std::size_t surname_of(const std::vector<word>& words) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i].comma_after) return i;
    const bool pinyin = std::all_of(words.begin(), words.end(),
                                    [](const word& w) { return !text::pinyin_syllables(w.letters).empty(); });
    if (pinyin && listed(surname_pinyins, words.front().letters)) return 0;
    return words.size() - 1;
}

person_name latin(std::string_view folded) {
    person_name out;
    auto words = words_of(folded);
    const bool titled = std::erase_if(words, [&](const word& w) { return listed(latin_titles, w.letters); }) > 0;
    if (words.empty()) return out;
    const std::size_t surname = surname_of(words);
    out.surname = words[surname].letters;
    out.surname_pinyin = out.surname == "lv" || out.surname == "lyu" ? "lu" : out.surname;
    out.surname_only = titled && words.size() == 1;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(surname));

    const bool pinyin = std::all_of(words.begin(), words.end(),
                                    [](const word& w) { return !text::pinyin_syllables(w.letters).empty(); });
    std::vector<std::string> parts{out.surname_pinyin};
    // "Xue Fang" and "Xuefang" are one given name; western names keep their words apart, as in any order.
    if (pinyin && listed(surname_pinyins, out.surname) && !words.empty()) parts.emplace_back();
    for (const auto& [letters, comma] : words) {
        if (parts.size() == 2 && pinyin && listed(surname_pinyins, out.surname))
            parts.back() += letters;
        else
            parts.push_back(letters);
    }
    std::sort(parts.begin(), parts.end());
    for (const auto& part : parts) out.pinyin += part;
    return out;
}

} // namespace

person_name normalise_name(std::string_view raw) {
    const std::string folded = text::fold(raw);
    const auto code_points = text::decode(folded);
    if (std::any_of(code_points.begin(), code_points.end(), text::is_cjk)) return chinese(text::strip(folded));
    return latin(folded);
}

} // namespace guiyi::identity
