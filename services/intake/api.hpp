// Intake's routes: complaints, evidence and status for the public; imports for machines (the contract, "HTTP").
// Handlers validate, seal and wait for the service's turn; nothing is answered 201 or 202 before it is durable.
#pragma once

#include "common/config/wording.hpp"
#include "common/http/router.hpp"
#include "common/privacy/keyring.hpp"
#include "common/privacy/pass.hpp"
#include "services/intake/bulk_importer.hpp"
#include "services/intake/evidence.hpp"

namespace guiyi::intake {

/// What the routes work with. Everything referred to must outlive the router.
struct api_parts {
    runtime::runner& runner; ///< intake's own
    const store::view& rows; ///< intake's family, committed rows
    const reception& door;
    const reading_rules& rules;
    const evidence_store& evidence;
    const privacy::keyring& keys; ///< to seal supplements under the complaint's own key
    const config::wording& words; ///< what the status calls grounds and laws
    const clock& time;
    boost::asio::any_io_executor blocking; ///< a pool, for what waits on the disk
    http::upload_settings upload = {};     ///< its spool folder is set to the evidence store's
    bulk_options bulk = {};
    const privacy::passes* passes = nullptr; ///< what opens status and supplement beside query codes; null: nothing
};

class api {
  public:
    /// Idempotency-Key headers have at most this many bytes.
    static constexpr std::size_t idempotency_key_max = 200;

    explicit api(api_parts parts) : parts_(std::move(parts)), desk_(parts_.runner, parts_.door) {}
    api(const api&) = delete;

    /// POST /api/v1/complaints, /complaints:mask (what staff see of a text: {"text"} gives {"masked"}), /evidence,
    /// /status, /status/urge, /status/supplement, /status/withdraw,
    /// /status/preferences (how to be told), /status/feedback (once the case is decided); status and
    /// supplement take a pass (common/privacy/pass.hpp) in place of the query code
    void add_public_routes(http::router& to);
    /// POST /api/v1/complaints:import
    /// GET /api/v1/cases/{case_no}/feedback
    ///     {"feedback": [{"receipt_no","at","satisfaction","promise","call_back","text"}]}: what its people say (回访)
    void add_staff_routes(http::router& to);

  private:
    using answer = boost::asio::awaitable<http::response>;

    answer submit(http::request& from);
    http::response mask(const http::request& from) const;
    answer keep(http::request& from, http::upload_result& file);
    answer status(http::request& from);
    answer urge(http::request& from);
    answer supplement(http::request& from);
    answer withdraw(http::request& from);
    answer prefer(http::request& from);
    answer feedback(http::request& from);
    http::response feedback_of(const http::request& from) const;
    boost::asio::awaitable<void> import(http::request& from, http::line_stream& lines);

    api_parts parts_;
    front_desk desk_;
};

} // namespace guiyi::intake
