#include "common/events/event.hpp"

namespace guiyi::events {

fact::fact() = default;
fact::fact(std::size_t index, void* one) {
    boost::mp11::mp_with_index<boost::mp11::mp_size<any_fact>::value>(index, [&](auto at) {
        emplace<decltype(at)::value>(std::move(*static_cast<boost::mp11::mp_at<any_fact, decltype(at)>*>(one)));
    });
}
fact::fact(const fact& other) = default;
fact::fact(fact&& other) noexcept = default;
fact& fact::operator=(const fact& other) = default;
fact& fact::operator=(fact&& other) noexcept = default;
fact::~fact() = default;

} // namespace guiyi::events
