#include "services/deduplication/candidates.hpp"

#include "common/privacy/vault.hpp"
#include "services/deduplication/grouping.hpp"
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
    else if (key.kind->name == "phone")
        to.phone_persons = std::max(to.phone_persons, row.names.size());
    else if (key.kind->name == "email")
        to.email_persons = std::max(to.email_persons, row.names.size());
    else if (key.kind->name == "address")
        to.address_persons = std::max(to.address_persons, row.names.size());
    if (key.kind->name == "phone" || key.kind->name == "email" || key.kind->name == "id_number")
        to.person_records = std::max(to.person_records, row.records);
}

/// What sharing a key counts: nothing when it is too common, `enough` when it finds candidates by itself.
std::size_t worth(const key_kind& kind, std::uint64_t records, const limits& most) {
    if (records > (kind.loose ? most.loose_max : most.postings_max)) return 0;
    return kind.alone && (!kind.loose || records <= most.alone_max) ? enough : 1;
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
        } else if (const std::string name(keys[i].kind->name); std::ranges::find(to.capped, name) == to.capped.end()) {
            to.capped.push_back(name);
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
        to.capped.emplace_back("candidates");
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
            std::size_t added = 0;
            for (const auto member : row->listed) {
                if (seen_.contains(member)) continue;
                if (added++ >= by.most.members_max || to_.compared >= by.most.candidates_max) break;
                if (auto said = add(member); !said) return said;
            }
        }
        return {};
    }

  private:
    candidate_case& case_at(const case_no& number) {
        const auto at = std::ranges::find(to_.cases, number, &candidate_case::number);
        if (at != to_.cases.end()) return *at;
        to_.cases.push_back({number, {}, {}, false});
        return to_.cases.back();
    }

    const state_reader& state_;
    const privacy::keyring& data_keys_;
    candidates& to_;
    std::set<record_no> seen_;
};

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

result<candidates> find_candidates(const profile& record, const std::vector<plain_key>& plain,
                                   const std::vector<blocking_key>& keys, const state_reader& state,
                                   const privacy::keyring& data_keys, const model& by) {
    candidates out;
    out.common.records = state.records();
    auto shared = probe(plain, keys, state, by, out);
    const auto quoted = quoted_cases(record, state, shared);
    gatherer gather(state, data_keys, out);
    for (const auto one : strongest(shared, by, out))
        if (auto said = gather.add(one); !said) return said.error();
    if (auto said = gather.add_members(by); !said) return said.error();
    forget_denied(out.cases, state.rows());
    for (auto& one : out.cases) one.quoted = quoted.contains(one.number);
    return out;
}

} // namespace guiyi::deduplication
