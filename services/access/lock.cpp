#include "services/access/lock.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace guiyi::access {

instant locked_until(std::int64_t failures, instant failed_at, const lock_rule& rule) {
    const auto beyond = failures - rule.failures_free;
    if (beyond < 0) return {};
    auto wait = rule.first;
    for (std::int64_t i = 0; i < beyond && wait < rule.max; ++i) wait *= 2;
    return failed_at + std::min(wait, rule.max);
}

std::string address_key(std::string_view address) {
    boost::system::error_code ec;
    const auto read = boost::asio::ip::make_address(std::string(address), ec);
    if (ec) return std::string(address);
    if (read.is_v4()) return read.to_string();
    auto bytes = read.to_v6().to_bytes();
    if (read.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, read.to_v6()).to_string();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

} // namespace guiyi::access
