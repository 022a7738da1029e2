#include "services/guiyi/cli.hpp"

#include "services/guiyi/audit_command.hpp"
#include "services/guiyi/bus_error.hpp"
#include "services/guiyi/deadline_command.hpp"
#include "services/guiyi/doctor.hpp"
#include "services/guiyi/evaluate_command.hpp"
#include "services/guiyi/export_command.hpp"
#include "services/guiyi/import_command.hpp"
#include "services/guiyi/maintenance.hpp"
#include "services/guiyi/model_command.hpp"
#include "services/guiyi/rulebook_command.hpp"
#include "services/guiyi/serve.hpp"
#include "services/guiyi/snapshots.hpp"
#include "services/guiyi/token_command.hpp"

#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>

namespace guiyi::program {

namespace {

/// The tree of commands; each leaves what to run in `chosen`.
class command_line {
  public:
    command_line() : app_("Guiyi: triage of complaints about telephone robots", "guiyi") {
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.add_option("--config", common_.config, "settings file")->capture_default_str();
        app_.add_option("--data", common_.data, "data folder; default: as the settings say");
        app_.set_version_flag("--version", "guiyi 0.1.0");
        app_.footer("Example: guiyi serve --data /var/lib/guiyi");
        add_serve();
        add_import();
        add_export();
        add_evaluate();
        add_model();
        add_deadline();
        add_rulebook();
        add_audit();
        add_maintenance();
        add_token();
        add_account();
        auto* doctor = add("doctor", "what is missing or misconfigured, one line each with the mend", "guiyi doctor");
        doctor->add_option("--bus", doctor_.bus, "the bus to look at; default: as the settings say");
        doctor->add_flag("--mend", doctor_.mend, "set streams of the bus to the settings they need");
        doctor->callback([this] { chosen_ = [this] { return doctor_command(common_, doctor_, std::cout); }; });
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& wrong) {
            return app_.exit(wrong) == 0 ? exit_done : exit_usage;
        }
        return chosen_();
    }

  private:
    CLI::App* add(const std::string& name, const std::string& does, const std::string& example) {
        auto* command = app_.add_subcommand(name, does);
        command->footer("Example: " + example);
        return command;
    }

    void add_remote(CLI::App* to) {
        to->add_option("--to", common_.to,
                       "staff address of a running system, http://host:port; default: found by itself");
        to->add_option("--token", common_.token,
                       "bearer token for it; default: $GUIYI_TOKEN, or the data folder's own");
    }

    void add_serve() {
        auto* serve = add("serve", "serve all services, or the named ones", "guiyi serve --public 0.0.0.0:8080");
        serve->add_option("service", serve_.services, "intake deduplication assignment notification casework access");
        serve->add_option("--public", serve_.public_listen, "address:port of the public side, or none");
        serve->add_option("--staff", serve_.staff_listen, "address:port of the staff side, or none");
        serve->add_option("--pages", serve_.pages, "folder of the built pages (default: web beside the program)");
        serve->add_option("--bus", serve_.bus, "embedded, or nats://host:port; several with commas");
        serve->callback([this] { chosen_ = [this] { return serve_command(common_, serve_); }; });
    }

    void add_import() {
        auto* import = add("import", "take complaints from NDJSON or a known CSV; - is standard input",
                           "guiyi import --format fcc-unwanted calls.csv");
        import->add_option("file", import_.files, "files, in order")->required();
        import->add_option("--format", import_.format, "ndjson (default), ftc-dnc, fcc-unwanted, 12315");
        add_remote(import);
        import->callback([this] { chosen_ = [this] { return import_command(common_, import_); }; });
    }

    void add_export() {
        auto* parent =
            add("export", "write what the system holds to standard output", "guiyi export ties --format csv");
        parent->require_subcommand(1);
        auto* ties = parent->add_subcommand("ties", "one row per complaint: its case, verdict and score");
        ties->footer("Example: guiyi export ties --format ndjson > ties.ndjson");
        ties->add_option("--format", export_format_, "csv or ndjson")
            ->check(CLI::IsMember({"csv", "ndjson"}))
            ->capture_default_str();
        ties->add_flag("--compared", export_compared_, "add the column compared_with: the best candidate case");
        add_remote(ties);
        ties->callback([this] {
            chosen_ = [this] { return export_ties_command(common_, export_format_, export_compared_, std::cout); };
        });
        auto* facts = parent->add_subcommand("events", "every fact of a stream, or of all, as CloudEvents in NDJSON");
        facts->footer("Example: guiyi export events --stream casework > casework.ndjson");
        facts->add_option("--stream", export_stream_, "intake deduplication assignment notification casework or all")
            ->capture_default_str();
        add_remote(facts);
        facts->callback(
            [this] { chosen_ = [this] { return export_events_command(common_, export_stream_, std::cout); }; });
    }

    void add_evaluate() {
        auto* evaluate = add("evaluate", "precision and recall of the ties, against labels",
                             "guiyi evaluate --labels labels.csv --ties ties.csv");
        evaluate->add_option("--labels", evaluate_.labels, "CSV with external_ref, dispute_id and person_id")
            ->required();
        evaluate->add_option("--ties", evaluate_.ties,
                             "a CSV export; default: asked of the running system, or of the data folder");
        add_remote(evaluate);
        evaluate->callback([this] { chosen_ = [this] { return evaluate_command(common_, evaluate_, std::cout); }; });
    }

    void add_model() {
        auto* parent = add("model", "the matching model", "guiyi model fit complaints/");
        parent->require_subcommand(1);
        auto* fit = parent->add_subcommand("fit", "estimate its weights from complaints; writes a new model file");
        fit->footer("Example: guiyi model fit complaints/ --out config/matching/model-2.toml");
        fit->add_option("folder", model_fit_.folder, "holds complaints.ndjson")->required();
        fit->add_flag("--labels", model_fit_.labels, "learn from its labels.csv instead of without labels");
        fit->add_option("--out", model_fit_.out, "file to write; default: the next model-N.toml");
        fit->callback([this] { chosen_ = [this] { return model_fit_command(common_, model_fit_, std::cout); }; });
    }

    void add_deadline() {
        auto* deadline = add("deadline", "the due date of a clock, with its arithmetic",
                             "guiyi deadline K2 --from 2026-09-30 --exclude 2026-10-12..2026-10-13");
        deadline->add_option("clock", deadline_.clock, "K1, K2, K5, K5+ext, K6, ...")->required();
        deadline->add_option("--from", deadline_.from, "date the clock starts; the day itself does not count")
            ->required();
        deadline->add_option("--rulebook", deadline_.rulebook, "default: the one in force on that date");
        deadline->add_option("--exclude", deadline_.excluded, "FROM..TO, days that do not count; may be repeated");
        deadline->add_option("--language", deadline_.language, "zh or en")
            ->check(CLI::IsMember({"zh", "en"}))
            ->capture_default_str();
        deadline->callback([this] { chosen_ = [this] { return deadline_command(common_, deadline_, std::cout); }; });
    }

    void add_rulebook() {
        auto* parent = add("rulebook", "the law as data: tracks, clocks, grounds, forms", "guiyi rulebook check");
        parent->require_subcommand(1);
        auto* check = parent->add_subcommand("check", "refuse what does not hold together, by file, line and reason");
        check->footer("Example: guiyi rulebook check config/rulebooks/samr-o121.toml");
        check->add_option("file", files_, "rulebooks; default: all of the settings, and the calendars");
        check->callback([this] { chosen_ = [this] { return rulebook_check_command(common_, files_, std::cout); }; });
        auto* explain = parent->add_subcommand("explain", "the clocks of a case, day by day, with reason and article");
        explain->footer("Example: guiyi rulebook explain C2026-0000042 --clock K2 --language en");
        explain->add_option("case", folder_, "case number")->required();
        explain->add_option("--clock", clock_, "one of its clocks; default: all");
        explain->add_option("--language", language_, "zh or en")
            ->check(CLI::IsMember({"zh", "en"}))
            ->capture_default_str();
        add_remote(explain);
        explain->callback([this] {
            chosen_ = [this] { return rulebook_explain_command(common_, folder_, clock_, language_, std::cout); };
        });
    }

    void add_audit() {
        auto* parent = add("audit", "the record of decisions and looks", "guiyi audit verify");
        parent->require_subcommand(1);
        auto* verify =
            parent->add_subcommand("verify", "check chains and checkpoints; exit 0 intact, 1 broken (says where)");
        verify->footer("Example: guiyi audit verify chain.txt checkpoint-20261120T000000.000Z.txt");
        verify->add_option("file", files_, "chains written by audit export, and checkpoints; default: the data folder");
        verify->add_option("--key", key_, "public key (hex) that checkpoints must be signed with; default: our own");
        verify->callback([this] { chosen_ = [this] { return audit_verify(common_, files_, key_, std::cout); }; });
        auto* sign = parent->add_subcommand("checkpoint", "print the heads of all chains, signed, to keep elsewhere");
        sign->footer("Example: guiyi audit checkpoint > /mnt/elsewhere/checkpoint.txt");
        sign->callback([this] { chosen_ = [this] { return audit_checkpoint(common_, std::cout); }; });
        auto* out = parent->add_subcommand("export", "write the chain to standard output, for safe keeping elsewhere");
        out->footer("Example: guiyi audit export access > chain.txt");
        out->add_option("stream", stream_, "casework (decisions) or access (sign-ins, looks), or another stream")
            ->capture_default_str();
        out->callback([this] { chosen_ = [this] { return audit_export(common_, stream_, std::cout); }; });
    }

    void add_maintenance() {
        auto* snapshot = add("snapshot", "write a service's state, for new copies of it to begin with",
                             "guiyi snapshot casework /srv/guiyi/snapshots");
        snapshot->add_option("service", clock_, "intake deduplication assignment notification casework access")
            ->required();
        snapshot->add_option("folder", folder_, "the snapshot lies in a folder of the service there")->required();
        add_remote(snapshot);
        snapshot->callback(
            [this] { chosen_ = [this] { return snapshot_command(common_, clock_, folder_, std::cout); }; });
        auto* backup =
            add("backup", "copy the data folder, also while the system runs", "guiyi backup /backup/2026-11-23");
        backup->add_option("folder", folder_, "does not exist yet")->required();
        add_remote(backup);
        backup->callback([this] { chosen_ = [this] { return backup_command(common_, folder_, std::cout); }; });
        auto* restore =
            add("restore", "copy a backup into an empty data folder", "guiyi restore /backup/2026-11-23 --data data");
        restore->add_option("folder", folder_, "a backup")->required();
        restore->callback([this] { chosen_ = [this] { return restore_command(common_, folder_, std::cout); }; });
        auto* rebuild =
            add("rebuild", "drop a service's state and fold its stream again", "guiyi rebuild deduplication");
        rebuild->add_option("service", folder_, "intake deduplication assignment notification casework access")
            ->required();
        rebuild->callback([this] { chosen_ = [this] { return rebuild_command(common_, folder_, std::cout); }; });
    }

    void add_token() {
        auto* parent = add("token", "sign-in tokens of the staff side", "guiyi token issue zhang.wei");
        parent->require_subcommand(1);
        auto* issue =
            parent->add_subcommand("issue", "print a new token for an officer or a machine; it is shown once");
        issue->footer("Example: guiyi token issue platform-12315 --role machine --scope import --days 90");
        issue->add_option("principal", token_.principal, "account, officer of config/desks.toml, or a machine's name")
            ->required();
        issue->add_option("--role", token_.role, "officer (any person), machine or admin")
            ->check(CLI::IsMember({"officer", "machine", "admin"}))
            ->capture_default_str();
        issue->add_option("--scope", token_.scopes, "what it is good for alone: cases import export backup ...");
        issue->add_option("--days", token_.days, "how long it is good")->capture_default_str();
        issue->callback([this] { chosen_ = [this] { return token_issue_command(common_, token_, std::cout); }; });
    }

    void add_account() {
        auto* parent = add("account", "accounts of the staff side", "guiyi account invite wang.min");
        parent->require_subcommand(1);
        auto* link = parent->add_subcommand("invite", "print a link by which somebody sets a password; once");
        link->footer("Example: guiyi account invite zhou.li --name 周丽 --role auditor");
        link->add_option("account", invite_.account, "an account, an officer of config/desks.toml, or a new name")
            ->required();
        link->add_option("--name", invite_.name, "the person's name, for a new account");
        link->add_option("--role", invite_.roles, "roles of a new account; default: as config/desks.toml says");
        link->add_option("--desk", invite_.desk, "desk of a new account");
        link->callback([this] { chosen_ = [this] { return account_invite_command(common_, invite_, std::cout); }; });
    }

    CLI::App app_;
    std::function<int()> chosen_ = [] { return exit_usage; };
    common_options common_;
    serve_options serve_;
    doctor_options doctor_;
    import_options import_;
    deadline_options deadline_;
    token_request token_;
    invite_request invite_;
    evaluate_options evaluate_;
    model_fit_options model_fit_;
    std::string export_format_ = "csv";
    std::string export_stream_ = "all";
    bool export_compared_ = false;
    std::string folder_;
    std::vector<std::string> files_;
    std::string clock_;
    std::string language_ = "zh";
    std::string key_;
    std::string stream_ = "casework";
};

} // namespace

int run(int argc, char** argv) {
    explain_bus_errors();
    try {
        command_line line;
        return line.run(argc, argv);
    } catch (const std::exception& broken) {
        return complain(fail(errc::io, broken.what()));
    }
}

} // namespace guiyi::program
