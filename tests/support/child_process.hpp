// A program run beside a test, spoken to by lines. Ended with the test.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace guiyi::testing {

class child_process {
  public:
    explicit child_process(std::vector<std::string> command) {
        int in[2], out[2];
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipes");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        std::vector<char*> arguments;
        for (auto& part : command) arguments.push_back(part.data());
        arguments.push_back(nullptr);
        const int failed = posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(in[0]);
        close(out[1]);
        to_ = in[1];
        from_ = out[0];
        if (failed != 0) throw std::runtime_error("cannot run " + command[0]);
        reader_ = std::thread([this] { read_lines(); });
    }

    ~child_process() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        reader_.join(); // its input has ended
        close(to_);
        close(from_);
    }
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    void tell(const std::string& order) {
        const std::string line = order + "\n";
        if (write(to_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            throw std::runtime_error("the child is gone");
    }

    /// The next event it prints. Throws when none comes for half a minute.
    boost::json::object event() {
        std::unique_lock lock(mutex_);
        if (!heard_.wait_for(lock, std::chrono::seconds(30), [&] { return ended_ || !lines_.empty(); }))
            throw std::runtime_error("the child said nothing for 30 s");
        if (lines_.empty()) throw std::runtime_error("the child ended");
        const auto line = std::move(lines_.front());
        lines_.pop_front();
        return boost::json::parse(line).as_object();
    }

    /// The next event of that name; others before it are passed over.
    boost::json::object event(std::string_view name) {
        for (;;)
            if (auto one = event(); one.at("event").as_string() == name) return one;
    }

    /// Tells an order and waits until it is carried out.
    void order(const std::string& what) {
        tell(what);
        event("done");
    }

  private:
    /// Reads always, so that the child never waits for a full pipe.
    void read_lines() {
        std::string buffer;
        char bytes[4096];
        for (ssize_t size = 0; (size = read(from_, bytes, sizeof bytes)) > 0;) {
            buffer.append(bytes, static_cast<std::size_t>(size));
            const std::scoped_lock guard(mutex_);
            for (auto end = buffer.find('\n'); end != std::string::npos; end = buffer.find('\n')) {
                lines_.push_back(buffer.substr(0, end));
                buffer.erase(0, end + 1);
            }
            heard_.notify_all();
        }
        const std::scoped_lock guard(mutex_);
        ended_ = true;
        heard_.notify_all();
    }

    pid_t pid_ = -1;
    int to_ = -1;
    int from_ = -1;
    std::thread reader_;
    std::mutex mutex_;
    std::condition_variable heard_;
    std::deque<std::string> lines_;
    bool ended_ = false;
};

inline std::string text(const boost::json::object& of, std::string_view name) {
    return std::string(of.at(name).as_string());
}

} // namespace guiyi::testing
