#!/usr/bin/env python3
"""The README's first five minutes, done as it says: `first_minutes.py PROGRAM [FOLDER]`.
With FOLDER its pictures are made there anew (services/web/pictures in the sources)."""
import json
import os
import re
import subprocess
import sys

from office import needs_a_browser, node
import stage as on
from stage import SOURCE, check, equal

FOLDER = sys.argv.pop() if len(sys.argv) == 3 else ""


def serving(stage):
    needs_a_browser()
    stage.system = on.System(stage, "first").serve()
    printed = " ".join(stage.system.output.seen)
    stage.link = re.search(r"first sign-in: set the administrator's password at (\S+)", printed).group(1)
    check("account: admin" in printed, "the start does not say which account the link is for")


def by_the_pages(stage):
    story = {"public": f"http://{stage.system.public.netloc}", "base": f"http://{stage.system.staff.netloc}",
             "link": stage.link, "token": stage.system.officer("li.qiang"), "folder": FOLDER}
    done = subprocess.run([node(), str(SOURCE / "tests/browser/first_minutes.mjs")], timeout=2 * on.DEADLINE_S,
                          env={**os.environ, "GUIYI_STORY": json.dumps(story)}, preexec_fn=on.end_with_us)
    equal(done.returncode, 0, "exit code of first_minutes.mjs")


def from_a_terminal(stage):
    """The commands of the README, each as it stands there but for the port and the data folder."""
    readme = (SOURCE / "README.md").read_text()
    block = re.search(r"6\. From another terminal:\n\n```\n(.*?)```", readme, re.S).group(1)
    block = re.sub(r"http://127.0.0.1:\d+", f"http://{stage.system.public.netloc}", block)
    block = block.replace("guiyi=build/release/guiyi", f"guiyi='{' '.join(stage.system.arguments())}'")
    done = subprocess.run(["bash", "-euc", block], capture_output=True, text=True, timeout=on.DEADLINE_S,
                          cwd=SOURCE, env=stage.environment, preexec_fn=on.end_with_us)
    equal(done.returncode, 0, f"exit code of the README's commands\n{done.stderr}")
    for said in ("receipt_no", "query_code", "2026-10-15", "case_no"):
        check(said in done.stdout, f"the README's commands do not answer {said}: {done.stdout[:500]}")
    stage.system.stop()


if __name__ == "__main__":
    if not os.environ.get("GUIYI_LONG") and not FOLDER:
        print("skipped: takes a minute of a browser; GUIYI_LONG=1 runs it")
        sys.exit(77)
    on.run(serving, by_the_pages, from_a_terminal)
