#include "services/guiyi/offline.hpp"

namespace guiyi::program {

result<offline_system> offline_system::open(const config::settings& settings) {
    if (settings.bus.kind != "embedded")
        return fail(errc::invalid, "the data of this deployment is on " + settings.bus.kind +
                                       ": name a running process that serves it with --to, and a token");
    offline_system out{system_clock(), system_random(), {}, {}};
    auto opened = node::open(settings, *out.time, *out.random);
    if (!opened) return opened.error();
    out.opened = std::move(*opened);
    if (auto started = out.opened->start(); !started) return started.error();
    const auto at = out.opened->serve("127.0.0.1:0", "127.0.0.1:0");
    if (!at) return at.error();
    const auto token = out.opened->local_token();
    if (!token) return token.error();
    out.reach = {at->staff_url, *token};
    return out;
}

} // namespace guiyi::program
