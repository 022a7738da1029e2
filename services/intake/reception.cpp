#include "services/intake/reception.hpp"

#include "common/core/digest.hpp"
#include "services/intake/summary.hpp"

#include <array>

namespace guiyi::intake {

namespace {

/// Channels come from a closed list, so the first line break ends the channel.
std::string reference_of(const complaint& what) { return what.channel + '\n' + what.external_ref; }

} // namespace

submission reception::prepare(const reading& of, std::string_view idempotency_key, instant now) const {
    submission out;
    out.received_at = of.what.received_at.value_or(now);
    out.canonical = canonical(of.what);
    out.contact = contact_of(of.what);
    out.summary = summarise(of);
    if (!of.what.external_ref.empty()) out.submission_key = to_base64(index_.of("submission", reference_of(of.what)));
    if (!idempotency_key.empty()) out.idempotency_key = to_base64(index_.of("idempotency", idempotency_key));
    out.content_key = to_base64(index_.of("content", out.canonical));
    out.receipt_source = receipt_source(of.what, idempotency_key);
    out.evidence = evidence_used(of.what);
    out.key = vault_.new_key(random_);
    return out;
}

std::string reception::receipt_source(const complaint& what, std::string_view idempotency_key) const {
    if (!what.external_ref.empty()) return "ref|" + reference_of(what);
    if (!idempotency_key.empty()) return "key|" + std::string(idempotency_key);
    std::array<unsigned char, 16> drawn{};
    random_.fill(drawn);
    return "random|" + std::string(drawn.begin(), drawn.end());
}

sealed_submission reception::seal(const submission& what, unsigned attempt) const {
    sealed_submission out;
    events::complaint_received& fact = out.fact;
    fact.receipt = receipts_.candidate(what.received_at, what.receipt_source, attempt);
    fact.received_at = what.received_at;
    fact.submission_key = what.submission_key;
    fact.idempotency_key = what.idempotency_key;
    fact.content_key = what.content_key;
    fact.summary = what.summary;
    const std::string& receipt = fact.receipt.str();
    fact.sealed = to_base64(privacy::vault::seal(what.key, "complaint", receipt, what.canonical));
    fact.sealed_contact = to_base64(privacy::vault::seal(what.key, "contact", receipt, what.contact));
    out.wrapped_key = vault_.wrap(what.key, receipt);
    out.evidence = what.evidence;
    return out;
}

} // namespace guiyi::intake
