#include "common/identity/company.hpp"

#include "common/identity/regions.hpp"
#include "common/text/normalise.hpp"
#include "common/text/pinyin.hpp"
#include "common/text/utf8.hpp"

#include <algorithm>
#include <vector>

namespace guiyi::identity {

namespace {

constexpr std::size_t han = 3; // bytes of one character

constexpr std::string_view legal_forms[] = {"股份有限公司", "有限责任公司", "有限公司", "分公司", "总公司", "子公司",
                                            "公司",         "个体工商户",   "普通合伙", "集团",   "股份",   "控股"};

// Words that say how a company works, not which one it is.
constexpr std::string_view fillers[] = {"科技", "技术", "信息", "网络", "咨询", "顾问", "中介", "代理", "服务", "管理",
                                        "发展", "实业", "贸易", "商贸", "经纪", "运营", "推广", "平台", "中心"};

struct trade_word {
    std::string_view word, trade;
};
constexpr trade_word trades[] = {
    {"信贷", "credit"},
    {"贷款", "credit"},
    {"小额贷款", "credit"},
    {"金融", "credit"},
    {"消费金融", "credit"},
    {"银行", "bank"},
    {"保险", "insurance"},
    {"教育", "education"},
    {"培训", "education"},
    {"教育培训", "education"},
    {"房产", "property"},
    {"地产", "property"},
    {"房地产", "property"},
    {"置业", "property"},
    {"物业", "property"},
    {"健康", "health"},
    {"保健", "health"},
    {"保健品", "health"},
    {"医疗", "health"},
    {"健康管理", "health"},
    {"医院", "health"},
    {"电信", "telecom"},
    {"通信", "telecom"},
    {"网络电信", "telecom"},
    {"通讯", "telecom"},
    {"二手车", "vehicle"},
    {"汽车", "vehicle"},
    {"车行", "vehicle"},
    {"装饰", "decoration"},
    {"装修", "decoration"},
    {"旅游", "travel"},
    {"旅行社", "travel"},
    {"投资", "investment"},
    {"证券", "investment"},
    {"财富", "investment"},
    {"理财", "investment"},
    {"美容", "beauty"},
    {"酒业", "liquor"},
    {"传媒", "media"},
    {"文化传媒", "media"},
    {"酒店", "hotel"},
    {"物流", "logistics"},
    {"快递", "logistics"},
    {"能源", "energy"},
    {"移民", "visa"},
    {"credit", "credit"},
    {"loan", "credit"},
    {"loans", "credit"},
    {"lending", "credit"},
    {"finance", "credit"},
    {"financial", "credit"},
    {"bank", "bank"},
    {"insurance", "insurance"},
    {"edu", "education"},
    {"education", "education"},
    {"training", "education"},
    {"school", "education"},
    {"realty", "property"},
    {"property", "property"},
    {"properties", "property"},
    {"estate", "property"},
    {"homes", "property"},
    {"health", "health"},
    {"healthcare", "health"},
    {"medical", "health"},
    {"wellness", "health"},
    {"telecom", "telecom"},
    {"telecommunications", "telecom"},
    {"communications", "telecom"},
    {"motors", "vehicle"},
    {"motor", "vehicle"},
    {"auto", "vehicle"},
    {"autos", "vehicle"},
    {"cars", "vehicle"},
    {"car", "vehicle"},
    {"decoration", "decoration"},
    {"travel", "travel"},
    {"tours", "travel"},
    {"investment", "investment"},
    {"investments", "investment"},
    {"capital", "investment"},
    {"securities", "investment"},
    {"wealth", "investment"},
    {"beauty", "beauty"},
    {"media", "media"},
    {"hotel", "hotel"},
    {"hotels", "hotel"},
    {"logistics", "logistics"},
    {"express", "logistics"},
    {"energy", "energy"},
    {"solar", "energy"},
};

constexpr std::string_view latin_legal =
    " co ltd limited inc incorporated llc llp plc corp corporation company group gmbh pte pty bv sa ag the holdings "
    "holding ";
constexpr std::string_view latin_fillers =
    " tech technology technologies consulting consultants consultancy service services agency agents agent "
    "international "
    "solutions network networks management second hand used real ";

bool listed(std::string_view list, const std::string& word) {
    return list.find(" " + word + " ") != std::string_view::npos;
}

// Takes listed endings off until none is left, but never so much that under `least` bytes stay.
template <class Endings>
void drop_endings(std::string& name, const Endings& endings, std::size_t least) {
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view ending : endings) {
            if (!name.ends_with(ending) || name.size() < ending.size() + least) continue;
            name.resize(name.size() - ending.size());
            again = true;
        }
    }
}

// "金盛信贷(深圳)有限公司": a region in brackets says as little as one in front.
std::string without_bracketed_regions(std::string name) {
    for (std::size_t open = name.find('('); open != std::string::npos; open = name.find('(', open + 1)) {
        const auto close = name.find(')', open);
        if (close == std::string::npos) break;
        const auto inside = std::string_view(name).substr(open + 1, close - open - 1);
        if (inside == "中国" || (!inside.empty() && region_prefix(inside) == inside.size()))
            name.erase(open, close - open + 1);
    }
    return name;
}

// The longest trade word at the end, as long as a brand of two characters stays.
const trade_word* trade_at_end(std::string_view name) {
    const trade_word* best = nullptr;
    for (const auto& candidate : trades) {
        if (!name.ends_with(candidate.word) || name.size() < candidate.word.size() + 2 * han) continue;
        if (best == nullptr || candidate.word.size() > best->word.size()) best = &candidate;
    }
    return best;
}

company chinese(std::string name) {
    name = without_bracketed_regions(std::move(name));
    name = text::strip(name);
    if (const auto region = region_prefix(name); name.size() >= region + 3 * han) name.erase(0, region);
    drop_endings(name, legal_forms, 2 * han);
    drop_endings(name, fillers, 3 * han);
    drop_endings(name, legal_forms, 2 * han);
    company out{name, "", ""};
    if (const auto* found = trade_at_end(name)) {
        out.trade = found->trade;
        name.resize(name.size() - found->word.size());
    }
    out.pinyin = text::pinyin_key(name);
    return out;
}

// Words of letters and digits; an apostrophe joins ("Hua'an"), dots in abbreviations too ("L.L.C.").
std::vector<std::string> words_of(std::string_view folded) {
    std::vector<std::string> words(1);
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t begin = at;
        const char32_t c = text::next_code_point(folded, at);
        const std::string kept = text::strip(folded.substr(begin, at - begin));
        words.back() += kept;
        const bool joins = c == U'\'' || c == U'\u2019' || (c == U'.' && words.back().size() <= 3);
        if (kept.empty() && !joins && !words.back().empty()) words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += word;
    return out;
}

company latin(std::string_view folded) {
    auto words = words_of(folded);
    const auto drop_last = [&](std::string_view list) {
        while (words.size() > 1 && listed(list, words.back())) words.pop_back();
    };
    if (words.size() > 1 && words.front() == "the") words.erase(words.begin());
    drop_last(latin_legal);
    if (words.size() > 1 && is_region_word(words.front())) words.erase(words.begin());
    drop_last(latin_fillers);
    drop_last(latin_legal);
    company out;
    const auto found = std::find_if(std::begin(trades), std::end(trades),
                                    [&](const trade_word& t) { return !words.empty() && t.word == words.back(); });
    if (words.size() > 1 && found != std::end(trades)) {
        // "edu" and "education", "health" and "healthcare" are one word of a name.
        out.trade = found->trade;
        words.pop_back();
        drop_last(latin_fillers);
        out.core = joined(words) + out.trade;
    } else {
        out.core = joined(words);
    }
    out.pinyin = joined(words);
    return out;
}

} // namespace

company normalise_company(std::string_view raw) {
    const std::string folded = text::fold(raw);
    const auto code_points = text::decode(folded);
    const bool han_inside = std::any_of(code_points.begin(), code_points.end(), text::is_cjk);
    return han_inside ? chinese(folded) : latin(folded);
}

bool valid_credit_code(std::string_view text) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (text.size() != 18) return false;
    std::size_t sum = 0;
    std::size_t weight = 1;
    std::size_t value = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - ('a' - 'A')) : text[i];
        value = alphabet.find(c);
        if (value == std::string_view::npos) return false;
        if (i < 17) sum += value * weight;
        weight = weight * 3 % 31;
    }
    return value == (31 - sum % 31) % 31;
}

} // namespace guiyi::identity
