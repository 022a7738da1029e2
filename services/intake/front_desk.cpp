#include "services/intake/front_desk.hpp"

#include "common/runtime/execute.hpp"
#include "common/runtime/store_keyring.hpp"

namespace guiyi::intake {

namespace asio = boost::asio;

asio::awaitable<result<submit_reply>> front_desk::submit(std::shared_ptr<const submission> what,
                                                         std::string trace) const {
    for (unsigned attempt = 0; attempt < attempts_max; ++attempt) {
        const auto sealed = std::make_shared<const sealed_submission>(door_.seal(*what, attempt));
        // A repeat must not replace the data key of the complaint that it repeats: theirs may be the same number.
        const auto recorded = std::make_shared<bool>(false);
        runtime::decide_with_reply<submit_reply> decide = [sealed, recorded](const store::view& state, instant,
                                                                             submit_reply& reply) {
            auto facts = intake::submit(*sealed, state, reply);
            *recorded = facts && !facts->empty();
            return facts;
        };
        runtime::write_keys_fn keys = [sealed, recorded](store::writer& to) {
            if (*recorded) runtime::store_keyring::put(to, sealed->fact.receipt.str(), sealed->wrapped_key);
        };
        auto said = co_await runtime::execute<submit_reply>(runner_, trace, std::move(decide), std::move(keys));
        if (said || said.error().code != errc::conflict) co_return said;
    }
    co_return fail(errc::unavailable, "no receipt number was free; retry");
}

} // namespace guiyi::intake
