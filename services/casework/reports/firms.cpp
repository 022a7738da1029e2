#include "services/casework/reports/firms.hpp"

#include "common/store/key.hpp"
#include "services/casework/reports/pack.hpp"

namespace guiyi::casework::reports {

namespace {

store::key merges_key() { return store::key('6'); }
store::key name_key(const std::string& name) { return store::key('7').text(name); }

/// The last that was said by the end of a day; empty: stood for itself.
std::string into_on(std::string_view row, day_number day) {
    std::string out;
    for (unpacker from(row); !from.done();) {
        const auto on = from.number();
        const auto into = from.text();
        if (on <= day) out = into;
    }
    return out;
}

} // namespace

void note_merge(store::writer& to, const std::string& firm, const std::string& into, day_number on) {
    const auto key = merges_key().text(firm);
    auto row = to.get(key).value_or(std::string());
    packer with(row);
    with.number(on);
    with.text(into);
    to.put(key, row);
}

std::map<std::string, std::string> merges_on(const store::view& from, day_number day) {
    std::map<std::string, std::string> out;
    for (auto at = from.scan(store::range::prefix(merges_key())); at->valid(); at->next()) {
        auto into = into_on(at->value(), day);
        if (!into.empty()) out.emplace(store::key_reader(at->key()).text(), std::move(into));
    }
    for (auto& [firm, into] : out)
        for (auto next = out.find(into); next != out.end(); next = out.find(into)) into = next->second;
    return out;
}

void note_name(store::writer& to, const std::string& name, const std::string& firm) {
    if (!name.empty() && !to.has(name_key(name))) to.put(name_key(name), firm);
}

std::string firm_named(const store::view& from, const std::string& name) {
    return name.empty() ? std::string() : from.get(name_key(name)).value_or(std::string());
}

} // namespace guiyi::casework::reports
