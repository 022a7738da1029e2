// The staff side of letters: what may be issued, a preview, issuing, dispatching, and the kept files.
// Used by services/guiyi. Every route expects a guard to have found who is behind the request.
#pragma once

#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/runtime/runner.hpp"
#include "services/casework/letter_content.hpp"
#include "services/casework/letter_pdf.hpp"
#include "services/casework/letter_store.hpp"

#include <boost/asio/thread_pool.hpp>

#include <atomic>

namespace guiyi::casework {

/// Everything referred to must outlive the API.
struct letter_parts {
    runtime::runner& runs; ///< casework's own
    const store::view& committed;
    const privacy::keyring& keys;
    const letter_book& book;
    reference by;
    const clock& time;
    std::filesystem::path folder; ///< where issued letters are kept
    /// The receipt that a query code opens, as both were typed; nothing when it does not.
    std::function<std::optional<receipt_no>(std::string_view receipt, std::string_view query_code)> opens = {};
    pdf_limits pdf = {};
};

class letter_api {
  public:
    /// PDFs that may wait for the one that is being made; more are answered 503.
    static constexpr int waiting_max = 16;

    explicit letter_api(letter_parts parts);
    /// Ends what is being made.
    ~letter_api();
    letter_api(const letter_api&) = delete;

    /// GET /api/v1/cases/{case_no}/letters, /letters/{letter}, /letters/{letter}/{format}; POST /letters,
    /// /letters:preview, /letters/{letter}/dispatch
    void add_staff_routes(http::router& to);
    /// POST /api/v1/status/letters, /status/letters/{letter}: whoever has the query code reads the letters to them that
    /// were sent by Internet or e-mail
    void add_public_routes(http::router& to);

    /// The clear bytes of an issued letter. Blocks on the disk.
    /// @param format html | pdf
    /// @errors errc::not_found (also when the complaint's key was erased); errc::corrupt
    result<std::string> kept(const letter_no& which, const letter_row& row, std::string_view format) const;

  private:
    using answer = boost::asio::awaitable<http::response>;
    struct asked; ///< a request, read

    http::response list(const http::request& from) const;
    http::response one(const http::request& from) const;
    answer file(http::request& from);
    answer preview(http::request& from);
    answer issue(http::request& from);
    answer dispatch(http::request& from);
    answer own_list(http::request& from);
    answer own_file(http::request& from);

    boost::system::result<asked, http::problem> read(const http::request& from) const;
    /// First the record that somebody looks, then the look.
    boost::asio::awaitable<result<void>> note_look(const http::request& from, const receipt_no& of,
                                                   const std::string& reason);
    boost::asio::awaitable<result<std::string>> to_pdf(std::string html, guiyi::language in);
    boost::asio::awaitable<result<events::letter_issued>> keep(const asked& what, const numbered_letter& as,
                                                               const case_row& row);
    letter_subject subject_of(const asked& what, const case_row& row, party who) const;
    boost::json::object shown(const letter_no& which, const letter_row& row) const;

    letter_parts parts_;
    letter_store store_;
    pdf_writer pdf_;
    std::atomic<int> waiting_ = 0;
    boost::asio::thread_pool making_{1}; ///< one PDF at a time
    boost::asio::thread_pool disk_{1};   ///< and nobody who reads waits for it
};

} // namespace guiyi::casework
