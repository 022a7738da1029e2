#!/usr/bin/env python3
"""Signing in at the console with the organisation's own provider, in a real browser: oidc-provider of npm."""
import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "scenario")]

from office import needs_a_browser, tell  # noqa: E402
import stage as on  # noqa: E402
from oidc import a_provider_and_a_system_that_trusts_it as a_provider  # noqa: E402


def a_provider_and_a_system_that_trusts_it(stage):
    needs_a_browser()
    a_provider(stage)


@on.needs("issuer")
def by_the_console(stage):
    tell(stage, "own_provider.mjs", issuer=stage.issuer)
    stage.system.stop()


# A browser: a part of the nightly run.
if __name__ == "__main__":
    if not os.environ.get("GUIYI_LONG"):
        print("skipped: takes a browser; GUIYI_LONG=1 runs it")
        sys.exit(77)
    on.run(a_provider_and_a_system_that_trusts_it, by_the_console)
