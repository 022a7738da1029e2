#include "common/observe/log.hpp"
#include "common/observe/metrics.hpp"
#include "common/time/instant.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

namespace guiyi::observe {
namespace {

class Log : public testing::Test {
  protected:
    Log() {
        std::string name = (std::filesystem::temp_directory_path() / "guiyi-log-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~Log() override {
        stop_logging();
        std::filesystem::remove_all(folder_);
    }

    std::string file() const { return (folder_ / "log.jsonl").string(); }
    std::vector<boost::json::object> lines() const {
        std::vector<boost::json::object> out;
        std::ifstream in(file());
        for (std::string line; std::getline(in, line);) out.push_back(boost::json::parse(line).as_object());
        return out;
    }

    std::filesystem::path folder_;
};

TEST_F(Log, EachLineIsOneJsonObjectWithTimeLevelAndEvent) {
    ASSERT_TRUE(start_logging({.target = file()}));
    log_info("service_started", {{"service", "intake"}, {"position", 42}});
    log_warning("disk_low");
    stop_logging();

    const auto written = lines();
    ASSERT_EQ(written.size(), 2u);
    EXPECT_EQ(written[0].at("level"), "info");
    EXPECT_EQ(written[0].at("event"), "service_started");
    EXPECT_EQ(written[0].at("service"), "intake");
    EXPECT_EQ(written[0].at("position"), 42);
    EXPECT_EQ(written[1].at("level"), "warning");
    const std::string at(written[0].at("at").as_string());
    ASSERT_TRUE(parse_rfc3339(at)) << at;
    EXPECT_EQ(format_rfc3339(parse_rfc3339(at).value()), at);
}

TEST_F(Log, LinesBelowTheLevelAreNotWritten) {
    ASSERT_TRUE(start_logging({.level = parse_log_level("warning"), .target = file()}));
    log_debug("a");
    log_info("b");
    log_warning("c");
    log_error("d");
    log(log_level::off, "e");
    stop_logging();

    const auto written = lines();
    ASSERT_EQ(written.size(), 2u);
    EXPECT_EQ(written[0].at("event"), "c");
    EXPECT_EQ(written[1].at("event"), "d");
}

TEST_F(Log, FormatDirectivesInValuesAreOnlyText) {
    ASSERT_TRUE(start_logging({.target = file()}));
    log_info("e", {{"v", "100% {} {0} %v %l"}});
    stop_logging();

    EXPECT_EQ(lines().at(0).at("v"), "100% {} {0} %v %l");
}

TEST_F(Log, LoggingBeforeStartAndAfterStopIsHarmless) {
    log_error("too_early");
    ASSERT_TRUE(start_logging({.target = file()}));
    log_info("in_time");
    stop_logging();
    log_error("too_late");
    stop_logging();

    const auto written = lines();
    ASSERT_EQ(written.size(), 1u);
    EXPECT_EQ(written[0].at("event"), "in_time");
}

TEST_F(Log, AFileThatCannotBeOpenedIsAnErrorAndTheRunningLogStays) {
    ASSERT_TRUE(start_logging({.target = file()}));

    EXPECT_EQ(start_logging({.target = folder_.string()}).error().code, errc::io);
    log_info("still_here");
    stop_logging();

    EXPECT_EQ(lines().size(), 1u);
}

TEST_F(Log, NothingIsLostOrTornWhenManyThreadsWriteWithinTheQueue) {
    ASSERT_TRUE(start_logging({.target = file(), .queue_lines = 8192}));
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < 4; ++writer)
            writers.emplace_back([writer] {
                for (int i = 0; i < 1000; ++i) log_info("tick", {{"writer", writer}, {"i", i}});
            });
    }
    stop_logging();

    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    for (const auto& line : lines()) seen.emplace(line.at("writer").as_int64(), line.at("i").as_int64());
    EXPECT_EQ(seen.size(), 4000u);
}

// The log goes to a pipe nobody reads, as to a disk that hangs: callers go on, the oldest lines are lost and counted.
TEST_F(Log, AHangingTargetLosesTheOldestLinesAndCountsThem) {
    const std::uint64_t before = dropped_log_lines();
    ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
    const int pipe = ::open(file().c_str(), O_RDWR);
    ASSERT_GE(pipe, 0);
    ASSERT_TRUE(start_logging({.target = file(), .queue_lines = 64}));

    constexpr int lines = 5000; // ten times what the pipe and the queue hold
    for (int i = 0; i < lines; ++i) log_info("filler", {{"i", i}, {"padding", std::string(60, 'x')}});
    log_info("the_end");
    const std::uint64_t dropped = dropped_log_lines() - before;
    std::string read;
    std::jthread reader([&] {
        char buffer[4096];
        while (read.find("the_end") == std::string::npos) {
            const ssize_t size = ::read(pipe, buffer, sizeof buffer);
            if (size <= 0) break;
            read.append(buffer, static_cast<std::size_t>(size));
        }
    });
    stop_logging();
    reader.join();
    ::close(pipe);

    EXPECT_GT(dropped, 1000u);
    EXPECT_EQ(dropped_log_lines() - before, dropped); // the count survives the log
    EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(read, '\n')) + dropped, lines + 1u);
    EXPECT_NE(metrics().render().find("guiyi_log_lines_dropped_total " + std::to_string(before + dropped) + "\n"),
              std::string::npos);
}

} // namespace
} // namespace guiyi::observe
