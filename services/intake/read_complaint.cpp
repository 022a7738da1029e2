#include "services/intake/read_complaint.hpp"

#include "services/intake/field_checks.hpp"
#include "services/intake/object_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace guiyi::intake {

namespace {

using namespace std::string_view_literals;

constexpr std::array channels{"portal"sv,     "hotline"sv,     "email"sv,    "letter"sv, "walk_in"sv,
                              "enterprise"sv, "association"sv, "platform"sv, "social"sv, "api"sv};
constexpr std::array languages{"zh"sv, "en"sv};
constexpr std::array natures{"complaint"sv, "report"sv, "nuisance"sv, "telecom_appeal"sv, "enquiry"sv};
constexpr std::array known_requests{"repair"sv,     "redo"sv,      "replace"sv,    "return"sv,      "refund"sv,
                                    "compensate"sv, "apologise"sv, "stop_calls"sv, "delete_data"sv, "other"sv};

constexpr std::size_t name_max = 200, address_max = 500, short_max = 200, number_max = 64, transcript_max = 20'000;
constexpr std::int64_t duration_max_s = 86'400;
constexpr instant earliest = std::chrono::sys_days(std::chrono::year(1999) / 3 / 15); // the 12315 line opened
constexpr std::chrono::seconds clock_skew_max{60};

std::string joined(std::span<const std::string_view> list) {
    std::string out;
    for (const auto one : list) out.append(out.empty() ? "" : " ").append(one);
    return out;
}

bool is_chinese(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) >= 0xE3 && static_cast<unsigned char>(c) <= 0xE9; });
}

class complaint_reader {
  public:
    complaint_reader(door through, const reading_rules& rules, instant now)
        : door_(through), rules_(rules), now_(now), faults_(through == door::portal_form) {}

    reading read(const boost::json::value& from) {
        if (!from.is_object()) {
            faults_.refuse("", "wrong_type", "an object");
        } else {
            object_reader root(from.get_object(), "", faults_);
            read_root(root);
            root.finish();
            settle();
        }
        out_.refused = std::move(faults_.refused);
        out_.flags = std::move(faults_.flags);
        return std::move(out_);
    }

  private:
    void read_root(object_reader& root) {
        complaint& to = out_.what;
        to.channel = listed(root, "channel", channels);
        to.external_ref = root.text("external_ref", 128);
        to.language = listed(root, "language", languages);
        to.nature = listed(root, "nature", natures);
        read_received_at(root);
        if (auto who = root.object("complainant")) read_person(*who);
        if (auto who = root.object("respondent")) read_respondent(*who);
        read_calls(root);
        to.category = root.text("category", 16);
        if (!to.category.empty() && !rules_.categories.known(to.category))
            faults_.refuse("/category", "unknown_category");
        to.product = root.text("product", 500);
        to.order_no = root.text("order_no", short_max);
        to.transaction_date = dated(root, "transaction_date", read_day, "invalid_date");
        if (auto amount = root.object("amount")) read_amount(*amount);
        read_requests(root);
        to.narrative = root.long_text("narrative", rules_.limits.narrative_max_chars);
        read_evidence(root);
    }

    std::string listed(object_reader& in, std::string_view name, std::span<const std::string_view> list) {
        std::string value = in.text(name, number_max);
        if (!value.empty() && std::ranges::find(list, value) == list.end())
            faults_.refuse(in.at(name), "not_in_list", joined(list));
        return value;
    }

    std::string dated(object_reader& in, std::string_view name, date_reading (*read)(std::string_view),
                      std::string_view unreadable) {
        std::string value = in.text(name, number_max);
        const auto found = value.empty() ? date_reading::good : read(value);
        if (found == date_reading::impossible) faults_.refuse(in.at(name), "impossible_date");
        if (found == date_reading::unreadable) faults_.doubt(in.at(name), unreadable);
        return value;
    }

    std::string checked(object_reader& in, std::string_view name, std::size_t limit_chars,
                        bool (*good)(std::string_view), std::string_view code) {
        std::string value = in.text(name, limit_chars);
        if (!value.empty() && !good(value)) faults_.doubt(in.at(name), code);
        return value;
    }

    void read_received_at(object_reader& root) {
        const std::string given = root.text("received_at", number_max);
        if (given.empty()) return;
        if (door_ != door::bulk) return faults_.refuse("/received_at", "received_at_not_allowed");
        const auto at = parse_rfc3339(given);
        if (!at) {
            const bool impossible = read_day_or_time(given) == date_reading::impossible;
            faults_.refuse("/received_at", impossible ? "impossible_date" : "invalid_time");
        } else if (*at > now_ + clock_skew_max) {
            faults_.refuse("/received_at", "in_future");
        } else if (*at < earliest) {
            faults_.refuse("/received_at", "too_early");
        } else {
            out_.what.received_at = *at;
        }
    }

    void read_person(object_reader& in) {
        person& to = out_.what.complainant;
        to.name = in.text("name", name_max);
        to.phone = checked(in, "phone", number_max, is_reachable_phone, "invalid_phone");
        to.id_number = checked(in, "id_number", number_max, is_id_number, "invalid_id_number");
        to.id_last4 = checked(in, "id_last4", number_max, is_id_last4, "invalid_id_last4");
        to.email = checked(in, "email", 254, is_email, "invalid_email");
        to.address = in.text("address", address_max);
        to.anonymous = in.flag("anonymous");
        to.consent_publish = in.flag("consent_publish");
        to.consent_delegate = in.flag("consent_delegate");
        in.finish();
    }

    void read_respondent(object_reader& in) {
        respondent& to = out_.what.against;
        to.name = in.text("name", name_max);
        to.credit_code = checked(in, "credit_code", number_max, is_credit_code, "invalid_credit_code");
        to.address = in.text("address", address_max);
        to.platform = in.text("platform", short_max);
        to.shop = in.text("shop", short_max);
        in.finish();
    }

    void read_calls(object_reader& root) {
        const auto* list = root.list("calls", rules_.limits.calls_max);
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            std::string pointer = "/calls/" + std::to_string(i);
            if (!(*list)[i].is_object()) {
                faults_.refuse(std::move(pointer), "wrong_type", "an object");
                continue;
            }
            object_reader in((*list)[i].get_object(), std::move(pointer), faults_);
            read_call(in, out_.what.calls.emplace_back());
            in.finish();
        }
    }

    void read_call(object_reader& in, call& to) {
        to.caller_number = checked(in, "caller_number", number_max, is_phone, "invalid_phone");
        to.callback_number = checked(in, "callback_number", number_max, is_phone, "invalid_phone");
        to.called_at = dated(in, "called_at", read_day_or_time, "invalid_time");
        to.duration_s = in.whole_number("duration_s", duration_max_s);
        to.transcript = in.long_text("transcript", transcript_max);
        to.recording = in.text("recording", short_max);
        if (!to.recording.empty() && !is_evidence_id(to.recording))
            faults_.refuse(in.at("recording"), "invalid_evidence");
        to.refused = in.flag("refused");
    }

    void read_amount(object_reader& in) {
        complaint& to = out_.what;
        to.amount = in.text("value", number_max);
        to.currency = in.text("currency", number_max);
        in.finish();
        if (!to.amount.empty() && !is_amount(to.amount)) {
            if (is_number_like(to.amount))
                faults_.refuse(in.at("value"), "invalid_amount");
            else
                faults_.doubt(in.at("value"), "invalid_amount");
        }
        if (!to.currency.empty() && !is_currency(to.currency)) faults_.refuse(in.at("currency"), "invalid_currency");
        // An amount without a currency is in yuan; a currency without an amount says nothing.
        if (to.amount.empty())
            to.currency.clear();
        else if (to.currency.empty())
            to.currency = "CNY";
    }

    void read_requests(object_reader& root) {
        const auto* list = root.list("requests", known_requests.size());
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            const std::string pointer = "/requests/" + std::to_string(i);
            std::string code = text_item((*list)[i], pointer, number_max, faults_);
            if (code.empty() && !(*list)[i].is_string()) continue;
            if (std::ranges::find(known_requests, code) == known_requests.end())
                faults_.refuse(pointer, "not_in_list", joined(known_requests));
            out_.what.requests.push_back(std::move(code));
        }
    }

    void read_evidence(object_reader& root) {
        const auto* list = root.list("evidence", rules_.limits.evidence_max_items);
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            const std::string pointer = "/evidence/" + std::to_string(i);
            std::string id = text_item((*list)[i], pointer, short_max, faults_);
            if ((*list)[i].is_string() && !is_evidence_id(id)) faults_.refuse(pointer, "invalid_evidence");
            out_.what.evidence.push_back(std::move(id));
        }
    }

    /// What depends on several fields.
    void settle() {
        complaint& to = out_.what;
        require_always("/channel", to.channel);
        if (is_blank(to.narrative) && !refused_at("/narrative")) faults_.refuse("/narrative", "required");
        if (to.channel == "portal" && to.complainant.anonymous) to.nature = "report";
        if (to.language.empty()) to.language = is_chinese(to.narrative) ? "zh" : "en";
        if (!to.complainant.anonymous) {
            expect("/complainant/name", to.complainant.name);
            expect("/complainant/phone", to.complainant.phone);
        }
        if (is_blank(to.against.name) && to.calls.empty())
            expect("/respondent/name", to.against.name, "respondent_or_call");
        if (to.nature.empty() || to.nature == "complaint") list_for_order_121();
    }

    bool refused_at(std::string_view pointer) const {
        return std::ranges::any_of(faults_.refused, [&](const fault& one) { return one.pointer == pointer; });
    }

    void require_always(std::string pointer, const std::string& value) {
        if (value.empty() && !refused_at(pointer)) faults_.refuse(std::move(pointer), "required");
    }

    /// The portal asks for it; other channels are told that it is missing.
    void expect(std::string pointer, const std::string& value, std::string_view code = "required") {
        if (!is_blank(value)) return;
        if (!faults_.strict())
            note_missing(std::move(pointer));
        else if (!refused_at(pointer))
            faults_.refuse(std::move(pointer), code);
    }

    /// O121 §10(1) asks for more than any door does.
    void list_for_order_121() {
        const complaint& to = out_.what;
        if (!to.complainant.anonymous && is_blank(to.complainant.address)) note_missing("/complainant/address");
        if (is_blank(to.against.name)) note_missing("/respondent/name");
        if (is_blank(to.against.address)) note_missing("/respondent/address");
        if (to.requests.empty()) note_missing("/requests");
    }

    void note_missing(std::string pointer) {
        if (std::ranges::find(out_.incomplete, pointer) == out_.incomplete.end())
            out_.incomplete.push_back(std::move(pointer));
    }

    door door_;
    const reading_rules& rules_;
    instant now_;
    fault_list faults_;
    reading out_;
};

} // namespace

door public_door(const boost::json::value& from) {
    const auto* root = from.if_object();
    const auto* channel = root ? root->if_contains("channel") : nullptr;
    return channel && channel->is_string() && channel->get_string() == "portal" ? door::portal_form
                                                                                : door::public_other;
}

reading read_complaint(const boost::json::value& from, door through, const reading_rules& rules, instant now) {
    return complaint_reader(through, rules, now).read(from);
}

} // namespace guiyi::intake
