#include "common/observe/log.hpp"

#include "common/observe/log_line.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <shared_mutex>

namespace guiyi::observe {

namespace {

struct running_log {
    std::shared_ptr<spdlog::details::thread_pool> pool; // outlives the logger, which only watches it
    std::shared_ptr<spdlog::async_logger> logger;
};

// A log is of the process, unlike everything else: a line must be possible from anywhere, also while stopping.
struct process_log {
    std::shared_mutex mutex; // shared: writing a line; exclusive: starting and stopping
    running_log running;
    std::atomic<log_level> level{log_level::off};
    std::atomic<std::uint64_t> dropped_before{0}; // by logs that have ended
};

process_log& the_log() {
    static process_log& instance = *new process_log; // never destroyed: threads may log while the process ends
    return instance;
}

spdlog::level::level_enum level_of(log_level level) {
    switch (level) {
        case log_level::debug: return spdlog::level::debug;
        case log_level::info: return spdlog::level::info;
        case log_level::warning: return spdlog::level::warn;
        case log_level::error: return spdlog::level::err;
        case log_level::off: return spdlog::level::off;
    }
    return spdlog::level::info;
}

running_log open_log(const log_options& options) {
    spdlog::sink_ptr sink;
    if (options.target == "stderr")
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.target);
    sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                                                                    spdlog::pattern_time_type::utc, "\n"));

    running_log out;
    out.pool = std::make_shared<spdlog::details::thread_pool>(options.queue_lines, 1);
    out.logger = std::make_shared<spdlog::async_logger>("guiyi", std::move(sink), out.pool,
                                                        spdlog::async_overflow_policy::overrun_oldest);
    out.logger->set_level(level_of(options.level));
    out.logger->flush_on(spdlog::level::trace); // on the log's own thread: a reader of the file sees each line at once
    return out;
}

/// Puts another log, or none, in the place of the running one, and writes what that still holds.
void replace(running_log next, log_level level) {
    process_log& log = the_log();
    {
        const std::unique_lock guard(log.mutex);
        std::swap(log.running, next);
        log.level = level;
    }
    if (next.pool == nullptr) return;
    log.dropped_before += next.pool->overrun_counter();
    next.logger.reset();
    next.pool.reset(); // joins its thread after the last line
}

} // namespace

log_level parse_log_level(std::string_view name) {
    if (name == "debug") return log_level::debug;
    if (name == "warning") return log_level::warning;
    if (name == "error") return log_level::error;
    if (name == "off") return log_level::off;
    return log_level::info;
}

result<void> start_logging(const log_options& options) {
    try {
        replace(open_log(options), options.level);
        return {};
    } catch (const std::exception&) {
        return fail(errc::io, "log: cannot write to " + options.target);
    }
}

void stop_logging() noexcept {
    try {
        replace({}, log_level::off);
    } catch (...) { // nothing is left to tell it to
    }
}

std::uint64_t dropped_log_lines() noexcept {
    process_log& log = the_log();
    const std::shared_lock guard(log.mutex);
    const std::uint64_t now = log.running.pool == nullptr ? 0 : log.running.pool->overrun_counter();
    return log.dropped_before + now;
}

void log(log_level level, std::string_view event, log_fields fields) noexcept {
    process_log& log = the_log();
    if (level < log.level.load(std::memory_order_relaxed) || level == log_level::off) return;
    try {
        const std::string members = log_members(event, fields);
        const std::shared_lock guard(log.mutex);
        if (log.running.logger != nullptr) log.running.logger->log(level_of(level), spdlog::string_view_t(members));
    } catch (...) { // a line that cannot be written must not end what it tells of
    }
}

} // namespace guiyi::observe
