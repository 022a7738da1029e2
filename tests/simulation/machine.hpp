// One machine of a simulated deployment: all services on a state of their own and a clock of their own. It can stop at
// any moment, losing everything that was not on a stream or in its state, and start again. Used by world.
#pragma once

#include "common/runtime/runner.hpp"
#include "services/casework/actions.hpp"
#include "services/guiyi/parts.hpp"
#include "tests/simulation/network.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/asio/io_context.hpp>

namespace guiyi::simulation {

/// Data keys, which all machines of a deployment share.
class shared_keys final : public privacy::keyring {
  public:
    result<privacy::vault::data_key> find(std::string_view id) const override {
        const auto at = keys_.find(id);
        if (at == keys_.end()) return fail(errc::not_found, "no data key");
        return at->second;
    }
    void put(const std::string& id, const privacy::vault::data_key& key) { keys_.insert_or_assign(id, key); }

  private:
    std::map<std::string, privacy::vault::data_key, std::less<>> keys_;
};

/// What all machines run, built once for many seeds: services hold no state.
struct program_parts {
    explicit program_parts(program::configuration with);

    program::configuration config;
    shared_keys keys;
    privacy::vault vault;
    privacy::blind_index index;
    std::unique_ptr<config::wording> words;
    std::vector<std::unique_ptr<runtime::service>> services; ///< in the order of events::all_streams

    casework::law law() const;
};

class machine {
  public:
    /// Little memory, so that rows go to disk and back as well.
    static constexpr store::database_options small{.block_cache_bytes = 8 << 20, .write_buffer_bytes = 16 << 20};

    machine(const program_parts& runs, network& over, machine_no number, instant now,
            const store::database_options& keeps = small);
    ~machine();

    /// Empty, or why a service does not start.
    std::string start();
    void crash();
    bool up() const { return io_ != nullptr; }
    /// Does some of what is due. @returns whether there was anything
    bool work();
    void poke();

    runtime::runner& runner(events::stream of) { return *runners_[static_cast<std::size_t>(of) - 1]; }
    const store::view& state(events::stream of) const { return db_->read(runtime::state_family(of)); }
    store::database& db() { return *db_; }
    /// Every input of every service is consumed.
    bool idle() const;
    /// Empty, or why a service stopped by itself.
    std::string trouble() const;
    /// Every row of a service's state but those the runtime keeps of the machine itself.
    std::string dump(events::stream of) const;

    manual_clock time;

  private:
    const program_parts& runs_;
    network& over_;
    machine_no number_;
    testing::temp_folder folder_;
    std::unique_ptr<store::database> db_;
    std::unique_ptr<bus::bus> bus_;
    std::unique_ptr<boost::asio::io_context> io_;
    std::vector<std::shared_ptr<runtime::runner>> runners_;
};

} // namespace guiyi::simulation
