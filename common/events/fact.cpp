#include "common/events/event.hpp"

namespace guiyi::events {

fact::fact() = default;
fact::fact(const fact& other) = default;
fact::fact(fact&& other) noexcept = default;
fact& fact::operator=(const fact& other) = default;
fact& fact::operator=(fact&& other) noexcept = default;
fact::~fact() = default;

} // namespace guiyi::events
