#!/usr/bin/env python3
"""Pictures of every page of the console: `screenshots.py PROGRAM FOLDER`, from an office with invented complaints."""
import sys

from office import an_office, tell
import stage as on

if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = sys.argv.pop()

    def pictures(stage):
        tell(stage, "screenshots.mjs", folder=folder)
        stage.system.stop()

    on.run(an_office, pictures)
