// Signed checkpoints and what `guiyi audit verify` says of chains that were cut or written anew.
#include "services/guiyi/checkpoint.hpp"
#include "services/guiyi/audit_command.hpp"
#include "services/guiyi/node.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace guiyi::program {

class Checkpoint : public ::testing::Test {
  protected:
    void write(const std::string& name, const std::string& text) { std::ofstream(folder.path() / name) << text; }
    std::string file(const std::string& name) const { return (folder.path() / name).string(); }
    int verify(std::vector<std::string> names, const std::string& by = {}) {
        for (auto& one : names) one = file(one);
        std::ostringstream out;
        ::testing::internal::CaptureStderr();
        const int code = audit_verify({.config = file("none.toml"), .data = {}, .to = {}, .token = {}}, names, by, out);
        said = out.str() + ::testing::internal::GetCapturedStderr();
        return code;
    }
    /// A chain of commits as `audit export` writes it, and its heads.
    static std::pair<std::string, std::vector<bus::position>> chain(int commits, const std::string& mark = "x") {
        std::string text;
        std::vector<bus::position> heads;
        bus::position at;
        for (int i = 1; i <= commits; ++i) {
            events::commit one;
            one.on = events::stream::casework;
            one.seq = static_cast<sequence>(i);
            events::note_added note;
            note.of_case = case_no("C1");
            note.officer = officer_id("o");
            note.text = mark + std::to_string(i);
            one.events.push_back({note, {}, "C1", {}});
            const auto body = events::encode(one);
            at = {one.seq, blake2b(bytes_of(at.hash), body)};
            heads.push_back(at);
            text += std::to_string(i) + " " + to_hex(at.hash) + " " + body + "\n";
        }
        return {text, heads};
    }
    std::string signed_at(const bus::position& head) const {
        return to_text({{events::stream::casework, head}}, parse_rfc3339("2026-11-20T00:00:00Z").value(), key);
    }

    /// A data folder that served, and issued a token.
    void serve_once(const clock& time, random_source& random) const {
        auto settings = config::load_settings(GUIYI_SOURCE_DIR "/config/guiyi.toml").value();
        settings.data_dir = file("data");
        const auto served = node::open(settings, time, random).value();
        served->start().value();
        served
            ->issue_token({.token = {},
                           .principal = account_id("p"),
                           .machine = true,
                           .roles = {},
                           .scopes = {},
                           .hash = {},
                           .expires_at = {},
                           .note = {}})
            .value();
        served->stop();
    }

    testing::temp_folder folder;
    privacy::deployment_keys keys{std::string(32, 's'), {}, {}, std::string(32, 't')};
    privacy::signing_key key{keys.seal_key, "checkpoints of the audit chains"};
    std::string said;
};

TEST_F(Checkpoint, ReadsBackWhatWasSignedAndNothingThatWasChanged) {
    const auto text = signed_at(chain(3).second.back());
    const auto read = read_checkpoint(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->heads.front().at.seq, 3u);
    EXPECT_EQ(read->public_key, key.public_key());
    for (std::size_t at = 0; at + 1 < text.size(); at += 7) {
        auto changed = text;
        changed[at] = changed[at] == '1' ? '2' : '1';
        EXPECT_FALSE(read_checkpoint(changed)) << "byte " << at;
    }
    EXPECT_FALSE(read_checkpoint(""));
    EXPECT_FALSE(read_checkpoint(text.substr(0, text.size() / 2)));
}

TEST_F(Checkpoint, AgreesWithItsChainAndWithALongerOne) {
    const auto [text, heads] = chain(5);
    write("chain.txt", text);
    write("checkpoint.txt", signed_at(heads[2]));
    EXPECT_EQ(verify({"chain.txt", "checkpoint.txt"}), exit_done) << said;
    EXPECT_NE(said.find("1 chains agree"), said.npos) << said;
    EXPECT_EQ(verify({"checkpoint.txt", "chain.txt"}, to_hex(key.public_key())), exit_done) << said;
}

TEST_F(Checkpoint, ShowsThatAChainWasCutWrittenAnewOrSignedBySomebodyElse) {
    const auto [text, heads] = chain(5);
    write("checkpoint.txt", signed_at(heads.back()));
    write("cut.txt", chain(4).first);
    EXPECT_EQ(verify({"cut.txt", "checkpoint.txt"}), exit_failed);
    EXPECT_NE(said.find("commits were cut"), said.npos) << said;
    write("anew.txt", chain(5, "y").first);
    EXPECT_EQ(verify({"anew.txt"}), exit_done) << "whole in itself";
    EXPECT_EQ(verify({"anew.txt", "checkpoint.txt"}), exit_failed);
    EXPECT_NE(said.find("written anew"), said.npos) << said;
    write("chain.txt", text);
    EXPECT_EQ(verify({"chain.txt", "checkpoint.txt"}, std::string(64, 'a')), exit_failed);
    EXPECT_NE(said.find("another key"), said.npos) << said;
    EXPECT_EQ(verify({"chain.txt"}, "zz"), exit_usage);
}

TEST_F(Checkpoint, ABrokenChainSaysWhere) {
    auto text = chain(5).first;
    text.replace(text.find("x3"), 2, "z3");
    write("chain.txt", text);
    EXPECT_EQ(verify({"chain.txt"}), exit_failed);
    EXPECT_NE(said.find("line 3"), said.npos) << said;
}

TEST_F(Checkpoint, ANodeSignsAtItsFirstStartAndTheFolderIsVerifiedWithThem) {
    manual_clock time{parse_rfc3339("2026-11-20T08:00:00Z").value()};
    const auto random = seeded_random(9);
    serve_once(time, *random);
    const auto all = read_checkpoints(file("data/checkpoints")).value();
    ASSERT_EQ(all.size(), 1u);
    const program::common_options line{
        .config = GUIYI_SOURCE_DIR "/config/guiyi.toml", .data = file("data"), .to = {}, .token = {}};
    std::ostringstream out;
    EXPECT_EQ(audit_verify(line, {}, {}, out), exit_done);
    EXPECT_NE(out.str().find("access: intact"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find("checkpoints: 1"), std::string::npos) << out.str();

    // A checkpoint of a future that the folder does not have: it was put back to an older copy.
    auto later = all.front().second.heads;
    for (auto& head : later) ++head.at.seq;
    const auto its_keys = privacy::load_or_create_keys(file("data/keys/deployment.key"), *random).value();
    std::ofstream(file("data/checkpoints/checkpoint-2.txt")) << to_text(later, time.now(), checkpoint_key(its_keys));
    ::testing::internal::CaptureStderr();
    // One that is ahead of a stream at zero commits is ahead all the same.
    const int code = audit_verify(line, {}, {}, out);
    const auto why = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(code, exit_failed);
    EXPECT_NE(why.find("commits were cut"), why.npos) << why;
}

TEST_F(Checkpoint, OnASharedBusAFolderIsHeldToTheStreamsItKeeps) {
    const manual_clock time{parse_rfc3339("2026-11-20T08:00:00Z").value()};
    const auto random = seeded_random(9);
    serve_once(time, *random);
    const auto its_keys = privacy::load_or_create_keys(file("data/keys/deployment.key"), *random).value();
    std::ofstream(file("data/checkpoints/checkpoint-2.txt"))
        << to_text({{events::stream::intake, {1, {}}}}, time.now(), checkpoint_key(its_keys));
    write("alone.toml", "");
    write("shared.toml", "[bus]\nkind = \"nats://bus-a:4222\"\n");
    const auto verified_by = [this](const std::string& config) {
        std::ostringstream out;
        ::testing::internal::CaptureStderr();
        const program::common_options line{.config = file(config), .data = file("data"), .to = {}, .token = {}};
        const int code = audit_verify(line, {}, {}, out);
        said = out.str() + ::testing::internal::GetCapturedStderr();
        return code;
    };

    EXPECT_EQ(verified_by("alone.toml"), exit_failed);
    EXPECT_NE(said.find("commits were cut"), said.npos) << said;

    EXPECT_EQ(verified_by("shared.toml"), exit_done);
    EXPECT_NE(said.find("intake: not kept in this folder"), said.npos) << said;
}

} // namespace guiyi::program
