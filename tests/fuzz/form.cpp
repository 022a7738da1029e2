// A form as a browser without script posts it; the first line is its Content-Type. No file is left behind.
#include "common/http/form.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace guiyi;

namespace {

struct spool {
    spool() {
        std::string name = (std::filesystem::temp_directory_path() / "guiyi-fuzz-XXXXXX").string();
        fuzz::must(::mkdtemp(name.data()) != nullptr, "there is a temporary folder");
        folder = name;
    }
    ~spool() { std::filesystem::remove_all(folder); }
    std::filesystem::path folder;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    static const spool at;
    const auto text = fuzz::text_of(bytes, count);
    const auto end = text.find('\n');
    if (end == text.npos) return 0;
    const auto body = at.folder / "body";
    std::ofstream(body, std::ios::binary) << text.substr(end + 1);
    const auto files = at.folder / "files";
    std::filesystem::create_directory(files);
    {
        const auto form = http::read_form(text.substr(0, end), body, files);
        if (form) fuzz::must(form->fields.size() <= http::form_limits{}.fields_max, "a form has its limit");
    }
    fuzz::must(std::filesystem::is_empty(files), "no file is left behind");
    return 0;
}
