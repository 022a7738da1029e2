#!/usr/bin/env python3
# The scripts, tried with stand-ins for dpkg and apt: what they ask for, what they say, how they end.
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SCRIPTS = ("setup", "build", "run", "test", "bench", "nightly")

# A dpkg that holds the packages named in $HELD, and an apt that notes what it was asked and installs it.
STAND_INS = {
    "dpkg-query": '#!/bin/bash\nfor p in "$@"; do grep -qxF -- "$p" "$HELD" && echo "$p installed"; done; exit 1\n',
    "apt-get": '#!/bin/bash\necho "$@" >>"$ASKED"\n'
               'case " $* " in *" install "*) printf "%s\\n" "$@" >>"$HELD" ;; esac\nexit "${APT_STATUS:-0}"\n',
    "apt-cache": '#!/bin/bash\nshift\nfor p in "$@"; do echo "$p:"; echo "  Installed: (none)"\n'
                 'if [[ $p == "$UNKNOWN" ]]; then echo "  Candidate: (none)"; else echo "  Candidate: 1.0"; fi; done\n',
    "id": "#!/bin/bash\necho 0\n",
}


class Sandbox:
    """A copy of the scripts with stand-ins first in the PATH."""

    def __init__(self, folder):
        self.folder = Path(folder)
        subprocess.run(["cp", "-r", PROJECT / "scripts", self.folder / "scripts"], check=True)
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for name, text in STAND_INS.items():
            self.stand_in(name, text)
        self.held = self.folder / "held"
        self.asked = self.folder / "asked"
        self.held.write_text("")
        self.asked.write_text("")

    def stand_in(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, script, *arguments, **variables):
        environment = os.environ | {
            "PATH": f"{self.bin}:{os.environ['PATH']}", "HELD": str(self.held), "ASKED": str(self.asked),
            "UNKNOWN": ""} | variables
        return subprocess.run([self.folder / "scripts" / script, *arguments], env=environment, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)


class ScriptCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.box = Sandbox(folder.name)


class Setup(ScriptCase):
    def test_installs_what_is_missing_once_and_then_leaves_apt_alone(self):
        first = self.box.run("setup")
        asked = self.box.asked.read_text().splitlines()
        second = self.box.run("setup")

        self.assertEqual((first.returncode, second.returncode), (0, 0), first.stderr + second.stderr)
        self.assertEqual(len(asked), 2)
        self.assertIn(" update", asked[0])
        self.assertIn("clang-19", asked[1])
        self.assertIn("--no-remove", asked[1])
        self.assertEqual(self.box.asked.read_text().splitlines(), asked)
        self.assertEqual(second.stderr, "")

    def test_asks_only_for_what_is_missing(self):
        self.box.run("setup")
        self.box.asked.write_text("")

        done = self.box.run("setup", "bench")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("postgresql-15 wrk", self.box.asked.read_text())
        self.assertNotIn("clang-19", self.box.asked.read_text())

    def test_says_which_packages_the_sources_lack_and_installs_nothing(self):
        done = self.box.run("setup", UNKNOWN="clang-19")

        self.assertEqual(done.returncode, 1)
        self.assertIn("do not hold: clang-19\n", done.stderr)
        self.assertIn("bookworm-security", done.stderr)
        self.assertNotIn("install", self.box.asked.read_text())

    def test_a_failing_apt_is_told_and_ends_with_1(self):
        done = self.box.run("setup", APT_STATUS="100")

        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get update failed", done.stderr)

    def test_without_root_it_installs_through_sudo(self):
        self.box.stand_in("id", "#!/bin/bash\necho 1000\n")
        self.box.stand_in("sudo", '#!/bin/bash\n[[ $1 == -n ]] || { echo "sudo $*" >>"$ASKED"; exec "$@"; }\n')

        done = self.box.run("setup")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("sudo env DEBIAN_FRONTEND=noninteractive", self.box.asked.read_text())

    def test_without_root_sudo_or_a_terminal_it_says_what_to_type(self):
        self.box.stand_in("id", "#!/bin/bash\necho 1000\n")
        self.box.stand_in("sudo", "#!/bin/bash\nexit 1\n")

        done = self.box.run("setup")

        self.assertEqual(done.returncode, 1)
        self.assertIn("As root: apt-get install clang-19", done.stderr)


class Usage(ScriptCase):
    def test_help_is_the_opening_comment_of_each_script(self):
        for script in ("setup", "build", "test", "bench"):
            done = self.box.run(script, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""), script)
            self.assertIn(f"scripts/{script}", done.stdout)

    def test_wrong_words_end_with_2_before_anything_is_installed(self):
        for script, word in (("setup", "all"), ("build", "fast"), ("test", "deadline"), ("bench", "no_such")):
            (self.box.folder / "tests/bench").mkdir(parents=True, exist_ok=True)
            done = self.box.run(script, word)
            self.assertEqual(done.returncode, 2, script + done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertEqual(self.box.asked.read_text(), "")

    def test_every_script_can_be_run_and_parsed(self):
        for file in [PROJECT / "scripts" / name for name in SCRIPTS] + [PROJECT / ".ci/run"]:
            self.assertTrue(os.access(file, os.X_OK), file)
            self.assertEqual(subprocess.run(["bash", "-n", file], check=False).returncode, 0, file)


class Bench(ScriptCase):
    def test_lists_by_first_comment_and_passes_options_on(self):
        bench = self.box.folder / "tests/bench"
        bench.mkdir(parents=True)
        (bench / "path.sh").write_text("#!/bin/bash\n# Complaints a second.\necho \"ran with $*\"\nexit 7\n")
        self.box.run("setup", "bench")
        (self.box.folder / "scripts/build").write_text("#!/bin/bash\n")

        listed = self.box.run("bench")
        ran = self.box.run("bench", "path", "--size", "3")

        self.assertRegex(listed.stdout, r"^path +Complaints a second\.\n$")
        self.assertEqual((ran.stdout, ran.returncode), ("ran with --size 3\n", 7))


class Summary(ScriptCase):
    def summarise(self, cases, ctest_status):
        file = self.box.folder / "tests.xml"
        file.write_text(f"<testsuite>{cases}</testsuite>")
        done = subprocess.run([sys.executable, "-B", PROJECT / "scripts/test_summary.py", file, str(ctest_status)],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()

    def test_all_passed(self):
        code, lines = self.summarise('<testcase name="a" status="run"/><testcase name="b" status="run"/>', 0)
        self.assertEqual((code, lines[-1]), (0, "2 passed, 0 failed, 0 skipped"))

    def test_a_failure_shows_its_output_and_a_purposeful_skip_does_not_fail(self):
        code, lines = self.summarise(
            '<testcase name="a" status="fail"><failure message=""/><system-out>it broke</system-out></testcase>'
            '<testcase name="b" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>', 8)
        self.assertEqual((code, lines[-1]), (1, "0 passed, 1 failed, 1 skipped"))
        self.assertIn("    it broke", lines)

    def test_a_program_that_is_not_there_has_failed(self):
        code, lines = self.summarise(
            '<testcase name="a" status="notrun"><skipped message="Unable to find executable"/></testcase>', 8)
        self.assertEqual((code, lines[-1]), (1, "0 passed, 1 failed, 0 skipped"))

    def test_no_test_or_a_failing_ctest_is_not_a_pass(self):
        self.assertEqual(self.summarise("", 0)[0], 1)
        self.assertEqual(self.summarise('<testcase name="a" status="run"/>', 8)[0], 1)


if __name__ == "__main__":
    unittest.main()
