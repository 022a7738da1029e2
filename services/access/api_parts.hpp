// What the APIs of access stand on, and how they run a decision.
#pragma once

#include "common/config/settings.hpp"
#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/privacy/pass.hpp"
#include "common/runtime/execute.hpp"
#include "services/access/account_decide.hpp"
#include "services/access/identification.hpp"
#include "services/access/password_worker.hpp"
#include "services/access/sign_in_decide.hpp"
#include "services/access/token_decide.hpp"

namespace guiyi::access {

/// Everything must outlive the APIs.
struct api_parts {
    runtime::runner& runs;
    const store::view& state;
    const secrets& keys;
    const identification& ids;
    const config::desk_book& desks;
    const route_rules& rules;
    const config::access_settings& settings;
    std::chrono::minutes utc_offset;
    random_source& random;
    const clock& time;
    const privacy::passes& passes;
    password_worker& passwords;
};

using answer = boost::asio::awaitable<http::response>;

sign_in_rules rules_of(const config::access_settings& with);

/// A new link's code and what is recorded of it.
struct fresh_link {
    std::string code;
    invitation recorded;
    /// As a page of the console; in the fragment, which is sent to nobody.
    std::string path() const { return "/#/invitation/" + code; }
};
fresh_link draw_link(const secrets& keys, random_source& random, instant expires_at);
fresh_link draw_link(const api_parts& by);

/// A new token and what is recorded of it.
struct fresh_token {
    std::string text;
    token_details recorded;
};
fresh_token draw_token(const secrets& keys, random_source& random, token_details what);

/// A refusal with a code of ours: "urn:guiyi:problem:<code>".
http::response refusal(int status, std::string_view code, http::language in, std::string zh, std::string en);

/// Decides in the service's turn; for decisions that leave no more than their facts.
using decide_plain = std::function<result<events::facts>(const store::view&, instant)>;
boost::asio::awaitable<result<void>> record(const api_parts& by, std::string traceparent, decide_plain how);

} // namespace guiyi::access
