#include "common/config/rulebook_duties.hpp"

#include <algorithm>

namespace guiyi::config {

namespace {

/// The field of a step for what shows that the operator was asked first, and the clock of the time it has to answer:
/// that is how casework knows that the time is not over yet.
constexpr std::string_view operator_proof = "operator_proof";
constexpr std::string_view operator_clock = "M0";

bool contains(const std::vector<std::string>& in, std::string_view what) {
    return std::ranges::find(in, what) != in.end();
}

/// "§23(1)" of "§23(1)(5)"; empty for a whole article.
std::string_view around(std::string_view article) {
    const auto part = article.rfind('(');
    return article.ends_with(')') && part != std::string_view::npos ? article.substr(0, part) : std::string_view();
}

bool told(const rulebook& book, std::string_view instrument, std::string_view article) {
    for (auto one = article; !one.empty(); one = around(one))
        if (book.find_article(instrument, one)) return true;
    const auto part = std::string(article) + "(";
    return std::ranges::any_of(book.articles, [&](const article_text& one) {
        return one.instrument == instrument && one.article.starts_with(part);
    });
}

class duties {
  public:
    explicit duties(const rulebook& book) : book_(book) {}

    std::vector<rule_fault> run() {
        for (const std::string list : {"refusal", "termination", "not_filing"})
            for (const auto& one : book_.grounds_of(list)) check_ground(one);
        for (const auto& one : book_.clocks)
            if (one.extension > 0 && !granted(one.id))
                fault(one.line, "clock " + one.id + ": has an extension that no step grants ('extends')");
        for (const auto& on : book_.tracks)
            for (const auto& step : on.transitions) check_step(on, step);
        return std::move(out_);
    }

  private:
    void fault(unsigned line, std::string what) { out_.push_back({line, std::move(what)}); }

    void check_ground(const ground& one) {
        for (const auto& article : untold_articles(book_, one.instrument, one.article))
            fault(one.line,
                  "ground " + one.code + ": " + one.instrument + " " + article + " has no text among 'article'");
    }

    bool granted(std::string_view clock) const {
        return std::ranges::any_of(book_.tracks, [&](const track& on) {
            return std::ranges::any_of(on.transitions,
                                       [&](const transition& step) { return contains(step.extends, clock); });
        });
    }

    void check_step(const track& on, const transition& step) {
        const auto what = on.id + " " + step.action;
        if (step.grounds == "refusal" && !contains(step.needs, "reason"))
            fault(step.line, what + ": refuses, which is done with reasons, so it needs the field 'reason'");
        if (!step.within.empty() && book_.find(step.within) && !runs_on(on, step.within))
            fault(step.line, what + ": is to lie within " + step.within + ", which nothing starts on this track");
        if ((contains(step.needs, operator_proof) || contains(step.takes, operator_proof)) &&
            !book_.find(operator_clock))
            fault(step.line, what + ": asks whether the operator was approached first, and there is no clock " +
                                 std::string(operator_clock) + " of the time that it has to answer");
    }

    /// Started on it, or running already when a case is opened on it.
    bool runs_on(const track& on, std::string_view clock) const {
        const auto starts = [&](const transition& step) { return contains(step.starts, clock); };
        const auto opens = [&](const transition& step) { return step.opens == on.id && step.child_clock == clock; };
        return std::ranges::any_of(on.transitions, starts) || std::ranges::any_of(book_.tracks, [&](const track& one) {
                   return std::ranges::any_of(one.transitions, opens);
               });
    }

    const rulebook& book_;
    std::vector<rule_fault> out_;
};

} // namespace

std::vector<std::string> each_article(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty()) {
        const auto comma = list.find(", ");
        out.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 2);
    }
    return out;
}

std::vector<std::string> untold_articles(const rulebook& book, std::string_view instrument, std::string_view list) {
    auto out = each_article(list);
    std::erase_if(out, [&](const std::string& one) { return told(book, instrument, one); });
    return out;
}

std::vector<rule_fault> missed_duties(const rulebook& book) { return duties(book).run(); }

} // namespace guiyi::config
