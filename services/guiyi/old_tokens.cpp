#include "services/guiyi/old_tokens.hpp"

#include <fstream>
#include <sstream>

namespace guiyi::program {

std::vector<access::token_details> read_old_tokens(const std::filesystem::path& file) {
    std::vector<access::token_details> out;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        std::string principal, role, hash;
        if (!(fields >> principal >> role >> hash) || hash.size() != 64) continue;
        access::token_details one;
        one.token = "t" + hash.substr(0, 12);
        one.principal = account_id(principal);
        one.machine = role != "officer";
        if (role == "machine") one.roles = {access::role::integrator};
        if (role == "admin" || principal == "local") one.roles.add(access::role::administrator);
        one.hash = hash;
        one.note = "from staff.tokens";
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace guiyi::program
