#include "services/guiyi/token_command.hpp"

#include "common/config/desks.hpp"
#include "common/privacy/keys.hpp"

#include <ostream>

namespace guiyi::program {

int token_issue_command(const common_options& common, const token_holder& to, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    if (to.principal.find_first_of(" \t\n") != std::string::npos)
        return complain(fail(errc::invalid, "a principal has no spaces"));
    if (to.role == "officer") {
        const auto desks = config::load_desks(settings->resolve(settings->paths.desks));
        if (!desks) return complain(desks.error());
        if (!desks->find(officer_id(to.principal)))
            return complain(fail(errc::not_found, "no officer '" + to.principal + "' in " + settings->paths.desks));
    }
    const data_folder at{settings->data_dir};
    std::error_code ec;
    std::filesystem::create_directories(at.keys(), ec);
    auto random = system_random();
    const auto keys = privacy::load_or_create_keys(at.key_file(*settings), *random);
    if (!keys) return complain(keys.error());
    const auto token = token_file(at.tokens(), keys->token_key).issue(to, *random);
    if (!token) return complain(token.error());
    out << *token << "\n";
    return exit_done;
}

} // namespace guiyi::program
