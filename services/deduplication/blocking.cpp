#include "services/deduplication/blocking.hpp"

#include "common/core/digest.hpp"
#include "services/deduplication/phone_digits.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

namespace guiyi::deduplication {

namespace {

constexpr std::size_t call_days_max = 4; // days of one complaint that make keys
constexpr std::size_t callers_max = 4;
constexpr std::size_t phone_ending = 5; // digits

constexpr std::array kinds{
    key_kind{.name = "name", .letter = 'a', .place = 0},
    key_kind{.name = "caller", .letter = 'b', .place = 0},
    key_kind{.name = "caller_day", .letter = 'c', .place = 0},
    key_kind{.name = "company_day", .letter = 'd', .place = 0},
    key_kind{.name = "phone", .letter = 'e', .lists_records = true, .counts_names = true, .place = 0, .ending = true},
    key_kind{.name = "phone_tail",
             .letter = 'f',
             .lists_records = true,
             .loose = true,
             .alone = false,
             .place = 0,
             .ending = true},
    key_kind{.name = "email", .letter = 'g', .lists_records = true, .counts_names = true, .place = 0},
    key_kind{.name = "email_local", .letter = 'h', .lists_records = true, .place = 0},
    key_kind{.name = "id_number", .letter = 'i', .lists_records = true},
    key_kind{.name = "id_tail_letter", .letter = 'j', .lists_records = true, .loose = true},
    key_kind{.name = "address", .letter = 'k', .lists_records = true, .counts_names = true},
    key_kind{.name = "name_caller", .letter = 'l', .lists_records = true, .place = 1},
    key_kind{.name = "name_day", .letter = 'm', .lists_records = true, .alone = false, .place = 1},
    key_kind{.name = "name_company", .letter = 'n', .lists_records = true, .loose = true, .place = 1},
    key_kind{.name = "surname_phone_head", .letter = 'o', .lists_records = true, .loose = true},
    key_kind{.name = "surname_phone_tail", .letter = 'p', .lists_records = true, .loose = true, .place = 1},
    key_kind{.name = "initials_caller_day", .letter = 'q', .lists_records = true, .loose = true, .place = 2},
    key_kind{.name = "letter_caller_day", .letter = 'r', .lists_records = true, .loose = true, .place = 1},
    key_kind{
        .name = "letter_company_day", .letter = 's', .lists_records = true, .loose = true, .alone = false, .place = 1},
    key_kind{.name = "initials_house", .letter = 't', .lists_records = true, .loose = true},
    key_kind{.name = "house_pair", .letter = 'u', .lists_records = true, .loose = true},
    key_kind{
        .name = "initials_caller", .letter = 'v', .lists_records = true, .loose = true, .alone = false, .place = 1},
    key_kind{.name = "surname_caller", .letter = 'w', .lists_records = true, .loose = true, .alone = false, .place = 1},
    key_kind{.name = "surname_company_day", .letter = 'x', .lists_records = true, .loose = true, .place = 1},
    key_kind{.name = "surname_amount", .letter = 'y', .lists_records = true, .loose = true, .alone = false},
    key_kind{.name = "order_no", .letter = 'z', .lists_records = true},
    key_kind{.name = "recording_surname", .letter = 'A', .lists_records = true},
};

/// In the facts and in the rows.
consteval bool told_apart() {
    for (const auto& one : kinds)
        for (const auto& other : kinds)
            if (&one != &other && (one.letter == other.letter || one.name == other.name)) return false;
    return true;
}
static_assert(told_apart(), "two kinds of key share a name or a letter");

constexpr const key_kind* find_kind(std::string_view name) {
    for (const auto& one : kinds)
        if (one.name == name) return &one;
    return nullptr;
}

/// Found while compiling, since a complaint has some forty keys; what is no kind does not compile.
consteval const key_kind* kind(std::string_view name) {
    const auto* found = find_kind(name);
    if (!found) throw name;
    return found;
}

constexpr char between_parts = '\x1f'; // in no part
constexpr std::string_view place_ends = "\x1f@";

/// The parts of a compound key, set apart; empty when one of them is.
std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts) {
        if (part.empty()) return {};
        if (!out.empty()) out += between_parts;
        out += part;
    }
    return out;
}

/// Gathers keys without repeats.
class key_list {
  public:
    void add(const key_kind* of, std::initializer_list<std::string_view> parts) {
        std::string value = joined(parts);
        if (!value.empty()) add_once({of, std::move(value), true});
    }
    /// Filed under the day itself, looked up under its neighbours too.
    void add_day(const key_kind* of, std::initializer_list<std::string_view> parts, std::int32_t day) {
        for (const std::int32_t shift : {0, -1, 1}) {
            std::string value = std::to_string(day + shift);
            for (const auto part : parts) {
                if (part.empty()) return;
                value += between_parts;
                value += part;
            }
            if (shift != 0)
                neighbours_.push_back({of, std::move(value), false});
            else
                add_once({of, std::move(value), true});
        }
    }
    std::vector<plain_key> take() && {
        // Last, so that a day that is filed for itself is not taken for another day's neighbour.
        for (auto& one : neighbours_) add_once(std::move(one));
        return std::move(keys_);
    }

  private:
    /// Few of some forty keys are of one kind, so looking through all is quicker than keeping them in order.
    void add_once(plain_key one) {
        for (const auto& there : keys_)
            if (there.kind == one.kind && there.value == one.value) return;
        keys_.push_back(std::move(one));
    }

    std::vector<plain_key> keys_, neighbours_;
};

void phone_keys(const profile& of, key_list& to) {
    for (const auto& phone : of.phones) {
        const auto digits = national(phone);
        if (is_masked(phone) || digits.size() < 7) continue;
        to.add(kind("phone"), {phone});
        // A digit that is wrong, missing or too many spares the first 6 or the last 5: together they miss none of 11.
        to.add(kind("phone_tail"), {digits.substr(digits.size() - 6)});
        to.add(kind("surname_phone_head"), {of.name.surname, digits.substr(0, 6)});
        to.add(kind("surname_phone_tail"), {of.name.surname, digits.substr(digits.size() - phone_ending)});
    }
}

/// Two numbers of an address: a third that was mistyped or left out does not hide it.
void house_keys(const profile& of, key_list& to) {
    const auto& numbers = of.address_numbers;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        for (std::size_t j = i + 1; j < numbers.size(); ++j)
            if (numbers[i] >= 10 && numbers[j] >= 100)
                to.add(kind("house_pair"), {std::to_string(numbers[i]), std::to_string(numbers[j])});
}

void person_keys(const profile& of, key_list& to) {
    to.add(kind("email"), {of.email});
    const auto at = of.email.find('@');
    if (at != std::string::npos && at >= 4) to.add(kind("email_local"), {std::string_view(of.email).substr(0, at)});
    to.add(kind("id_number"), {of.id_number});
    to.add(kind("address"), {address_tuple(of)});
    const std::string initials = of.name.initials();
    for (const char letter : initials) to.add(kind("id_tail_letter"), {of.id_last4, std::string_view(&letter, 1)});
    house_keys(of, to);
    for (const auto number : of.address_numbers)
        if (number >= 100 && initials.size() == 2) to.add(kind("initials_house"), {initials, std::to_string(number)});
}

/// Fields of the dispute that both sides of a pair must have alike, with the name in a form that survives typing
/// errors.
void call_keys(const profile& of, std::int32_t day, const key_kind* initials_kind, const key_kind* letter_kind,
               std::string_view shared, key_list& to) {
    const std::string initials = of.name.initials();
    if (initials_kind && initials.size() == 2) to.add_day(initials_kind, {initials, shared}, day);
    for (const char letter : initials) to.add(letter_kind, {std::string_view(&letter, 1), shared, std::to_string(day)});
}

void dispute_keys(const profile& of, key_list& to) {
    const std::string initials = of.name.initials();
    const std::string full_name = of.name.surname_only ? std::string() : of.name.pinyin;
    const auto days = std::span(of.call_days).first(std::min(of.call_days.size(), call_days_max));
    for (std::size_t i = 0; i < std::min(of.callers.size(), callers_max); ++i) {
        const std::string shape = caller_shape(of.callers[i]);
        to.add(kind("caller"), {shape});
        to.add(kind("name_caller"), {full_name, shape});
        to.add(kind("surname_caller"), {of.name.surname, shape});
        if (initials.size() == 2) to.add(kind("initials_caller"), {initials, shape});
        for (const auto day : days) {
            to.add(kind("caller_day"), {shape, std::to_string(day)});
            call_keys(of, day, kind("initials_caller_day"), kind("letter_caller_day"), shape, to);
        }
    }
    for (const auto day : days) to.add_day(kind("name_day"), {full_name}, day);
    for (const auto& firm : of.companies) {
        to.add(kind("name_company"), {full_name, firm.pinyin});
        for (const auto day : days) {
            to.add(kind("company_day"), {firm.pinyin, std::to_string(day)});
            to.add(kind("surname_company_day"), {of.name.surname, firm.pinyin, std::to_string(day)});
            call_keys(of, day, nullptr, kind("letter_company_day"), firm.pinyin, to);
        }
    }
    for (const auto& sum : of.amounts) to.add(kind("surname_amount"), {of.name.surname, std::to_string(sum.cents)});
    to.add(kind("order_no"), {of.order_no});
    for (const auto& recording : of.recordings) to.add(kind("recording_surname"), {recording, of.name.surname});
}

/// The part of a key's value that says where its row lies; of a mail address what stands before the @, as a key on that
/// alone has it.
std::string_view place_of(const plain_key& key) {
    std::string_view rest = key.value;
    for (unsigned part = 0; part < *key.kind->place; ++part) rest.remove_prefix(rest.find(between_parts) + 1);
    const auto place = rest.substr(0, rest.find_first_of(place_ends));
    return key.kind->ending ? place.substr(place.size() - std::min(place.size(), phone_ending)) : place;
}

/// Few places for many keys.
class place_hashes {
  public:
    explicit place_hashes(const privacy::blind_index& with) : with_(with) {}

    const std::string& of(std::string_view place) {
        const auto there = std::ranges::find(known_, place, &std::pair<std::string_view, std::string>::first);
        if (there != known_.end()) return there->second;
        return known_.emplace_back(place, with_.of("place", place).substr(0, place_bytes)).second;
    }

  private:
    const privacy::blind_index& with_;
    std::vector<std::pair<std::string_view, std::string>> known_;
};

} // namespace

const key_kind* key_kind_named(std::string_view name) noexcept { return find_kind(name); }

std::vector<plain_key> plain_keys(const profile& of) {
    key_list out;
    if (!of.name.surname_only) out.add(kind("name"), {of.name.pinyin});
    phone_keys(of, out);
    person_keys(of, out);
    dispute_keys(of, out);
    return std::move(out).take();
}

std::string address_tuple(const profile& of) {
    std::string out;
    if (of.address_numbers.size() < 2) return out;
    for (const auto number : of.address_numbers) out += std::to_string(number) + '-';
    return out;
}

std::vector<std::string> dispute_parts(const profile& of) {
    std::vector<std::string> out;
    for (const auto& number : of.callers) out.push_back(caller_shape(number));
    const auto callers = out.size();
    for (const auto day : of.call_days) {
        for (std::size_t i = 0; i < callers; ++i) out.push_back(joined({out[i], std::to_string(day)}));
        for (const auto& firm : of.companies) out.push_back(joined({firm.pinyin, std::to_string(day)}));
    }
    return out;
}

std::string blocking_key::in_fact() const { return std::string(kind->name) + ':' + to_base64(hash); }

std::string blocking_key::in_state() const { return row_of(*kind, hash); }

std::string row_of(const key_kind& kind, std::string_view hash) {
    std::string out(hash.substr(0, place_bytes));
    out += kind.letter;
    return out += hash.substr(place_bytes);
}

std::vector<blocking_key> hashed(const std::vector<plain_key>& keys, const privacy::blind_index& with) {
    std::vector<blocking_key> out;
    out.reserve(keys.size());
    place_hashes places(with);
    for (const auto& key : keys) {
        auto hash = with.of(key.kind->name, key.value);
        if (key.kind->place) hash.replace(0, place_bytes, places.of(place_of(key)));
        out.push_back({key.kind, std::move(hash), key.filed});
    }
    return out;
}

} // namespace guiyi::deduplication
