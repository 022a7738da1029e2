#include "common/triage/suggest.hpp"

#include <boost/container/flat_map.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace guiyi::triage {

namespace {

using config::spoken_by;
using events::hint;
using events::hint_span;

constexpr std::size_t spans_max = 8;
constexpr std::int64_t fraud_weight_min = 2;
constexpr std::int64_t derived_weight_max = 3;
constexpr std::int64_t both_weight_min = 2;
constexpr std::size_t calls_a_day_many = 4; // more than three
constexpr int night_from = 22, night_to = 7;
constexpr std::array axes{"nature", "category", "harm", "technique", "caution", "action"};

/// One text of the complaint, and whose words it holds.
struct passage {
    std::string field;
    std::string_view text;
    spoken_by by = spoken_by::complainant;
};

std::vector<passage> passages_of(const events::complaint_summary& what) {
    std::vector<passage> out{{"/narrative", what.narrative}, {"/product", what.product}};
    // A firm's name tells its trade, and nothing about what happened.
    out.push_back({"/respondent", what.respondent, spoken_by::anybody});
    for (std::size_t i = 0; i < what.calls.size(); ++i)
        out.push_back({"/calls/" + std::to_string(i) + "/transcript", what.calls[i].transcript, spoken_by::robot});
    return out;
}

bool counts(const config::word_list& list, const passage& in) {
    return list.by == spoken_by::anybody || list.by == in.by;
}

bool within(const hint_span& inner, const hint_span& outer) {
    return inner.field == outer.field && outer.at <= inner.at && inner.at + inner.size <= outer.at + outer.size;
}

bool stronger(const hint& left, const hint& right) {
    return left.weight != right.weight ? left.weight > right.weight : left.code < right.code;
}

/// Hints as they gather, by axis and code.
class gathering {
  public:
    struct entry {
        std::int64_t weight = 0;
        std::vector<std::string> said; ///< each different phrase counts once
        std::vector<hint_span> because;
        bool by_complainant = false;
    };
    /// Axis and code, both of the word lists or of the taxonomy, which outlive this.
    using name = std::pair<std::string_view, std::string_view>;

    void add(std::string_view axis, std::string_view code, std::int64_t weight, hint_span where, spoken_by by) {
        entry& one = all_[{axis, code}];
        // A phrase inside a longer one of the same list says nothing more.
        for (const auto& known : one.because)
            if (within(where, known)) return;
        std::erase_if(one.because, [&](const hint_span& known) {
            if (!within(known, where)) return false;
            if (std::erase(one.said, known.words) > 0) one.weight -= weight;
            return true;
        });
        if (std::ranges::find(one.said, where.words) == one.said.end()) {
            one.said.push_back(where.words);
            one.weight += weight;
        }
        if (one.because.size() < spans_max) one.because.push_back(std::move(where));
        one.by_complainant = one.by_complainant || by == spoken_by::complainant;
    }
    /// The same words seen from another axis.
    void derive(const name& from, const name& to, std::int64_t weight) {
        entry& one = all_[to]; // first: a new entry moves the others
        const entry& basis = all_.at(from);
        one.weight += std::min(weight, basis.weight);
        for (const auto& span : basis.because)
            if (one.because.size() < spans_max) one.because.push_back(span);
        one.by_complainant = one.by_complainant || basis.by_complainant;
    }

    const entry* find(std::string_view axis, std::string_view code) const {
        const auto found = all_.find({axis, code});
        return found != all_.end() && found->second.weight > 0 ? &found->second : nullptr;
    }
    /// The strongest of an axis whose code begins so; fraud before others of the same weight, then by code.
    std::optional<name> strongest(std::string_view axis, std::string_view begins = {}) const {
        std::optional<name> best;
        std::int64_t weight = 0;
        for (const auto& [at, one] : all_) {
            if (at.first != axis || !at.second.starts_with(begins) || one.weight <= 0) continue;
            const bool first = one.weight > weight || (one.weight == weight && at.second.starts_with('E') && best &&
                                                       !best->second.starts_with('E'));
            if (!first) continue;
            best = at;
            weight = one.weight;
        }
        return best;
    }
    bool empty() const {
        return std::ranges::none_of(all_, [](const auto& one) { return one.second.weight > 0; });
    }
    std::vector<hint> take() const {
        std::vector<hint> out;
        for (const auto* axis : axes) {
            const auto begins = static_cast<std::ptrdiff_t>(out.size());
            for (const auto& [at, one] : all_)
                if (at.first == axis && one.weight > 0)
                    out.push_back({std::string(at.first), std::string(at.second), one.weight, one.because});
            std::ranges::sort(out.begin() + begins, out.end(), stronger);
        }
        return out;
    }

  private:
    boost::container::flat_map<name, entry> all_; // a few
};

/// A place in the summary that is no text: the value itself is what is shown.
hint_span value_span(std::string field, std::string value) {
    const auto size = static_cast<std::int64_t>(value.size());
    return {std::move(field), 0, size, std::move(value)};
}

class suggester {
  public:
    suggester(const events::complaint_summary& what, const config::taxonomy& by) : what_(what), by_(by) {}

    std::optional<events::complaint_hinted> operator()(const receipt_no& of) {
        read_words();
        read_fields();
        if (found_.empty()) return std::nullopt;
        events::complaint_hinted out;
        out.receipt = of;
        derive_natures();
        const bool fraud = derive_fraud();
        derive_actions();
        if (const auto best = found_.strongest("category")) out.category = std::string(best->second);
        if (const auto best = found_.strongest("nature")) out.nature = std::string(best->second);
        if (const auto* topic = by_.find(out.category)) out.desk = config::name_of(topic->desk);
        if (fraud) out.referral = "P";
        out.urgency = urgency(fraud);
        out.hints = found_.take();
        return out;
    }

  private:
    void read_words() {
        struct later {
            const config::word_list* list;
            hint_span where;
            spoken_by by;
        };
        std::vector<later> waiting; // lists that need a category: known only after all words were read
        const auto& words = by_.words();
        for (const auto& in : passages_of(what_)) {
            if (in.text.empty()) continue;
            for (const auto& match : words.phrases().find(in.text)) {
                const auto& list = words.list_of(match.phrase);
                if (match.negated || !counts(list, in)) continue;
                const bool named = in.field == "/respondent";
                if (named && list.axis != "category") continue;
                // What a firm is called says less of its call than what was said in it.
                const std::int64_t weight = named ? 1 : list.weight;
                hint_span where{in.field, static_cast<std::int64_t>(match.at), static_cast<std::int64_t>(match.size),
                                std::string(in.text.substr(match.at, match.size))};
                if (list.needs.empty())
                    found_.add(list.axis, list.code, weight, std::move(where), in.by);
                else
                    waiting.push_back({&list, std::move(where), in.by});
            }
        }
        for (auto& one : waiting)
            if (found_.strongest("category", one.list->needs))
                found_.add(one.list->axis, one.list->code, one.list->weight, std::move(one.where), one.by);
    }

    void read_fields() {
        static constexpr std::array redress{"refund", "return", "replace", "repair", "redo", "compensate"};
        for (std::size_t i = 0; i < what_.requests.size(); ++i) {
            const auto& asked = what_.requests[i];
            const auto where = value_span("/requests/" + std::to_string(i), asked);
            if (std::ranges::find(redress, asked) != redress.end())
                found_.add("nature", "complaint", 3, where, spoken_by::complainant);
            if (asked == "stop_calls") found_.add("nature", "nuisance", 1, where, spoken_by::complainant);
        }
        if (!what_.amount.empty())
            found_.add("nature", "complaint", 1, value_span("/amount", what_.amount), spoken_by::complainant);
        std::map<std::string, std::size_t> by_day;
        for (std::size_t i = 0; i < what_.calls.size(); ++i) read_call(i, by_day);
    }

    void read_call(std::size_t i, std::map<std::string, std::size_t>& by_day) {
        const auto& call = what_.calls[i];
        const std::string field = "/calls/" + std::to_string(i);
        if (call.refused) {
            flag("refusal_recorded", value_span(field + "/refused", "true"));
            found_.add("category", "B1", 2, value_span(field + "/refused", "true"), spoken_by::complainant);
        }
        const auto& at = call.called_at;
        if (at.size() < 10) return;
        if (++by_day[at.substr(0, 10)] == calls_a_day_many) flag("many_calls", value_span(field + "/called_at", at));
        int hour = -1;
        if (at.size() >= 16 && at[10] == 'T') std::from_chars(at.data() + 11, at.data() + 13, hour);
        if (hour >= night_from || (hour >= 0 && hour < night_to))
            flag("night_time", value_span(field + "/called_at", at));
    }

    void flag(std::string_view code, hint_span where) {
        if (by_.words().find_flag("harm", code)) found_.add("harm", code, 1, std::move(where), spoken_by::complainant);
    }

    bool harmed() const {
        return found_.find("harm", "money_lost") || found_.find("harm", "money_moving") ||
               found_.find("harm", "sensitive_data_given");
    }

    /// A topic usually has one nature. A robot that tries to defraud who hung up is a nuisance call still: what
    /// it said makes it a matter for the police only when harm was done, or when the person says that it is fraud.
    void derive_natures() {
        const auto best = found_.strongest("category");
        if (!best) return;
        const auto* topic = by_.find(best->second);
        if (!topic) return;
        const auto* words = found_.find("category", best->second);
        const bool only_tried = topic->nature == "police_lead" && !words->by_complainant && !harmed();
        found_.derive(*best, {"nature", only_tried ? std::string_view("nuisance") : topic->nature}, derived_weight_max);
    }

    /// Fraud that did harm, or is about to.
    bool derive_fraud() {
        const auto best = found_.strongest("category", "E");
        if (!best || found_.find("category", best->second)->weight < fraud_weight_min || !harmed()) return false;
        found_.derive(*best, {"action", action::refer_police}, derived_weight_max);
        if (found_.find("harm", "money_moving"))
            found_.derive({"harm", "money_moving"}, {"action", action::call_110}, derived_weight_max);
        return true;
    }

    void derive_actions() {
        const auto* complaint = found_.find("nature", "complaint");
        const auto* report = found_.find("nature", "report");
        if (complaint && report && complaint->weight >= both_weight_min && report->weight >= both_weight_min)
            found_.derive({"nature", "report"}, {"action", action::split_report}, derived_weight_max);
        if (const auto own = found_.strongest("category", "I"))
            found_.derive(*own, {"action", action::operator_first}, derived_weight_max);
        if (found_.find("category", "E7"))
            found_.derive({"category", "E7"}, {"action", action::warn_refund_lure}, derived_weight_max);
    }

    std::string urgency(bool fraud) const {
        std::string out = fraud ? "soon" : "normal";
        for (const auto& one : by_.words().flags()) {
            if (one.urgency == "normal" || !found_.find(one.axis, one.code)) continue;
            if (one.urgency == "now") return one.urgency;
            out = one.urgency;
        }
        return out;
    }

    const events::complaint_summary& what_;
    const config::taxonomy& by_;
    gathering found_;
};

} // namespace

std::optional<events::complaint_hinted> suggest(const receipt_no& of, const events::complaint_summary& what,
                                                const config::taxonomy& by) {
    return suggester(what, by)(of);
}

bool suggests(const events::complaint_hinted& what, std::string_view axis, std::string_view code) {
    return std::ranges::any_of(what.hints,
                               [&](const events::hint& one) { return one.axis == axis && one.code == code; });
}

} // namespace guiyi::triage
