// Feeds complaints to decide and evolve as the runtime would: sealed like intake seals them, folded one by one.
#pragma once

#include "common/core/digest.hpp"
#include "common/core/random.hpp"
#include "common/privacy/vault.hpp"
#include "services/deduplication/decide.hpp"
#include "services/deduplication/evolve.hpp"
#include "services/deduplication/matcher.hpp"
#include "services/deduplication/state.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

namespace guiyi::deduplication::test {

inline constexpr std::chrono::minutes beijing{480};

/// Data keys in memory; one can be erased.
class memory_keyring final : public privacy::keyring {
  public:
    result<privacy::vault::data_key> find(std::string_view key_id) const override {
        const auto at = keys_.find(std::string(key_id));
        if (at == keys_.end()) return fail(errc::not_found, "no data key");
        return at->second;
    }
    void put(const receipt_no& receipt, const privacy::vault::data_key& key) { keys_[receipt.str()] = key; }
    void erase(const receipt_no& receipt) { keys_.erase(receipt.str()); }

  private:
    std::map<std::string, privacy::vault::data_key> keys_;
};

/// Rows in memory: the state of one service without a database.
class memory_rows final : public store::writer {
  public:
    std::optional<std::string> get(std::string_view key) const override {
        const auto at = rows_.find(key);
        return at == rows_.end() ? std::nullopt : std::optional(at->second);
    }
    std::unique_ptr<store::cursor> scan(store::range of) const override { return open(of, false); }
    std::unique_ptr<store::cursor> scan_back(store::range of) const override { return open(of, true); }
    void put(std::string_view key, std::string_view value) override {
        rows_.insert_or_assign(std::string(key), std::string(value));
    }
    void erase(std::string_view key) override { rows_.erase(std::string(key)); }

    friend bool operator==(const memory_rows& a, const memory_rows& b) { return a.rows_ == b.rows_; }

  private:
    using row = std::pair<std::string, std::string>;
    class list_cursor final : public store::cursor {
      public:
        explicit list_cursor(std::vector<row> rows) : rows_(std::move(rows)) {}
        bool valid() const override { return at_ < rows_.size(); }
        void next() override { ++at_; }
        std::string_view key() const override { return rows_[at_].first; }
        std::string_view value() const override { return rows_[at_].second; }

      private:
        std::vector<row> rows_;
        std::size_t at_ = 0;
    };
    std::unique_ptr<store::cursor> open(const store::range& of, bool backwards) const {
        const auto end = of.to.empty() ? rows_.end() : rows_.lower_bound(of.to);
        std::vector<row> found(rows_.lower_bound(of.from), end);
        if (backwards) std::ranges::reverse(found);
        return std::make_unique<list_cursor>(std::move(found));
    }

    std::map<std::string, std::string, std::less<>> rows_;
};

/// The model that ships.
inline model shipped_model() {
    auto loaded = load_model(std::filesystem::path(GUIYI_SOURCE_DIR) / "config" / "matching" / "model-1.toml");
    if (!loaded) throw failure(loaded.error());
    return std::move(*loaded);
}

/// A complaint as intake records it.
inline events::complaint_received received(const receipt_no& receipt, const boost::json::object& complaint,
                                           memory_keyring& keys, random_source& random) {
    static const privacy::vault vault(std::string(32, 'k'));
    const auto key = vault.new_key(random);
    keys.put(receipt, key);
    events::complaint_received out;
    out.receipt = receipt;
    const auto text = [&](std::string_view name) {
        const auto* found = complaint.if_contains(name);
        return found && found->is_string() ? std::string(found->get_string()) : std::string();
    };
    const auto at = parse_rfc3339(text("received_at"));
    out.received_at = at ? *at : instant{};
    out.summary.channel = text("channel");
    out.summary.external_ref = text("external_ref");
    out.summary.language = text("language");
    out.sealed = to_base64(privacy::vault::seal(key, "complaint", receipt.str(), boost::json::serialize(complaint)));
    return out;
}

inline boost::json::object parsed(std::string_view json) { return boost::json::parse(json).as_object(); }

inline receipt_no receipt_at(std::size_t index) {
    char text[32];
    std::snprintf(text, sizeof text, "R250101-%05zu-%05zu", index / 100000, index % 100000);
    return receipt_no(text);
}

/// Decides and folds complaints in the order given.
class pipeline {
  public:
    pipeline(store::writer& rows, model by) : rows_(rows), by_(std::move(by)) {}

    /// The fact that came of it.
    events::fact submit(const boost::json::object& complaint) {
        return submit(received(receipt_at(++count_), complaint, keys, *random_));
    }
    events::fact submit(std::string_view json) { return submit(parsed(json)); }
    events::fact submit(const events::complaint_received& one) {
        auto facts = decide(one, rows_, parts());
        if (!facts) throw failure(facts.error());
        if (facts->empty()) throw failure(fail(errc::conflict, "nothing was decided"));
        evolve(rows_, {facts->front(), one.received_at, events::subject_of(facts->front()), {}});
        return facts->front();
    }
    decision_parts parts() const { return {keys, index_, by_, beijing}; }
    receipt_no last_receipt() const { return receipt_at(count_); }
    random_source& random() { return *random_; }

    memory_keyring keys;

  private:
    store::writer& rows_;
    model by_;
    privacy::blind_index index_{std::string(32, 'i')};
    std::unique_ptr<random_source> random_ = seeded_random(7);
    std::size_t count_ = 0;
};

inline case_no case_in(const events::fact& fact) {
    if (const auto* opened = std::get_if<events::case_opened>(&fact)) return opened->opened;
    return std::get<events::complaint_tied>(fact).to;
}
inline const events::match_explanation& why_of(const events::fact& fact) {
    if (const auto* opened = std::get_if<events::case_opened>(&fact)) return opened->why;
    return std::get<events::complaint_tied>(fact).why;
}
inline std::string verdict_of(const events::fact& fact) {
    if (const auto* opened = std::get_if<events::case_opened>(&fact)) return opened->verdict;
    return "tie";
}

} // namespace guiyi::deduplication::test
