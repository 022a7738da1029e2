// Who gets in: tokens, cookies, and what is made of hostile ones.
#include "services/guiyi/session.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace guiyi::program {

class Session : public ::testing::Test {
  protected:
    void SetUp() override { token = tokens.issue({"zhang.wei", "officer"}, *random).value(); }

    static http::request request(http::method verb, std::vector<std::pair<std::string, std::string>> headers) {
        http::request out;
        out.verb = verb;
        for (const auto& [name, value] : headers) out.headers.add(name, value);
        return out;
    }
    /// The answer's status, or 200 when the guard lets it pass.
    int pass(http::request one) {
        boost::asio::io_context io;
        const auto guard = subject.guard();
        auto said = boost::asio::co_spawn(io, guard(one), boost::asio::use_future);
        io.run();
        const auto refused = said.get();
        return refused ? refused->status : 200;
    }
    /// What signing in sets, without its attributes.
    std::string cookie() {
        http::router routes;
        subject.add_routes(routes);
        auto in = request(http::method::post, {{"Content-Type", "application/json"}});
        in.target = in.path = "/api/v1/session";
        in.body = R"({"token":")" + token + "\"}";
        const auto& sign_in = std::get<http::buffered_action>(routes.find(in).found->run).call;
        boost::asio::io_context io;
        auto said = boost::asio::co_spawn(io, sign_in(in), boost::asio::use_future);
        io.run();
        const std::string set = said.get().headers.at(0).second;
        return set.substr(0, set.find(';'));
    }

    testing::temp_folder folder;
    std::unique_ptr<random_source> random = seeded_random(7);
    manual_clock time{parse_rfc3339("2026-11-20T08:00:00Z").value()};
    token_file tokens{folder.path() / "staff.tokens", std::string(32, 'k')};
    sessions subject{tokens, std::string(32, 'k'), time, false};
    std::string token;
};

TEST_F(Session, ATokenOpensAndAnotherDoesNot) {
    EXPECT_EQ(pass(request(http::method::get, {{"Authorization", "Bearer " + token}})), 200);
    EXPECT_EQ(pass(request(http::method::get, {{"Authorization", "Bearer " + token + "0"}})), 401);
    EXPECT_EQ(pass(request(http::method::get, {})), 401);
}

TEST_F(Session, ACookieLastsItsTimeAndNotWithOneByteChanged) {
    const auto good = cookie();
    EXPECT_EQ(pass(request(http::method::get, {{"Cookie", "other=1; " + good}})), 200);
    for (const std::size_t at : {good.find('=') + 1, good.find('.') + 1, good.rfind('.') - 1, good.size() - 1}) {
        auto changed = good;
        changed[at] = changed[at] == '1' ? '2' : '1';
        EXPECT_EQ(pass(request(http::method::get, {{"Cookie", changed}})), 401) << at;
    }
    time.advance(sessions::lifetime);
    EXPECT_EQ(pass(request(http::method::get, {{"Cookie", good}})), 401);
}

TEST_F(Session, AnotherSiteCannotUseTheCookieWhateverElseTheRequestCarries) {
    const auto good = cookie();
    const std::vector<std::pair<std::string, std::string>> ours{
        {"Cookie", good}, {"Host", "desk.example"}, {"Origin", "https://desk.example"}};
    EXPECT_EQ(pass(request(http::method::post, ours)), 200);
    auto foreign = ours;
    foreign[2].second = "https://elsewhere.example";
    EXPECT_EQ(pass(request(http::method::post, foreign)), 403);
    foreign.emplace_back("Authorization", "Basic eA==");
    EXPECT_EQ(pass(request(http::method::post, foreign)), 403);
}

TEST_F(Session, HostileCookiesAreJustNoSession) {
    for (const std::string value :
         {"", ".", "..", "...", "=", "00.officer.99999999999999999999.ab", "a.b.c.d", "\xff.\xff"})
        EXPECT_EQ(pass(request(http::method::get, {{"Cookie", "guiyi_session=" + value}})), 401) << value;
}

} // namespace guiyi::program
