#include "tests/simulation/machine.hpp"

#include "services/access/service.hpp"
#include "services/assignment/service.hpp"
#include "services/casework/service.hpp"
#include "services/deduplication/service.hpp"
#include "services/intake/service.hpp"
#include "services/notification/provider.hpp"
#include "services/notification/service.hpp"

namespace guiyi::simulation {

program_parts::program_parts(program::configuration with)
    : config(std::move(with)), vault(std::string(32, 's')), index(std::string(32, 'i')) {
    words = std::make_unique<config::wording>(config.desks, config.rulebooks);
    const auto& c = config;
    const auto offset = c.settings.utc_offset_minutes;
    services.push_back(std::make_unique<intake::service>(offset));
    services.push_back(std::make_unique<deduplication::service>(keys, index, c.matching, offset, c.watching));
    services.push_back(std::make_unique<assignment::service>(c.desks, c.topics, c.rulebooks, c.days, offset));
    services.push_back(std::make_unique<notification::service>(
        notification::rules{keys, *words, notification::endpoint_names(c.settings.notification), offset,
                            notification::policy_from(c.settings, &c.days), &index, &c.desks, &c.texts}));
    services.push_back(std::make_unique<casework::service>(law(), &c.topics));
    services.push_back(std::make_unique<access::service>(c.settings.access.checkpoint_every_min));
}

casework::law program_parts::law() const {
    return {config.rulebooks, config.settings.utc_offset_minutes, config.desks};
}

machine::machine(const program_parts& runs, network& over, machine_no number, instant now,
                 const store::database_options& keeps)
    : time(now),
      runs_(runs),
      over_(over),
      number_(number),
      db_(store::database::open(folder_.path() / "db", keeps).value()) {}

machine::~machine() { crash(); }

std::string machine::start() {
    io_ = std::make_unique<boost::asio::io_context>(1);
    bus_ = over_.connect(number_, *db_);
    for (const auto& service : runs_.services)
        runners_.push_back(runtime::runner::make(io_->get_executor(), *service, *bus_, *db_, time, {}));
    for (std::size_t i = 0; i < runners_.size(); ++i)
        if (const auto started = runners_[i]->start(); !started)
            return std::string(events::name_of(runs_.services[i]->own())) + ": " + started.error().detail;
    return {};
}

void machine::crash() {
    over_.cut(number_);
    runners_.clear();
    io_.reset(); // with every handler that waited: they hold the last of the runners
    bus_.reset();
}

bool machine::work() {
    io_->restart();
    return io_->poll_one() > 0;
}

void machine::poke() {
    for (const auto& one : runners_) one->poke();
}

bool machine::idle() const {
    for (std::size_t i = 0; i < runners_.size(); ++i)
        for (const auto from : runs_.services[i]->inputs())
            if (runners_[i]->consumed(from) < over_.tail(from).seq) return false;
    return true;
}

std::string machine::trouble() const {
    for (std::size_t i = 0; i < runners_.size(); ++i)
        if (const auto why = runners_[i]->status().stopped_because; !why.empty())
            return "machine " + std::to_string(number_) + ", " +
                   std::string(events::name_of(runs_.services[i]->own())) + ": " + why;
    return {};
}

std::string machine::dump(events::stream of) const {
    std::string out;
    for (auto at = state(of).scan({}); at->valid(); at->next())
        if (at->key() >= " ") out.append(at->key()).append("=").append(at->value()).append("\n");
    return out;
}

} // namespace guiyi::simulation
