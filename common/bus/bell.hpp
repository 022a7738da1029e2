// Wakes the listeners of one stream; what stands behind bus::on_commit in every backend.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace guiyi::bus {

/// Safe from any thread.
class bell {
  public:
    /// `wake` is called at every ring until the handle is dropped, which waits for a call under way.
    std::shared_ptr<void> listen(std::function<void()> wake) {
        auto entry = std::make_shared<listener>();
        entry->wake = std::move(wake);
        const std::scoped_lock guard(mutex_);
        listeners_.push_back(entry);
        return std::shared_ptr<void>(entry.get(), [entry](void*) {
            const std::scoped_lock ended(entry->mutex);
            entry->wake = nullptr;
        });
    }

    void ring() {
        const std::scoped_lock guard(mutex_);
        std::erase_if(listeners_, [](const auto& one) {
            const std::scoped_lock running(one->mutex);
            if (one->wake) one->wake();
            return !one->wake;
        });
    }

  private:
    struct listener {
        std::mutex mutex;
        std::function<void()> wake;
    };
    std::mutex mutex_;
    std::vector<std::shared_ptr<listener>> listeners_;
};

} // namespace guiyi::bus
