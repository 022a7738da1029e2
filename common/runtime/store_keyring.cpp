#include "common/runtime/store_keyring.hpp"

#include "common/store/key.hpp"

namespace guiyi::runtime {

namespace {

store::key row_of(std::string_view key_id) { return store::key('k').text(key_id); }

} // namespace

result<privacy::vault::data_key> store_keyring::find(std::string_view key_id) const {
    auto wrapped = keys_.get(row_of(key_id));
    if (!wrapped && bus_) {
        if (auto fetched = bus_->fetch_keys(); !fetched) return fetched.error();
        wrapped = keys_.get(row_of(key_id));
    }
    if (!wrapped) return fail(errc::not_found, "no data key: the complaint is unknown or was erased");
    return vault_.unwrap(*wrapped, key_id);
}

void store_keyring::put(store::writer& keys, std::string_view key_id, std::string_view wrapped) {
    keys.put(row_of(key_id), wrapped);
}

void store_keyring::erase(store::writer& keys, std::string_view key_id) { keys.erase(row_of(key_id)); }

} // namespace guiyi::runtime
