#include "services/notification/wording.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

const std::string& in(std::string_view language, const std::string& zh, const std::string& en) {
    return language == "en" ? en : zh;
}

} // namespace

std::string wording::desk(const desk_id& id, std::string_view language) const {
    const auto* desk = desks_.find(id);
    if (!desk) return id.str();
    const auto of = std::ranges::find(desks_.organisations, desk->organisation, &config::organisation::id);
    const std::string& name = in(language, desk->name_zh, desk->name_en);
    if (of == desks_.organisations.end()) return name;
    return in(language, of->name_zh + " " + name, name + ", " + of->name_en);
}

std::string wording::ground(std::string_view code, std::string_view language) const {
    for (const auto& book : rulebooks_)
        if (const auto* found = book.find_ground(code)) return in(language, found->text_zh, found->text_en);
    return {};
}

std::string wording::basis(const events::legal_basis& of, std::string_view language) const {
    if (of.article.empty()) return {};
    std::string article = of.article;
    if (!article.starts_with("§")) article.insert(0, "§");
    for (const auto& book : rulebooks_)
        if (const auto* found = book.find_instrument(of.instrument))
            return in(language, "《" + found->name_zh + "》" + article, found->name_en + " " + article);
    return of.instrument + " " + article;
}

} // namespace guiyi::notification
