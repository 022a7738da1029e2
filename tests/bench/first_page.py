#!/usr/bin/env python3
# How soon the first page can be used in Chromium with the processor slowed down four times and nothing in its cache.
#
#   first_page.py [--slow N] [--times N]
#
# Opens the public form, the console's sign-in page and the queue of somebody who is signed in, each anew, and prints
# the median and the slowest in ms: until the page can be used (its fields or rows stand there, and what ran long has
# ended), and how much came over the wire. Reach: 2000 ms.
import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/browser"), str(ROOT / "tests/scenario")]

from office import an_office, tell  # noqa: E402
import stage as on  # noqa: E402


def main():
    options = argparse.ArgumentParser(description="How soon the first page can be used on a slow machine.")
    options.add_argument("--slow", type=float, default=4, help="times slower than this machine, 4")
    options.add_argument("--times", type=int, default=7, help="how often each page is opened, 7")
    given = options.parse_args()

    def measured(stage):
        tell(stage, "first_page.mjs", open=f"http://{stage.system.public.netloc}", slow=given.slow, times=given.times)
        stage.system.stop()

    on.run(an_office, measured, program=os.environ.get("GUIYI", str(ROOT / "build/release/guiyi")))


if __name__ == "__main__":
    main()
