#include "services/deduplication/check.hpp"

#include "common/core/digest.hpp"
#include "common/privacy/vault.hpp"
#include "services/deduplication/candidates.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

constexpr std::string_view code_purpose = "ownership_code";

struct own_case {
    case_no number;
    receipt_no receipt;
};

events::match_explanation judge_alone(const profile& draft, const case_no& number, std::vector<profile> members,
                                      const frequencies& common, const model& by) {
    const candidate_case only{number, {}, std::move(members), false};
    return judge(draft, {&only, 1}, common, by, only.members.size(), {});
}

/// Whether notification has a way to its complainant.
bool can_be_sent_to(const profile& member, bool texts) {
    const auto is_mobile = [](std::string_view phone) {
        return phone.starts_with("+861") && phone.size() == std::string_view("+8613800138000").size();
    };
    return !member.email.empty() || (texts && std::ranges::any_of(member.phones, is_mobile));
}

/// The earliest complaint that is by itself a tie with the draft and can be written to. Earliest, because a stranger
/// who files in somebody's name can only come later.
result<std::optional<own_case>> reachable_in(const case_no& number, const code_wish& wish, const frequencies& common,
                                             const state_reader& state, const decision_parts& with) {
    const auto row = state.case_of(number);
    if (!row) return std::optional<own_case>();
    for (const auto record : row->listed) {
        const auto stored = state.profile_of(record);
        if (!stored) continue;
        auto member = unseal(*stored, with.data_keys);
        if (!member && member.error().code == errc::not_found) continue; // erased
        if (!member) return member.error();
        if (!can_be_sent_to(*member, wish.texts)) continue;
        if (judge_alone(wish.draft, number, {std::move(*member)}, common, with.by).band == "tie")
            return std::optional(own_case{number, stored->receipt});
    }
    return std::optional<own_case>();
}

result<std::optional<own_case>> find_own_case(const code_wish& wish, const state_reader& state,
                                              const decision_parts& with) {
    const profile& draft = wish.draft;
    const auto plain = plain_keys(draft);
    const auto keys = hashed(plain, with.index);
    const auto found = find_candidates(draft, plain, keys, with.index, state, with.data_keys, with.by);
    if (!found) return found.error();
    const auto why = judge(draft, found->cases, found->common, with.by, found->compared, {});
    if (why.band != "tie") return std::optional<own_case>();
    return reachable_in(why.best, wish, found->common, state, with);
}

bool may_be_sent(const own_case& to, const store::view& rows, instant now) {
    const auto sent = codes_sent(rows, to.receipt);
    return sent.size() < codes_a_day_max || sent.front() + code_period <= now;
}

/// The code of a row, while it can be used.
std::optional<std::string> usable_code(const proof_row& row, instant now, const privacy::keyring& data_keys) {
    if (row.receipt.empty() || row.used || now >= row.expires_at) return std::nullopt;
    const auto key = data_keys.find(row.receipt.str());
    if (!key) return std::nullopt;
    auto code = privacy::vault::open(*key, code_purpose, row.receipt.str(), row.sealed_code);
    if (!code) return std::nullopt;
    return std::move(*code);
}

} // namespace

std::string check_name(std::string_view check_id) { return to_hex(bytes_of(blake2b(check_id)).substr(0, 16)); }

result<events::facts> issue_code(const code_wish& wish, const store::view& rows, instant now,
                                 const decision_parts& with) {
    if (const auto row = proof_of(rows, wish.check); row && row->tries >= tries_max) return events::facts{};
    const auto own = find_own_case(wish, state_reader(rows), with);
    if (!own) return own.error();
    if (!*own || !may_be_sent(**own, rows, now)) return events::facts{};
    const std::string& receipt = (*own)->receipt.str();
    const auto key = with.data_keys.find(receipt);
    if (!key && key.error().code == errc::not_found) return events::facts{};
    if (!key) return key.error();
    return events::facts{events::ownership_code_issued{
        wish.check, (*own)->receipt, (*own)->number,
        to_base64(privacy::vault::seal(*key, code_purpose, receipt, wish.code)), now + code_life}};
}

result<events::facts> try_code(const std::string& check, std::string_view typed, const store::view& rows, instant now,
                               const privacy::keyring& data_keys, code_reply& reply) {
    const auto row = proof_of(rows, check).value_or(proof_row{});
    if (row.tries >= tries_max) return events::facts{};
    const auto code = usable_code(row, now, data_keys);
    // Digests are compared, so that the time taken says nothing of how much was right.
    reply.right = code && blake2b(*code) == blake2b(typed);
    if (reply.right) {
        const state_reader state(rows);
        const auto record = state.record_of(row.receipt);
        const auto stored = record ? state.profile_of(*record) : std::nullopt;
        reply.receipt = row.receipt;
        reply.in_case = stored ? stored->in_case : row.of_case;
    }
    return events::facts{events::ownership_code_tried{check, row.receipt, reply.right}};
}

own_matter compare_with_own(const profile& draft, const receipt_no& receipt, const store::view& rows,
                            const decision_parts& with) {
    const state_reader state(rows);
    const auto record = state.record_of(receipt);
    const auto stored = record ? state.profile_of(*record) : std::nullopt;
    if (!stored) return own_matter{};
    own_matter out{stored->in_case, false};
    auto proved = unseal(*stored, with.data_keys);
    if (!proved) return out; // erased
    frequencies common;
    common.records = state.records();
    out.same = judge_alone(draft, stored->in_case, {std::move(*proved)}, common, with.by).band != "new";
    return out;
}

} // namespace guiyi::deduplication
