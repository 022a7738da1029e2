#include "common/config/toml.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

namespace guiyi::config {

namespace {

constexpr std::uintmax_t file_limit_bytes = 8u << 20;

const toml::node& as_node(const void* node) { return *static_cast<const toml::node*>(node); }

std::string_view name_of(toml::node_type type) {
    switch (type) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a decimal number";
        case toml::node_type::boolean: return "true or false";
        case toml::node_type::date: return "a date";
        case toml::node_type::time: return "a time";
        case toml::node_type::date_time: return "a date with time";
        case toml::node_type::none: break;
    }
    return "nothing";
}

std::string join(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::string place(const std::string& origin, unsigned line) {
    return line == 0 ? origin : origin + ":" + std::to_string(line);
}

} // namespace

struct table::document {
    struct opened_table {
        std::string prefix;
        std::vector<std::string> known; // the keys asked for
    };

    toml::table root;
    std::string origin;
    std::map<const toml::node*, opened_table> opened;
    std::multimap<unsigned, std::string> findings; // by line

    void note(unsigned line, const std::string& text) { findings.emplace(line, place(origin, line) + ": " + text); }
};

table::table(std::shared_ptr<document> document, const void* node, std::string prefix)
    : document_(std::move(document)), node_(node), prefix_(std::move(prefix)) {
    if (node_ != nullptr) document_->opened[&as_node(node_)].prefix = prefix_;
}

result<table> table::parse(std::string_view text, std::string origin) {
    auto document = std::make_shared<table::document>();
    document->origin = std::move(origin);
    try {
        document->root = toml::parse(text, document->origin);
    } catch (const toml::parse_error& e) {
        return fail(errc::invalid,
                    place(document->origin, e.source().begin.line) + ": " + std::string(e.description()));
    }
    const void* root = static_cast<const toml::node*>(&document->root);
    return table(std::move(document), root, "");
}

result<table> table::load(const std::filesystem::path& file) {
    const std::string name = file.generic_string();
    std::error_code problem;
    if (!std::filesystem::is_regular_file(file, problem)) return fail(errc::not_found, name + ": no such file");
    const std::uintmax_t size = std::filesystem::file_size(file, problem);
    if (!problem && size > file_limit_bytes) return fail(errc::too_large, name + ": larger than 8 MiB");

    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (problem || !in.is_open() || in.bad()) return fail(errc::io, name + ": cannot be read");
    return parse(text, name);
}

const void* table::find(std::string_view key) const {
    if (node_ == nullptr) return nullptr;
    auto& known = document_->opened[&as_node(node_)].known;
    if (std::ranges::find(known, key) == known.end()) known.emplace_back(key);
    return as_node(node_).as_table()->get(key);
}

const void* table::need(std::string_view key) const {
    const void* node = find(key);
    if (node == nullptr) refuse(key, "is missing");
    return node;
}

void table::refuse(std::string_view key, std::string_view sentence) const {
    const toml::table* self = node_ == nullptr ? nullptr : as_node(node_).as_table();
    const toml::node* node = self == nullptr ? nullptr : self->get(key);
    if (node == nullptr) node = self;
    const unsigned line = node == nullptr ? 0 : node->source().begin.line;
    document_->note(line, "'" + prefix_ + std::string(key) + "' " + std::string(sentence));
}

void table::wrong_type(std::string_view key, const void* node, std::string_view wanted) const {
    refuse(key, "must be " + std::string(wanted) + ", but is " + std::string(name_of(as_node(node).type())));
}

std::string table::string_at(std::string_view key, const void* node) const {
    if (const auto* value = as_node(node).as_string()) return value->get();
    wrong_type(key, node, "a string");
    return {};
}

std::int64_t table::integer_at(std::string_view key, const void* node, std::int64_t min, std::int64_t max) const {
    const auto* value = as_node(node).as_integer();
    if (value == nullptr) {
        wrong_type(key, node, "an integer");
        return min;
    }
    if (value->get() >= min && value->get() <= max) return value->get();
    refuse(key, "must be from " + std::to_string(min) + " to " + std::to_string(max) + ", but is " +
                    std::to_string(value->get()));
    return min;
}

local_date table::date_at(std::string_view key, const void* node) const {
    const auto* value = as_node(node).as_date();
    if (value == nullptr) {
        wrong_type(key, node, "a date");
        return {};
    }
    const toml::date& d = value->get();
    return std::chrono::year(d.year) / d.month / d.day;
}

unsigned table::line() const { return node_ == nullptr ? 0 : as_node(node_).source().begin.line; }

bool table::has(std::string_view key) const { return find(key) != nullptr; }

std::string table::text(std::string_view key) const {
    const void* node = need(key);
    if (node == nullptr) return {};
    std::string value = string_at(key, node);
    if (value.empty() && as_node(node).is_string()) refuse(key, "must not be empty");
    return value;
}

std::string table::text(std::string_view key, std::string_view fallback) const {
    const void* node = find(key);
    return node == nullptr ? std::string(fallback) : string_at(key, node);
}

std::string table::choice(std::string_view key, std::initializer_list<std::string_view> allowed,
                          std::optional<std::string_view> fallback) const {
    const void* node = fallback ? find(key) : need(key);
    if (node == nullptr) return std::string(fallback.value_or(*allowed.begin()));
    std::string value = string_at(key, node);
    if (std::ranges::find(allowed, value) != allowed.end()) return value;
    if (as_node(node).is_string())
        refuse(key, "must be one of: " + join(std::vector<std::string>(allowed.begin(), allowed.end())));
    return std::string(*allowed.begin());
}

std::int64_t table::integer(std::string_view key, std::int64_t min, std::int64_t max) const {
    const void* node = need(key);
    return node == nullptr ? min : integer_at(key, node, min, max);
}

std::int64_t table::integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) const {
    const void* node = find(key);
    return node == nullptr ? fallback : integer_at(key, node, min, max);
}

double table::real(std::string_view key, double fallback, double min, double max) const {
    const void* node = find(key);
    if (node == nullptr) return fallback;
    const auto value = as_node(node).is_number() ? as_node(node).value<double>() : std::nullopt;
    if (!value) {
        wrong_type(key, node, "a number");
        return fallback;
    }
    if (*value >= min && *value <= max) return *value;
    refuse(key, "must be from " + std::to_string(min) + " to " + std::to_string(max));
    return fallback;
}

bool table::flag(std::string_view key, bool fallback) const {
    const void* node = find(key);
    if (node == nullptr) return fallback;
    if (const auto* value = as_node(node).as_boolean()) return value->get();
    wrong_type(key, node, "true or false");
    return fallback;
}

local_date table::date(std::string_view key) const {
    const void* node = need(key);
    return node == nullptr ? local_date() : date_at(key, node);
}

std::optional<local_date> table::date_if_any(std::string_view key) const {
    const void* node = find(key);
    if (node == nullptr) return std::nullopt;
    return date_at(key, node);
}

std::vector<std::string> table::texts(std::string_view key) const {
    const void* node = find(key);
    if (node == nullptr) return {};
    const toml::array* list = as_node(node).as_array();
    std::vector<std::string> out;
    if (list != nullptr)
        for (const toml::node& item : *list)
            if (const auto* value = item.as_string()) out.push_back(value->get());
    if (list == nullptr || out.size() != list->size()) refuse(key, "must be an array of strings");
    return out;
}

std::vector<std::int64_t> table::integers(std::string_view key, std::int64_t min, std::int64_t max) const {
    const void* node = find(key);
    if (node == nullptr) return {};
    const toml::array* list = as_node(node).as_array();
    std::vector<std::int64_t> out;
    if (list != nullptr)
        for (const toml::node& item : *list)
            if (const auto* value = item.as_integer(); value && value->get() >= min && value->get() <= max)
                out.push_back(value->get());
    if (list == nullptr || out.size() != list->size())
        refuse(key, "must be an array of integers from " + std::to_string(min) + " to " + std::to_string(max));
    return out;
}

table table::sub(std::string_view key) const {
    const void* node = find(key);
    if (node != nullptr && !as_node(node).is_table()) {
        wrong_type(key, node, "a table");
        node = nullptr;
    }
    return table(document_, node, prefix_ + std::string(key) + ".");
}

std::vector<table> table::tables(std::string_view key) const {
    const void* node = find(key);
    if (node == nullptr) return {};
    const toml::array* list = as_node(node).as_array();
    std::vector<table> out;
    if (list != nullptr)
        for (const toml::node& item : *list)
            if (item.is_table())
                out.push_back(
                    table(document_, &item, prefix_ + std::string(key) + "[" + std::to_string(out.size()) + "]."));
    if (list == nullptr || out.size() != list->size()) refuse(key, "must be an array of tables");
    return out;
}

result<void> table::finish() const {
    for (const auto& [node, opened] : document_->opened) {
        std::vector<std::string> known = opened.known;
        std::ranges::sort(known);
        for (const auto& [key, value] : *node->as_table()) {
            if (std::ranges::binary_search(known, key.str())) continue;
            document_->note(key.source().begin.line,
                            "unknown key '" + opened.prefix + std::string(key.str()) + "'; known here: " + join(known));
        }
    }
    if (document_->findings.empty()) return {};

    std::string all;
    for (const auto& [line, text] : document_->findings) all += (all.empty() ? "" : "\n") + text;
    document_->findings.clear();
    return fail(errc::invalid, std::move(all));
}

} // namespace guiyi::config
