#include "services/deduplication/check_limits.hpp"

#include <boost/asio/ip/address.hpp>

namespace guiyi::deduplication {

std::optional<std::chrono::seconds> window_limit::take(std::string_view key, instant now) {
    const auto since = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    const std::int64_t number = since / window_;
    const std::scoped_lock guard(mutex_);
    if (number != current_) {
        current_ = number;
        counts_.clear();
    }
    const auto at = counts_.find(std::string(key));
    if (at == counts_.end() && counts_.size() < keys_max) {
        counts_.emplace(key, 1);
        return std::nullopt;
    }
    if (at != counts_.end() && at->second < most_) {
        ++at->second;
        return std::nullopt;
    }
    return std::chrono::seconds(window_ * (number + 1) - since);
}

std::string client_of(std::string_view remote_address) {
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(std::string(remote_address), ec);
    if (ec || address.is_v4()) return std::string(remote_address);
    if (address.to_v6().is_v4_mapped()) return std::string(remote_address);
    const auto bytes = address.to_v6().to_bytes();
    return std::string(bytes.begin(), bytes.begin() + 8);
}

} // namespace guiyi::deduplication
