#include "common/config/wording.hpp"

#include "common/config/spelling.hpp"

#include <algorithm>

namespace guiyi::config {

namespace {

const std::string& in(std::string_view language, const std::string& zh, const std::string& en) {
    return language == "en" ? en : zh;
}

} // namespace

std::string wording::desk(const desk_id& id, std::string_view language) const {
    const auto* desk = desks_.find(id);
    if (!desk) return id.str();
    const auto of = std::ranges::find(desks_.organisations, desk->organisation, &organisation::id);
    const std::string& name = in(language, desk->name_zh, desk->name_en);
    if (of == desks_.organisations.end()) return name;
    return in(language, of->name_zh + " " + name, name + ", " + of->name_en);
}

std::string wording::ground(std::string_view code, std::string_view language, std::string_view instrument) const {
    const struct ground* best = nullptr;
    for (const auto& book : rulebooks_) {
        const auto* found = book.find_ground(code);
        if (found && found->instrument == instrument) return in(language, found->text_zh, found->text_en);
        if (!best) best = found;
    }
    return best ? in(language, best->text_zh, best->text_en) : std::string();
}

std::string wording::basis(std::string_view instrument, std::string_view article, std::string_view language,
                           bool last_is_item) const {
    if (article.empty()) return {};
    const bool numbered = article.find_first_not_of("0123456789()") == article.npos;
    const std::string where = (numbered ? "§" : "") + std::string(article);
    const auto spelt = spelt_article(where, language, last_is_item);
    for (const auto& book : rulebooks_)
        if (const auto* found = book.find_instrument(instrument)) {
            if (where == "§0") return in(language, "《" + found->name_zh + "》", found->name_en); // the whole of it
            return in(language, "《" + found->name_zh + "》" + spelt, found->name_en + ", " + spelt);
        }
    return std::string(instrument) + " " + where;
}

} // namespace guiyi::config
