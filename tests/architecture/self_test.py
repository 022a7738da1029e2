#!/usr/bin/env python3
# Proves that each rule of check.py fails on a planted violation and stays quiet on what only looks like one.
# Forbidden words are put together from halves, so that the rules do not find this file.
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parent / "check.py"
HEADER = "// A header that keeps every rule of the house.\n#pragma once\n"

# The smallest tree that keeps every rule.
CLEAN = {
    "CMakeLists.txt": "",
    "common/core/result.hpp": HEADER + "#include <boost/system/result.hpp>\n",
    "common/core/random.cpp": "#include <sodium.h>\n#include <random>\nstd::random_device d; std::mt19937 engine;\n",
    "common/time/clock.cpp": "auto now() { return std::chrono::system_clock::now(); }\n",
    "common/http/server.cpp": "#include <boost/beast/http.hpp>\nvoid f() { stream.expires_after(limit); }\n",
    "common/store/CMakeLists.txt": "guiyi_library(guiyi_common_store DEPS guiyi_common_core)\n",
    "services/guiyi/main.cpp": '#include "services/intake/service.hpp"\n#include <CLI/CLI.hpp>\n',
    "services/guiyi/CMakeLists.txt": "guiyi_library(guiyi_program DEPS guiyi_intake guiyi_casework)\n",
    "services/intake/CMakeLists.txt": "guiyi_library(guiyi_intake DEPS guiyi_common_core)\n",
    "tests/unit/services/intake/CMakeLists.txt": "guiyi_test(test_intake DEPS guiyi_intake)\n",
    "tests/unit/common/store/database_test.cpp": "#include <rocksdb/db.h>\n#include <gtest/gtest.h>\n",
}
for service in ("intake", "deduplication", "assignment", "notification", "casework", "access"):
    for part in ("state", "decide", "evolve", "service"):
        CLEAN[f"services/{service}/{part}.hpp"] = HEADER

# rule -> (file, text) pairs, each of which must make the rule fail by itself.
PLANTED = {
    "service_includes": [
        ("services/intake/api.cpp", '#include "services/casework/state.hpp"\n'),
        ("services/intake/api.cpp", '#  include "services/guiyi/main.hpp"\n'),
        ("tests/unit/services/intake/a_test.cpp", '#include "services/casework/state.hpp"\n'),
    ],
    "common_includes": [("common/core/a.cpp", '#include "services/intake/state.hpp"\n')],
    "includes_from_root": [
        ("common/core/a.cpp", '#include "result.hpp"\n'),
        ("common/core/a.cpp", "#include <common/core/result.hpp>\n"),
    ],
    "third_party_rooms": [
        ("services/intake/a.cpp", "#include <rocksdb/db.h>\n"),
        ("common/runtime/a.cpp", "#include <rocksdb/db.h>\n"),
        ("services/casework/a.cpp", "#include <boost/beast/core.hpp>\n"),
        ("common/runtime/a.cpp", "#include <boost/asio/ssl.hpp>\n"),
        ("common/text/a.cpp", "#include <sodium.h>\n"),
        ("common/core/a.cpp", "#include <toml++/toml.h>\n"),
        ("common/runtime/a.cpp", "#include <spdlog/spdlog.h>\n"),
        ("common/identity/a.cpp", "#include <unicode/normalizer2.h>\n"),
        ("services/intake/a.cpp", "#include <curl/curl.h>\n"),
        ("common/core/a.cpp", "#include <gtest/gtest.h>\n"),
        ("tests/unit/common/core/a_test.cpp", "#include <rocksdb/db.h>\n"),
        ("common/core/a.cpp", "#include <xapian.h>\n"),
    ],
    "hidden_parts": [
        ("common/core/a.cpp", '#include "common/http/beast.hpp"\n'),
        ("services/intake/a.hpp", HEADER + '#include "common/http/beast.hpp"\n'),
    ],
    "clock": [
        ("common/runtime/a.cpp", "auto t = std::chrono::system_clock::now();\n"),
        ("services/intake/a.cpp", "auto t = steady_clock :: now();\n"),
        ("common/http/a.cpp", "auto t = std::chrono::steady_clock::now();\n"),
        ("tests/unit/common/core/a_test.cpp", "auto t = std::chrono::high_resolution_clock::now();\n"),
        ("services/intake/a.cpp", "auto t = std::time(nullptr);\n"),
        ("services/intake/a.cpp", "time(&t);\n"),
        ("services/intake/a.cpp", "gettimeofday(&t, nullptr);\n"),
        ("services/intake/a.cpp", "clock_gettime(CLOCK_REALTIME, &t);\n"),
        ("services/intake/a.cpp", "boost::asio::steady_timer timer(io);\n"),
    ],
    "randomness": [
        ("services/intake/a.cpp", "std::random_device device;\n"),
        ("tests/unit/common/core/a_test.cpp", "std::random_device device;\n"),
        ("services/intake/a.cpp", "int x = rand();\n"),
        ("services/intake/a.cpp", "int x = std::rand();\n"),
        ("services/intake/a.cpp", "std::mt19937_64 engine(1);\n"),
        ("common/privacy/a.cpp", "randombytes_buf(out, 8);\n"),
        ("common/privacy/a.cpp", "crypto_secretbox_keygen(key);\n"),
    ],
    "headers": [
        ("common/core/a.hpp", "#pragma once\n"),
        ("common/core/a.hpp", "// A comment and nothing else besides.\nint x;\n"),
        ("common/core/a.hpp", "#pragma once\n// A comment that comes too late.\n"),
    ],
    "line_length": [
        ("common/core/a.cpp", "x" * 121 + "\n"),
        ("scripts/run", "#!/bin/bash\n" + "x" * 121 + "\n"),
        ("common/core/CMakeLists.txt", "y" * 121 + "\n"),
    ],
    "sleeps": [
        ("tests/unit/common/core/a_test.cpp", "std::this_thread::sleep" + "_for(1s);\n"),
        ("tests/unit/common/core/a_test.cpp", "usl" + "eep(100);\n"),
        ("tests/scenario/a_test.cpp", "::sl" + "eep(1);\n"),
        ("tests/scenario/a.py", "time.sl" + "eep(1)\n"),
        ("tests/scenario/a.sh", "start & sl" + "eep 1\n"),
    ],
    "fixed_ports": [
        ("tests/scenario/a.py", 'connect("127.0.0.1:80' + '80")\n'),
        ("tests/scenario/a.py", 'server = Controller(handler, "h", 1' + '1025)\n'),
        ("tests/scenario/a.sh", "guiyi serve --public 0.0.0.0:80" + "80\n"),
        ("tests/unit/common/http/a_test.cpp", "tcp::endpoint where(tcp::v4(), 80" + "81);\n"),
        ("tests/unit/common/http/a_test.cpp", "settings.port = 80" + "80;\n"),
        ("tests/unit/common/http/a_test.cpp", 'listen_at("localhost", 90' + '90);\n'),
    ],
    "machine_paths": [
        ("README.md", "see /wo" + "rk/main\n"),
        ("tests/scenario/a.py", 'open("/ho' + 'me/someone/x")\n'),
        ("config/guiyi.toml", 'data = "/tmp/g' + 'y/data"\n'),
    ],
    "markers": [
        ("common/core/a.cpp", "// TO" + "DO: later\n"),
        ("scripts/run", "# FIX" + "ME\n"),
        ("README.md", "XX" + "X\n"),
    ],
    "top_level": [("notes.md", ""), ("src/a.cpp", "")],
    "service_links": [
        ("services/casework/CMakeLists.txt", "guiyi_library(guiyi_casework DEPS guiyi_intake)\n"),
        ("services/casework/CMakeLists.txt", "target_link_libraries(guiyi_casework PUBLIC guiyi_assignment)\n"),
        ("services/casework/CMakeLists.txt", "guiyi_library(guiyi_casework DEPS guiyi_program)\n"),
        ("common/http/CMakeLists.txt", "guiyi_library(guiyi_common_http DEPS guiyi_intake)\n"),
        ("tests/unit/services/intake/CMakeLists.txt", "guiyi_test(test_intake DEPS guiyi_casework)\n"),
    ],
}

# What only looks like a violation: no rule may mind any of these.
INNOCENT = {
    "services/intake/a.cpp": (
        '#include "services/intake/state.hpp"\n#include <boost/json/value.hpp>\n'
        "#include <unistd.h>\n#include <vector>\n"
        "// steady_clock::now and rand() are named in a comment only\n"
        'auto text = "system_clock::now() rand()";\n'
        "auto due = record.time(0); auto next = deadline_time(0); auto brand(int x); operand(1);\n"
        "auto n = 1'000'000;\n"
        'auto raw = R"(\n#include "services/casework/state.hpp"\nrand()\n)";\n'),
    "tests/unit/common/http/a_test.cpp": (
        'auto link = "https://www.example.com:8443/path"; endpoint where(tcp::v4(), 0); auto at = "127.0.0.1:0";\n'
        "std::mt19937_64 engine(7); expect_year(2026); listen_at(\"127.0.0.1\", 0); auto phone = \"010:12345678\";\n"),
    "tests/unit/common/bus/bus_test.cpp": "#include <rocksdb/db.h>\n",
    "tests/bench/a.cpp": "#include <benchmark/benchmark.h>\nauto t = std::chrono::steady_clock::now();\n",
    "tests/bench/a.sh": "sleep 1\n",
    "common/core/b.cpp": "// 中文" + "字" * 110 + "\nauto mask = \"XXXXXX\";\n",
    "common/http/beast.hpp": HEADER + "#include <boost/beast/core.hpp>\n",
    "common/http/b.cpp": '#include "common/http/beast.hpp"\n',
    "tests/unit/common/http/b_test.cpp": '#include "common/http/beast.hpp"\n',
    "build/debug/a.cpp": "int x = rand();\n",
}


def plant(folder, files):
    for name, text in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(rule, files):
    """Exit code and output of one rule over a clean tree with the given files on top."""
    with tempfile.TemporaryDirectory() as folder:
        plant(folder, CLEAN | files)
        done = subprocess.run([sys.executable, CHECK, rule, folder], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


RULES = subprocess.check_output([sys.executable, CHECK, "--list"], text=True).strip().split(";")


class Rules(unittest.TestCase):
    def test_each_rule_has_a_planted_violation(self):
        self.assertEqual(sorted(RULES), sorted([*PLANTED, "service_files"]))

    def test_each_rule_is_quiet_on_a_clean_tree_and_on_what_only_looks_wrong(self):
        for rule in RULES:
            for files in ({}, INNOCENT):
                with self.subTest(rule=rule):
                    self.assertEqual(run(rule, files), (0, ""))

    def test_each_planted_violation_is_found_where_it_stands(self):
        beast = {"common/http/beast.hpp": INNOCENT["common/http/beast.hpp"]}
        for rule, violations in PLANTED.items():
            for file, text in violations:
                with self.subTest(rule=rule, text=text):
                    code, output = run(rule, (beast if rule == "hidden_parts" else {}) | {file: text})
                    self.assertEqual(code, 1, output)
                    self.assertRegex(output, re.escape(file.split("/")[0] if rule == "top_level" else file) + r":\d+: ")

    def test_a_service_without_its_rooms_is_found(self):
        for part in ("state", "decide", "evolve", "service"):
            with tempfile.TemporaryDirectory() as folder:
                plant(folder, {f: t for f, t in CLEAN.items() if f != f"services/casework/{part}.hpp"})
                done = subprocess.run([sys.executable, CHECK, "service_files", folder],
                                      capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, f"no {part}.hpp" in done.stdout), (1, True))

    def test_wrong_usage_and_an_empty_folder_are_not_a_pass(self):
        with tempfile.TemporaryDirectory() as folder:
            for arguments in ([], ["no_such_rule"], ["clock", folder]):
                done = subprocess.run([sys.executable, CHECK, *arguments], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
