#include "services/casework/search/index.hpp"

#include "common/core/digest.hpp"

#include <xapian.h>

#include <charconv>

namespace guiyi::casework::search {

namespace {

constexpr std::string_view layout = "2."; // of terms and documents; another one makes the index anew
constexpr Xapian::docid last_document = 0xFFFF'FFF0;
constexpr Xapian::termcount beginnings_max = 1000; // words that a beginning may stand for

// First letters of terms that stand for no words (words.cpp has h, w, n).
std::string case_term(const case_no& which) { return "Q" + which.str(); }
std::string desk_term(const desk_id& desk) { return "D" + desk.str(); }
std::string sealed_term(const std::string& key) { return "K" + key; }

std::string to_text(const bus::position& at) { return std::to_string(at.seq) + " " + to_hex(at.hash); }

bus::position read_position(const std::string& text) {
    bus::position out;
    const auto space = text.find(' ');
    if (space == std::string::npos) return {};
    const auto hash = from_hex(text.substr(space + 1));
    if (!hash || hash->size() != out.hash.size()) return {};
    std::from_chars(text.data(), text.data() + space, out.seq);
    std::ranges::copy(*hash, out.hash.begin());
    return out;
}

Xapian::Query read(const wanted& one) {
    using Xapian::Query;
    if (one.how == wanted::kind::begins)
        return Query(Query::OP_WILDCARD, one.keys.front(), beginnings_max, Query::WILDCARD_LIMIT_FIRST);
    if (one.how == wanted::kind::character) return Query(Query::OP_WILDCARD, one.keys.front()); // few thousand pairs
    return Query(Query::OP_AND, one.keys.begin(), one.keys.end());
}

Xapian::Query read(const question& what) {
    using Xapian::Query;
    std::vector<Query> parts;
    for (const auto& one : read_query(what.words)) parts.push_back(read(one));
    Query out = parts.empty() ? Query() : Query(Query::OP_AND, parts.begin(), parts.end());
    for (const auto& key : what.keys) out = Query(Query::OP_OR, out, Query(sealed_term(key)));
    if (!what.within) return out;
    std::vector<Query> desks;
    for (const auto& desk : *what.within) desks.emplace_back(desk_term(desk));
    return Query(Query::OP_FILTER, out, Query(Query::OP_OR, desks.begin(), desks.end()));
}

/// In the order of the texts, some more than once.
std::vector<std::string> terms_of(const case_no& which, const document& of) {
    std::vector<std::string> out;
    for (const auto& text : of.texts) add_terms(text, out);
    for (const auto& key : of.keys) out.push_back(sealed_term(key));
    if (!of.desk.empty()) out.push_back(desk_term(of.desk));
    out.push_back(case_term(which));
    return out;
}

/// What is stored with a case: a digest of its terms, and its number. Most of what happens to a case changes nothing
/// that it is found by, and the digest tells.
std::string data_of(const case_no& which, const std::vector<std::string>& terms) {
    std::string all;
    for (const auto& one : terms) (all += one) += '\0';
    return std::string(bytes_of(blake2b(all))) + which.str();
}

case_no number_in(const std::string& data) { return case_no(data.substr(sizeof(digest256))); }

Xapian::Document document_of(const std::vector<std::string>& terms, const std::string& data) {
    Xapian::Document out;
    for (const auto& one : terms) out.add_boolean_term(one);
    out.set_data(data);
    return out;
}

/// The documents of some keys, asked for in ascending order.
class held_by_key {
  public:
    held_by_key(const Xapian::Database& in, const std::vector<std::string>& keys) {
        for (const auto& key : keys)
            lists_.emplace_back(in.postlist_begin(sealed_term(key)), in.postlist_end(sealed_term(key)));
    }
    bool holds(Xapian::docid wanted) {
        bool out = false;
        for (auto& [at, end] : lists_) {
            if (at != end) at.skip_to(wanted);
            out |= at != end && *at == wanted;
        }
        return out;
    }

  private:
    std::vector<std::pair<Xapian::PostingIterator, Xapian::PostingIterator>> lists_;
};

/// Xapian's exceptions as an error.
template <class Doing>
result<void> guarded(Doing&& doing) {
    try {
        doing();
        return {};
    } catch (const Xapian::Error& why) {
        return fail(errc::io, "the search index cannot be written: " + why.get_msg());
    } catch (const std::exception& why) {
        return fail(errc::io, std::string("the search index cannot be written: ") + why.what());
    }
}

} // namespace

struct index::impl {
    std::filesystem::path folder;
    std::string made_as;
    Xapian::WritableDatabase writes;
    Xapian::docid next = last_document; ///< falls, so that the newest come first
    mutable std::mutex reading;         ///< guards `reads`, which one thread may use at a time, and the clearing
    mutable Xapian::Database reads;

    void open() {
        writes = Xapian::WritableDatabase(folder.string(), Xapian::DB_CREATE_OR_OPEN);
        if (writes.get_doccount() == 0) writes.set_metadata("layout", made_as);
        const auto stored = writes.get_metadata("next");
        next = stored.empty() ? last_document : static_cast<Xapian::docid>(std::stoul(stored));
        writes.commit();
        reads = Xapian::Database(folder.string());
    }
    bool is_ours() const { return writes.get_metadata("layout") == made_as; }
    void remove() {
        writes = Xapian::WritableDatabase();
        reads = Xapian::Database();
        std::filesystem::remove_all(folder);
    }
};

index::index(std::unique_ptr<impl> inner) : impl_(std::move(inner)) {}
index::~index() = default;

result<std::unique_ptr<index>> index::open(const std::filesystem::path& folder, std::uint32_t version) {
    auto inner = std::make_unique<impl>();
    inner->folder = folder;
    inner->made_as = std::string(layout) + std::to_string(version);
    try {
        inner->open();
        if (inner->is_ours()) return std::unique_ptr<index>(new index(std::move(inner)));
    } catch (const Xapian::DatabaseLockError&) {
        return fail(errc::conflict,
                    "the search index " + folder.string() + " is written by another process; end that first");
    } catch (const std::exception&) { // made anew below, as is one of another layout
    } catch (const Xapian::Error&) {
    }
    auto out = std::unique_ptr<index>(new index(std::move(inner)));
    if (auto cleared = out->clear(); !cleared) return cleared.error();
    return out;
}

bus::position index::reached() const { return read_position(impl_->writes.get_metadata("reached")); }

result<void> index::put(const case_no& which, const document& of) {
    const auto terms = terms_of(which, of);
    const auto data = data_of(which, terms);
    auto& to = impl_->writes;
    return guarded([&] {
        const auto known = to.postlist_begin(case_term(which));
        const bool there = known != to.postlist_end(case_term(which));
        if (there && to.get_document(*known).get_data() == data) return;
        to.replace_document(there ? *known : impl_->next--, document_of(terms, data));
    });
}

result<void> index::keep(const std::optional<bus::position>& up_to) {
    return guarded([&] {
        impl_->writes.set_metadata("next", std::to_string(impl_->next));
        if (up_to) impl_->writes.set_metadata("reached", to_text(*up_to));
        impl_->writes.commit();
    });
}

result<void> index::clear() {
    const std::scoped_lock guard(impl_->reading);
    return guarded([&] {
        impl_->remove();
        impl_->open();
    });
}

result<answer> index::find(const question& what) const {
    const std::scoped_lock guard(impl_->reading);
    try {
        impl_->reads.reopen();
        Xapian::Enquire ask(impl_->reads);
        ask.set_query(read(what));
        ask.set_weighting_scheme(Xapian::BoolWeight()); // the order is that of the documents, so it may end early
        ask.set_docid_order(Xapian::Enquire::ASCENDING);
        const auto found =
            ask.get_mset(static_cast<Xapian::doccount>(what.skip), static_cast<Xapian::doccount>(what.limit + 1));
        answer out;
        held_by_key by_key(impl_->reads, what.keys);
        for (auto at = found.begin(); at != found.end(); ++at) {
            if (out.cases.size() == what.limit) {
                out.more = true;
                break;
            }
            out.cases.push_back({number_in(at.get_document().get_data()), by_key.holds(*at)});
        }
        return out;
    } catch (const Xapian::Error& why) {
        return fail(errc::unavailable, "the search index cannot be read: " + why.get_msg());
    }
}

} // namespace guiyi::casework::search
