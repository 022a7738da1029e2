#include "services/notification/templates.hpp"

#include "common/config/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

namespace guiyi::notification {

namespace {

using names = std::vector<std::string>;

/// What every template may use, and each one beside that. decide gives exactly these.
const names& common_names() {
    static const names all{"receipt_no", "case_no", "name", "signature"};
    return all;
}

const std::map<std::string, names, std::less<>>& own_names() {
    static const std::map<std::string, names, std::less<>> all{
        {"placed", {"desk", "decide_by", "mediate_by", "check_by", "provisional"}},
        {"joined", {"decide_by", "mediate_by", "check_by", "provisional"}},
        {"merged", {"former", "desk", "decide_by", "mediate_by", "check_by", "provisional"}},
        {"separated", {"former", "desk", "decide_by", "mediate_by", "check_by", "provisional"}},
        {"accepted", {"accepted_on", "mediation"}},
        {"refused", {"ground", "reason", "basis"}},
        {"contacted", {"respondent", "contacted_on"}},
        {"replied", {"respondent", "replied_on", "refund", "refused", "partly", "other"}},
        {"ownership_code", {"code", "valid_until"}},
        {"digest", {"count", "notices"}},
        {"letter", {"number", "title"}},
        {"report", {"title", "first_on", "last_on"}},
        {"closed", {"closed_on", "agreed", "terminated", "filed", "not_filed", "taken_back", "ground", "basis"}},
    };
    return all;
}

bool is_known(std::string_view template_id, std::string_view name) {
    return std::ranges::find(common_names(), name) != common_names().end() ||
           std::ranges::find(own_names().find(template_id)->second, name) !=
               own_names().find(template_id)->second.end();
}

const std::string* value_of(const template_values& values, std::string_view name) {
    const auto found = std::ranges::find(values, name, &events::template_value::name);
    return found == values.end() ? nullptr : &found->value;
}

/// Calls `each` for every {{name}}, and `plain` for the text between. False when braces do not pair.
template <class Plain, class Each>
bool walk(std::string_view text, Plain plain, Each each) {
    for (;;) {
        const auto open = text.find("{{");
        plain(text.substr(0, open));
        if (open == std::string_view::npos) return true;
        const auto close = text.find("}}", open);
        if (close == std::string_view::npos) return false;
        each(text.substr(open + 2, close - open - 2));
        text.remove_prefix(close + 2);
    }
}

/// Webhooks get dates as machines read them, people as their language writes them.
bool is_date(std::string_view name) { return name.ends_with("_on") || name.ends_with("_by"); }

std::string fill(std::string_view text, const template_values& values, std::string_view language) {
    std::string out;
    walk(
        text, [&](std::string_view plain) { out += plain; },
        [&](std::string_view name) {
            if (const auto* value = value_of(values, name))
                out += is_date(name) ? config::spelt_date(*value, language) : *value;
        });
    return out;
}

/// A value must not be able to start another header.
std::string one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return text;
}

/// "[name] rest" into its parts, "[name]" alone being an empty line; no condition otherwise.
std::pair<std::string_view, std::string_view> split_condition(std::string_view line) {
    if (!line.starts_with('[')) return {{}, line};
    if (const auto close = line.find("] "); close != std::string_view::npos)
        return {line.substr(1, close - 1), line.substr(close + 2)};
    if (line.ends_with(']')) return {line.substr(1, line.size() - 2), {}};
    return {{}, line};
}

/// "placed", "placed.sms"
std::string stem_of(std::string_view id, form in) { return std::string(id) + (in == form::sms ? ".sms" : ""); }

std::string name_of_text(std::string_view language, std::string_view id, form in) {
    return (language == "en" ? "en/" : "zh/") + stem_of(id, in);
}

/// "placed.v2.txt" of "placed": 2; 0 for another file.
std::int64_t version_in(std::string_view file, std::string_view stem) {
    if (!file.starts_with(stem) || !file.ends_with(".txt")) return 0;
    file.remove_prefix(stem.size());
    file.remove_suffix(4);
    if (file.empty()) return 1;
    std::int64_t version = 0;
    if (!file.starts_with(".v")) return 0;
    const auto [end, ec] = std::from_chars(file.data() + 2, file.data() + file.size(), version);
    return ec == std::errc() && end == file.data() + file.size() && version >= 2 ? version : 0;
}

} // namespace

const std::vector<std::string>& template_ids() {
    static const auto all = [] {
        std::vector<std::string> out;
        for (const auto& [id, own] : own_names()) out.push_back(id);
        return out;
    }();
    return all;
}

template_values sample_values(std::string_view template_id, std::string_view language) {
    const bool en = language == "en";
    static const std::map<std::string, std::pair<std::string, std::string>, std::less<>> samples{
        {"receipt_no", {"R261120-00001-00001", "R261120-00001-00001"}},
        {"case_no", {"C2026-0000001", "C2026-0000001"}},
        {"former", {"C2026-0000002", "C2026-0000002"}},
        {"name", {"王**", "W**"}},
        {"desk", {"示例市市场监督管理局 12315中心", "Sample City AMR, 12315 desk"}},
        {"ground", {"不属于本机关处理权限", "outside this authority's remit"}},
        {"reason", {"（这里是承办人员写的理由）", "(the officer's reason stands here)"}},
        {"basis", {"《示例办法》§1", "Sample Measures §1"}},
        {"respondent", {"某某科技有限公司", "Sample Technology Ltd"}},
        {"code", {"00000000", "00000000"}},
        {"valid_until", {"10:15", "10:15"}},
        {"count", {"2", "2"}},
        {"notices", {"（这里是各条通知的全文）", "(the full text of each notice stands here)"}},
    };
    template_values out;
    const auto add = [&](const std::string& name) {
        if (name == "signature") return;
        const auto known = samples.find(name);
        const bool date = name.ends_with("_by") || name.ends_with("_on");
        out.push_back({name, known == samples.end() ? (date ? "2026-12-01" : "yes")
                                                    : (en ? known->second.second : known->second.first)});
    };
    std::ranges::for_each(common_names(), add);
    if (const auto own = own_names().find(template_id); own != own_names().end())
        std::ranges::for_each(own->second, add);
    return out;
}

result<templates> templates::load(const std::filesystem::path& folder) {
    templates out;
    for (const auto& id : template_ids())
        for (const auto in : {form::mail, form::sms})
            if (auto done = out.load_versions(folder, id, in); !done) return done.error();
    return out;
}

result<void> templates::load_versions(const std::filesystem::path& folder, const std::string& id, form in) {
    const auto stem = stem_of(id, in);
    for (const std::string language : {"zh", "en"}) {
        auto& versions = texts_[name_of_text(language, id, in)];
        const auto first = folder / language / (stem + ".txt");
        auto one = read(first, id, in);
        if (!one) return one.error();
        versions.emplace(1, std::move(*one));
        std::error_code ec;
        for (const auto& entry : std::filesystem::directory_iterator(folder / language, ec)) {
            const auto version = version_in(entry.path().filename().string(), stem);
            if (version < 2) continue;
            auto later = read(entry.path(), id, in);
            if (!later) return later.error();
            versions.emplace(version, std::move(*later));
        }
    }
    const auto& zh = texts_[name_of_text("zh", id, in)];
    const auto& en = texts_[name_of_text("en", id, in)];
    if (zh.rbegin()->first != en.rbegin()->first)
        return fail(errc::invalid, "template " + stem + ": version " +
                                       std::to_string(std::max(zh.rbegin()->first, en.rbegin()->first)) +
                                       " must be there in zh and in en");
    return {};
}

result<templates::text> templates::read(const std::filesystem::path& file, std::string_view template_id, form in) {
    std::ifstream from(file);
    if (!from) return fail(errc::not_found, "template " + file.string() + " is missing");
    text out;
    int number = 0;
    for (std::string line; std::getline(from, line);) {
        const std::string where = file.string() + ":" + std::to_string(++number) + ": ";
        if (line.ends_with('\r')) line.pop_back();
        const auto [condition, rest] = split_condition(line);
        const auto asked = condition.starts_with('!') ? condition.substr(1) : condition;
        if (!asked.empty() && !is_known(template_id, asked))
            return fail(errc::invalid, where + "unknown name [" + std::string(asked) + "]");
        std::string unknown;
        const bool paired = walk(
            rest, [](std::string_view) {},
            [&](std::string_view name) {
                if (unknown.empty() && !is_known(template_id, name)) unknown = name.empty() ? " " : name;
            });
        if (!paired) return fail(errc::invalid, where + "{{ without }}");
        if (!unknown.empty()) return fail(errc::invalid, where + "unknown name {{" + unknown + "}}");
        if (number > 1 || in == form::sms) {
            out.lines.push_back({std::string(condition), std::string(rest)});
            continue;
        }
        if (!line.starts_with("Subject: ") || line.size() == 9)
            return fail(errc::invalid, where + "the first line must be \"Subject: ...\"");
        out.subject = line.substr(9);
    }
    if (number == 0)
        return fail(errc::invalid,
                    file.string() + (in == form::sms ? ":1: is empty" : ":1: the first line must be \"Subject: ...\""));
    while (!out.lines.empty() && out.lines.front().text.empty()) out.lines.erase(out.lines.begin());
    return out;
}

result<rendered> templates::render(std::string_view template_id, std::string_view language,
                                   const template_values& values, form in, std::int64_t version) const {
    const auto found = texts_.find(name_of_text(language, template_id, in));
    if (found == texts_.end()) return fail(errc::not_found, "there is no template of that name");
    const auto& all = found->second;
    const auto asked = all.find(version);
    const auto& chosen = asked == all.end() ? all.rbegin()->second : asked->second;
    rendered out{one_line(fill(chosen.subject, values, language)), {}};
    for (const auto& [condition, text] : chosen.lines) {
        const bool negated = condition.starts_with('!');
        if (!condition.empty() && (value_of(values, std::string_view(condition).substr(negated)) != nullptr) == negated)
            continue;
        out.body += fill(text, values, language) + (in == form::sms ? "" : "\n");
    }
    if (in == form::sms) out.body = one_line(std::move(out.body));
    return out;
}

std::int64_t templates::newest(std::string_view template_id, form in) const {
    const auto found = texts_.find(name_of_text("zh", template_id, in));
    return found == texts_.end() ? 0 : found->second.rbegin()->first;
}

std::vector<std::int64_t> templates::versions(std::string_view template_id, form in) const {
    std::vector<std::int64_t> out;
    if (const auto found = texts_.find(name_of_text("zh", template_id, in)); found != texts_.end())
        for (const auto& [version, text] : found->second) out.push_back(version);
    return out;
}

} // namespace guiyi::notification
