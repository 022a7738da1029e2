// A real NATS server on a free port with a folder of its own, for tests. Without a good server on this machine tests
// skip themselves (scripts/nats_server fetches one).
#pragma once

#include "tests/support/temp_folder.hpp"

#include <boost/json.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <iterator>
#include <optional>

extern char** environ;

namespace guiyi::testing {

/// The program named in $GUIYI_NATS_SERVER, or the one that scripts/nats_server keeps; nothing when there is none.
inline std::optional<std::string> nats_program() {
    for (const std::string& one :
         {std::string(std::getenv("GUIYI_NATS_SERVER") ? std::getenv("GUIYI_NATS_SERVER") : ""),
          std::string(GUIYI_SOURCE_DIR) + "/build/tools/nats-server"})
        if (!one.empty() && ::access(one.c_str(), X_OK) == 0) return one;
    return std::nullopt;
}

inline constexpr const char* no_nats =
    "no NATS server of 2.10.23 or newer here: run scripts/nats_server, or name one "
    "in GUIYI_NATS_SERVER";

struct nats_setup {
    std::string jetstream = "sync_interval: always";
    bool tells_settings = true; ///< the account may ask how the servers are set
    bool has_jetstream = true;
    std::string goes_astray = {}; ///< a subject of which some messages go to testing::lagging_replica
};

class nats_server {
  public:
    explicit nats_server(nats_setup how = {}) : how_(std::move(how)) { start(); }
    ~nats_server() { kill_now(); }
    nats_server(const nats_server&) = delete;
    nats_server& operator=(const nats_server&) = delete;

    std::string url() const { return "nats://127.0.0.1:" + std::to_string(port_); }

    /// kill -9.
    void kill_now() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    void pause() const { ::kill(pid_, SIGSTOP); }
    void go_on() const { ::kill(pid_, SIGCONT); }

    /// On the port of the first time.
    void start() {
        write_settings();
        const std::string settings = (folder_.path() / "nats.conf").string(), log = (folder_.path() / "log").string();
        std::string program = nats_program().value();
        std::vector<std::string> words{program, "-c", settings, "-l", log};
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        if (posix_spawn(&pid_, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0)
            throw std::runtime_error("cannot run " + program);
        wait_until_it_listens();
    }

  private:
    void write_settings() const {
        const std::string varz = "$SYS.REQ.SERVER.PING.VARZ";
        std::ofstream out(folder_.path() / "nats.conf", std::ios::trunc);
        out << "server_name: alone\nlisten: \"127.0.0.1:" << (port_ > 0 ? std::to_string(port_) : "-1") << "\"\n"
            << "ports_file_dir: \"" << folder_.path().string() << "\"\n";
        if (how_.has_jetstream)
            out << "jetstream { store_dir: \"" << folder_.path().string() << "/js\"\n" << how_.jetstream << "\n}\n";
        out << "accounts {\n SYS { users: [], exports: [{service: \"" << varz << "\", response: stream}] }\n"
            << " GUIYI { " << (how_.has_jetstream ? "jetstream: enabled, " : "")
            << "users: [{user: guiyi, password: guiyi}]";
        if (how_.tells_settings) out << ", imports: [{service: {account: SYS, subject: \"" << varz << "\"}}]";
        if (!how_.goes_astray.empty())
            out << ", mappings { \"" << how_.goes_astray
                << "\": [{destination: \"lagging.replica\", weight: \"40%\"}] }";
        out << " }\n}\nsystem_account: SYS\nno_auth_user: guiyi\n";
    }

    void wait_until_it_listens() {
        const auto ports = folder_.path() / ("nats-server_" + std::to_string(pid_) + ".ports");
        std::promise<void> never;
        auto moment = never.get_future();
        for (int i = 0; i < 3000; ++i) {
            std::ifstream in(ports);
            const std::string text{std::istreambuf_iterator<char>(in), {}};
            boost::system::error_code ec;
            const auto told = boost::json::parse(text, ec);
            if (!ec) {
                const std::string at(told.at("nats").at(0).as_string());
                port_ = std::stoi(at.substr(at.rfind(':') + 1));
                return;
            }
            moment.wait_for(std::chrono::milliseconds(10));
        }
        throw std::runtime_error("nats-server does not listen");
    }

    const nats_setup how_;
    temp_folder folder_;
    pid_t pid_ = -1;
    int port_ = 0;
};

} // namespace guiyi::testing
