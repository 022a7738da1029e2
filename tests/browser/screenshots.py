#!/usr/bin/env python3
"""Pictures of every page, from an office with invented complaints, to be looked at:
`screenshots.py PROGRAM FOLDER [--widths 360,1280] [--languages zh] [--themes light] [--only queue,case]`.
They lie in FOLDER/console and FOLDER/public as NAME-WIDTH-LANGUAGE-THEME.png."""
import argparse
import os
import subprocess
import sys
from pathlib import Path

from office import an_office, node, tell
import stage as on
from complainant import WAV
from stage import SOURCE, equal


def listed(text):
    return text.split(",")


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--widths", type=lambda text: [int(one) for one in listed(text)], default=[360, 1280, 1920])
    parser.add_argument("--languages", type=listed, default=["zh", "en"])
    parser.add_argument("--themes", type=listed, default=["light", "dark"])
    parser.add_argument("--only", type=listed, default=[], help="names of tests/browser/pages.mjs, or: public")
    given = parser.parse_args()
    sys.argv = [sys.argv[0], given.program]  # what a stage expects
    return given


def main():
    given = read_arguments()
    chosen = {"widths": given.widths, "languages": given.languages, "themes": given.themes}
    console = [name for name in given.only if name != "public"]

    def console_pictures(stage):
        if console or not given.only:
            tell(stage, "screenshots.mjs", folder=str((given.folder / "console").resolve()), only=console, **chosen)

    def public_pictures(stage):
        if given.only and "public" not in given.only:
            return
        folder = given.folder / "public"
        folder.mkdir(parents=True, exist_ok=True)
        recording = stage.folder / "录音.wav"
        recording.write_bytes(WAV + os.urandom(300_000))
        told = [node(), str(SOURCE / "tests/browser/complainant.mjs"), f"http://{stage.system.public.netloc}",
                str(recording), str(folder.resolve())]
        done = subprocess.run(told, timeout=4 * on.DEADLINE_S, preexec_fn=on.end_with_us,
                              env={**os.environ, "GUIYI_STEP": "everyPageAtEveryWidth"})
        equal(done.returncode, 0, "exit code of complainant.mjs")

    on.run(an_office, console_pictures, public_pictures)


if __name__ == "__main__":
    main()
