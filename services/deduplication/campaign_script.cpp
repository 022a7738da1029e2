#include "services/deduplication/campaign_script.hpp"

#include "common/text/normalise.hpp"
#include "common/text/shingle.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace guiyi::deduplication {

namespace {

constexpr std::size_t cue_reach = 24;     // bytes between who speaks and "says"
constexpr std::size_t quotation_min = 30; // bytes of a quotation that nobody is named for
constexpr std::size_t sentences_max = 12; // of a passage without quotation marks

constexpr std::array<std::string_view, 11> number_words{"zero", "one",   "two",   "three", "four", "five",
                                                        "six",  "seven", "eight", "nine",  "ten"};
constexpr std::array<std::string_view, 13> numerals{"一", "二", "三", "四", "五", "六", "七",
                                                    "八", "九", "零", "〇", "两", "兩"};
struct cue {
    std::string_view speaker;
    bool contents; ///< "the contents are:", not somebody who speaks
};
constexpr std::array<cue, 19> speakers{{{"机器人", false},
                                        {"機器人", false},
                                        {"录音", false},
                                        {"錄音", false},
                                        {"语音", false},
                                        {"語音", false},
                                        {"电话里", false},
                                        {"電話裡", false},
                                        {"电话中", false},
                                        {"電話中", false},
                                        {"里面", false},
                                        {"裡面", false},
                                        {"对方", false},
                                        {"對方", false},
                                        {"内容", true},
                                        {"內容", true},
                                        {"那头", false},
                                        {"那頭", false},
                                        {"那边", false}}};
constexpr std::array<std::string_view, 8> said_zh{"说", "說", "讲", "講", "称", "稱", "念", "播放"};
constexpr std::array<std::string_view, 4> equals_zh{"是", "为", "為", "如下"};
constexpr std::array<std::string_view, 10> machines{"recording", "robot",  "voice",    "message", "caller",
                                                    "machine",   "system", "computer", "call",    "it "};
constexpr std::array<std::string_view, 8> english_verbs{" said", " says", " saying",    " stated",
                                                        " goes", " went", " announced", " was:"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> quotes{
    {{"“", "”"}, {"「", "」"}, {"『", "』"}, {"\"", "\""}, {"‘", "’"}}};
constexpr std::array<std::string_view, 16> complainant_zh{"投诉", "投訴", "要求",   "希望",  "影响", "影響",
                                                          "举报", "舉報", "严重",   "嚴重",  "骚扰", "騷擾",
                                                          "扣费", "扣費", "请依法", "請依法"};
constexpr std::array<std::string_view, 11> complainant_en{"i",  "i'm", "my",  "me",       "they",     "them",
                                                          "it", "he",  "she", "complain", "complaint"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

template <std::size_t N>
std::optional<std::string_view> starts_with_any(std::string_view text, const std::array<std::string_view, N>& all) {
    for (const auto one : all)
        if (text.starts_with(one)) return one;
    return std::nullopt;
}

std::string with_digits(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        if (is_letter(raw[at])) {
            std::size_t end = at;
            while (end < raw.size() && is_letter(raw[end])) ++end;
            const auto word = raw.substr(at, end - at);
            const bool number =
                word.size() <= 5 && std::ranges::find(number_words, lowered(word)) != number_words.end();
            out.append(number ? std::string_view("1") : word);
            at = end;
        } else if (raw.substr(at).starts_with("按")) {
            out.append("按");
            at += std::string_view("按").size();
            while (const auto numeral = starts_with_any(raw.substr(at), numerals)) {
                out += '1';
                at += numeral->size();
            }
        } else {
            out += raw[at++];
        }
    }
    return out;
}

/// Where what follows a cue begins: behind colons, commas and spaces.
std::size_t behind_marks(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 8> marks{":", "：", ",", "，", " ", "\n", "、", "--"};
    while (const auto mark = starts_with_any(text.substr(at), marks)) at += mark->size();
    return at;
}

std::optional<std::string_view> quotation_at(std::string_view text, std::size_t at) {
    for (const auto& [open, close] : quotes) {
        if (!text.substr(at).starts_with(open)) continue;
        const auto begin = at + open.size();
        const auto end = text.find(close, begin);
        return text.substr(begin, end == text.npos ? text.npos : end - begin);
    }
    return std::nullopt;
}

/// The mark that ends a sentence here, in bytes; 0 where none stands.
std::size_t end_mark(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 4> wide{"。", "！", "？", "\n"};
    if (const auto mark = starts_with_any(text.substr(at), wide)) return mark->size();
    const bool ends = text[at] == '.' || text[at] == '!' || text[at] == '?';
    return ends && (at + 1 == text.size() || text[at + 1] == ' ') ? 1 : 0;
}

bool complainant_speaks(std::string_view sentence) {
    for (const auto word : complainant_zh)
        if (sentence.find(word) != sentence.npos) return true;
    for (auto at = sentence.find("我"); at != sentence.npos; at = sentence.find("我", at + 1)) {
        const auto next = sentence.substr(at + std::string_view("我").size());
        if (!next.starts_with("们") && !next.starts_with("們")) return true;
    }
    const std::string low = lowered(sentence);
    for (std::size_t at = 0; at < low.size();) {
        std::size_t end = at;
        while (end < low.size() && (is_letter(low[end]) || low[end] == '\'')) ++end;
        if (std::ranges::find(complainant_en, std::string_view(low).substr(at, end - at)) != complainant_en.end())
            return true;
        at = end + 1;
    }
    return false;
}

/// A narrative and where its sentences end, which is found once: it may name a speaker thousands of times.
class sentences {
  public:
    explicit sentences(std::string_view text) : text_(text) {
        for (std::size_t at = 0; at < text.size();) {
            const auto mark = end_mark(text, at);
            if (mark > 0) marks_.push_back({at, at + mark});
            at += std::max<std::size_t>(mark, 1);
        }
        complains_.resize(marks_.size() + 1);
    }

    std::string_view text() const { return text_; }

    /// What is told at `at`: a quotation, or that sentence and those behind it until the complainant speaks again.
    std::string_view passage_at(std::size_t at) {
        if (const auto quoted = quotation_at(text_, at)) return *quoted;
        const auto mark = std::ranges::lower_bound(marks_, at, {}, &mark_place::begin);
        auto last = static_cast<std::size_t>(mark - marks_.begin());
        for (std::size_t i = 1; i < sentences_max && end_of(last) < text_.size(); ++i) {
            // Chinese quotes a call within one sentence; behind its full stop the complainant goes on.
            if (text_.substr(0, end_of(last)).ends_with("。") || complains(last + 1)) break;
            ++last;
        }
        return text_.substr(at, end_of(last) - at);
    }

  private:
    struct mark_place {
        std::size_t begin, end;
    };

    std::size_t end_of(std::size_t sentence) const {
        return sentence < marks_.size() ? marks_[sentence].end : text_.size();
    }
    bool complains(std::size_t sentence) {
        auto& known = complains_[sentence];
        const auto begin = end_of(sentence - 1);
        if (!known) known = complainant_speaks(text_.substr(begin, end_of(sentence) - begin));
        return *known;
    }

    std::string_view text_;
    std::vector<mark_place> marks_;
    std::vector<std::optional<bool>> complains_; // of each sentence, once somebody asked
};

void keep_longer(std::string_view& best, std::string_view other) {
    if (other.size() > best.size()) best = other;
}

std::string_view after_chinese_cue(sentences& in) {
    const auto text = in.text();
    std::string_view best;
    for (const auto& [speaker, contents] : speakers) {
        for (auto at = text.find(speaker); at != text.npos; at = text.find(speaker, at + 1)) {
            const auto from = at + speaker.size();
            for (auto verb = from; verb < std::min(text.size(), from + cue_reach); ++verb) {
                // Punctuation ends what the speaker was named for.
                if (text.substr(verb).starts_with("，") || text.substr(verb).starts_with("。")) break;
                const auto here = text.substr(verb);
                const auto found = contents ? starts_with_any(here, equals_zh) : starts_with_any(here, said_zh);
                if (!found) continue;
                keep_longer(best, in.passage_at(behind_marks(text, verb + found->size())));
                break;
            }
        }
    }
    return best;
}

std::string_view after_english_cue(sentences& in) {
    const auto text = in.text();
    const std::string low = lowered(text);
    std::string_view best;
    for (const auto verb : english_verbs) {
        for (auto at = low.find(verb); at != low.npos; at = low.find(verb, at + 1)) {
            const auto end = at + verb.size();
            if (end < low.size() && is_letter(low[end])) continue;
            auto before = std::string_view(low).substr(0, at);
            before = before.substr(before.size() - std::min(before.size(), cue_reach));
            if (const auto stop = before.rfind('.'); stop != before.npos) before.remove_prefix(stop + 1);
            if (before.ends_with(" i") || before == "i") continue;
            const bool machine = std::ranges::any_of(
                machines, [&](auto name) { return (std::string(before) + ' ').find(name) != std::string::npos; });
            if (machine) keep_longer(best, in.passage_at(behind_marks(text, end)));
        }
    }
    return best;
}

std::string_view longest_quotation(std::string_view text) {
    std::string_view best;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto quoted = quotation_at(text, at);
        if (!quoted) continue;
        keep_longer(best, *quoted);
        at += quoted->size() + 1; // behind a closing mark that could open another
    }
    return best.size() < quotation_min ? std::string_view() : best;
}

} // namespace

std::vector<script_shingle> script_shingles(std::string_view transcript) {
    const auto whole = text::shingles(with_digits(transcript));
    std::vector<script_shingle> out;
    out.reserve(whole.size());
    for (const auto hash : whole) out.push_back(static_cast<script_shingle>(hash >> 32));
    out.erase(std::unique(out.begin(), out.end()), out.end()); // sorted already: the order of the upper halves
    return out;
}

std::string quoted_call(std::string_view narrative) {
    sentences told(narrative);
    std::string_view best = after_chinese_cue(told);
    keep_longer(best, after_english_cue(told));
    if (best.empty()) best = longest_quotation(narrative);
    return std::string(best);
}

std::vector<script_shingle> script_of(const events::complaint_summary& told, std::size_t shared_min,
                                      std::size_t chars_max) {
    std::string_view longest;
    for (const auto& call : told.calls) keep_longer(longest, call.transcript);
    for (const bool transcript : {true, false}) {
        const std::string said = transcript ? std::string(longest) : quoted_call(told.narrative);
        if (said.empty()) continue;
        auto shingles = script_shingles(text::truncate_codepoints(said, chars_max));
        if (shingles.size() >= shared_min) return shingles;
    }
    return {};
}

} // namespace guiyi::deduplication
