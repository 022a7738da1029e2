// The routes of the public and the staff side, gathered from the services and from the program itself.
// Only this file and parts.cpp know all services.
#pragma once

#include "services/assignment/api.hpp"
#include "services/casework/api.hpp"
#include "services/casework/campaign_regions.hpp"
#include "services/casework/evidence_api.hpp"
#include "services/casework/law_api.hpp"
#include "services/casework/letter_api.hpp"
#include "services/casework/presence.hpp"
#include "services/casework/reports/api.hpp"
#include "services/casework/respondent_api.hpp"
#include "services/deduplication/api.hpp"
#include "services/deduplication/api_check.hpp"
#include "services/guiyi/case_search.hpp"
#include "services/guiyi/node.hpp"
#include "services/guiyi/staff_gate.hpp"
#include "services/intake/api.hpp"
#include "services/intake/plain_pages.hpp"
#include "services/notification/api.hpp"
#include "services/notification/api_inbox.hpp"
#include "services/notification/api_templates.hpp"

#include <thread>

namespace guiyi::program {

class sides {
  public:
    /// @param of outlives the routes. @throws guiyi::failure (io) when the evidence folder cannot be made or the
    ///           description of the API cannot be read
    explicit sides(node& of);

    /// @param pages the built pages, with public/ and console/ in it; empty: routes only
    /// @throws guiyi::failure (not_found, io) when there are no such pages
    http::router public_routes(const std::filesystem::path& pages = {});
    http::router staff_routes(const std::filesystem::path& pages = {});
    /// What works beside the routes ends: before the bus goes.
    void stop();

  private:
    deduplication::check_parts check_parts();
    casework::letter_parts letter_parts() const;
    /// The receipt that a query code opens.
    std::optional<receipt_no> receipt_of(std::string_view typed, std::string_view query_code) const;
    void add_health(http::router& to);
    result<void> is_ready() const;
    boost::json::object standing() const;
    void add_description(http::router& to) const;
    void add_admin(http::router& to);
    /// Copies into the folder that was asked for. @returns where the copy lies
    using copying = std::function<result<std::string>(const boost::json::object& asked, const std::string& into)>;
    boost::asio::awaitable<http::response> copy_into(http::request& from, copying copy);
    void add_plain_pages(http::router& to, const std::filesystem::path& texts);

    node& node_;
    std::string description_; ///< OpenAPI, of both sides
    privacy::passes passes_;
    staff_gate gate_;
    intake::receipt_numbers receipts_;
    intake::reception door_;
    intake::reading_rules rules_;
    intake::evidence_store evidence_;
    intake::api intake_;
    std::unique_ptr<intake::plain_pages> plain_; ///< null without built pages
    deduplication::api deduplication_;
    deduplication::check_api check_;
    std::jthread readings_; ///< ends by itself: what a check takes must not tell whose characters came by before
    assignment::api assignment_;
    casework::api casework_;
    casework::reports::api reports_;
    casework::letter_api letters_;
    casework::law_api law_;
    casework::region_api regions_;
    casework::respondent_api respondents_;
    casework::evidence_api brought_;
    casework::presence present_;
    std::unique_ptr<case_search> search_; ///< null without a staff side
    notification::api notification_;
    notification::api_inbox inbox_;
    notification::api_templates notices_;
};

} // namespace guiyi::program
