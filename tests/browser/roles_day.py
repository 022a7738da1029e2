"""Each role's day at the console, in a real browser on the real program."""
from office import an_office, tell
import os
import sys

import stage as on


def an_office_with_sixty_complaints(stage):
    an_office(stage)


def a_desk_officer(stage):
    tell(stage, "desk_officer.mjs")


def a_caseworker_without_a_mouse(stage):
    tell(stage, "caseworker.mjs")


def a_manager(stage):
    tell(stage, "manager.mjs")


def an_auditor(stage):
    tell(stage, "auditor.mjs")


def every_page_with_axe(stage):
    tell(stage, "every_page.mjs")
    stage.system.stop()


def chosen(days):
    """GUIYI_DAY names the one to be told ("a manager" is a_manager): while it is worked on."""
    only = os.environ.get("GUIYI_DAY")
    found = [day for day in days if not only or only in day.__name__]
    if not found:
        sys.exit(f"GUIYI_DAY={only}: there are {', '.join(day.__name__ for day in days)}")
    return found


# Minutes of a browser each: a part of the nightly run.
if __name__ == "__main__":
    if not os.environ.get("GUIYI_LONG"):
        print("skipped: takes minutes of a browser; GUIYI_LONG=1 runs it")
        sys.exit(77)
    on.run(an_office_with_sixty_complaints,
           *chosen([a_desk_officer, a_caseworker_without_a_mouse, a_manager, an_auditor, every_page_with_axe]))
