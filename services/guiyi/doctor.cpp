#include "services/guiyi/doctor.hpp"

#include "services/guiyi/client.hpp"
#include "services/guiyi/parts.hpp"
#include "services/notification/provider.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <ostream>

namespace guiyi::program {

namespace {

namespace fs = std::filesystem;

/// Prints findings and counts what is wrong.
class findings {
  public:
    explicit findings(std::ostream& out) : out_(out) {}
    void good(const std::string& what) { out_ << "ok    " << what << "\n"; }
    void warn(const std::string& what, const std::string& mend) { out_ << "note  " << what << ": " << mend << "\n"; }
    void bad(const std::string& what, const std::string& mend) {
        out_ << "WRONG " << what << ": " << mend << "\n";
        ++wrong_;
    }
    int end() const { return wrong_ == 0 ? exit_done : exit_failed; }

  private:
    std::ostream& out_;
    int wrong_ = 0;
};

void check_calendars(const configuration& with, instant now, findings& say) {
    const auto until = with.days.published_until();
    const auto in_two_months = date_at(now + std::chrono::days(61), with.settings.utc_offset_minutes);
    if (until < in_two_months)
        say.warn("calendars end on " + format_date(until),
                 "deadlines past that are provisional; add the next year's notice to " + with.settings.paths.calendars);
    else
        say.good("calendars reach " + format_date(until));
}

void check_notices(const config::settings& with, findings& say) {
    if (with.notification.smtp_url.empty())
        say.warn("no mail server", "notices stay queued; set notification.smtp_url");
    const privacy::blind_index any_key(std::string(32, '\0')); // only to look whether the settings can be read
    const auto providers = notification::make_providers(with, any_key);
    if (!providers)
        say.bad("notification", providers.error().detail);
    else
        say.good("notification: " + std::to_string(providers->size()) + " providers configured");
}

/// The bound the settings state for a large case, against the rates they set.
void check_rates(const config::notification_settings& with, findings& say) {
    const auto slowest = [](std::int64_t left, std::int64_t right) {
        return left == 0 ? right : right == 0 ? left : std::min(left, right);
    };
    auto rate = slowest(with.smtp_rate_per_min, with.domain_rate_per_min); // all of them may be at one mail domain
    if (!with.sms.url.empty()) rate = slowest(rate, with.sms.rate_per_min);
    const auto minutes = rate == 0 ? 0 : (with.mass_people + rate - 1) / rate;
    const auto what = std::to_string(with.mass_people) + " people are told within " + std::to_string(minutes) + " min";
    if (minutes > with.mass_within_min.count())
        say.bad(what, "more than notification.mass_within_min; raise the rates per minute or the bound");
    else
        say.good(what);
}

void check_letters(const config::settings& with, findings& say) {
    const auto& named = with.letters.pdf_program;
    const fs::path program = named.find('/') == std::string::npos ? fs::path("/usr/bin") / named : fs::path(named);
    std::error_code ec;
    if (!fs::exists(program, ec))
        say.warn("no " + program.string(), "letters cannot be issued without a PDF; run scripts/setup");
    else
        say.good("letters: " + program.string());
}

void check_folder(const common_options& common, const config::settings& with, findings& say) {
    const data_folder at{with.data_dir};
    std::error_code ec;
    if (!fs::exists(at.root)) return say.warn("no data folder " + at.root.string(), "the first start makes it");
    const auto space = fs::space(at.root, ec);
    if (!ec && space.available < (1ull << 30))
        say.bad("disk of " + at.root.string(), "less than 1 GiB free; intake answers 503 when it is full");
    else
        say.good("data folder " + at.root.string());
    const auto keys = at.key_file(with);
    const auto mode = fs::status(keys, ec).permissions();
    if (!fs::exists(keys))
        say.warn("no deployment key yet", "the first start makes " + keys.string());
    else if ((mode & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none)
        say.bad("deployment key", "others can read it; chmod 600 " + keys.string());
    else if (with.privacy.key_file.empty())
        say.warn("deployment key lies beside the data it seals",
                 "move it elsewhere and set privacy.key_file, so that a stolen backup stays sealed");
    if (const auto running = find_running(common, at)) {
        client to(*running);
        const auto ready = to.get("/readyz");
        if (ready && ready->status == 200)
            say.good("running at " + running->staff_url + " and ready");
        else
            say.bad("running at " + running->staff_url, ready ? refusal(*ready).detail : ready.error().detail);
    }
}

void check_limits(const config::settings& with, findings& say) {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max != RLIM_INFINITY &&
        files.rlim_max < with.http.connections_max + 1024)
        say.bad("open files", "the hard limit is " + std::to_string(files.rlim_max) +
                                  "; raise it (LimitNOFILE) or lower http.connections_max");
    else
        say.good("open files");
}

void check_bus(const config::settings& with, bool mend, findings& say) {
    if (with.bus.kind == "embedded") return say.good("bus: embedded, one process");
    const auto options = jetstream_options_for(with);
    if (!options) return say.bad("bus", options.error().detail);
    for (const auto& one : bus::examine_cluster(*options, mend))
        one.good ? say.good(one.what) : say.bad(one.what, one.mend);
}

} // namespace

int doctor_command(const common_options& common, const doctor_options& options, std::ostream& out) {
    findings say(out);
    auto settings = settings_for(common);
    if (settings && !options.bus.empty()) settings->bus.kind = options.bus;
    if (!settings) {
        say.bad("settings", settings.error().detail);
        return say.end();
    }
    const auto with = configuration::load(*settings);
    if (!with) {
        say.bad("configuration", with.error().detail);
    } else {
        say.good("configuration: " + std::to_string(with->desks.desks.size()) + " desks, " +
                 std::to_string(with->desks.officers.size()) + " officers, " + std::to_string(with->rulebooks.size()) +
                 " rulebooks, matching " + with->matching.version);
        check_calendars(*with, system_clock()->now(), say);
    }
    check_notices(*settings, say);
    check_rates(settings->notification, say);
    check_letters(*settings, say);
    check_folder(common, *settings, say);
    check_limits(*settings, say);
    check_bus(*settings, options.mend, say);
    return say.end();
}

} // namespace guiyi::program
