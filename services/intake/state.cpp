#include "services/intake/state.hpp"

#include "common/store/row_codec.hpp"

#include <algorithm>

namespace guiyi::intake {

namespace {

using store::key;

key receipt_key(const receipt_no& of) { return key('r').text(of); }
key case_key(const case_no& of) { return key('c').text(of); }
key submission_row(std::string_view submission_key) { return key('s').text(submission_key); }
key idempotency_row(std::string_view idempotency_key) { return key('i').text(idempotency_key); }
key evidence_key(const evidence_id& of) { return key('e').text(of); }
key receipt_steps(const receipt_no& of) { return key('h').text(of); }
key case_steps(const case_no& of) { return key('p').text(of); }

key receipt_moves(const receipt_no& of) { return key('m').text(of); }
key campaign_key(const campaign_no& of) { return key('g').text(of); }
key feedback_key(const case_no& of) { return key('f').text(of); }

feedback_row read_feedback(store::row_reader& in) {
    feedback_row out;
    out.at = in.at();
    out.in_case = case_no(in.text());
    out.satisfaction = static_cast<std::int64_t>(in.number());
    out.promise = in.text();
    out.call_back = in.flag();
    out.text = in.text();
    return out;
}

void write_feedback(store::row_writer& out, const feedback_row& row) {
    out.at(row.at).text(row.in_case.str()).number(static_cast<std::uint64_t>(row.satisfaction));
    out.text(row.promise).flag(row.call_back).text(row.text);
}

running_clock read_clock(store::row_reader& in) {
    running_clock out;
    out.clock = in.text();
    out.due_on = in.text();
    out.provisional = in.flag();
    out.basis.instrument = in.text();
    out.basis.version = in.text();
    out.basis.article = in.text();
    out.basis.verified = in.flag();
    out.paused = in.flag();
    return out;
}

void write_clock(store::row_writer& out, const running_clock& clock) {
    out.text(clock.clock).text(clock.due_on).flag(clock.provisional);
    out.text(clock.basis.instrument).text(clock.basis.version).text(clock.basis.article).flag(clock.basis.verified);
    out.flag(clock.paused);
}

step_row read_step(std::string_view bytes) {
    store::row_reader in(bytes);
    step_row out;
    out.at = in.at();
    out.stage = in.text();
    out.detail = in.text();
    out.due_on = in.text();
    out.provisional = in.flag();
    return out;
}

std::string written(const step_row& row) {
    store::row_writer out;
    return out.at(row.at).text(row.stage).text(row.detail).text(row.due_on).flag(row.provisional).take();
}

/// Newest first from the store, so that a long history costs no more than its end.
std::vector<step_row> last_steps(const store::view& rows, store::range within, std::size_t limit) {
    std::vector<step_row> out;
    for (auto at = rows.scan_back(std::move(within)); at->valid() && out.size() < limit; at->next())
        out.push_back(read_step(at->value()));
    std::ranges::reverse(out);
    return out;
}

std::optional<receipt_no> receipt_at(const store::view& rows, const key& where) {
    auto found = rows.get(where);
    if (!found) return std::nullopt;
    return receipt_no(std::move(*found));
}

} // namespace

const own_answer* receipt_row::answer() const {
    const auto found = std::ranges::find(answers, in_case, &own_answer::in_case);
    return found != answers.end() ? &*found : nullptr;
}

std::optional<receipt_row> state_reader::find(const receipt_no& receipt) const {
    const auto bytes = rows_.get(receipt_key(receipt));
    if (!bytes) return std::nullopt;
    store::row_reader in(*bytes);
    receipt_row out;
    out.received_at = in.at();
    out.content_key = in.text();
    out.in_case = case_no(in.text());
    out.verdict = in.text();
    out.placed_at = in.at();
    out.placed_from = in.number();
    out.withdrawn = in.flag();
    out.steps = in.number();
    out.supplements = in.number();
    out.urge_day = static_cast<std::int64_t>(in.number());
    out.urges_that_day = in.number();
    for (auto answers = in.number(); answers > 0; --answers) {
        own_answer& one = out.answers.emplace_back();
        one.in_case = case_no(in.text());
        one.refused = in.text();
        for (auto left = in.number(); left > 0; --left) one.clocks.push_back(read_clock(in));
    }
    out.urges = in.number();
    out.wish.channel = in.text();
    out.wish.language = in.text();
    out.wish.frequency = in.text();
    if (in.flag()) out.feedback = read_feedback(in);
    return out;
}

bool state_reader::has(const receipt_no& receipt) const { return rows_.has(receipt_key(receipt)); }

std::optional<case_row> state_reader::find(const case_no& of) const {
    const auto bytes = rows_.get(case_key(of));
    if (!bytes) return std::nullopt;
    store::row_reader in(*bytes);
    case_row out;
    out.steps = in.number();
    out.stage = in.text();
    out.detail = in.text();
    for (auto left = in.number(); left > 0; --left) out.clocks.push_back(read_clock(in));
    out.campaign = campaign_no(in.text());
    out.desk = in.text();
    return out;
}

bool state_reader::has(const case_no& of) const { return rows_.has(case_key(of)); }

bool state_reader::has(const evidence_id& evidence) const { return rows_.has(evidence_key(evidence)); }

std::optional<receipt_no> state_reader::of_submission(std::string_view submission_key) const {
    return receipt_at(rows_, submission_row(submission_key));
}

std::optional<receipt_no> state_reader::of_idempotency(std::string_view idempotency_key) const {
    return receipt_at(rows_, idempotency_row(idempotency_key));
}

std::vector<step_row> state_reader::steps(const receipt_no& of, std::size_t limit) const {
    return last_steps(rows_, store::range::prefix(receipt_steps(of)), limit);
}

std::vector<step_row> state_reader::steps(const case_no& of, std::uint64_t from, std::uint64_t to,
                                          std::size_t limit) const {
    if (from >= to) return {};
    return last_steps(rows_, {case_steps(of).number(from).str(), case_steps(of).number(to).str()}, limit);
}

std::vector<move_row> state_reader::moves(const receipt_no& of) const {
    std::vector<move_row> out;
    for (auto at = rows_.scan(store::range::prefix(receipt_moves(of))); at->valid(); at->next()) {
        store::row_reader in(at->value());
        move_row& row = out.emplace_back();
        row.at = in.at();
        row.how = in.text();
        row.to = case_no(in.text());
        row.left = case_no(in.text());
        row.verdict = in.text();
        row.placed_at = in.at();
        row.placed_from = in.number();
        row.placed_to = in.number();
    }
    return out;
}

std::uint64_t state_reader::cases_in(const campaign_no& of) const {
    const auto bytes = rows_.get(campaign_key(of));
    return bytes ? store::row_reader(*bytes).number() : 0;
}

std::vector<std::pair<receipt_no, feedback_row>> state_reader::feedback(const case_no& of) const {
    std::vector<std::pair<receipt_no, feedback_row>> out;
    for (auto at = rows_.scan(store::range::prefix(feedback_key(of))); at->valid(); at->next()) {
        store::key_reader read(at->key());
        read.text();
        store::row_reader in(at->value());
        receipt_no receipt{std::string(read.text())};
        out.emplace_back(std::move(receipt), read_feedback(in));
    }
    return out;
}

void state_writer::save(const receipt_no& receipt, const receipt_row& row) {
    store::row_writer out;
    out.at(row.received_at).text(row.content_key).text(row.in_case.str()).text(row.verdict).at(row.placed_at);
    out.number(row.placed_from).flag(row.withdrawn).number(row.steps).number(row.supplements);
    out.number(static_cast<std::uint64_t>(row.urge_day)).number(row.urges_that_day).number(row.answers.size());
    for (const own_answer& one : row.answers) {
        out.text(one.in_case.str()).text(one.refused).number(one.clocks.size());
        for (const running_clock& clock : one.clocks) write_clock(out, clock);
    }
    out.number(row.urges).text(row.wish.channel).text(row.wish.language).text(row.wish.frequency);
    out.flag(row.feedback.has_value());
    if (row.feedback) write_feedback(out, *row.feedback);
    rows_.put(receipt_key(receipt), out.take());
}

void state_writer::save(const case_no& of, const case_row& row) {
    store::row_writer out;
    out.number(row.steps).text(row.stage).text(row.detail).number(row.clocks.size());
    for (const running_clock& clock : row.clocks) write_clock(out, clock);
    out.text(row.campaign.str()).text(row.desk);
    rows_.put(case_key(of), out.take());
}

void state_writer::count_case(const campaign_no& of) {
    rows_.put(campaign_key(of), store::row_writer().number(state_reader(rows_).cases_in(of) + 1).take());
}

void state_writer::save_feedback(const receipt_no& receipt, const feedback_row& row) {
    store::row_writer out;
    write_feedback(out, row);
    rows_.put(feedback_key(row.in_case).text(receipt), out.take());
}

void state_writer::save_keys(const receipt_no& receipt, std::string_view submission_key,
                             std::string_view idempotency_key) {
    if (!submission_key.empty()) rows_.put(submission_row(submission_key), receipt.str());
    if (!idempotency_key.empty()) rows_.put(idempotency_row(idempotency_key), receipt.str());
}

void state_writer::save(const evidence_id& evidence, std::string_view media_type, std::int64_t size_bytes) {
    rows_.put(evidence_key(evidence),
              store::row_writer().text(media_type).number(static_cast<std::uint64_t>(size_bytes)).take());
}

void state_writer::add_move(const receipt_no& of, const move_row& row) {
    store::row_writer out;
    out.at(row.at).text(row.how).text(row.to.str()).text(row.left.str()).text(row.verdict);
    out.at(row.placed_at).number(row.placed_from).number(row.placed_to);
    const auto count = state_reader(rows_).moves(of).size();
    rows_.put(receipt_moves(of).number(count), out.take());
}

void state_writer::save_step(const receipt_no& of, std::uint64_t number, const step_row& row) {
    rows_.put(receipt_steps(of).number(number), written(row));
}

void state_writer::save_step(const case_no& of, std::uint64_t number, const step_row& row) {
    rows_.put(case_steps(of).number(number), written(row));
}

} // namespace guiyi::intake
