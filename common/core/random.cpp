#include "common/core/random.hpp"

#include <sodium.h>

#include <mutex>
#include <random>
#include <stdexcept>

namespace guiyi {

std::uint64_t random_source::below(std::uint64_t bound) {
    if (bound == 0) throw std::invalid_argument("random_source::below: bound must be above 0");
    const std::uint64_t unbiased = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
        unsigned char bytes[8];
        fill(bytes);
        std::uint64_t value = 0;
        for (const unsigned char byte : bytes) value = value << 8 | byte;
        if (value < unbiased) return value % bound;
    }
}

namespace {

class sodium_random final : public random_source {
  public:
    sodium_random() {
        if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    }
    void fill(std::span<unsigned char> out) override { randombytes_buf(out.data(), out.size()); }
};

class mersenne_random final : public random_source {
  public:
    explicit mersenne_random(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<unsigned char> out) override {
        const std::scoped_lock guard(mutex_);
        for (auto& byte : out) byte = static_cast<unsigned char>(engine_() & 0xff);
    }

  private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

} // namespace

std::unique_ptr<random_source> system_random() { return std::make_unique<sodium_random>(); }

std::unique_ptr<random_source> seeded_random(std::uint64_t seed) { return std::make_unique<mersenne_random>(seed); }

} // namespace guiyi
