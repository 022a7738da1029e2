// A rulebook as somebody edited it: read whole or refused with its faults, whatever stands in it.
#include "common/config/rulebook_check.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <string>

using namespace guiyi;

namespace {

/// A file of this process alone, in memory, written anew for each input.
class memory_file {
  public:
    const std::string& hold(std::string_view text) {
        fuzz::must(::ftruncate(at_, 0) == 0, "the file can be emptied");
        for (std::size_t done = 0; done < text.size();) {
            const auto count = ::pwrite(at_, text.data() + done, text.size() - done, static_cast<off_t>(done));
            fuzz::must(count > 0, "the file can be written");
            done += static_cast<std::size_t>(count);
        }
        return path_;
    }

  private:
    int at_ = ::memfd_create("rulebook.toml", MFD_CLOEXEC);
    std::string path_ = "/proc/self/fd/" + std::to_string(at_);
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    static memory_file file;
    const auto book = config::load_rulebook(file.hold(fuzz::text_of(bytes, count)));
    if (book) fuzz::must(config::faults_of(*book).empty(), "what is loaded holds together");
    else fuzz::must(!book.error().detail.empty(), "a refusal has its reason");
    return 0;
}
