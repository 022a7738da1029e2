// Filing and following a complaint without any script: HTML forms, and pages made here. What they post is handed to
// intake's own routes as JSON, so that checks, limits, masking and wording of faults are those of the API; this file
// only
// presents them. No cookies, so nothing a foreign page could ride on; the query code travels in bodies only.
// Used by the program, on the public side. Texts: plain/LANGUAGE/NAME.html of the built pages.
#pragma once

#include "common/core/random.hpp"
#include "common/http/form.hpp"
#include "common/http/html_template.hpp"
#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "services/intake/plain_form.hpp"

#include <map>

namespace guiyi::intake {

struct plain_parts {
    std::shared_ptr<const http::router> api; ///< intake's public routes
    std::filesystem::path folder;            ///< of the texts, with zh/ and en/ in it
    http::upload_settings upload;            ///< its spool folder is the evidence store's
    std::chrono::minutes utc_offset;
    random_source& random; ///< for idempotency keys; outlives the pages
    boost::asio::any_io_executor blocking;
};

class plain_pages {
  public:
    /// @throws guiyi::failure (not_found, invalid) when a text is missing or broken
    explicit plain_pages(plain_parts parts);
    plain_pages(const plain_pages&) = delete;

    /// GET /plain (to the reader's language), GET and POST /plain/{language}/complaint, GET and POST
    /// /plain/{language}/status, POST /plain/{language}/status/{action} (urge, supplement, withdraw)
    void add_routes(http::router& to);

  private:
    using answer = boost::asio::awaitable<http::response>;
    struct asked {
        http::language in;
        http::request& from;
        http::form form;
        std::vector<kept_name> files; ///< kept now or before
        boost::json::object fault;    ///< the problem of a file that was not taken; empty: none
    };
    struct said {
        int status = 0;
        boost::json::object body;
    };

    answer take(http::request& from, http::upload_result& body, answer (plain_pages::*then)(asked&));
    answer file(asked& what);
    answer look(asked& what);
    answer act(asked& what);
    answer show_status(asked& what, int status, boost::json::object more);
    boost::asio::awaitable<void> keep_files(asked& what);
    boost::asio::awaitable<said> ask(const asked& what, std::string_view route, const boost::json::object& body,
                                     std::string_view idempotency_key = {}) const;
    http::response page(std::string_view name, http::language in, int status, boost::json::object values) const;
    http::response blank(std::string_view name, const http::request& from) const;

    plain_parts parts_;
    std::map<std::string, http::html_template, std::less<>> texts_; ///< "zh/complaint"
};

} // namespace guiyi::intake
