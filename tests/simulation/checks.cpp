#include "tests/simulation/checks.hpp"

#include "services/casework/state.hpp"
#include "services/deduplication/state.hpp"

#include <set>

namespace guiyi::simulation {

using events::stream;

namespace {

/// Every fact of a stream with its place, as "casework/17/0".
template <class Each>
void for_each_fact(const network& over, stream of, Each each) {
    for (const auto& record : over.log(of)) {
        const auto commit = events::decode(record.body).value();
        for (std::size_t i = 0; i < commit.events.size(); ++i)
            each(commit.events[i],
                 std::string(events::name_of(of)) + "/" + std::to_string(record.at.seq) + "/" + std::to_string(i));
    }
}

std::string first_difference(const std::string& left, const std::string& right) {
    const auto [a, b] = std::ranges::mismatch(left, right);
    auto from = static_cast<std::size_t>(a - left.begin());
    from = from == 0 ? 0 : left.rfind('\n', from - 1) + 1;
    const auto line = left.substr(from, left.find('\n', from) - from);
    // Keys are codes, case and receipt numbers; values may hold anything.
    std::string key = line.substr(0, line.find('='));
    std::ranges::replace_if(key, [](char c) { return c < ' ' || c > '~'; }, '.');
    return key.substr(0, 80);
}

std::map<receipt_no, case_no> cases_by_receipt(const machine& at) {
    const deduplication::state_reader state(at.state(stream::deduplication));
    std::map<receipt_no, case_no> out;
    for (const auto& [number, row] : state.ties_after(0, state.records(), 1'000'000)) out[row.receipt] = row.in_case;
    return out;
}

} // namespace

std::string check_chains(network& over, store::database& any) {
    const auto honest = over.honest(any);
    for (const auto of : events::all_streams) {
        if (const auto said = bus::verify_chain(*honest, of); !said) return said.error().detail;
        sequence next = 1;
        for (const auto& record : over.log(of)) {
            const auto commit = events::decode(record.body);
            if (!commit) return std::string(events::name_of(of)) + ": " + commit.error().detail;
            if (commit->seq != next++)
                return std::string(events::name_of(of)) + "/" + std::to_string(next - 1) + ": was decided as commit " +
                       std::to_string(commit->seq);
        }
    }
    return {};
}

std::string check_acknowledged(const network& over, const people& all) {
    std::map<receipt_no, std::string> recorded;
    std::set<std::string> references;
    std::string twice;
    for_each_fact(over, stream::intake, [&](const events::event& fact, const std::string& place) {
        const auto* one = std::get_if<events::complaint_received>(&fact.data);
        if (!one) return;
        recorded[one->receipt] = place;
        if (!references.insert(one->idempotency_key).second) twice = place + ": the same submission again";
    });
    if (!twice.empty()) return twice;
    for (const auto& one : all.errands()) {
        for (const auto& receipt : one->told) {
            if (receipt != one->told.front()) return one->reference + " was given two receipts";
            if (!recorded.contains(receipt)) return receipt.str() + " was acknowledged and is on no stream";
        }
    }
    return {};
}

std::string check_one_case(const network& over, const machine& at) {
    const auto in_case = cases_by_receipt(at);
    std::string out;
    for_each_fact(over, stream::intake, [&](const events::event& fact, const std::string& place) {
        const auto* one = std::get_if<events::complaint_received>(&fact.data);
        if (!one || !out.empty()) return;
        const auto found = in_case.find(one->receipt);
        if (found == in_case.end()) {
            out = place + ": " + one->receipt.str() + " is in no case";
            return;
        }
        const auto shown = casework::case_of(at.state(stream::casework), one->receipt);
        if (shown != found->second)
            out = place + ": " + one->receipt.str() + " is in " + found->second.str() + ", and casework shows " +
                  (shown ? shown->str() : "none");
    });
    return out;
}

std::string check_held_apart(const people& all, const machine& at) {
    const auto in_case = cases_by_receipt(at);
    for (const auto& word : all.held_apart())
        for (const auto& other : word.others) {
            const auto a = in_case.find(word.one), b = in_case.find(other);
            if (a != in_case.end() && b != in_case.end() && a->second == b->second)
                return word.one.str() + " and " + other.str() + " were held apart and are both in " + a->second.str();
        }
    return {};
}

std::string check_clocks(const network& over, const program_parts& runs) {
    std::string out;
    for_each_fact(over, stream::assignment, [&](const events::event& fact, const std::string& place) {
        const auto* one = std::get_if<events::clock_started>(&fact.data);
        if (!one || !out.empty() || one->due_on.empty() || !one->due_at.empty()) return;
        const auto book = std::ranges::find(runs.config.rulebooks, one->book, &config::rulebook::id);
        if (book == runs.config.rulebooks.end()) return;
        const auto rule = book->find(events::clock_code(one->clock));
        if (!rule || rule->rule.unit != clock_unit::working_days || !rule->also.empty()) return;
        auto day = parse_date(one->started_on).value();
        for (auto left = rule->rule.length; left > 0;) {
            day = local_date(std::chrono::sys_days(day) + std::chrono::days(1));
            if (runs.config.days.working(day)) --left;
        }
        if (format_date(day) != one->due_on)
            out = place + ": " + one->clock + " of " + one->of_case.str() + " from " + one->started_on + " is due on " +
                  one->due_on + ", and counted day by day on " + format_date(day);
    });
    return out;
}

std::string check_told_once(const network& over) {
    std::set<std::string> told;
    std::string out;
    for_each_fact(over, stream::notification, [&](const events::event& fact, const std::string& place) {
        const auto* one = std::get_if<events::message_queued>(&fact.data);
        if (!one || one->cause.empty() || !out.empty()) return;
        const auto whom = one->endpoint + "/" + one->channel + "/" + one->receipt.str() + "/" + one->about.str();
        if (!told.insert(whom + "/" + one->template_id + "/" + one->cause).second)
            out = place + ": " + one->template_id + " because of " + one->cause + " once more";
    });
    return out;
}

std::string check_alike(const program_parts& runs, const machine& one, const machine& other) {
    for (const auto& service : runs.services) {
        const auto left = one.dump(service->own()), right = other.dump(service->own());
        if (left != right)
            return std::string(events::name_of(service->own())) + ": the machines differ from the row " +
                   first_difference(left, right);
    }
    return {};
}

std::string check_rebuilt(const program_parts& runs, network& over, const machine& lived) {
    machine fresh(runs, over, machine_no(-2), lived.time.now());
    const auto honest = over.honest(fresh.db());
    for (const auto& service : runs.services) {
        if (const auto said = runtime::rebuild(*service, *honest, fresh.db()); !said)
            return std::string(events::name_of(service->own())) + ": rebuild: " + said.error().detail;
        const auto left = lived.dump(service->own()), right = fresh.dump(service->own());
        if (left != right)
            return std::string(events::name_of(service->own())) + ": folded anew it differs from the row " +
                   first_difference(left, right);
    }
    return {};
}

} // namespace guiyi::simulation
