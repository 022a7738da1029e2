#include "services/guiyi/command.hpp"

#include "common/core/digest.hpp"

#include <boost/json/parse.hpp>

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace guiyi::program {

namespace {

std::optional<std::string> file_text(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) return std::nullopt;
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

std::string token_for(const common_options& options, const data_folder& at) {
    if (!options.token.empty()) return options.token;
    if (const char* given = std::getenv("GUIYI_TOKEN")) return given;
    return trimmed(file_text(at.local_token()).value_or(""));
}

} // namespace

result<config::settings> settings_for(const common_options& options) {
    auto settings = config::load_settings(options.config);
    if (settings && !options.data.empty()) settings->data_dir = options.data;
    return settings;
}

std::filesystem::path data_folder::spool() const {
    if (shared.empty()) return evidence() / "spool";
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    const auto who = to_hex(blake2b(host.data(), std::filesystem::absolute(root).lexically_normal().string()));
    return evidence() / ("spool-" + who.substr(0, 12));
}

std::filesystem::path data_folder::key_file(const config::settings& with) const {
    return with.privacy.key_file.empty() ? keys() / "deployment.key" : with.resolve(with.privacy.key_file);
}

std::filesystem::path data_folder::checkpoints(const config::settings& with) const {
    return with.access.checkpoint_folder.empty() ? root / "checkpoints" : with.resolve(with.access.checkpoint_folder);
}

std::optional<running_system> find_running(const common_options& options, const data_folder& at) {
    if (!options.to.empty()) return running_system{options.to, token_for(options, at)};
    const auto text = file_text(at.running());
    if (!text) return std::nullopt;
    boost::system::error_code ec;
    const auto told = boost::json::parse(*text, ec);
    if (ec || !told.is_object()) return std::nullopt;
    const auto* pid = told.get_object().if_contains("pid");
    const auto* staff = told.get_object().if_contains("staff");
    if (!pid || !pid->is_int64() || !staff || !staff->is_string()) return std::nullopt;
    if (::kill(static_cast<pid_t>(pid->get_int64()), 0) != 0) return std::nullopt; // left behind by a crash
    return running_system{std::string(staff->get_string()), token_for(options, at)};
}

int complain(const error& why) {
    std::cerr << "guiyi: " << why.detail << "\n";
    return exit_failed;
}

} // namespace guiyi::program
