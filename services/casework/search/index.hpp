// The full-text index of cases, in a Xapian database of its own beside the rows. It holds terms, but no text and not
// where in it they stand: that would make it three times as large, and who asks looks into the texts anyhow. It is made
// anew from the rows whenever it is missing, damaged, or of another stream. Newest cases come first.
// Used by the keeper (one thread writes) and by the API (any thread reads).
#pragma once

#include "common/bus/bus.hpp"
#include "services/casework/search/words.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace guiyi::casework::search {

/// What one case is found by.
struct document {
    std::vector<std::string> texts; ///< masked
    std::vector<std::string> keys;  ///< keyed hashes of what is sealed; any bytes
    desk_id desk;
};

struct question {
    std::string words;                            ///< as typed
    std::vector<std::string> keys;                ///< a case that has one of these is found too
    std::optional<std::vector<desk_id>> within{}; ///< none given: all desks
    std::size_t skip = 0;
    std::size_t limit = 20;
};

struct hit {
    case_no which;
    bool by_key = false; ///< one of the keys found it; else its texts are to be looked at

    friend bool operator==(const hit&, const hit&) = default;
};

struct answer {
    std::vector<hit> cases; ///< the newest first
    bool more = false;
};

class index {
  public:
    /// Opens or creates; a damaged database or one of another version begins empty.
    /// @param version of the rows it is made from. @errors errc::io, errc::conflict while another process writes it
    static result<std::unique_ptr<index>> open(const std::filesystem::path& folder, std::uint32_t version);
    ~index();
    index(const index&) = delete;
    index& operator=(const index&) = delete;

    /// Up to which commit of the casework stream it holds everything; sequence 0: it has to be made anew.
    bus::position reached() const;

    /// Takes in a case as it is now, in place of what was held of it. Seen by readers from the next keep() on.
    /// @errors errc::io
    result<void> put(const case_no& which, const document& of);
    /// Makes durable what was put. @param up_to nothing: more is to come before the index is whole. @errors errc::io
    result<void> keep(const std::optional<bus::position>& up_to);
    /// Forgets everything, on disk too. @errors errc::io
    result<void> clear();

    /// Cases that hold every pair of characters, or word, that is asked, or that one of the keys finds.
    /// @errors errc::unavailable when the database cannot be read
    result<answer> find(const question& what) const;

  private:
    struct impl;
    explicit index(std::unique_ptr<impl> inner);
    std::unique_ptr<impl> impl_;
};

} // namespace guiyi::casework::search
