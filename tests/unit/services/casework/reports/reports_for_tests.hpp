// A state to fold casework's facts into by hand, and questions to ask it. For the tests of reports.
#pragma once

#include "common/store/database.hpp"
#include "services/casework/reports/figures.hpp"
#include "services/casework/reports/fold.hpp"
#include "tests/support/temp_folder.hpp"

#include <functional>
#include <memory>

namespace guiyi::casework::reports {

inline constexpr std::chrono::minutes office{480};

inline day_number day(std::string_view date) { return number_of(parse_date(date).value()); }

class folded {
  public:
    folded() : db_(store::database::open(folder_.path() / "db", {}).value()) {}

    void fold(const events::event& fact) {
        store::batch changes(*db_);
        reports::fold(changes.on(store::family::casework), fact, office);
        db_->write(changes, false).value();
    }
    /// @param when a date, or a moment (RFC 3339)
    void fold(events::fact data, std::string_view when) {
        const auto at = when.size() > 10 ? parse_rfc3339(when).value()
                                         : start_of(parse_date(when).value(), office) + std::chrono::hours(10);
        std::string subject = events::subject_of(data);
        fold({std::move(data), at, std::move(subject), {}});
    }
    void fold_all(const std::vector<events::event>& facts) {
        store::batch changes(*db_);
        for (const auto& one : facts) reports::fold(changes.on(store::family::casework), one, office);
        db_->write(changes, false).value();
    }
    void change(const std::function<void(store::writer&)>& how) {
        store::batch changes(*db_);
        how(changes.on(store::family::casework));
        db_->write(changes, false).value();
    }
    const store::view& rows() const { return db_->read(store::family::casework); }

    // ---- facts of one case, in few words
    void complaint(const std::string& receipt, std::string_view on, std::string channel = "portal",
                   std::string firm = "firm") {
        events::complaint_noted out;
        out.receipt = receipt_no(receipt);
        out.received_at = start_of(parse_date(on.substr(0, 10)).value(), office) + std::chrono::hours(9);
        out.summary.channel = std::move(channel);
        out.summary.respondent = std::move(firm);
        out.summary.category = "C1";
        out.summary.region = "3303";
        fold(std::move(out), on);
    }
    void open(const std::string& number, const std::string& receipt, std::string_view on, std::string track = "C") {
        complaint(receipt, on);
        fold(events::case_registered{case_no(number), receipt_no(receipt), "new", {}, std::move(track)}, on);
    }
    void assign(const std::string& number, const std::string& desk, const std::string& officer, std::string_view on) {
        fold(events::assignment_noted{case_no(number), desk_id(desk), officer_id(officer), {}}, on);
    }
    void clock(const std::string& number, const std::string& which, const std::string& state, const std::string& due,
               std::string_view on) {
        events::clock_noted out;
        out.of_case = case_no(number);
        out.clock = which;
        out.state = state;
        out.due_on = due;
        if (state == "met" || state == "missed") out.ended_on = on;
        fold(std::move(out), on);
    }
    void pause(const std::string& number, const std::string& which, const std::string& due, const std::string& since,
               std::string_view on) {
        events::clock_noted out;
        out.of_case = case_no(number);
        out.clock = which;
        out.state = "paused";
        out.due_on = due;
        out.paused_on = since;
        out.reason = "testing";
        fold(std::move(out), on);
    }
    void accept(const std::string& number, std::string_view on) {
        fold(events::case_accepted{case_no(number), officer_id("li"), ""}, on);
    }
    void close(const std::string& number, const std::string& outcome, std::string_view on, std::string ground = {}) {
        fold(events::case_closed{case_no(number), officer_id("li"), outcome, std::move(ground), "", {}}, on);
    }

  private:
    testing::temp_folder folder_;
    std::unique_ptr<store::database> db_;
};

/// "label/n x count" of each cell, joined; counts by group in front.
inline std::string text_of(const answer& what) {
    std::string out;
    for (const auto& [group, cells] : what.groups) {
        std::map<std::pair<std::string, std::int64_t>, std::int64_t> sorted;
        for (const auto& one : cells.cells()) sorted[{what.labels[one.label], one.n}] += one.count;
        out += "[" + group + "]";
        for (const auto& [cell, count] : sorted)
            out += " " + cell.first + "/" + std::to_string(cell.second) + "x" + std::to_string(count);
        out += "\n";
    }
    return out;
}

inline std::string text_of(const report_table& what) {
    std::string out;
    const auto add = [&](const table_row& row) {
        out += "[" + row.group + "]";
        for (const auto& one : row.values)
            out += " " + std::to_string(one.number) + (one.whole != 0 ? "/" + std::to_string(one.whole) : "");
        out += "\n";
    };
    for (const auto& row : what.rows) add(row);
    add(what.total);
    return out;
}

} // namespace guiyi::casework::reports
