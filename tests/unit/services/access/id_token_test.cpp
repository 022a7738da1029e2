// ID tokens, made elsewhere with keys that are nobody's: what holds, and each thing that makes one not hold.
#include "services/access/id_token.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace guiyi::access {
namespace {

constexpr std::string_view keys =
    "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"uk3TO3Py_cUJxWb0TZtHZfFflq-uLNWzZ3GRTh3on-xIFi_btofqfw9d6JqKYje"
    "OlBcKeXWcH_XjXGiPPS84K3fv2idfKql57LUHZifnoXE9rrhXCc8jl3-y5tRsR_NqFzBqfZuuT9wl7WUi8myuXyREN"
    "U6thR3rtKZV_It0KJ01gXz61CqpFxxGJgoISPnYvwBTIG7t_HlNCX5fkQcllUr67Fmj84LZYpiSgiuIqevhPPRi7vR"
    "_QCWkDQcddE376q8zl8zSTwKHS5hXRsppX4JdM3v5Jt2vpZwx-N17ttrvNKHpqROoGyTaFzGPFLGD1cpf3XrPwWXOl"
    "h7GaYIl5Q\",\"e\":\"AQAB\",\"kid\":\"r1\",\"use\":\"sig\"},{\"kty\":\"EC\",\"x\":\"OL4S7F_f-fgrbv2yrb2sOzBMOR8"
    "jpzZZVUOla1CSWQ0\",\"y\":\"lPjtuELxeAp9tm_Vj59WyiLgS51n28PNTAPuvNcscx8\",\"crv\":\"P-256\",\"kid\":\"e"
    "1\",\"use\":\"sig\"}]}";
constexpr std::string_view rs256 =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbG"
    "Uub3JnIiwic3ViIjoiMSIsImF1ZCI6Imd1aXlpIiwiZXhwIjoxNzk1MTYxOTAwLCJpYXQiOjE3OTUxNjE2MDAsIm5v"
    "bmNlIjoibi0xIiwicHJlZmVycmVkX3VzZXJuYW1lIjoid2FuZy5taW4ifQ.jyarF8k7q-bU0VGZbOboVaCEZcdPp9C"
    "TJbFBDa1fFy3VH5cXZmXbYjD9abs2Z8rjv79NG7zVdjQB2HhQnbX1b4-MWbp1uEiDeMv18pxKGHub2kqKw8afuAwPr"
    "ysGrwmhkXx50cKfTNfyAt9tNEQMjchcy725MfJ_XzMFu-lb5mrReSnbNGa0MYPihAjOSTga1BQIUpkwGtPBZDiyYqx"
    "QvREB_qY9nnasxtv3i3naSkWCsYEoXU49qMnPZ-YfvLB8hfruZhx70v9HwpRqCqwI3BqrOENrsBaaaC5DLguXKnEKz"
    "yF_zPYBhtyMTNxduODxYJlcp_mhbSDGCnOvO-Tkow";
constexpr std::string_view es256 =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbG"
    "Uub3JnIiwic3ViIjoiMSIsImF1ZCI6Imd1aXlpIiwiZXhwIjoxNzk1MTYxOTAwLCJpYXQiOjE3OTUxNjE2MDAsIm5v"
    "bmNlIjoibi0xIiwicHJlZmVycmVkX3VzZXJuYW1lIjoid2FuZy5taW4ifQ.eM2x_r_MJKphsnb6KwopBh0cOCoFaOo"
    "jSfzA0fW-LMj-HyvoxFe_8HjXMR25OwAyuGV-Am9rf39AynzGQ6UnYQ";
constexpr std::string_view two_audiences =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbG"
    "Uub3JnIiwic3ViIjoiMSIsImF1ZCI6WyJndWl5aSIsIm90aGVyIl0sImV4cCI6MTc5NTE2MTkwMCwiaWF0IjoxNzk1"
    "MTYxNjAwLCJub25jZSI6Im4tMSIsInByZWZlcnJlZF91c2VybmFtZSI6IndhbmcubWluIn0.MApfCFY4ioAL1ZK2a9"
    "wVd4zZpQWtkND3CLcBejOuA4jgRwj9yRDy6R4d0PGMRgaXCa2lq9gCZo3U8WrMcYIvnA";
constexpr std::string_view unsigned_one =
    "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUub3JnIiwic3ViIjoiMSIsImF1ZCI6Im"
    "d1aXlpIiwiZXhwIjoxNzk1MTYxOTAwLCJpYXQiOjE3OTUxNjE2MDAsIm5vbmNlIjoibi0xIiwicHJlZmVycmVkX3Vz"
    "ZXJuYW1lIjoid2FuZy5taW4ifQ.";
constexpr std::string_view keyed_hash =
    "eyJhbGciOiJIUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUub3JnIiwic3ViIj"
    "oiMSIsImF1ZCI6Imd1aXlpIiwiZXhwIjoxNzk1MTYxOTAwLCJpYXQiOjE3OTUxNjE2MDAsIm5vbmNlIjoibi0xIiwi"
    "cHJlZmVycmVkX3VzZXJuYW1lIjoid2FuZy5taW4ifQ.mjB1YNUFfSUz_x4KdOF-STMZA122DKt5ear9DbsRovs";
constexpr std::string_view wrong_kid =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbG"
    "Uub3JnIiwic3ViIjoiMSIsImF1ZCI6Imd1aXlpIiwiZXhwIjoxNzk1MTYxOTAwLCJpYXQiOjE3OTUxNjE2MDAsIm5v"
    "bmNlIjoibi0xIiwicHJlZmVycmVkX3VzZXJuYW1lIjoid2FuZy5taW4ifQ.Jdu8rHEKHmEE20JQR0XC0VSddfADun6"
    "9zCELZaJYQehbUl8yjJMC4bCyU41OftJEC__k05Fx2Oqj9AY2HSBGCA";

const instant then = instant(std::chrono::seconds(1795161700));
const id_token_wanted ours{.issuer = "https://login.example.org", .client_id = "guiyi", .nonce = "n-1"};

std::string said(std::string_view token, id_token_wanted wanted = ours, instant now = then) {
    const auto read = read_id_token(token, boost::json::parse(keys), wanted, now);
    return read ? std::string(read->at("preferred_username").as_string()) : read.error().detail;
}

TEST(IdToken, HoldsWhenAKeyOfTheProviderSignedItForUsNow) {
    EXPECT_EQ(said(rs256), "wang.min");
    EXPECT_EQ(said(es256), "wang.min");
}

TEST(IdToken, DoesNotHoldWithoutASignatureOfOneOfTheProvidersKeys) {
    const std::string refused = "id token: no key of the provider signed it";
    EXPECT_EQ(said(unsigned_one), refused);
    EXPECT_EQ(said(keyed_hash), refused) << "a hash keyed with the public key is no signature";
    EXPECT_EQ(said(wrong_kid), refused);
    for (const auto token : {rs256, es256}) {
        std::string changed(token);
        changed[changed.size() - 20] = changed[changed.size() - 20] == 'A' ? 'B' : 'A';
        EXPECT_EQ(said(changed), refused);
        changed = token;
        changed[changed.find('.') + 20] = changed[changed.find('.') + 20] == 'A' ? 'B' : 'A';
        EXPECT_NE(said(changed), "wang.min");
    }
    for (const auto* broken : {"", ".", "..", "a.b", "a.b.c", "e30.e30.e30"}) EXPECT_NE(said(broken), "wang.min");
}

TEST(IdToken, DoesNotHoldForAnotherIssuerClientSignInOrTime) {
    auto wanted = ours;
    wanted.issuer = "https://login.example.org/";
    EXPECT_EQ(said(es256, wanted), "id token: of another issuer");
    wanted = ours;
    wanted.client_id = "other";
    EXPECT_EQ(said(es256, wanted), "id token: for another client");
    EXPECT_EQ(said(two_audiences), "id token: for another client") << "several audiences need azp";
    wanted = ours;
    wanted.nonce = "n-2";
    EXPECT_EQ(said(es256, wanted), "id token: not of this sign-in");
    EXPECT_EQ(said(es256, ours, then + std::chrono::minutes(10)), "id token: over");
    EXPECT_EQ(said(es256, ours, then - std::chrono::minutes(10)), "id token: of the future");
}

} // namespace
} // namespace guiyi::access
