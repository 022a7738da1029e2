#include "services/casework/respondents.hpp"

#include "common/core/digest.hpp"
#include "common/privacy/mask.hpp"
#include "common/text/normalise.hpp"
#include "services/casework/refuse.hpp"
#include "services/casework/tables.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <set>

namespace guiyi::casework {

namespace {

constexpr std::size_t list_max = 100; ///< spellings, addresses, shops and numbers kept of one firm
constexpr std::size_t looked_at_max = 20'000;
constexpr std::size_t id_bytes = 6;

store::key firm_key(const respondent_no& which) { return table("firm").text(which); }
store::key alias_key(std::string_view alias) { return table("firm_alias").text(alias); }
store::key of_receipt_key(const receipt_no& which) { return table("firm_of").text(which); }
store::key member_key(const respondent_no& which) { return table("firm_member").text(which); }
store::key merged_key(const respondent_no& into) { return table("firm_merged").text(into); }
store::key proof_key(const case_no& of) { return table("operator_proof").text(of); }

template <class T>
std::optional<T> load(const store::view& from, const store::key& at) {
    const auto bytes = from.get(at);
    if (!bytes) return std::nullopt;
    return from_row<T>(*bytes);
}

std::string squeezed(std::string_view raw) { return text::strip(text::fold(raw)); }

/// The ways a complaint tells its firm, the surest first. Equal ways mean the same record.
std::vector<std::pair<std::string, std::string>> ways_of(const events::complaint_summary& what) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto name = squeezed(what.respondent);
    const auto address = squeezed(what.respondent_address);
    if (!what.credit_code.empty()) out.emplace_back("code", "code|" + what.credit_code);
    if (!name.empty() && !address.empty()) out.emplace_back("name_address", "name_address|" + name + "|" + address);
    if (!name.empty()) out.emplace_back("name", "name|" + name);
    if (name.empty() && !what.platform.empty() && !what.shop.empty())
        out.emplace_back("shop", "shop|" + squeezed(what.platform) + "|" + squeezed(what.shop));
    return out;
}

respondent_no number_for(std::string_view seed) {
    return respondent_no("F-" + to_hex(bytes_of(blake2b("respondent|", seed)).substr(0, id_bytes)));
}

void keep_once(std::vector<std::string>& in, const std::string& what) {
    if (what.empty() || in.size() >= list_max || std::ranges::find(in, what) != in.end()) return;
    in.push_back(what);
}

/// The record that answers to a way of telling; empty when none does.
respondent_no known_as(const store::view& from, std::string_view alias) {
    auto number = from.get(alias_key(alias));
    return number ? respondent_no(std::move(*number)) : respondent_no();
}

/// A credit code is one firm. A name belongs to a firm with another code only by chance: two codes are two firms.
bool contradicts(const store::view& from, const respondent_no& which, const events::complaint_summary& what) {
    const auto row = load_firm(from, which);
    return row && !row->credit_code.empty() && !what.credit_code.empty() && row->credit_code != what.credit_code;
}

std::optional<events::respondent_recorded> recorded(const events::complaint_noted& of, const store::view& state) {
    const auto ways = ways_of(of.summary);
    if (ways.empty()) return std::nullopt;
    events::respondent_recorded out;
    for (const auto& [key, alias] : ways) {
        const auto known = known_as(state, alias);
        if (known.empty() || contradicts(state, known, of.summary)) continue;
        out.respondent = known;
        out.key = key;
        break;
    }
    if (out.respondent.empty()) {
        out.respondent = number_for(ways.front().second);
        out.key = ways.front().first;
    }
    const auto& said = of.summary;
    out.receipt = of.receipt;
    out.name = said.respondent.empty() ? said.shop : said.respondent;
    out.name_key = squeezed(said.respondent);
    out.credit_code = said.credit_code;
    out.address = said.respondent_address;
    out.platform = said.platform;
    out.shop = said.shop;
    for (const auto& call : said.calls) {
        keep_once(out.numbers, call.caller_masked);
        keep_once(out.numbers, call.callback_masked);
    }
    return out;
}

class folder {
  public:
    folder(store::writer& state, instant at) : state_(state), at_(at) {}

    void operator()(const events::respondent_recorded& fact) {
        auto row = load_firm(state_, fact.respondent).value_or(firm_row{});
        if (row.name.empty()) row.name = fact.name;
        if (row.key.empty()) row.key = fact.key;
        if (row.credit_code.empty()) row.credit_code = fact.credit_code;
        keep_once(row.names, fact.name);
        keep_once(row.addresses, fact.address);
        if (!fact.platform.empty() || !fact.shop.empty())
            keep_once(row.shops, fact.shop.empty() ? fact.platform : fact.platform + " / " + fact.shop);
        for (const auto& one : fact.numbers) keep_once(row.numbers, one);
        put_complaint(fact.respondent, row, fact.receipt);
        save(fact.respondent, row);
        events::complaint_summary told;
        told.respondent = fact.name_key.empty() ? std::string() : fact.name;
        told.respondent_address = fact.address;
        told.credit_code = fact.credit_code;
        told.platform = fact.platform;
        told.shop = fact.shop;
        // The first record that is told so keeps the name; an officer may say otherwise.
        for (const auto& [key, alias] : ways_of(told))
            if (!state_.has(alias_key(alias))) state_.put(alias_key(alias), fact.respondent.str());
    }

    void operator()(const events::respondents_merged& fact) {
        auto row = load_firm(state_, fact.merged);
        if (!row) return;
        row->merged_into = fact.into;
        save(fact.merged, *row);
        state_.put(store::key(merged_key(fact.into)).text(fact.merged), "");
    }

    void operator()(const events::respondent_restored& fact) {
        auto row = load_firm(state_, fact.restored);
        if (!row) return;
        row->merged_into = respondent_no();
        save(fact.restored, *row);
        state_.erase(store::key(merged_key(fact.out_of)).text(fact.restored));
    }

    void operator()(const events::respondent_split& fact) {
        firm_row row;
        row.key = "split";
        row.name = fact.name;
        row.names = {fact.name};
        row.split_from = fact.out_of;
        for (const auto& receipt : fact.receipts) {
            const auto had = firm_of(state_, receipt);
            if (auto left = load_firm(state_, had)) {
                --left->complaints;
                save(had, *left);
                state_.erase(store::key(member_key(had)).text(receipt));
            }
            put_complaint(fact.opened, row, receipt);
        }
        save(fact.opened, row);
    }

    void operator()(const events::operator_approached& fact) {
        state_.put(proof_key(fact.of_case), to_row(fact));
        note_in_timeline(state_, fact.of_case, at_, fact);
    }

  private:
    void save(const respondent_no& which, const firm_row& row) { state_.put(firm_key(which), to_row(row)); }
    void put_complaint(const respondent_no& which, firm_row& row, const receipt_no& receipt) {
        ++row.complaints;
        const auto complaint = load_complaint(state_, receipt);
        const auto when = complaint ? complaint->received_at : at_;
        if (row.first_at == instant() || when < row.first_at) row.first_at = when;
        row.last_at = std::max(row.last_at, when);
        state_.put(of_receipt_key(receipt), which.str());
        state_.put(store::key(member_key(which)).text(receipt), "");
    }

    store::writer& state_;
    instant at_;
};

result<events::facts> only(events::fact one) {
    events::facts out;
    out.push_back(std::move(one));
    return out;
}

error no_such_firm(language in) {
    return refuse(errc::not_found, in, "没有这个被投诉方", "there is no such respondent");
}
error merged_already(const firm_row& row, language in) {
    const auto into = row.merged_into.str();
    return refuse(errc::conflict, in, "其中一个档案已并入" + into + "：请用该编号",
                  "one of them was merged into " + into + ": use that number");
}

void add_members(const store::view& from, const respondent_no& which, std::size_t limit, std::vector<receipt_no>& to) {
    for (auto at = from.scan(store::range::prefix(member_key(which))); at->valid() && to.size() < limit; at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        parts.text();
        to.emplace_back(std::string(parts.text()));
    }
    for (const auto& one : merged_into(from, which)) add_members(from, one, limit, to);
}

bool holds(const firm_row& row, std::string_view wanted) {
    const auto has = [&](const std::string& text) { return squeezed(text).find(wanted) != std::string::npos; };
    return has(row.name) || has(row.credit_code) || std::ranges::any_of(row.names, has) ||
           std::ranges::any_of(row.shops, has);
}

} // namespace

std::optional<firm_row> load_firm(const store::view& from, const respondent_no& which) {
    if (which.empty()) return std::nullopt;
    return load<firm_row>(from, firm_key(which));
}

respondent_no living_firm(const store::view& from, const respondent_no& which) {
    auto at = which;
    for (auto row = load_firm(from, at); row && !row->merged_into.empty(); row = load_firm(from, at))
        at = row->merged_into;
    return at;
}

std::function<std::string(const std::string&)> names_of_firms(const store::view& from) {
    return [&from](const std::string& which) {
        const auto row = load_firm(from, living_firm(from, respondent_no(which)));
        return row ? row->name : std::string();
    };
}

respondent_no firm_of(const store::view& from, const receipt_no& which) {
    auto number = from.get(of_receipt_key(which));
    return number ? respondent_no(std::move(*number)) : respondent_no();
}

std::vector<respondent_no> merged_into(const store::view& from, const respondent_no& which) {
    std::vector<respondent_no> out;
    for (auto at = from.scan(store::range::prefix(merged_key(which))); at->valid(); at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        parts.text();
        out.emplace_back(std::string(parts.text()));
    }
    return out;
}

std::vector<receipt_no> receipts_of_firm(const store::view& from, const respondent_no& which, std::size_t limit) {
    std::vector<receipt_no> out;
    add_members(from, which, limit, out);
    std::ranges::sort(out);
    return out;
}

std::vector<std::pair<respondent_no, firm_row>> find_firms(const store::view& from, std::string_view text,
                                                           const respondent_no& after, std::size_t limit) {
    std::vector<std::pair<respondent_no, firm_row>> out;
    const auto wanted = squeezed(text);
    auto rest = store::range::prefix(table("firm"));
    if (!after.empty()) rest.from = firm_key(after).str() + '\0';
    std::size_t looked_at = 0;
    for (auto at = from.scan(rest); at->valid() && out.size() < limit && looked_at < looked_at_max; at->next()) {
        ++looked_at;
        auto row = from_row<firm_row>(at->value());
        if (!row.merged_into.empty() || !holds(row, wanted)) continue;
        store::key_reader parts(at->key());
        parts.text();
        out.emplace_back(std::string(parts.text()), std::move(row));
    }
    return out;
}

void add_respondents(events::facts& to, const store::view& state) {
    events::facts more;
    for (const auto& fact : to)
        if (const auto* one = std::get_if<events::complaint_noted>(&fact))
            if (auto said = recorded(*one, state)) more.emplace_back(std::move(*said));
    for (auto& fact : more) to.push_back(std::move(fact));
}

result<events::facts> decide_merge(const respondent_no& which, const respondent_no& into, const std::string& reason,
                                   const officer_id& who, const store::view& state, language in) {
    const auto one = load_firm(state, which), other = load_firm(state, into);
    if (!one || !other) return no_such_firm(in);
    if (which == into) return refuse(errc::invalid, in, "into: 是同一档案", "into: is the same record");
    for (const auto* row : {&*one, &*other})
        if (!row->merged_into.empty()) return merged_already(*row, in);
    if (!one->credit_code.empty() && !other->credit_code.empty() && one->credit_code != other->credit_code)
        return refuse(errc::conflict, in, "统一社会信用代码不同，是两个经营者",
                      "their credit codes differ: these are two firms");
    return only(events::respondents_merged{which, into, privacy::mask(reason), who});
}

result<events::facts> decide_restore(const respondent_no& which, const std::string& reason, const officer_id& who,
                                     const store::view& state, language in) {
    const auto row = load_firm(state, which);
    if (!row) return no_such_firm(in);
    if (row->merged_into.empty())
        return refuse(errc::conflict, in, "该档案没有被合并，或者已经恢复",
                      "it was not merged, or stands for itself again");
    return only(events::respondent_restored{which, row->merged_into, privacy::mask(reason), who});
}

result<events::facts> decide_split(const respondent_no& which, const std::vector<receipt_no>& receipts,
                                   const std::string& name, const std::string& reason, const officer_id& who,
                                   const store::view& state, respondent_no& opened, language in) {
    const auto row = load_firm(state, which);
    if (!row) return no_such_firm(in);
    if (!row->merged_into.empty()) return merged_already(*row, in);
    const std::set<receipt_no> taken(receipts.begin(), receipts.end());
    std::string seed = which.str();
    for (const auto& one : taken) {
        if (firm_of(state, one) != which)
            return refuse(errc::invalid, in, "receipts: " + one.str() + "不在该档案名下",
                          "receipts: " + one.str() + " is not recorded under this respondent");
        seed += "|" + one.str();
    }
    if (taken.size() >= row->complaints)
        return refuse(errc::invalid, in, "receipts: 至少须留下一件，否则无从拆分",
                      "receipts: some must stay, or there is nothing to split");
    opened = number_for("split|" + seed);
    if (load_firm(state, opened))
        return refuse(errc::conflict, in, "这些投诉此前已经拆分出去", "these complaints were split off before");
    return only(events::respondent_split{
        opened, which, {taken.begin(), taken.end()}, privacy::mask(name), privacy::mask(reason), who});
}

std::optional<events::operator_approached> load_operator_proof(const store::view& from, const case_no& of) {
    return load<events::operator_approached>(from, proof_key(of));
}

result<void> operator_was_first(const store::view& from, const case_no& of, local_date today, int days, language in) {
    const auto proof = load_operator_proof(from, of);
    if (!proof)
        return refuse(errc::illegal_transition, in, "尚无申诉人已先向经营者投诉的凭证：请补记，或者退由经营者先行处理",
                      "there is no proof yet that the operator was approached first; record it, "
                      "or send the user to the operator");
    if (proof->satisfied)
        return refuse(errc::illegal_transition, in, "申诉人对经营者的答复表示满意",
                      "the user was satisfied with the operator's answer");
    if (!proof->answered_on.empty()) return {};
    const auto approached = parse_date(proof->approached_on);
    if (!approached) return approached.error();
    // Its last day is its own to the end.
    const auto last = std::chrono::sys_days(*approached) + std::chrono::days(days);
    if (std::chrono::sys_days(today) > last) return {};
    const auto until = format_date(local_date(last));
    return refuse(
        errc::illegal_transition, in, "经营者的答复期限至" + until + "：届满或者答复之后才能申诉",
        "the operator has until " + until + " to answer; an appeal is possible after that, or once it has answered");
}

result<events::facts> decide_operator_proof(events::operator_approached what, const store::view& state,
                                            local_date today, language in) {
    const auto row = load_case(state, what.of_case);
    if (!row) return refuse(errc::not_found, in, "没有这个案件", "there is no such case");
    if (row->track != "T")
        return refuse(errc::illegal_transition, in, "只有电信用户申诉才需要此项；本案的程序为" + row->track,
                      "only a telecom appeal needs it; this case is on track " + row->track);
    const auto approached = parse_date(what.approached_on);
    if (!approached || *approached > today)
        return refuse(errc::invalid, in, "approached_on: 应为日期，且不得晚于今天",
                      "approached_on: must be a date, and not after today");
    if (!what.answered_on.empty()) {
        const auto answered = parse_date(what.answered_on);
        if (!answered || *answered > today || *answered < *approached)
            return refuse(errc::invalid, in, "answered_on: 应为日期，不早于向经营者投诉之日，且不得晚于今天",
                          "answered_on: must be a date between approached_on and today");
    }
    if (what.satisfied && what.answered_on.empty())
        return refuse(errc::invalid, in, "satisfied: 经营者尚未答复，无从满意",
                      "satisfied: nobody can be satisfied with an answer that was not given");
    what.operator_name = privacy::mask(what.operator_name);
    what.reference = privacy::mask(what.reference);
    return only(std::move(what));
}

void evolve_respondents(store::writer& state, const events::event& fact) {
    events::hand_to(folder(state, fact.time), fact.data);
}

boost::json::array respondents_of_case(const store::view& from, const case_no& of) {
    std::set<respondent_no> seen;
    boost::json::array out;
    for (const auto& receipt : receipts_of(from, of, receipts_max)) {
        const auto which = living_firm(from, firm_of(from, receipt));
        if (which.empty() || !seen.insert(which).second) continue;
        if (const auto row = load_firm(from, which))
            out.push_back(
                boost::json::object{{"respondent", which.str()}, {"name", row->name}, {"complaints", row->complaints}});
    }
    return out;
}

} // namespace guiyi::casework
