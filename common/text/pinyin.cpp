#include "common/text/pinyin.hpp"

#include "common/text/normalise.hpp"
#include "common/text/utf8.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <unordered_set>

namespace guiyi::text {

namespace {

constexpr char32_t han_first = 0x3400;
constexpr std::size_t block_size = 64;
constexpr std::size_t block_count = (0xA000 - han_first) / block_size;

struct exception {
    char32_t c;
    std::string_view reading;
};

// Where ICU's single reading is not the one of names, companies and addresses.
constexpr exception exceptions[] = {{U'曾', "zeng"}, {U'车', "che"},   {U'都', "du"},  {U'地', "di"},   {U'厦', "sha"},
                                    {U'行', "hang"}, {U'长', "chang"}, {U'石', "shi"}, {U'贾', "jia"},  {U'沈', "shen"},
                                    {U'翟', "zhai"}, {U'盛', "sheng"}, {U'洗', "xi"},  {U'缪', "miao"}, {U'仇', "qiu"}};

constexpr std::string_view syllable_list =
    " a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce "
    "cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun chuo ci "
    "cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dian diao die ding diu dong dou du "
    "duan dui dun duo e en er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou "
    "gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang "
    "hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng "
    "kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie "
    "lin ling liu long lou lu lv luan lue lun luo ma mai man mang mao me mei men meng mi mian miao mie min "
    "ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nv "
    "nuan nue nuo ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang "
    "qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa "
    "sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan "
    "shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting "
    "tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong "
    "xiu xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu yuan yue yun za zai zan zang zao ze zei "
    "zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui "
    "zhun zhuo zi zong zou zu zuan zui zun zuo ";

const std::unordered_set<std::string_view>& syllables() {
    static const auto set = [] {
        std::unordered_set<std::string_view> out;
        for (std::size_t at = 1; at < syllable_list.size();) {
            const auto end = syllable_list.find(' ', at);
            out.insert(syllable_list.substr(at, end - at));
            at = end + 1;
        }
        return out;
    }();
    return set;
}

class readings {
  public:
    std::string_view of(char32_t c) {
        const std::size_t index = c - han_first;
        auto& block = blocks_[index / block_size];
        std::call_once(block.once, [&] { fill(block, index / block_size); });
        return block.reading[index % block_size];
    }

  private:
    struct block {
        std::once_flag once;
        std::array<std::string, block_size> reading;
    };

    void fill(block& target, std::size_t number) {
        icu::UnicodeString lines;
        const auto first = static_cast<UChar32>(han_first + number * block_size);
        for (UChar32 i = 0; i < static_cast<UChar32>(block_size); ++i) lines.append(first + i).append(u'\n');
        {
            const std::scoped_lock guard(mutex_);
            transliterator().transliterate(lines);
        }
        std::string text;
        lines.toUTF8String(text);
        std::size_t line = 0;
        for (const char c : text) {
            if (c == '\n')
                ++line;
            else if (line < block_size)
                target.reading[line] += c;
        }
        // What has no reading comes back as it was.
        for (auto& reading : target.reading)
            if (!std::all_of(reading.begin(), reading.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
                reading.clear();
        for (const auto& [c, reading] : exceptions)
            if ((c - han_first) / block_size == number) target.reading[(c - han_first) % block_size] = reading;
    }

    icu::Transliterator& transliterator() {
        if (!transliterator_) {
            UErrorCode status = U_ZERO_ERROR;
            transliterator_.reset(
                icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, status));
            if (U_FAILURE(status) || !transliterator_)
                throw std::runtime_error("ICU's Han-Latin transliterator is missing");
        }
        return *transliterator_;
    }

    std::mutex mutex_;
    std::unique_ptr<icu::Transliterator> transliterator_;
    std::array<block, block_count> blocks_;
};

// Cuts word[from..] into syllables, longest first, going back where that leads nowhere.
bool cut(std::string_view word, std::size_t from, std::vector<bool>& hopeless, std::vector<std::string>& out) {
    if (from == word.size()) return true;
    if (hopeless[from]) return false;
    for (std::size_t size = std::min<std::size_t>(6, word.size() - from); size > 0; --size) {
        const auto head = word.substr(from, size);
        if (!syllables().contains(head)) continue;
        out.emplace_back(head == "lv" ? "lu" : head == "nv" ? "nu" : head);
        if (cut(word, from + size, hopeless, out)) return true;
        out.pop_back();
    }
    hopeless[from] = true;
    return false;
}

} // namespace

std::string_view pinyin_of(char32_t c) {
    static readings table;
    if (c < han_first || c > 0x9FFF) return {};
    return table.of(c);
}

void load_readings() {
    for (std::size_t block = 0; block < block_count; ++block)
        pinyin_of(static_cast<char32_t>(han_first + block * block_size));
}

std::string pinyin_key(std::string_view han_or_latin) {
    const std::string text = fold(han_or_latin);
    std::string joined;
    std::vector<std::string> words(1);
    bool han = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const std::string_view reading = pinyin_of(c);
        han = han || !reading.empty();
        const std::string kept = reading.empty() ? strip(text.substr(begin, at - begin)) : std::string(reading);
        joined += kept;
        if (kept.empty() && c != U'\'' && c != U'\u2019' && !words.back().empty()) words.emplace_back();
        words.back() += kept;
    }
    if (han) return joined;
    std::sort(words.begin(), words.end());
    std::string sorted;
    for (const auto& word : words) sorted += word;
    return sorted;
}

std::vector<std::string> pinyin_syllables(std::string_view lower_case_word) {
    std::vector<std::string> out;
    if (lower_case_word.empty() || lower_case_word.size() > 48) return out;
    std::vector<bool> hopeless(lower_case_word.size());
    cut(lower_case_word, 0, hopeless, out);
    return out;
}

} // namespace guiyi::text
