#include "services/casework/letter_content.hpp"

#include "common/core/digest.hpp"
#include "common/privacy/mask.hpp"
#include "services/casework/reveal.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>

namespace guiyi::casework {

namespace {

struct code_words {
    std::string_view code, zh, en;
};

constexpr std::array request_words{
    code_words{"repair", "修理", "repair"},
    code_words{"redo", "重作", "do the work again"},
    code_words{"replace", "更换", "replace"},
    code_words{"return", "退货", "return the goods"},
    code_words{"refund", "退款", "refund"},
    code_words{"compensate", "赔偿损失", "compensate"},
    code_words{"apologise", "赔礼道歉", "apologise"},
    code_words{"stop_calls", "停止来电", "stop the calls"},
    code_words{"delete_data", "删除个人信息", "delete personal data"},
    code_words{"other", "其他", "other"},
};
constexpr std::array channel_words{
    code_words{"portal", "全国12315平台", "national 12315 platform"},
    code_words{"hotline", "12315热线", "12315 hotline"},
    code_words{"email", "电子邮件", "e-mail"},
    code_words{"letter", "来信", "letter"},
    code_words{"walk_in", "来访", "visit"},
    code_words{"enterprise", "企业", "enterprise"},
    code_words{"association", "消费者协会", "consumer association"},
    code_words{"platform", "平台转来", "platform"},
    code_words{"social", "网络", "social media"},
    code_words{"api", "系统对接", "connected system"},
};

template <std::size_t N>
std::string word_of(const std::array<code_words, N>& all, std::string_view code, bool zh) {
    for (const auto& one : all)
        if (one.code == code) return std::string(zh ? one.zh : one.en);
    return std::string(code);
}

std::string joined(const std::vector<std::string>& all, bool zh) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : zh ? "、" : ", ") + one;
    return out;
}

std::string local_day(instant at, std::chrono::minutes offset, std::string_view language) {
    return at == instant() ? std::string() : spelt_date(format_date(date_at(at, offset)), language);
}

/// A day, or a day with its hour and minute at the office.
std::string spelt_moment(const std::string& at, std::chrono::minutes offset, std::string_view language) {
    const auto moment = parse_rfc3339(at);
    if (!moment) return spelt_date(at, language);
    const auto minute = std::chrono::floor<std::chrono::minutes>(*moment + offset) -
                        std::chrono::floor<std::chrono::days>(*moment + offset);
    const auto two = [](long long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return local_day(*moment, offset, language) + " " + two(minute.count() / 60) + ":" + two(minute.count() % 60);
}

std::string digits_of(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

/// Gathers the values of one letter.
class writer {
  public:
    writer(const letter_subject& of, const reference& by, const store::view& from)
        : of_(of), by_(by), from_(from), zh_(of.what.language != "en"), language_(of.what.language) {}

    letter_values operator()() {
        const auto row = load_case(from_, of_.what.on);
        if (!row) return {};
        out_ = of_.fields;
        for (const auto& field : of_.form.fields)
            if (field.is_date && out_.contains(field.name)) out_[field.name] = spelt_date(out_[field.name], language_);
        // In a draft it shows what still has to be filled in.
        if (of_.number.empty())
            for (const auto& field : of_.form.fields)
                if (field.required) put(field.name, "______");
        put_letter(*row);
        put_parties(*row);
        put_matter(*row);
        put_decision(*row);
        return std::move(out_);
    }

  private:
    void put(std::string name, std::string value) {
        if (!value.empty()) out_.emplace(std::move(name), std::move(value));
    }
    bool to_respondent() const { return of_.what.addressee == "respondent"; }

    void put_letter(const case_row& row) {
        const auto* desk = by_.desks.find(row.desk);
        const config::organisation* organisation = nullptr;
        for (const auto& one : by_.desks.organisations)
            if (desk && one.id == desk->organisation) organisation = &one;
        if (organisation) put("authority", zh_ ? organisation->name_zh : organisation->name_en);
        if (desk) put("unit", zh_ ? desk->name_zh : desk->name_en);
        if (of_.authority) {
            put("authority_address", of_.authority->address);
            put("authority_phone", of_.authority->phone);
        }
        const auto* officer = by_.desks.find(of_.what.who);
        put("officer", officer ? officer->name : of_.what.who.str());
        put("title", zh_ ? of_.form.title_zh : of_.form.title_en);
        put("number", of_.number);
        if (of_.number.empty()) put("draft", "yes");
        put("issued_on", spelt_date(of_.issued_on, language_));
        put("check_code", of_.check_code);
        put("case_no", of_.what.on.str());
        if (row.track == "R") put("is_report", "yes");
    }

    /// A respondent hears who complains, where mediation needs it, and nothing more of the person.
    void put_parties(const case_row& row) {
        const auto complaint = load_complaint(from_, of_.what.receipt);
        const auto summary = complaint ? complaint->summary : events::complaint_summary{};
        const bool anonymous = summary.anonymous;
        if (!anonymous && !(to_respondent() && row.track == "R")) put("complainant", of_.who.name);
        if (anonymous) put("anonymous", "yes");
        if (!to_respondent()) {
            put("complainant_phone", of_.who.phone);
            put("complainant_address", of_.who.address);
            put("receipt_no", of_.what.receipt.str());
            if (summary.consent_publish) put("consent_publish", "yes");
            if (summary.consent_delegate) put("consent_delegate", "yes");
        }
        const auto name = row.respondent.empty() ? summary.respondent : row.respondent;
        put("respondent", name);
        put("respondent_address", summary.respondent_address);
        put("credit_code", summary.credit_code);
        put("platform", row.platform.empty() ? summary.platform : row.platform);
        put("shop", summary.shop);
        put("for_complainant", of_.what.addressee == "complainant" ? "yes" : "");
        put("for_respondent", to_respondent() ? "yes" : "");
        if (of_.what.addressee == "complainant") put("addressee", of_.who.name);
        if (to_respondent()) put("addressee", name);
    }

    void put_matter(const case_row& row) {
        const auto complaint = load_complaint(from_, of_.what.receipt);
        if (!complaint) return;
        const auto& said = complaint->summary;
        put("received_on", local_day(complaint->received_at, by_.law.utc_offset, language_));
        put("product", said.product);
        const bool yuan = zh_ && said.currency == "CNY";
        put("amount", said.amount.empty() ? "" : said.amount + (yuan ? "元" : " " + said.currency));
        put("transaction_on", spelt_date(said.transaction_on, language_));
        std::vector<std::string> asked, categories;
        for (const auto& one : said.requests) asked.push_back(word_of(request_words, one, zh_));
        put("requests", joined(asked, zh_));
        for (const auto& code : row.categories)
            if (const auto* topic = by_.topics.find(code)) categories.push_back(zh_ ? topic->name_zh : topic->name_en);
        put("category", joined(categories, zh_));
        if (to_respondent()) return;
        put("channel", word_of(channel_words, said.channel, zh_));
        put("narrative", said.narrative);
        std::vector<std::string> calls;
        for (const auto& one : said.calls)
            calls.push_back(spelt_moment(one.called_at, by_.law.utc_offset, language_) +
                            (one.caller_masked.empty() ? "" : " " + one.caller_masked));
        put("calls", joined(calls, zh_));
    }

    void put_decision(const case_row& row) {
        const auto all = decisions_of(from_, of_.what.on, of_.what.receipt);
        for (const auto& one : all)
            if (one.kind == "accepted") put("accepted_on", local_day(one.at, by_.law.utc_offset, language_));
        for (const auto& clock : clocks_of(from_, of_.what.on))
            if (clock.clock == "K2") {
                put("mediate_by", spelt_date(clock.due_on, language_));
                if (clock.provisional) put("mediate_by_provisional", "yes");
            }
        const auto* decided = decision_for(of_.form, all);
        if (!decided) return;
        put("decided_on", local_day(decided->at, by_.law.utc_offset, language_));
        put("outcome", decided->kind);
        if (!to_respondent()) put("reason", decided->reason);
        const auto& book = book_of(decided->basis, row);
        const auto* ground = book.find_ground(decided->ground);
        if (ground) put("ground", zh_ ? ground->text_zh : ground->text_en);
        put_basis(book, decided->basis, ground != nullptr);
    }

    /// The rulebook a decision rests on: of a repeat it may be a later one than the case's.
    const config::rulebook& book_of(const events::legal_basis& basis, const case_row& row) const {
        for (const auto& book : by_.law.rulebooks)
            if (format_date(book.effective_from) == basis.version && book.find_instrument(basis.instrument))
                return book;
        return by_.law.book_for(row);
    }

    void put_basis(const config::rulebook& book, const events::legal_basis& basis, bool is_ground) {
        if (basis.article.empty()) return;
        const auto* instrument = book.find_instrument(basis.instrument);
        const std::string name = !instrument ? basis.instrument : zh_ ? instrument->name_zh : instrument->name_en;
        const auto article = spelt_article(basis.article, language_, is_ground);
        put("basis", zh_ ? "《" + name + "》" + article : name + ", " + article);
    }

    const letter_subject& of_;
    const reference& by_;
    const store::view& from_;
    const bool zh_;
    const std::string& language_;
    letter_values out_;
};

} // namespace

result<party> unseal_party(const store::view& from, const privacy::keyring& keys, const receipt_no& of) {
    const auto contact = unseal_contact(from, keys, of);
    if (!contact) return contact.error();
    const auto text = [&](std::string_view name) {
        const auto* value = contact->if_contains(name);
        return value && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    return party{text("name"), text("phone"), text("email"), text("address")};
}

party masked(const party& who) {
    return {privacy::mask_name(who.name), who.phone.empty() ? "" : privacy::mask_phone(who.phone),
            who.email.empty() ? "" : privacy::mask_email(who.email),
            who.address.empty() ? "" : privacy::mask_address(who.address)};
}

receipt_no receipt_behind(const store::view& from, const case_no& of) {
    case_no at = of;
    for (int steps = 0; steps < 4; ++steps) {
        const auto row = load_case(from, at);
        if (!row) return {};
        if (!row->first_receipt.empty()) return row->first_receipt;
        at = row->from;
    }
    return {};
}

letter_values content_of(const letter_subject& of, const reference& by, const store::view& from) {
    return writer(of, by, from)();
}

std::optional<std::string> leak_in(const letter_subject& of, const case_row& row) {
    if (of.what.addressee != "respondent") return std::nullopt;
    const auto phone = digits_of(of.who.phone);
    for (const auto& [name, value] : of.fields) {
        const auto has = [&](const std::string& secret) {
            return secret.size() >= 4 && value.find(secret) != std::string::npos;
        };
        const bool number = phone.size() >= 7 && digits_of(value).find(phone.substr(phone.size() - 7)) != phone.npos;
        const bool named = row.track == "R" && has(of.who.name);
        bool report = false; // that there is one does not reach the respondent either
        for (const auto& one : row.reports) report = report || has(one.str());
        if (number || named || report || has(of.who.email) || has(of.who.address)) return "/fields/" + name;
    }
    return std::nullopt;
}

} // namespace guiyi::casework
