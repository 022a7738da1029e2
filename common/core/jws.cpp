#include "common/core/jws.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <string>

namespace guiyi {

namespace {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* one) const {
        Free(one);
    }
};
template <class T, auto Free>
using held = std::unique_ptr<T, freed_by<Free>>;

using number = held<BIGNUM, BN_free>;
using key = held<EVP_PKEY, EVP_PKEY_free>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

number number_of(std::string_view bytes) {
    return number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr));
}

key key_from(const char* type, OSSL_PARAM_BLD* parts) {
    const held<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(parts));
    const held<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* out = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &out, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return key(out);
}

bool holds(EVP_PKEY* by, std::string_view message, std::string_view signature) {
    const held<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    return by && context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, by) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

/// OpenSSL takes ECDSA signatures in DER.
std::string to_der(std::string_view r_and_s) {
    const held<ECDSA_SIG, ECDSA_SIG_free> both(ECDSA_SIG_new());
    auto r = number_of(r_and_s.substr(0, 32)), s = number_of(r_and_s.substr(32));
    if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    const int size = i2d_ECDSA_SIG(both.get(), nullptr);
    std::string out(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    auto* at = reinterpret_cast<unsigned char*>(out.data());
    if (size > 0) i2d_ECDSA_SIG(both.get(), &at);
    return out;
}

} // namespace

bool rs256_holds(std::string_view n, std::string_view e, std::string_view message, std::string_view signature) {
    if (n.size() < 256 || n.size() > 1024 || e.empty() || e.size() > 8) return false;
    const held<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> parts(OSSL_PARAM_BLD_new());
    const auto modulus = number_of(n), exponent = number_of(e);
    if (!parts || !modulus || !exponent ||
        OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
        return false;
    return holds(key_from("RSA", parts.get()).get(), message, signature);
}

bool es256_holds(std::string_view x, std::string_view y, std::string_view message, std::string_view signature) {
    if (x.size() != 32 || y.size() != 32 || signature.size() != 64) return false;
    const std::string point = "\x04" + std::string(x) + std::string(y);
    const held<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> parts(OSSL_PARAM_BLD_new());
    if (!parts || OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return false;
    return holds(key_from("EC", parts.get()).get(), message, to_der(signature));
}

} // namespace guiyi
