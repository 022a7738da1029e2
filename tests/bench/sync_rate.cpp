// The disk's own rate: 3 KiB appended and synced by one writer. `sync_rate [SECONDS [FOLDER [BYTES]]]`
#include "tests/bench/latencies.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

using namespace guiyi::bench;

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
    const std::filesystem::path folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path();
    const std::string block(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 3072, 'x');
    std::string name = (folder / "guiyi-sync-XXXXXX").string();
    const int file = ::mkstemp(name.data());
    if (file < 0) give_up("sync_rate: cannot write in " + folder.string());
    ::unlink(name.c_str());

    latencies took;
    const auto begun = steady::now();
    auto before = begun;
    while (seconds_between(begun, before) < seconds) {
        if (::write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) || ::fdatasync(file) != 0)
            give_up("sync_rate: the disk refused a write");
        const auto after = steady::now();
        took.add(before, after);
        before = after;
    }
    ::close(file);
    tell("sync_rate", static_cast<double>(took.count()) / seconds_between(begun, before));
    tell("sync_p50_us", took.percentile(0.50));
    tell("sync_p99_us", took.percentile(0.99));
}
