// Runs a Python script of the tests and gives what it said. For checks by an independent program.
#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace guiyi::testing {

struct python_said {
    int status = 0; ///< 0: the script found nothing wrong
    std::string text;
};

/// Debian's own Python, which has the modules that scripts/setup installs. @param arguments plain paths and words
inline python_said run_python(const std::string& script, const std::vector<std::string>& arguments) {
    std::string command = "/usr/bin/python3 -B '" + script + "'";
    for (const auto& one : arguments) command += " '" + one + "'";
    FILE* reader = popen((command + " 2>&1").c_str(), "r");
    if (!reader) throw std::runtime_error("cannot run python3");
    python_said out;
    char piece[4096];
    while (const auto got = fread(piece, 1, sizeof piece, reader)) out.text.append(piece, got);
    out.status = pclose(reader);
    return out;
}

} // namespace guiyi::testing
