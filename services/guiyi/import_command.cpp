#include "services/guiyi/import_command.hpp"

#include "services/guiyi/client.hpp"
#include "services/guiyi/csv_formats.hpp"
#include "services/guiyi/offline.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

namespace guiyi::program {

namespace {

constexpr std::size_t batch_lines_max = 1000;
constexpr std::size_t batch_bytes_max = 2 << 20;

/// Counts, refused rows and the bar, for a person watching.
class progress {
  public:
    progress() : on_terminal_(::isatty(STDERR_FILENO) == 1) {}

    void taken(std::size_t count) {
        taken_ += count;
        if (on_terminal_) std::cerr << "\r" << taken_ << " taken, " << refused_ << " refused " << std::flush;
    }
    void refused(const std::string& file, std::uint64_t line, const std::string& why) {
        ++refused_;
        if (on_terminal_) std::cerr << "\r";
        std::cerr << file << ":" << line << ": " << why << "\n";
    }
    int end() const {
        if (on_terminal_) std::cerr << "\r";
        std::cerr << taken_ << " taken, " << refused_ << " refused\n";
        return refused_ == 0 ? exit_done : exit_refused;
    }

  private:
    bool on_terminal_;
    std::size_t taken_ = 0, refused_ = 0;
};

/// What an answer line says against its row, without the row's own words.
std::string reason_in(const boost::json::object& said) {
    std::string text;
    if (const auto* errors = said.if_contains("errors"); errors && errors->is_array())
        for (const auto& one : errors->get_array()) {
            if (!one.is_object()) continue;
            for (const auto* member : {"pointer", "code", "detail"})
                if (const auto* value = one.get_object().if_contains(member); value && value->is_string())
                    text +=
                        std::string(text.empty() || text.back() == ' ' ? "" : " ") + std::string(value->get_string());
            text += "; ";
        }
    if (text.empty())
        if (const auto* detail = said.if_contains("detail"); detail && detail->is_string()) text = detail->get_string();
    while (text.ends_with("; ")) text.resize(text.size() - 2);
    return text.empty() ? "refused" : text;
}

class batcher {
  public:
    batcher(const line_batch_sink& sink, progress& told) : sink_(sink), told_(told) {}

    /// @errors errc::unavailable when the system went away
    result<void> add(const std::string& file, std::uint64_t line, std::string text) {
        bytes_ += text.size();
        lines_.push_back(std::move(text));
        places_.emplace_back(file, line);
        if (lines_.size() < batch_lines_max && bytes_ < batch_bytes_max) return {};
        return flush();
    }

    result<void> flush() {
        if (lines_.empty()) return {};
        const auto answers = sink_(lines_);
        if (!answers) return answers.error();
        std::size_t taken = 0;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (i >= answers->size()) return fail(errc::unavailable, "the system stopped answering at " + place(i));
            boost::system::error_code ec;
            const auto said = boost::json::parse((*answers)[i], ec);
            if (ec || !said.is_object())
                return fail(errc::unavailable, "the system answered something else at " + place(i));
            const auto* status = said.get_object().if_contains("status");
            const auto code = status && status->is_int64() ? status->get_int64() : 500;
            if (code == 201)
                ++taken;
            else if (code >= 500)
                return fail(errc::unavailable,
                            "not taken for now, from " + place(i) + " on: " + reason_in(said.get_object()));
            else
                told_.refused(places_[i].first, places_[i].second, reason_in(said.get_object()));
        }
        told_.taken(taken);
        lines_.clear();
        places_.clear();
        bytes_ = 0;
        return {};
    }

  private:
    std::string place(std::size_t i) const { return places_[i].first + ":" + std::to_string(places_[i].second); }

    const line_batch_sink& sink_;
    progress& told_;
    std::vector<std::string> lines_;
    std::vector<std::pair<std::string, std::uint64_t>> places_;
    std::size_t bytes_ = 0;
};

bool is_ndjson(const import_options& options) { return options.format.empty() || options.format == "ndjson"; }

result<void> read_ndjson(std::istream& in, const std::string& name, batcher& into) {
    std::uint64_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.find_first_not_of(" \t") == line.npos) continue;
        if (auto added = into.add(name, number, std::move(line)); !added) return added;
    }
    if (in.bad()) return fail(errc::io, name + ": reading failed behind line " + std::to_string(number));
    return into.flush();
}

result<void> read_csv(std::istream& in, const std::string& name, csv_format format, batcher& into, progress& told) {
    csv_reader reader(in);
    const auto header = reader.next();
    if (in.bad()) return fail(errc::io, name + " cannot be read");
    if (!header) return fail(errc::invalid, name + " is empty");
    if (!*header) return header->error();
    if (auto known = format.read_header(**header); !known)
        return fail(errc::invalid, name + ": " + known.error().detail);
    while (auto row = reader.next()) {
        if (!*row) {
            told.refused(name, 0, row->error().detail);
            continue;
        }
        const auto complaint = format.complaint(**row);
        if (!complaint)
            told.refused(name, (*row)->line, complaint.error().detail);
        else if (auto added = into.add(name, (*row)->line, *complaint); !added)
            return added;
    }
    if (in.bad()) return fail(errc::io, name + ": reading failed before its end");
    return into.flush();
}

} // namespace

int import_into(const import_options& options, const line_batch_sink& sink) {
    progress told;
    batcher into(sink, told);
    for (const auto& name : options.files) {
        std::ifstream file;
        if (name != "-") {
            file.open(name);
            if (!file) return complain(fail(errc::not_found, "cannot read " + name));
        }
        std::istream& in = name == "-" ? std::cin : file;
        result<void> read;
        if (is_ndjson(options)) {
            read = read_ndjson(in, name, into);
        } else {
            auto format = csv_format::named(options.format);
            if (!format) {
                complain(format.error());
                return exit_usage;
            }
            read = read_csv(in, name, std::move(*format), into, told);
        }
        if (!read) {
            told.end();
            return complain(fail(read.error().code,
                                 read.error().detail + (read.error().code == errc::unavailable
                                                            ? "; run the import again: what was taken is recognised"
                                                            : "")));
        }
    }
    return told.end();
}

line_batch_sink sink_to(const running_system& system) {
    auto to = std::make_shared<client>(system);
    return [to](const std::vector<std::string>& lines) -> result<std::vector<std::string>> {
        std::string body;
        for (const auto& line : lines) body.append(line).append("\n");
        const auto said = to->post("/api/v1/complaints:import", "application/x-ndjson", body);
        if (!said) return said.error();
        if (said->status != 200) return refusal(*said);
        std::vector<std::string> answers;
        std::istringstream text(said->body);
        for (std::string line; std::getline(text, line);)
            if (!line.empty()) answers.push_back(std::move(line));
        return answers;
    };
}

int import_command(const common_options& common, const import_options& options) {
    if (!is_ndjson(options)) {
        if (const auto format = csv_format::named(options.format); !format) {
            complain(format.error());
            return exit_usage;
        }
    }
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    if (const auto running = find_running(common, {settings->data_dir})) return import_into(options, sink_to(*running));
    const auto system = offline_system::open(*settings);
    if (!system) return complain(system.error());
    const int code = import_into(options, sink_to(system->reach));
    system->opened->settle(std::chrono::minutes(10)); // what was taken is also decided when the command ends
    return code;
}

} // namespace guiyi::program
