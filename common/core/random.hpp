// Randomness as a port: production draws from the system, tests and simulations from a seed.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace guiyi {

/// A source of random bytes. Implementations are safe to call from any thread.
class random_source {
  public:
    virtual ~random_source() = default;
    /// Fills the whole span.
    virtual void fill(std::span<unsigned char> out) = 0;

    /// A number in [0, bound), without modulo bias. bound must be > 0.
    std::uint64_t below(std::uint64_t bound);
};

/// The system's cryptographic generator (libsodium).
std::unique_ptr<random_source> system_random();

/// A reproducible generator: the same seed gives the same bytes on every machine. Not for secrets.
std::unique_ptr<random_source> seeded_random(std::uint64_t seed);

} // namespace guiyi
