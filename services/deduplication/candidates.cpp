#include "services/deduplication/candidates.hpp"

#include "common/privacy/vault.hpp"
#include "services/deduplication/grouping.hpp"
#include "services/deduplication/id_numbers.hpp"
#include "services/deduplication/regroup.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace guiyi::deduplication {

namespace {

/// How much each record shares with the new one: a key that is enough alone counts `enough`, another one 1.
using shared_keys = std::map<record_no, std::size_t>;
constexpr std::size_t enough = 2;

bool is_dispute_part(std::string_view kind) {
    return kind == "caller" || kind == "caller_day" || kind == "company_day";
}

void count(const plain_key& key, const posting& row, frequencies& to) {
    if (key.kind->name == "name")
        to.name_records = row.records;
    else if (is_dispute_part(key.kind->name))
        to.disputes.push_back({key.value, row.records});
    else if (key.kind->counts_names)
        to.values.push_back({*field_named(key.kind->name), key.value, {row.names.size(), row.nameless}});
    if (key.kind->name == "phone" || key.kind->name == "email" || key.kind->name == "id_number")
        to.person_records = std::max(to.person_records, row.records);
}

/// What sharing a key counts: nothing when it is too common, `enough` when it finds candidates by itself.
std::size_t worth(const key_kind& kind, std::uint64_t records, const limits& most) {
    if (records > (kind.loose ? most.loose_max : most.postings_max)) return 0;
    return kind.alone && (!kind.loose || records <= most.alone_max) ? enough : 1;
}

void note_cap(std::string_view what, candidates& to) {
    if (std::ranges::find(to.capped, what) == to.capped.end()) to.capped.emplace_back(what);
}

shared_keys probe(const std::vector<plain_key>& plain, const std::vector<blocking_key>& keys, const state_reader& state,
                  const model& by, candidates& to) {
    shared_keys out;
    std::vector<std::string> places;
    for (const auto& key : keys) places.push_back(key.in_state());
    state.expect_postings(places);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const posting row = state.posting_of(places[i]);
        count(plain[i], row, to.common);
        if (!keys[i].kind->lists_records) continue;
        if (const auto points = worth(*keys[i].kind, row.records, by.most); points > 0) {
            for (const auto record : row.listed) out[record] += points;
        } else {
            note_cap(keys[i].kind->name, to);
        }
    }
    return out;
}

/// Cases the narrative names, by a receipt or by their own number; their members join the candidates.
std::set<case_no> quoted_cases(const profile& record, const state_reader& state, shared_keys& to) {
    std::set<case_no> out;
    for (const auto& number : record.quoted) {
        case_no named(number);
        if (const auto earlier = state.record_of(receipt_no(number)))
            if (const auto row = state.profile_of(*earlier)) named = row->in_case;
        named = grouping_reader(state.rows()).living(named);
        const auto row = state.case_of(named);
        if (!row) continue;
        out.insert(named);
        for (const auto member : row->listed) to[member] += values_max;
    }
    return out;
}

/// The records that share most keys first, the newest first among equals; at most so many.
std::vector<record_no> strongest(const shared_keys& of, const model& by, candidates& to) {
    std::vector<std::pair<record_no, std::size_t>> order(of.begin(), of.end());
    std::erase_if(order, [](const auto& one) { return one.second < enough; });
    std::ranges::sort(order, [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first > b.first;
    });
    if (order.size() > by.most.candidates_max) {
        order.resize(by.most.candidates_max);
        note_cap("candidates", to);
    }
    std::vector<record_no> out;
    for (const auto& [record, shared] : order) out.push_back(record);
    return out;
}

/// Unseals candidates one by one and sorts them under their cases.
class gatherer {
  public:
    gatherer(const state_reader& state, const privacy::keyring& data_keys, candidates& to)
        : state_(state), data_keys_(data_keys), to_(to) {}

    result<void> add(record_no record) {
        if (!seen_.insert(record).second) return {};
        const auto row = state_.profile_of(record);
        if (!row) return fail(errc::corrupt, "deduplication state: a posting names a record that is not there");
        auto one = unseal(*row, data_keys_);
        if (!one && one.error().code == errc::not_found) return {};
        if (!one) return one.error();
        case_at(row->in_case).members.push_back(std::move(*one));
        ++to_.compared;
        return {};
    }

    /// Members that share no key with the new record still know values of their case.
    result<void> add_members(const model& by) {
        for (std::size_t i = 0; i < to_.cases.size(); ++i) {
            const auto row = state_.case_of(to_.cases[i].number);
            if (!row) return fail(errc::corrupt, "deduplication state: a record is in a case that is not there");
            if (!row->beside.empty()) to_.cases[i].beside = grouping_reader(state_.rows()).living(row->beside);
            to_.cases[i].ids = row->ids;
            if (auto said = add_some(row->listed, by); !said) return said;
            const bool lists_all = row->members <= row->listed.size();
            if (!lists_all && to_.cases[i].members.size() < row->members) note_cap("members", to_);
        }
        return {};
    }

  private:
    result<void> add_some(const std::vector<record_no>& members, const model& by) {
        std::size_t added = 0;
        for (const auto member : members) {
            if (seen_.contains(member)) continue;
            if (added++ >= by.most.members_max || to_.compared >= by.most.candidates_max) {
                note_cap("members", to_);
                break;
            }
            if (auto said = add(member); !said) return said;
        }
        return {};
    }

    candidate_case& case_at(const case_no& number) {
        const auto at = std::ranges::find(to_.cases, number, &candidate_case::number);
        if (at != to_.cases.end()) return *at;
        to_.cases.push_back({number, {}, {}});
        return to_.cases.back();
    }

    const state_reader& state_;
    const privacy::keyring& data_keys_;
    candidates& to_;
    std::set<record_no> seen_;
};

/// Values of candidates that are nearly the record's own: a typing error may lead to a number that everybody gives.
std::vector<plain_key> near_values(const profile& record, std::span<const candidate_case> cases) {
    std::vector<plain_key> out;
    const auto add = [&](std::string_view kind, std::string value) {
        if (std::ranges::find(out, value, &plain_key::value) == out.end())
            out.push_back({key_kind_named(kind), std::move(value)});
    };
    for (const auto& one : cases)
        for (const auto& member : one.members) {
            for (const auto& mine : record.phones)
                for (const auto& theirs : member.phones)
                    if (nearly_same_phone(mine, theirs)) add("phone", theirs);
            if (nearly_same_email(record.email, member.email)) add("email", member.email);
            if (nearly_same_address(record, member)) add("address", address_tuple(member));
        }
    return out;
}

void count_near_values(const profile& record, std::span<const candidate_case> cases, const privacy::blind_index& index,
                       const state_reader& state, frequencies& to) {
    const auto plain = near_values(record, cases);
    const auto keys = hashed(plain, index);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const posting row = state.posting_of(keys[i].in_state());
        const crowd users{row.names.size(), row.nameless};
        to.values.push_back({*field_named(plain[i].kind->name), plain[i].value, users, false});
    }
}

/// Looks at all complaints of each case, also at those that are not compared.
void find_other_ids(const profile& record, const std::vector<blocking_key>& keys, std::vector<candidate_case>& cases) {
    if (!identity::valid_id_number(record.id_number)) return;
    const auto own =
        std::ranges::find(keys, std::string_view("id_number"), [](const blocking_key& key) { return key.kind->name; });
    if (own == keys.end()) return;
    for (auto& one : cases) one.other_id = hold_two_people({own->hash}, one.ids);
}

/// A case that waits beside another is no rival of it, unless somebody said since that the two are different matters.
void forget_denied(std::vector<candidate_case>& cases, const store::view& rows) {
    const auto linked = [](const candidate_case& a, const candidate_case& b) {
        return a.beside == b.number || a.beside == b.beside;
    };
    for (auto& one : cases) {
        if (one.beside.empty()) continue;
        const bool denied = std::ranges::any_of(cases, [&](const candidate_case& other) {
            return other.number != one.number && linked(one, other) && !may_join(one.number, other.number, rows);
        });
        if (denied) one.beside = case_no();
    }
}

} // namespace

result<profile> unseal(const stored_profile& record, const privacy::keyring& data_keys) {
    if (record.sealed.empty()) return fail(errc::not_found, "the record has no profile");
    const auto key = data_keys.find(record.receipt.str());
    if (!key) return key.error();
    const auto bytes = privacy::vault::open(*key, "profile", record.receipt.str(), record.sealed);
    if (!bytes) return bytes.error();
    return decode_profile(*bytes);
}

frequencies counts_beside(const profile& record, std::span<const candidate_case> with,
                          const privacy::blind_index& index, const state_reader& state) {
    frequencies out;
    out.records = state.records() - std::min<std::uint64_t>(state.records(), 1);
    const bool nameless = record.name.empty() || record.name.surname_only;
    const auto plain = plain_keys(record);
    const auto keys = hashed(plain, index);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        posting row = state.posting_of(keys[i].in_state());
        if (keys[i].filed && row.records > 0) --row.records;
        if (nameless && row.nameless > 0) --row.nameless;
        count(plain[i], row, out);
    }
    count_near_values(record, with, index, state, out);
    return out;
}

result<candidates> find_candidates(const profile& record, const std::vector<plain_key>& plain,
                                   const std::vector<blocking_key>& keys, const privacy::blind_index& index,
                                   const state_reader& state, const privacy::keyring& data_keys, const model& by) {
    candidates out;
    out.common.records = state.records();
    auto shared = probe(plain, keys, state, by, out);
    const auto quoted = quoted_cases(record, state, shared);
    gatherer gather(state, data_keys, out);
    const auto found = strongest(shared, by, out);
    state.expect_profiles(found);
    for (const auto one : found)
        if (auto said = gather.add(one); !said) return said.error();
    if (auto said = gather.add_members(by); !said) return said.error();
    forget_denied(out.cases, state.rows());
    find_other_ids(record, keys, out.cases);
    for (auto& one : out.cases) one.quoted = quoted.contains(one.number);
    count_near_values(record, out.cases, index, state, out.common);
    return out;
}

} // namespace guiyi::deduplication
