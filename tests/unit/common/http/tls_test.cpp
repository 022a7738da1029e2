#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"
#include "tests/unit/common/http/temp_folder.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

namespace guiyi::http {
namespace {

using namespace testing;

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* p) const {
        Free(p);
    }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using cert_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using file_ptr = std::unique_ptr<std::FILE, freed_by<std::fclose>>;

/// Writes a fresh self-signed certificate of that serial and its key to cert.pem and key.pem.
void write_certificate(const temp_folder& folder, long serial) {
    const key_ptr key(EVP_EC_gen("P-256"));
    const cert_ptr cert(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
    X509_set_pubkey(cert.get(), key.get());
    X509_NAME* name = X509_get_subject_name(cert.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(cert.get(), name);
    X509_sign(cert.get(), key.get(), EVP_sha256());
    const file_ptr cert_file(std::fopen((folder.path() / "cert.pem").c_str(), "w"));
    PEM_write_X509(cert_file.get(), cert.get());
    const file_ptr key_file(std::fopen((folder.path() / "key.pem").c_str(), "w"));
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

server_options tls_options(const temp_folder& folder) {
    write_certificate(folder, 1);
    server_options options;
    options.tls_certificate_file = folder.path() / "cert.pem";
    options.tls_key_file = folder.path() / "key.pem";
    options.read_timeout_ms = 2000;
    return options;
}

/// A blocking TLS client that trusts whoever answers.
class tls_client {
  public:
    explicit tls_client(std::uint16_t port, int version_max = TLS1_3_VERSION)
        : context_(SSL_CTX_new(TLS_client_method())), ssl_(nullptr), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval limit{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        SSL_CTX_set_max_proto_version(context_.get(), version_max);
        SSL_CTX_set_security_level(context_.get(), 0);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_);
        connected_ =
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 && SSL_connect(ssl_.get()) == 1;
    }
    ~tls_client() { ::close(socket_); }

    bool connected() const { return connected_; }
    long serial() const {
        const cert_ptr cert(SSL_get1_peer_certificate(ssl_.get()));
        return ASN1_INTEGER_get(X509_get0_serialNumber(cert.get()));
    }
    void send(std::string_view bytes) {
        std::size_t done = 0;
        while (!bytes.empty() && SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &done) == 1)
            bytes.remove_prefix(done);
    }
    /// Reads until so many bytes, or the end, have come.
    std::string read(std::size_t at_most) {
        std::string out;
        std::array<char, 16384> buffer;
        std::size_t n = 0;
        while (out.size() < at_most && SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &n) == 1)
            out.append(buffer.data(), n);
        return out;
    }
    /// Whether the end came with a proper goodbye.
    bool ended_well() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

  private:
    std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>> context_;
    std::unique_ptr<SSL, freed_by<SSL_free>> ssl_;
    int socket_;
    bool connected_ = false;
};

router tls_routes() {
    router r;
    r.add(method::post, "/size",
          [](request& from) -> boost::asio::awaitable<response> {
              co_return text(200, std::string(from.secure ? "secure " : "plain ") + std::to_string(from.body.size()));
          },
          {.body_limit_bytes = 8 << 20});
    r.add(method::get, "/big",
          [](request&) -> boost::asio::awaitable<response> { co_return text(200, std::string(3'000'000, 'x')); });
    return r;
}

TEST(Tls, CarriesRequestsAndAnswersOfAnySize) {
    temp_folder folder;
    live_server server(tls_routes(), tls_options(folder));
    tls_client c(server.port());
    ASSERT_TRUE(c.connected());
    c.send(post("/size", "abc"));
    const std::string small = c.read(1);
    EXPECT_TRUE(small.ends_with("\r\n\r\nsecure 3")) << small;
    EXPECT_NE(small.find("Strict-Transport-Security: max-age=31536000"), small.npos);
    c.send(post("/size", std::string(5'000'000, 'x'), "Connection: close\r\n"));
    EXPECT_TRUE(c.read(1 << 20).ends_with("secure 5000000"));
    EXPECT_TRUE(c.ended_well());

    tls_client big(server.port());
    big.send(get("/big"));
    EXPECT_GE(big.read(3'000'000).size(), 3'000'000u);
}

TEST(Tls, RefusesOldVersions) {
    temp_folder folder;
    live_server server(tls_routes(), tls_options(folder));
    EXPECT_TRUE(tls_client(server.port(), TLS1_2_VERSION).connected());
    EXPECT_FALSE(tls_client(server.port(), TLS1_1_VERSION).connected());
}

TEST(Tls, ClosesOnPlainTextAndOnAHandshakeThatDoesNotCome) {
    temp_folder folder;
    server_options options = tls_options(folder);
    options.read_timeout_ms = 150;
    live_server server(tls_routes(), options);
    client plain(server.port());
    plain.send(get("/big"));
    EXPECT_EQ(plain.read_all().find("HTTP/"), std::string::npos);
    client silent(server.port());
    EXPECT_TRUE(silent.closed());
}

TEST(Tls, AnswersASlowBodyWith408) {
    temp_folder folder;
    server_options options = tls_options(folder);
    options.read_timeout_ms = 250;
    live_server server(tls_routes(), options);
    tls_client c(server.port());
    ASSERT_TRUE(c.connected());
    c.send("POST /size HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc");
    EXPECT_TRUE(c.read(1).starts_with("HTTP/1.1 408 "));
}

TEST(Tls, TakesANewCertificateForNewConnections) {
    temp_folder folder;
    live_server server(tls_routes(), tls_options(folder));
    tls_client before(server.port());
    ASSERT_TRUE(before.connected());
    EXPECT_EQ(before.serial(), 1);
    write_certificate(folder, 2);
    ASSERT_TRUE(server.get().reload_tls());
    EXPECT_EQ(tls_client(server.port()).serial(), 2);
    before.send(post("/size", "abc"));
    EXPECT_TRUE(before.read(1).ends_with("secure 3"));

    folder.write("cert.pem", "rubbish");
    EXPECT_EQ(server.get().reload_tls().error().code, errc::invalid);
    EXPECT_EQ(tls_client(server.port()).serial(), 2);
}

TEST(Tls, RefusesAKeyOfAnotherCertificate) {
    temp_folder folder;
    temp_folder other;
    server_options options = tls_options(folder);
    write_certificate(other, 3);
    options.tls_key_file = other.path() / "key.pem";
    EXPECT_THROW(live_server(tls_routes(), options), failure);
}

} // namespace
} // namespace guiyi::http
