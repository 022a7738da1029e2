// A running system: the services of an opened deployment on their runners, and the two sides that serve people.
// Used by `guiyi serve`, by imports and exports on a data folder nobody serves, and by scenario tests.
#pragma once

#include "common/http/server.hpp"
#include "common/runtime/ticker.hpp"
#include "services/access/secrets.hpp"
#include "services/access/token_decide.hpp"
#include "services/guiyi/checkpoint.hpp"
#include "services/guiyi/node_metrics.hpp"
#include "services/guiyi/parts.hpp"
#include "services/guiyi/snapshots.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

namespace guiyi::notification {
class sender;
class composer;
} // namespace guiyi::notification

namespace guiyi::program {

/// The routes of the services, made from their api classes; hidden so that only node.cpp knows them all.
class sides;

class node {
  public:
    /// Opens the deployment. @errors as parts::open
    static result<std::unique_ptr<node>> open(config::settings settings, const clock& time, random_source& random);
    ~node();
    node(const node&) = delete;
    node& operator=(const node&) = delete;

    /// Catches every service up and starts deciding. @errors errc::corrupt, errc::unknown_fact: the service's name and
    /// why
    result<void> start();

    struct addresses {
        std::string public_url;
        std::string staff_url;
    };
    /// Serves both sides; a side that is listened for on "none" is left out. @errors errc::invalid, errc::io
    /// @param pages the built pages, with public/ and console/ in it; empty: the API without pages
    /// @throws guiyi::failure when `pages` holds none
    result<addresses> serve(const std::string& public_listen, const std::string& staff_listen,
                            const std::filesystem::path& pages = {});

    /// Sends notices as long as it is this copy's turn to: call it again every now and then, where there are others.
    /// @errors as notification::make_providers
    result<void> send_notices();

    /// In the background, where several processes serve: writes snapshots of the states that are due, if it is this
    /// copy's turn, and drops its own old commits. Call it again every now and then.
    void keep_house();

    /// The services whose state this process has: those that decide here, and what its staff side needs besides.
    const std::vector<events::stream>& carried() const { return carried_; }
    bool carries(events::stream of) const { return std::ranges::find(carried_, of) != carried_.end(); }
    bool serves(events::stream of) const { return std::ranges::find(served_, of) != served_.end(); }

    /// A token for programs on this machine, kept in the data folder; made on first use. It may administer and connect,
    /// and decides no case. @errors errc::io, as issue_token
    result<std::string> local_token();
    /// A token; it cannot be shown again. Blocks until it is durable. @errors errc::unavailable, errc::conflict
    result<std::string> issue_token(access::token_details what);
    /// The page, with its one-time code, by which the first administrator sets a password; empty when one can sign in
    /// already. Blocks. @errors errc::unavailable
    result<std::string> first_link();

    /// Ends serving, lets what runs end, stops the services. Called by the destructor too.
    void stop();

    /// True once every service has consumed everything that is on the bus; waits at most `limit` of real time.
    bool settle(std::chrono::milliseconds limit) const;

    /// Why a service or the store stopped by itself, empty while all run. Only a restart mends it.
    std::string trouble() const;

    /// Time passed by a clock that stands still between two moments: look for due timers and messages.
    void poke();

    parts& what() const { return *parts_; }
    runtime::runner& runner(events::stream of) const;
    /// For handlers that wait on the disk.
    boost::asio::any_io_executor blocking() { return blocking_.get_executor(); }
    node_metrics& metrics() { return metrics_; }
    std::string render_metrics();
    const access::secrets& secrets() const { return secrets_; }
    const checkpointer& checkpoints() const { return checkpoints_; }
    const snapshots& states() const { return states_; }

  private:
    explicit node(std::unique_ptr<parts> of);
    void start_threads();
    boost::asio::io_context& turns_of(events::stream of) const;
    result<void> adopt_calendar();
    result<void> plan_mailings();
    result<void> start_sender();
    using deciding = std::function<result<events::facts>(const store::view&, instant)>;
    /// Runs a decision in a service's turn, and waits until what it said is durable. Without a stream: access's.
    result<void> record(deciding how);
    result<void> record(events::stream on, deciding how);
    result<void> take_old_tokens();
    void sign_when_due(const std::vector<events::event>& events);
    void await_steps() const;
    std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>> carried_runners() const;

    std::unique_ptr<parts> parts_;
    std::vector<events::stream> served_, carried_;
    access::secrets secrets_;
    checkpointer checkpoints_;
    snapshots states_;
    node_metrics metrics_;
    std::vector<std::unique_ptr<boost::asio::io_context>> services_; // a thread each, by stream
    boost::asio::thread_pool blocking_;                              // handlers that wait on the disk
    boost::asio::thread_pool signing_;                               // checkpoints, and snapshots of states
    boost::asio::io_context io_;                                     // the sides
    std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>> runners_;
    std::shared_ptr<void> ticker_;
    std::unique_ptr<sides> sides_;
    std::vector<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    std::vector<std::thread> io_threads_, service_threads_;
    std::unique_ptr<http::server> public_server_, staff_server_;
    std::unique_ptr<notification::composer> composer_;
    std::unique_ptr<notification::sender> sender_;
    std::chrono::nanoseconds kept_house_at_{}, dropped_at_{};
    std::atomic<bool> keeping_house_{false};
    bool stopped_ = false;
};

} // namespace guiyi::program
