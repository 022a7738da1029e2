#include "services/notification/spread.hpp"

#include "common/store/row_codec.hpp"

namespace guiyi::notification {

namespace {

store::key spreading_key(std::string_view news) { return store::key('n').text(news); }

events::news_begun begun(const news& what) {
    events::news_begun out;
    out.news = message_id_of(what.cause, what.about.str(), what.template_id, "news").str();
    out.about = what.about;
    out.template_id = what.template_id;
    out.reason = what.reason;
    out.cause = what.cause;
    for (const std::string language : {"zh", "en"}) out.told.push_back({language, what.told(language)});
    return out;
}

spreading read_spreading(std::string_view id, std::string_view bytes) {
    store::row_reader read(bytes);
    spreading row;
    row.what.news = std::string(id);
    row.what.about = case_no(read.text());
    row.what.template_id = read.text();
    row.what.reason = read.text();
    row.what.cause = read.text();
    row.last = receipt_no(read.text());
    for (auto left = read.number(); left > 0; --left) {
        auto& words = row.what.told.emplace_back();
        words.language = read.text();
        for (auto values = read.number(); values > 0; --values) {
            auto name = read.text();
            words.values.push_back({std::move(name), read.text()});
        }
    }
    return row;
}

/// News of a case that is being told: there are few at a time, of all cases together.
std::vector<spreading> told_now(const store::view& from, const case_no& about) {
    std::vector<spreading> out;
    for (auto at = from.scan(store::range::prefix(store::key('n'))); at->valid(); at->next()) {
        auto row = read_spreading(store::key_reader(at->key()).text(), at->value());
        if (row.what.about == about) out.push_back(std::move(row));
    }
    return out;
}

/// As it was when it began. @param row must outlive it
news news_of(const spreading& row) {
    return {row.what.about,
            row.what.template_id,
            row.what.cause,
            row.what.reason,
            [&row](std::string_view language) {
                for (const auto& words : row.what.told)
                    if (words.language == language) return words.values;
                return row.what.told.empty() ? template_values() : row.what.told.front().values;
            },
            {}};
}

} // namespace

std::optional<spreading> load_spreading(const store::view& from, std::string_view id) {
    const auto bytes = from.get(spreading_key(id));
    if (!bytes) return std::nullopt;
    return read_spreading(id, *bytes);
}

void save_spreading(store::writer& to, const spreading& row) {
    store::row_writer write;
    write.text(row.what.about.str()).text(row.what.template_id).text(row.what.reason).text(row.what.cause);
    write.text(row.last.str()).number(row.what.told.size());
    for (const auto& words : row.what.told) {
        write.text(words.language).number(words.values.size());
        for (const auto& one : words.values) write.text(one.name).text(one.value);
    }
    to.put(spreading_key(row.what.news), write.take());
}

void erase_spreading(store::writer& to, std::string_view id) { to.erase(spreading_key(id)); }

void tell_receipts(events::facts& to, const teller& by, const news& what) {
    const auto first = receipts_of(by.state, what.about, {}, by.with.told.spread_batch + 1);
    if (first.size() > by.with.told.spread_batch) {
        auto fact = begun(what);
        if (!load_spreading(by.state, fact.news)) to.emplace_back(std::move(fact));
        return;
    }
    for (const auto& receipt : first) tell_receipt(to, by, what, receipt, audience::person);
}

void catch_up(events::facts& to, const teller& by, const case_no& which, const receipt_no& receipt) {
    for (const auto& row : told_now(by.state, which))
        if (receipt.str() <= row.last.str()) tell_receipt(to, by, news_of(row), receipt, audience::person);
}

void tell_before_merge(events::facts& to, const teller& by, const case_no& merged, const receipt_no& receipt) {
    for (const auto& row : told_now(by.state, merged))
        if (receipt.str() > row.last.str()) tell_receipt(to, by, news_of(row), receipt, audience::person);
}

events::facts spread(const teller& by, std::string_view id) {
    events::facts out;
    const auto row = load_spreading(by.state, id);
    if (!row) return out;
    const auto what = news_of(*row);
    const auto part = receipts_of(by.state, row->what.about, row->last, by.with.told.spread_batch);
    for (const auto& receipt : part) tell_receipt(out, by, what, receipt, audience::person);
    const bool done = part.size() < by.with.told.spread_batch;
    out.emplace_back(events::news_spread{std::string(id), part.empty() ? row->last : part.back(), done});
    return out;
}

} // namespace guiyi::notification
