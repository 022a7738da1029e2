#include "services/guiyi/rulebook_command.hpp"

#include "common/config/calendars.hpp"
#include "common/config/folder.hpp"
#include "common/config/rulebook_check.hpp"
#include "services/guiyi/client.hpp"
#include "services/guiyi/offline.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <ostream>

namespace guiyi::program {

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

std::vector<fs::path> folders_of(const fs::path& rulebooks) {
    std::vector<fs::path> out{rulebooks};
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(rulebooks, unreadable))
        if (entry.is_directory()) out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

/// Checks files one by one, and folders as wholes.
class rulebook_checker {
  public:
    rulebook_checker(fs::path letters, std::ostream& out) : letters_(std::move(letters)), out_(out) {}

    void file(const fs::path& one) {
        const auto book = config::load_rulebook(one);
        if (!book) return wrong(book.error().detail);
        const auto missing =
            fs::is_directory(letters_) ? config::missing_templates(*book, letters_) : std::vector<config::rule_fault>();
        for (const auto& fault : missing)
            wrong(one.generic_string() + ":" + std::to_string(fault.line) + ": " + fault.what);
        if (missing.empty()) tell(one, *book);
    }

    /// What only shows between books; a folder with a broken book is told of that book alone.
    void folder(const fs::path& which) {
        const auto files = config::toml_files(which);
        for (const auto& one : files) file(one);
        if (faults_ > 0 || files.empty()) return;
        if (const auto books = config::load_rulebooks(which); !books) wrong(books.error().detail);
    }

    /// The days off that every clock of every book counts with.
    void calendars(const fs::path& which) {
        const auto days = config::load_calendars(which);
        if (!days) return wrong(days.error().detail);
        out_ << which.generic_string() << ": sound; from " << days->notices().front().year << " to "
             << days->notices().back().year << "\n";
    }

    int end() {
        if (faults_ == 0) return exit_done;
        out_ << faults_ << " faults\n";
        return exit_failed;
    }

  private:
    void wrong(const std::string& text) {
        faults_ += 1 + std::ranges::count(text, '\n');
        out_ << text << "\n";
    }

    void tell(const fs::path& one, const config::rulebook& book) {
        std::size_t steps = 0;
        std::string tracks;
        for (const auto& track : book.tracks) {
            steps += track.transitions.size();
            tracks += (tracks.empty() ? "" : " ") + track.id;
        }
        const auto unverified = std::ranges::count(book.clocks, false, &config::legal_clock::verified);
        out_ << one.generic_string() << ": sound; from " << format_date(book.effective_from) << "; tracks "
             << (tracks.empty() ? "none" : tracks) << "; " << steps << " steps; " << book.clocks.size() << " clocks, "
             << unverified << " of them to be confirmed\n";
    }

    fs::path letters_;
    std::ostream& out_;
    std::ptrdiff_t faults_ = 0;
};

std::string text_of(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

void print_clock(const json::object& clock, bool zh, std::ostream& out) {
    out << text_of(clock, "clock") << " " << text_of(clock, zh ? "title_zh" : "title_en") << " ("
        << text_of(clock.at("basis").as_object(), "instrument") << " "
        << text_of(clock.at("basis").as_object(), "article") << ") " << text_of(clock, "state") << "\n"
        << text_of(clock, zh ? "text_zh" : "text_en") << "\n";
}

int explain_from(const running_system& system, const std::string& number, const std::string& clock, bool zh,
                 std::ostream& out) {
    client from(system);
    std::string body;
    const auto said =
        from.get("/api/v1/cases/" + number + "/clocks", [&](std::string_view piece) { body.append(piece); });
    if (!said) return complain(said.error());
    if (said->status != 200) return complain(refusal(*said));
    std::size_t shown = 0;
    const auto parsed = json::parse(body);
    for (const auto& one : parsed.at("clocks").as_array()) {
        if (!clock.empty() && text_of(one.as_object(), "clock") != clock) continue;
        print_clock(one.as_object(), zh, out);
        ++shown;
    }
    if (shown == 0)
        return complain(fail(errc::not_found, number + " has no clock" + (clock.empty() ? "" : " " + clock)));
    return exit_done;
}

} // namespace

int rulebook_check_command(const common_options& common, const std::vector<std::string>& files, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const auto rulebooks = settings->resolve(settings->paths.rulebooks);
    rulebook_checker check(rulebooks.parent_path() / "letters", out);
    for (const auto& one : files) check.file(one);
    if (files.empty()) {
        for (const auto& one : folders_of(rulebooks)) check.folder(one);
        check.calendars(settings->resolve(settings->paths.calendars));
    }
    return check.end();
}

int rulebook_explain_command(const common_options& common, const std::string& number, const std::string& clock,
                             const std::string& language, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const bool zh = language != "en";
    if (const auto running = find_running(common, {settings->data_dir}))
        return explain_from(*running, number, clock, zh, out);
    const auto system = offline_system::open(*settings);
    if (!system) return complain(system.error());
    return explain_from(system->reach, number, clock, zh, out);
}

} // namespace guiyi::program
