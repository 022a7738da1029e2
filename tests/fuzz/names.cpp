// Phone numbers, company and personal names, addresses and identity numbers as people write them. A key is stable: a
// number's key is its own key.
#include "common/identity/address.hpp"
#include "common/identity/company.hpp"
#include "common/identity/id_number.hpp"
#include "common/identity/person.hpp"
#include "common/identity/phone.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace guiyi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const auto text = fuzz::text_of(bytes, count);
    if (const auto phone = identity::normalise_phone(text)) {
        fuzz::must(!phone->key.empty(), "a number has a key");
        const auto again = identity::normalise_phone(phone->key);
        fuzz::must(again && again->key == phone->key, "the key of a key is itself");
    }
    const auto company = identity::normalise_company(text);
    fuzz::must(identity::normalise_company(text) == company, "a name always gives one key");
    fuzz::must(identity::normalise_name(text) == identity::normalise_name(text), "a person's name as well");
    const auto address = identity::normalise_address(text);
    fuzz::must(address.numbers.empty() == address.number_tuple.empty(), "the tuple is of the numbers");
    (void)identity::valid_credit_code(text);
    return 0;
}
