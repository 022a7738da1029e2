#include "services/guiyi/checkpoint.hpp"

#include "common/store/synced_file.hpp"

#include <algorithm>
#include <sstream>

namespace guiyi::program {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_line = "guiyi-checkpoint 1\n";

error malformed() { return fail(errc::corrupt, "it is no checkpoint, or was changed"); }

result<chain_head> read_head(std::istringstream& fields) {
    std::string name, hash;
    chain_head out;
    if (!(fields >> name >> out.at.seq >> hash)) return malformed();
    const auto of = events::stream_named(name);
    const auto bytes = from_hex(hash);
    if (!of || !bytes || bytes->size() != out.at.hash.size()) return malformed();
    out.of = *of;
    std::ranges::copy(*bytes, reinterpret_cast<char*>(out.at.hash.data()));
    return out;
}

} // namespace

privacy::signing_key checkpoint_key(const privacy::deployment_keys& keys) {
    return privacy::signing_key(keys.seal_key, "checkpoints of the audit chains");
}

std::string to_text(const std::vector<chain_head>& heads, instant at, const privacy::signing_key& by) {
    std::string out(first_line);
    out += "at " + format_rfc3339(at) + "\n";
    for (const auto& head : heads)
        out += "head " + std::string(events::name_of(head.of)) + " " + std::to_string(head.at.seq) + " " +
               to_hex(head.at.hash) + "\n";
    out += "key " + to_hex(by.public_key()) + "\n";
    return out + "signature " + to_hex(by.sign(out)) + "\n";
}

bool is_checkpoint(std::string_view text) { return text.starts_with("guiyi-checkpoint "); }

result<checkpoint> read_checkpoint(std::string_view text) {
    const auto last = text.rfind("signature ");
    if (!text.starts_with(first_line) || last == text.npos) return malformed();
    auto hex = text.substr(last + 10);
    while (hex.ends_with('\n') || hex.ends_with('\r')) hex.remove_suffix(1);
    const auto signature = from_hex(hex);
    checkpoint out;
    std::istringstream lines{std::string(text.substr(first_line.size(), last - first_line.size()))};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string what, value;
        fields >> what;
        if (what == "head") {
            auto head = read_head(fields);
            if (!head) return head.error();
            out.heads.push_back(*head);
        } else if (what == "at" && fields >> value) {
            const auto at = parse_rfc3339(value);
            if (!at) return malformed();
            out.at = *at;
        } else if (what == "key" && fields >> value) {
            const auto bytes = from_hex(value);
            if (!bytes) return malformed();
            out.public_key = *bytes;
        } else {
            return malformed();
        }
    }
    if (!signature || !privacy::is_signed_by(out.public_key, text.substr(0, last), *signature)) return malformed();
    return out;
}

result<std::vector<chain_head>> heads_of(const bus::bus& over) {
    std::vector<chain_head> out;
    for (const auto of : events::all_streams) {
        const auto tail = over.tail(of);
        if (!tail) return tail.error();
        out.push_back({of, *tail});
    }
    return out;
}

checkpointer::checkpointer(const bus::bus& over, const clock& time, const privacy::deployment_keys& keys,
                           fs::path folder)
    : over_(over), time_(time), key_(keys.seal_key, "checkpoints of the audit chains"), folder_(std::move(folder)) {}

result<std::string> checkpointer::make() const {
    const auto heads = heads_of(over_);
    if (!heads) return heads.error();
    return to_text(*heads, time_.now(), key_);
}

result<void> checkpointer::write() const {
    const auto text = make();
    if (!text) return text.error();
    std::error_code ec;
    fs::create_directories(folder_, ec);
    if (ec) return fail(errc::io, "cannot create " + folder_.string() + ": " + ec.message());
    std::string name = format_rfc3339(time_.now());
    std::erase_if(name, [](char c) { return c == ':' || c == '-'; });
    return store::write_synced(folder_ / ("checkpoint-" + name + ".txt"), *text);
}

result<std::vector<std::pair<std::string, checkpoint>>> read_checkpoints(const fs::path& folder) {
    std::vector<std::pair<std::string, checkpoint>> out;
    std::error_code ec;
    std::vector<fs::path> files;
    for (const auto& one : fs::directory_iterator(folder, ec))
        if (one.path().filename().string().starts_with("checkpoint-") && one.path().extension() == ".txt")
            files.push_back(one.path());
    std::ranges::sort(files);
    for (const auto& file : files) {
        auto read = read_checkpoint(store::file_text(file));
        if (!read) return fail(read.error().code, file.string() + ": " + read.error().detail);
        out.emplace_back(file.string(), std::move(*read));
    }
    return out;
}

} // namespace guiyi::program
