// Data keys of complaints, kept beside the states and outside every fold: erasing one erases the person from every copy
// of every stream. Written by intake with the complaint (command::write_keys), read by whoever must unseal.
#pragma once

#include "common/bus/bus.hpp"
#include "common/privacy/keyring.hpp"
#include "common/store/database.hpp"

namespace guiyi::runtime {

/// Reads wrapped keys from the family `keys` and unwraps them with the deployment's vault. Safe from any thread.
class store_keyring final : public privacy::keyring {
  public:
    /// @param over where keys that another process wrote come from; null: there is no other
    store_keyring(const store::view& keys, const privacy::vault& vault, bus::bus* over = nullptr)
        : keys_(keys), vault_(vault), bus_(over) {}

    result<privacy::vault::data_key> find(std::string_view key_id) const override;

    /// Puts a wrapped key where find looks; for command::write_keys.
    static void put(store::writer& keys, std::string_view key_id, std::string_view wrapped);
    /// Erases it for good (crypto-shredding).
    static void erase(store::writer& keys, std::string_view key_id);

  private:
    const store::view& keys_;
    const privacy::vault& vault_;
    bus::bus* bus_;
};

} // namespace guiyi::runtime
