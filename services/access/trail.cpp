#include "services/access/trail.hpp"

#include <mutex>
#include <unordered_map>

namespace guiyi::access {

namespace {
constexpr std::size_t looks_in_fact_max = 128;
constexpr std::size_t sessions_max = 50'000;
} // namespace

struct trail::shared : std::enable_shared_from_this<shared> {
    shared(runtime::runner& runs, std::chrono::seconds use_grain) : to(runs), grain(use_grain) {}

    runtime::runner& to;
    const std::chrono::seconds grain;
    std::mutex mutex;
    std::vector<events::look> looks;
    std::vector<events::session_use> uses;
    std::unordered_map<std::string, instant> last_use;
    bool under_way = false;
    bool ended = false;

    class carrier;
    void send();
};

/// Takes what has gathered by its turn; gives it back when it could not be recorded.
class trail::shared::carrier final : public runtime::command {
  public:
    explicit carrier(std::shared_ptr<shared> of) : of_(std::move(of)) {}

    result<events::facts> decide(const store::view&, instant) override {
        if (looks_.empty() && uses_.empty()) {
            const std::scoped_lock guard(of_->mutex);
            looks_.swap(of_->looks);
            uses_.swap(of_->uses);
        }
        events::facts out;
        for (std::size_t at = 0; at < looks_.size(); at += looks_in_fact_max) {
            const auto from = looks_.begin() + static_cast<std::ptrdiff_t>(at);
            const auto end = std::min(looks_.size(), at + looks_in_fact_max);
            out.emplace_back(events::looks_noted{{from, looks_.begin() + static_cast<std::ptrdiff_t>(end)}});
        }
        if (!uses_.empty()) out.emplace_back(events::sessions_used{uses_});
        return out;
    }

    void done(result<void> said) noexcept override {
        bool more = false;
        {
            const std::scoped_lock guard(of_->mutex);
            of_->under_way = false;
            if (!said) {
                of_->looks.insert(of_->looks.begin(), looks_.begin(), looks_.end());
                of_->uses.insert(of_->uses.begin(), uses_.begin(), uses_.end());
            }
            // After a failure the next look tries again: the stream may be full or stopped.
            more = said && (!of_->looks.empty() || !of_->uses.empty());
        }
        if (more) of_->send();
    }

  private:
    std::shared_ptr<shared> of_;
    std::vector<events::look> looks_;
    std::vector<events::session_use> uses_;
};

void trail::shared::send() {
    {
        const std::scoped_lock guard(mutex);
        if (under_way || ended) return;
        under_way = true;
    }
    to.submit(std::make_unique<carrier>(shared_from_this()));
}

trail::trail(runtime::runner& to, std::chrono::seconds grain) : inside_(std::make_shared<shared>(to, grain)) {}

trail::~trail() {
    const std::scoped_lock guard(inside_->mutex);
    inside_->ended = true;
}

bool trail::look(events::look one) {
    {
        const std::scoped_lock guard(inside_->mutex);
        if (inside_->looks.size() >= waiting_max) return false;
        inside_->looks.push_back(std::move(one));
    }
    inside_->send();
    return true;
}

instant trail::use(const std::string& session, instant recorded, instant now) {
    instant before = recorded;
    bool record = false;
    {
        const std::scoped_lock guard(inside_->mutex);
        auto& known = inside_->last_use;
        if (known.size() >= sessions_max) known.clear(); // the recorded ones are near enough
        auto [at, fresh] = known.try_emplace(session, recorded);
        before = std::max(recorded, at->second);
        at->second = std::max(before, now);
        // Told to the stream when the last use that it knows is a while ago, once for all requests of that while.
        record = now - recorded >= inside_->grain && now - before >= std::chrono::seconds(1);
        if (record) inside_->uses.push_back({session, now});
    }
    if (record) inside_->send();
    return before;
}

} // namespace guiyi::access
