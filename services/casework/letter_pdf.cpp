#include "services/casework/letter_pdf.hpp"

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace guiyi::casework {

namespace {

constexpr int look_again_ms = 200; // how soon a stop is seen

/// A descriptor that is closed with its owner.
class descriptor {
  public:
    explicit descriptor(int number = -1) : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor() { close(); }
    int get() const noexcept { return number_; }
    void close() noexcept {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }

  private:
    int number_;
};

struct pipe_ends {
    descriptor read, write;
};

/// Sockets and no pipes: a child that went away must not cost us a signal.
result<pipe_ends> make_pipe() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(errc::unavailable, "letters: no more open files are allowed");
    return pipe_ends{descriptor(ends[0]), descriptor(ends[1])};
}

/// A folder of its own, gone with its owner.
class own_folder {
  public:
    own_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "guiyi-letter-XXXXXX").string();
        if (::mkdtemp(name.data())) path_ = name;
    }
    ~own_folder() {
        std::error_code ec;
        if (!path_.empty()) std::filesystem::remove_all(path_, ec);
    }
    const std::string& path() const noexcept { return path_; }

  private:
    std::string path_;
};

/// What the child is given, all made before the fork: after it only calls that are safe there.
struct child_plan {
    const char* program;
    const char* folder;
    int in, out, err;
    rlim_t seconds, memory_bytes, file_bytes;
};

void limit(int what, rlim_t to) noexcept {
    const rlimit both{to, to};
    ::setrlimit(static_cast<__rlimit_resource>(what), &both);
}

[[noreturn]] void become(const child_plan& plan, char* const* arguments, char* const* environment) noexcept {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    // A namespace without any network; where the kernel refuses it, the letter still names nothing to fetch.
    if (::syscall(SYS_unshare, CLONE_NEWNET) != 0) ::syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWNET);
    limit(RLIMIT_CPU, plan.seconds);
    limit(RLIMIT_AS, plan.memory_bytes);
    limit(RLIMIT_FSIZE, plan.file_bytes);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 256);
    ::dup2(plan.in, STDIN_FILENO);
    ::dup2(plan.out, STDOUT_FILENO);
    ::dup2(plan.err, STDERR_FILENO);
    if (::chdir(plan.folder) == 0) ::execve(plan.program, arguments, environment);
    ::_exit(127);
}

/// The child while it runs: fed, read, and ended when its time is over.
class running_child {
  public:
    running_child(pid_t pid, descriptor in, descriptor out, std::chrono::seconds time)
        : pid_(pid),
          in_(std::move(in)),
          out_(std::move(out)),
          clock_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
        itimerspec when{};
        when.it_value.tv_sec = time.count();
        ::timerfd_settime(clock_.get(), 0, &when, nullptr);
        for (const int one : {in_.get(), out_.get()}) ::fcntl(one, F_SETFL, O_NONBLOCK);
    }
    ~running_child() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    result<std::string> talk(std::string_view text, std::size_t output_max, const std::atomic<bool>& stopped) {
        std::string out;
        while (out_.get() >= 0) {
            std::array<pollfd, 3> wait{{{out_.get(), POLLIN, 0}, {clock_.get(), POLLIN, 0}, {in_.get(), POLLOUT, 0}}};
            ::poll(wait.data(), in_.get() >= 0 ? 3 : 2, look_again_ms);
            if (stopped) return fail(errc::unavailable, "the system is being stopped");
            if (wait[1].revents != 0) return fail(errc::timeout, "the letter's PDF took too long to make");
            if (in_.get() >= 0 && wait[2].revents != 0) feed(text);
            if (wait[0].revents != 0) take(out);
            if (out.size() > output_max) return fail(errc::too_large, "the letter's PDF is too large");
        }
        return out;
    }

    /// The exit status, -1 when a signal ended it.
    int wait() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    void feed(std::string_view& text) {
        const auto written = ::send(in_.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
        const bool broken = written < 0 && errno != EAGAIN && errno != EINTR;
        if (text.empty() || broken) in_.close();
    }
    void take(std::string& to) {
        std::array<char, 64 * 1024> piece;
        const auto got = ::read(out_.get(), piece.data(), piece.size());
        if (got > 0) to.append(piece.data(), static_cast<std::size_t>(got));
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) out_.close();
    }

    pid_t pid_;
    descriptor in_, out_, clock_;
};

std::string program_path(const std::string& named) {
    return named.find('/') == std::string::npos ? "/usr/bin/" + named : named;
}

} // namespace

result<std::string> pdf_writer::write(std::string_view html) const {
    const auto program = program_path(limits_.program);
    if (::access(program.c_str(), X_OK) != 0)
        return fail(errc::unavailable, "PDF needs " + program +
                                           ": install the package weasyprint, or set "
                                           "letters.pdf_program");
    const own_folder folder;
    auto in = make_pipe(), out = make_pipe();
    if (!in || !out) return in ? out.error() : in.error();
    const descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    // The same text gives the same bytes: no time of making, fonts as they are named.
    const std::string home = "HOME=" + folder.path(), temp = "TMPDIR=" + folder.path();
    std::array<std::string, 6> told{program, "--quiet", "--encoding", "utf-8", "-", "-"};
    std::array<char*, 7> arguments{};
    for (std::size_t i = 0; i < told.size(); ++i) arguments[i] = told[i].data();
    std::array<std::string, 6> set{
        "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "SOURCE_DATE_EPOCH=0", "PYTHONDONTWRITEBYTECODE=1", home, temp};
    std::array<char*, 7> environment{};
    for (std::size_t i = 0; i < set.size(); ++i) environment[i] = set[i].data();
    const child_plan plan{program.c_str(),      folder.path().c_str(),   in->read.get(),
                          out->write.get(),     nowhere.get(),           static_cast<rlim_t>(limits_.time.count()),
                          limits_.memory_bytes, limits_.output_bytes_max};
    const pid_t pid = ::fork();
    if (pid < 0) return fail(errc::unavailable, "letters: no more processes are allowed");
    if (pid == 0) become(plan, arguments.data(), environment.data());
    in->read.close();
    out->write.close();
    running_child child(pid, std::move(in->write), std::move(out->read), limits_.time);
    auto said = child.talk(html, limits_.output_bytes_max, stopped_);
    if (!said) return said;
    if (child.wait() != 0 || !said->starts_with("%PDF-"))
        return fail(errc::unavailable, limits_.program +
                                           " could not make a PDF; try it by hand, and see that the fonts "
                                           "of scripts/setup are installed");
    return said;
}

} // namespace guiyi::casework
