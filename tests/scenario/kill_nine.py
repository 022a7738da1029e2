"""kill -9 at random moments of an import: nothing that was acknowledged is lost or doubled, and what comes out in the
end is what an import that nobody disturbed gives. GUIYI_LONG=1: the whole file and 20 moments. GUIYI_SEED repeats a
run.
"""
import collections
import os
import random
import subprocess
import threading

import stage as on
from complaints import lines_of_file, reference, rows
from stage import Importing, System, check, equal, eventually, needs

MOMENTS = 20 if on.LONG else 5
LINES = None if on.LONG else 2500
KINDS = ["serving", "offline", "starting", "serving", "offline"]  # what is killed
OVERLAP = 150  # lines sent again although they were acknowledged


class Story:
    def __init__(self, stage):
        seed = int(os.environ.get("GUIYI_SEED") or random.SystemRandom().randrange(2 ** 32))
        print(f"GUIYI_SEED={seed}", flush=True)
        self.random = random.Random(seed)
        self.lines = lines_of_file(LINES)
        self.system = System(stage, "killed")
        self.acknowledged = {}  # index of the line: receipt
        self.share = len(self.lines) // (MOMENTS + 1)
        self.bytes_a_line = 0
        self.reached = 0  # lines that are certainly there
        self.killed = collections.Counter()

    def resume_at(self):
        self.reached = max(self.reached, max(self.acknowledged, default=-1) + 1)
        return max(0, self.reached - self.random.randrange(OVERLAP))

    def note(self, begun, told):
        for index, receipt in told.items():
            known = self.acknowledged.setdefault(begun + index, receipt)
            equal(receipt, known, f"receipt of line {begun + index + 1}, acknowledged twice")

    def wal_bytes(self):
        """Bytes in write-ahead logs by file: each grows while something is made durable."""
        found = {}
        for file in (self.system.data / "db").glob("*.log"):
            try:
                found[file.name] = file.stat().st_size
            except OSError:
                pass  # it was just removed
        return found


def written_since(story, before):
    return sum(max(0, size - before.get(name, 0)) for name, size in story.wal_bytes().items())


def undisturbed(stage):
    """The import that nobody disturbs; it makes the keys that both use."""
    stage.story = story = Story(stage)
    stage.whole = stage.folder / "whole.ndjson"
    stage.whole.write_bytes(b"\n".join(story.lines) + b"\n")
    calm = System(stage, "calm")
    done = calm.command("import", stage.whole)
    check(f"{len(story.lines)} taken, 0 refused" in done.stderr, done.stderr)
    stage.expected = calm.export()
    equal(len(rows(stage.expected)), len(story.lines), "rows of the undisturbed export")
    logs = sum(file.stat().st_size for file in (calm.data / "db").iterdir())
    story.bytes_a_line = logs // len(story.lines)
    story.system = System(stage, "killed", keys_of=calm)


def kill_while_serving(story):
    system = story.system.serve()
    if story.random.random() < 0.5:  # else it imports while it still catches up
        system.settle()
        story.reached = len(rows(system.export()))
    begun = story.resume_at()
    importing = Importing(system, story.lines[begun:])
    enough = story.reached - begun + story.random.randrange(1, 2 * story.share)
    importing.answers.wait(lambda seen: len(seen) >= enough)
    system.kill()
    importing.answers.all()  # what was on its way counts too
    story.note(begun, importing.acknowledged())
    return f"after {len(importing.acknowledged())} answers from line {begun + 1} on"


def kill_an_offline_import(story):
    """The importing process itself: it is fed through a pipe, and killed once it has written enough."""
    system, begun = story.system, story.resume_at()
    before = story.wal_bytes()
    process = system.spawn("import", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def feed():
        try:
            process.stdin.write(b"\n".join(story.lines[begun:]))
            process.stdin.close()
        except OSError:
            pass  # killed
    feeding = threading.Thread(target=feed, daemon=True)
    feeding.start()
    enough = story.random.randrange(1, story.share * story.bytes_a_line)
    eventually("the import writes", lambda: process.poll() is not None or written_since(story, before) > enough)
    ended = process.poll()
    process.kill()
    feeding.join(on.DEADLINE_S)
    if ended is not None:
        equal(ended, 0, "exit code of an import that was faster than the kill")
    process.wait(on.DEADLINE_S)
    return f"after {written_since(story, before)} bytes from line {begun + 1} on"


def kill_while_starting(story):
    """In the middle of opening and catching up: RocksDB begins a log of its own when it opens."""
    system = story.system
    log = system.data / "db" / "LOG"
    before = log.stat().st_ino if log.exists() else None
    system.start()
    if story.random.random() < 0.5:
        eventually("the store opens", lambda: log.exists() and log.stat().st_ino != before)
        moment = "while it opened its store"
    else:
        system.output.wait(lambda lines: lines)
        moment = "as it said its address"
    system.kill()
    return moment


@needs("story")
def killed_again_and_again(stage):
    story = stage.story
    kinds = (KINDS * MOMENTS)[:MOMENTS]
    story.random.shuffle(kinds)
    for kind in kinds:
        act = {"serving": kill_while_serving, "offline": kill_an_offline_import, "starting": kill_while_starting}[kind]
        print(f"     killed {kind} {act(story)}", flush=True)
        story.killed[kind] += 1
    check(story.acknowledged, "nothing was acknowledged before a kill")


@needs("story")
def resumed(stage):
    story, system = stage.story, stage.story.system
    done = system.command("import", stage.whole)
    check(f"{len(story.lines)} taken, 0 refused" in done.stderr, done.stderr)
    text = system.export()
    receipts = collections.Counter(row["receipt_no"] for row in rows(text))
    of_reference = {row["external_ref"]: row["receipt_no"] for row in rows(text)}
    for index, receipt in story.acknowledged.items():
        equal(receipts[receipt], 1, f"rows of {receipt}, acknowledged for line {index + 1}")
        equal(of_reference[reference(story.lines[index])], receipt, f"receipt of line {index + 1}")
    kills = sum(story.killed.values())
    print(f"     {len(story.acknowledged)} lines were acknowledged before one of {kills} kills", flush=True)
    if text != stage.expected:
        pairs = enumerate(zip(text.splitlines(), stage.expected.splitlines()))
        first = next((pair for pair in pairs if pair[1][0] != pair[1][1]), "one is shorter")
        raise on.Failure(f"the export differs from the undisturbed one, first at {first}")


@needs("story")
def whole_in_every_way(stage):
    """The chain holds, no fact was set aside, and the system serves."""
    system = stage.story.system
    check("intact" in system.command("audit", "verify").stdout, "the audit's chain")
    system.serve()
    system.settle()
    equal(system.export(), stage.expected, "the export of the serving system")
    equal(len(system.living_cases()), len({row["case_no"] for row in rows(stage.expected)}), "cases in the list")
    system.stop()


if __name__ == "__main__":
    on.run(undisturbed, killed_again_and_again, resumed, whole_in_every_way)
