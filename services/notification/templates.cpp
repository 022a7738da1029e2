#include "services/notification/templates.hpp"

#include <algorithm>
#include <fstream>

namespace guiyi::notification {

namespace {

using names = std::vector<std::string>;

/// What every template may use, and each one beside that. decide gives exactly these.
const names& common_names() {
    static const names all{"receipt_no", "case_no", "name"};
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
        {"closed", {"closed_on", "agreed", "terminated", "filed", "not_filed", "ground", "basis"}},
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

std::string fill(std::string_view text, const template_values& values) {
    std::string out;
    walk(
        text, [&](std::string_view plain) { out += plain; },
        [&](std::string_view name) {
            if (const auto* value = value_of(values, name)) out += *value;
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

} // namespace

const std::vector<std::string>& template_ids() {
    static const auto all = [] {
        std::vector<std::string> out;
        for (const auto& [id, own] : own_names()) out.push_back(id);
        return out;
    }();
    return all;
}

result<templates> templates::load(const std::filesystem::path& folder) {
    templates out;
    for (const std::string language : {"zh", "en"})
        for (const auto& id : template_ids()) {
            auto one = read(folder / language / (id + ".txt"), id);
            if (!one) return one.error();
            out.texts_.emplace(language + "/" + id, std::move(*one));
        }
    return out;
}

result<templates::text> templates::read(const std::filesystem::path& file, std::string_view template_id) {
    std::ifstream in(file);
    if (!in) return fail(errc::not_found, "template " + file.string() + " is missing");
    text out;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
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
        if (number > 1) {
            out.lines.push_back({std::string(condition), std::string(rest)});
            continue;
        }
        if (!line.starts_with("Subject: ") || line.size() == 9)
            return fail(errc::invalid, where + "the first line must be \"Subject: ...\"");
        out.subject = line.substr(9);
    }
    if (number == 0) return fail(errc::invalid, file.string() + ":1: the first line must be \"Subject: ...\"");
    while (!out.lines.empty() && out.lines.front().text.empty()) out.lines.erase(out.lines.begin());
    return out;
}

result<rendered> templates::render(std::string_view template_id, std::string_view language,
                                   const template_values& values) const {
    const auto found = texts_.find((language == "en" ? "en/" : "zh/") + std::string(template_id));
    if (found == texts_.end()) return fail(errc::not_found, "there is no template of that name");
    rendered out{one_line(fill(found->second.subject, values)), {}};
    for (const auto& [condition, text] : found->second.lines) {
        const bool negated = condition.starts_with('!');
        if (!condition.empty() && (value_of(values, std::string_view(condition).substr(negated)) != nullptr) == negated)
            continue;
        out.body += fill(text, values) + "\n";
    }
    return out;
}

} // namespace guiyi::notification
