// Facts of the other services and the shipped law, for the tests of casework.
#pragma once

#include "common/config/calendars.hpp"
#include "common/config/desks.hpp"
#include "common/store/database.hpp"
#include "services/casework/evolve.hpp"
#include "services/casework/steps.hpp"
#include "tests/support/temp_folder.hpp"

#include <memory>

namespace guiyi::casework {

inline std::filesystem::path shipped(std::string_view name) {
    return std::filesystem::path(GUIYI_SHIPPED_CONFIG) / name;
}

struct shipped_reference {
    config::taxonomy topics = config::load_taxonomy(shipped("taxonomy.toml")).value();
    config::desk_book desks = config::load_desks(shipped("desks.toml"), &topics).value();
    std::vector<config::rulebook> rulebooks = config::load_rulebooks(shipped("rulebooks")).value();

    calendar days = config::load_calendars(shipped("calendars")).value();

    casework::law law() const { return {rulebooks, std::chrono::minutes(480), desks}; }
};

inline instant at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

inline events::complaint_received received(const std::string& receipt, std::string nature = "complaint",
                                           std::string_view when = "2026-04-30T10:00:00+08:00") {
    events::complaint_received out;
    out.receipt = receipt_no(receipt);
    out.received_at = at(when);
    out.summary.channel = "portal";
    out.summary.language = "zh";
    out.summary.nature = std::move(nature);
    out.summary.category = "C1";
    out.summary.region = "3303";
    out.summary.complainant_masked = "王**";
    out.summary.phone_masked = "138****8000";
    out.summary.respondent = "美丽科技有限公司";
    out.summary.platform = "示例商城";
    out.summary.narrative = "机器人来电推销美容仪";
    return out;
}

inline events::case_opened opened(const std::string& number, const std::string& receipt,
                                  std::string nature = "complaint") {
    events::case_opened out;
    out.opened = case_no(number);
    out.verdict = "new";
    out.record.receipt = receipt_no(receipt);
    out.record.route.nature = std::move(nature);
    return out;
}

inline events::complaint_tied tied(const std::string& number, const std::string& receipt) {
    events::complaint_tied out;
    out.to = case_no(number);
    out.record.receipt = receipt_no(receipt);
    return out;
}

inline events::clock_started started(const std::string& number, std::string clock, std::string due_on) {
    events::clock_started out;
    out.of_case = case_no(number);
    out.clock = std::move(clock);
    out.started_on = "2026-04-30";
    out.due_on = std::move(due_on);
    out.basis = {"O121", "2026-04-15", "§15(1)", true};
    out.arithmetic = {{"2026-04-30", "2026-04-30", false, "start_day"}};
    return out;
}

/// A state to fold facts into by hand, and to decide against.
class folded_state {
  public:
    folded_state() : db_(store::database::open(folder_.path() / "db", {}).value()), batch_(*db_) {}

    void fold(events::fact data, std::string_view when = "2026-04-30T10:00:00+08:00") {
        std::string subject = events::subject_of(data);
        evolve(rows(), {std::move(data), at(when), std::move(subject), {}});
    }
    store::writer& rows() { return batch_.on(store::family::casework); }

    /// A complaint that stands in the register with a desk, an officer and K1.
    void a_case(const std::string& number = "C1", const std::string& receipt = "R1", std::string nature = "complaint") {
        const auto complaint = received(receipt, nature);
        fold(events::complaint_noted{complaint.receipt, complaint.received_at, complaint.summary, "c2VhbGVk"});
        fold(events::case_registered{case_no(number), receipt_no(receipt), "new", {}, nature == "report" ? "R" : "C"});
        fold(events::assignment_noted{case_no(number), desk_id("samr-12315"), officer_id("wang.min"), {"nature:none"}});
        fold(events::clock_noted{case_no(number), "K1", "running", "2026-04-30", "2026-05-13", {}, false, {}, {}});
    }
    case_row row(const std::string& number = "C1") { return load_case(rows(), case_no(number)).value(); }

  private:
    testing::temp_folder folder_;
    std::unique_ptr<store::database> db_;
    store::batch batch_;
};

} // namespace guiyi::casework
