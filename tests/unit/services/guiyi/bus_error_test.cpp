#include "services/guiyi/bus_error.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace guiyi::program {

/// The cheapest page that cannot be read: one behind the end that its file got after it was mapped.
void read_where_the_file_ended(const std::filesystem::path& path) {
    std::ofstream(path) << std::string(8192, 'x');
    const int file = ::open(path.c_str(), O_RDWR);
    const auto* at = static_cast<const volatile char*>(::mmap(nullptr, 8192, PROT_READ, MAP_SHARED, file, 0));
    if (::ftruncate(file, 0) != 0) return;
    static_cast<void>(at[4096]);
}

TEST(BusError, IsExplainedBeforeItEndsTheProcess) {
    const testing::temp_folder folder;
    EXPECT_EXIT(
        {
            explain_bus_errors();
            read_where_the_file_ended(folder.path() / "table");
        },
        ::testing::KilledBySignal(SIGBUS), "could not be read from the disk.*start again");
}

} // namespace guiyi::program
