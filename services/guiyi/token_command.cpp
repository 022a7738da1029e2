#include "services/guiyi/token_command.hpp"

#include "services/guiyi/client.hpp"
#include "services/guiyi/offline.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <ostream>

namespace guiyi::program {

namespace {

namespace json = boost::json;

/// A system to speak to: the one that runs, or the data folder opened for this command.
struct somebody_to_ask {
    std::optional<offline_system> opened;
    std::optional<client> to;

    static result<somebody_to_ask> find(const common_options& common) {
        const auto settings = settings_for(common);
        if (!settings) return settings.error();
        somebody_to_ask out;
        auto reach = find_running(common, {settings->data_dir});
        if (!reach) {
            auto opened = offline_system::open(*settings);
            if (!opened) return opened.error();
            out.opened.emplace(std::move(*opened));
            reach = out.opened->reach;
        }
        out.to.emplace(*reach);
        return out;
    }
    result<client::answer> post(const std::string& path, const json::object& body) {
        return to->post(path, "application/json", json::serialize(body));
    }
};

/// The refusal of one field says more than its title.
error why_refused(const client::answer& said) {
    error out = refusal(said);
    json::error_code ec;
    const auto body = json::parse(said.body, ec);
    if (ec || !body.is_object()) return out;
    if (const auto* errors = body.get_object().if_contains("errors"); errors && errors->is_array())
        for (const auto& one : errors->get_array())
            out.detail +=
                "; " + std::string(one.at("pointer").as_string()) + " " + std::string(one.at("detail").as_string());
    return out;
}

json::array texts(const std::vector<std::string>& of) { return json::array(of.begin(), of.end()); }

std::string member(const client::answer& said, std::string_view name) {
    return std::string(json::parse(said.body).at(name).as_string());
}

} // namespace

int token_issue_command(const common_options& common, const token_request& what, std::ostream& out) {
    auto system = somebody_to_ask::find(common);
    if (!system) return complain(system.error());
    json::object body{{"principal", what.principal},
                      {"machine", what.role != "officer"},
                      {"scopes", texts(what.scopes)},
                      {"days", what.days},
                      {"note", "issued on the command line"}};
    if (what.role == "admin") body["roles"] = texts({"administrator", "integrator"});
    const auto said = system->post("/api/v1/admin/tokens", body);
    if (!said) return complain(said.error());
    if (said->status != 201) return complain(why_refused(*said));
    out << member(*said, "secret") << "\n";
    return exit_done;
}

int account_invite_command(const common_options& common, const invite_request& what, std::ostream& out) {
    auto system = somebody_to_ask::find(common);
    if (!system) return complain(system.error());
    const std::string accounts = "/api/v1/admin/accounts";
    auto said = system->post(accounts + "/" + what.account + "/invite", {});
    if (said && said->status == 404) {
        json::object body{{"account", what.account}, {"roles", texts(what.roles)}};
        if (!what.name.empty()) body["name"] = what.name;
        if (!what.desk.empty()) body["desk"] = what.desk;
        said = system->post(accounts, body);
    }
    if (!said) return complain(said.error());
    if (said->status != 200 && said->status != 201) return complain(why_refused(*said));
    out << "on the staff side, open " << member(*said, "link") << "\n"
        << "good until " << member(*said, "link_expires_at") << ", once\n";
    return exit_done;
}

} // namespace guiyi::program
