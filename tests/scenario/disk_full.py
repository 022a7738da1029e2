"""A full disk: 503 with Retry-After at the door, never a 500, a broken connection or half a complaint; once there is
room the same process goes on. The data folder lies on a small tmpfs, which wants root.
"""
import json
import os
import subprocess
import threading

import stage as on
from complaints import portal, rows
from stage import Answer, Skip, System, check, equal, eventually, needs

DISK = "288m"
SETTINGS = {"store.write_buffer_bytes": 16 << 20, "store.min_free_bytes": 24 << 20, "log.level": "info"}
UPLOAD_ROOM = 76 << 20  # above what uploads leave free of the disk, below the largest upload
CLIENTS = 4
NARRATIVE = "机器人反复来电推销美容仪，说是平台客服。" * 400  # 8,000 characters: the disk fills soon


class Filing:
    """Files complaints from several clients at once until told otherwise; every answer is kept."""

    def __init__(self, system, first):
        self.system = system
        self.lock = threading.Lock()
        self.next = first
        self.taken = {}  # number: receipt
        self.refused = 0
        self.broken = []
        self.enough = lambda: False
        self.threads = [threading.Thread(target=self._file, daemon=True) for _ in range(CLIENTS)]

    def run(self, enough):
        self.enough = enough
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join(on.DEADLINE_S)
            check(not thread.is_alive(), "a client waits for an answer without end")
        if self.broken:
            raise on.Failure(self.broken[0])
        return self

    def _file(self):
        over = self.system.connect()
        try:
            while not self.enough():
                with self.lock:
                    number, self.next = self.next, self.next + 1
                answer = self.system.post("/api/v1/complaints", complaint(number), over=over)
                with self.lock:
                    self._take(number, answer)
        except BaseException as why:  # a broken connection is what must not be
            self.broken.append(f"{type(why).__name__}: {why}")
            self.enough = lambda: True

    def _take(self, number, answer):
        if answer.status == 201:
            self.taken[number] = answer.json["receipt_no"]
            return
        is_full(answer, f"complaint {number}")
        self.refused += 1


def complaint(number):
    return portal(number, external_ref=f"FULL-{number}", narrative=f"{number}：{NARRATIVE}")


def is_full(answer, what):
    equal(answer.status, 503, f"{what} on a full disk: {answer}")
    check(answer.headers.get("retry-after", "").isdigit(), f"{what}: 503 without Retry-After: {answer.headers}")
    equal(answer.headers.get("content-type"), "application/problem+json", f"{what}: content type")


def whole_disk_bytes(stage):
    space = os.statvfs(stage.disk)
    return space.f_blocks * space.f_frsize


def free_bytes(stage):
    space = os.statvfs(stage.disk)
    return space.f_bavail * space.f_frsize


def ballast(stage, leave):
    """Fills the disk with a file until so many bytes are left."""
    with open(stage.disk / "ballast", "ab") as file:
        while (room := free_bytes(stage) - leave) > 0:
            file.write(b"\0" * min(room, 1 << 20))
            file.flush()


def kept_full(stage):
    """The store may give room back for a while: what it rewrites becomes smaller."""
    def full():
        ballast(stage, leave=SETTINGS["store.min_free_bytes"] // 2)
        answer = stage.system.get("/readyz")
        if answer.status == 200:
            return False
        is_full(answer, "readyz")
        return True
    eventually("the system knows that the disk is full", full)


def mounted(stage):
    stage.disk = stage.folder / "disk"
    stage.disk.mkdir()
    if os.geteuid() != 0:
        raise Skip("mounting a small tmpfs wants root")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "guiyi-test", stage.disk], capture_output=True)
    if done.returncode != 0:
        raise Skip(f"mounting a small tmpfs is not allowed here: {done.stderr.decode().strip()}")
    stage.last_acts.append(lambda: subprocess.run(["umount", "-l", stage.disk], check=True))
    stage.mounted = True


@needs("mounted")
def full_and_then_not(stage):
    """Twice: posting until the disk is full, then room again for the same process."""
    stage.system = system = System(stage, "full", SETTINGS, data=stage.disk / "data").serve()
    stage.taken, first = {}, 0
    for _ in range(2):
        ballast(stage, leave=SETTINGS["store.min_free_bytes"] + (12 << 20))
        filing = Filing(system, first)
        filing.run(lambda: filing.refused >= 40)
        check(filing.taken, "nothing was taken before the disk was full")
        stage.taken.update(filing.taken)
        equal(system.get("/healthz").status, 200, "healthz on a full disk")
        kept_full(stage)
        number = next(iter(filing.taken))
        again = system.post("/api/v1/complaints", complaint(number))
        check(again.status in (201, 503), f"a repeat on a full disk: {again}")
        if again.status == 201:  # it needs no room
            equal(again.json["receipt_no"], filing.taken[number], "receipt of a repeat on a full disk")
        uploads_that_do_not_fit(stage)
        filing = Filing(system, filing.next)
        eventually("an import is refused too", lambda: import_is_refused(stage, filing))
        stage.taken.update(filing.taken)

        (stage.disk / "ballast").unlink()
        eventually("the system is ready again", lambda: system.get("/readyz").status == 200)
        filing = Filing(system, filing.next)
        filing.run(lambda: len(filing.taken) >= 20 or filing.refused > 0)
        equal(filing.refused, 0, "complaints refused although there is room")
        stage.taken.update(filing.taken)
        system.settle()
        first = filing.next
    check(system.process.poll() is None, "the process ended")
    check('"level":"error"' not in system.log_text(), f"an error was logged: {system.log_text()[-2000:]}")


def import_is_refused(stage, filing):
    """A line of an import is answered 503; what the store gave back meanwhile may let one in."""
    kept_full(stage)
    line = json.dumps(complaint(filing.next)).encode() + b"\n"
    kind = {"Content-Type": "application/x-ndjson"}
    answer = stage.system.ask("POST", "/api/v1/complaints:import", line, kind, side="staff")
    told = json.loads(answer.body)
    check(answer.status == 200 and told["status"] in (201, 503), f"a line of an import on a full disk: {answer}")
    if told["status"] == 201:
        filing.taken[filing.next] = told["receipt_no"]
        filing.next += 1
    return told["status"] == 503


def evidence_files(system):
    return sorted(file for file in (system.data / "evidence").rglob("*") if file.is_file())


def uploads_that_do_not_fit(stage):
    """Declared and undeclared lengths; nothing is left of either."""
    system = stage.system
    before = evidence_files(system)
    over = system.connect()
    over.putrequest("POST", "/api/v1/evidence")
    over.putheader("Content-Type", "image/png")
    over.putheader("Content-Length", str(free_bytes(stage) + (1 << 20)))
    over.endheaders(b"\x89PNG\r\n\x1a\n")
    is_full(Answer(over.getresponse()), "an upload that is declared larger than the room")
    over.close()
    an_upload_that_outgrows_the_room(stage)
    eventually("nothing is left of the uploads", lambda: evidence_files(system) == before)


def an_upload_that_outgrows_the_room(stage):
    """In chunks, so that nobody knows its length before."""
    room = whole_disk_bytes(stage)  # the store may give some back meanwhile, so more than what is free now
    over = stage.system.connect()
    over.putrequest("POST", "/api/v1/evidence")
    over.putheader("Content-Type", "image/png")
    over.putheader("Transfer-Encoding", "chunked")
    over.endheaders()
    piece, sent = b"\x89PNG\r\n\x1a\n" + b"\1" * 65528, 0
    try:
        while sent < room:
            over.send(b"10000\r\n" + piece + b"\r\n")
            sent += len(piece)
        over.send(b"0\r\n\r\n")
    except OSError:
        pass  # it was told before the end; the answer is there
    is_full(Answer(over.getresponse()), "an upload that outgrows the room")
    over.close()


@needs("mounted")
def an_upload_that_fills_the_disk(stage):
    """It is let in, for there seems to be room; complaints are refused only while it lies there."""
    system = stage.system
    before = evidence_files(system)
    ballast(stage, leave=UPLOAD_ROOM)
    an_upload_that_outgrows_the_room(stage)
    eventually("nothing is left of the upload", lambda: evidence_files(system) == before)
    check(free_bytes(stage) > UPLOAD_ROOM - (8 << 20), "the upload's bytes are not given back")
    filing = Filing(system, 8000)
    filing.run(lambda: len(filing.taken) >= 5 or filing.refused > 0)
    equal(filing.refused, 0, "complaints refused after the upload")
    stage.taken.update(filing.taken)
    (stage.disk / "ballast").unlink()


@needs("mounted")
def all_there_after_a_restart(stage):
    """Killed, not stopped: what was answered with 201 was durable by then."""
    system = stage.system
    system.kill()
    system.serve()
    system.settle()
    found = {row["external_ref"]: row["receipt_no"] for row in rows(system.export())}
    equal(found, {f"FULL-{number}": receipt for number, receipt in stage.taken.items()}, "complaints after the restart")
    equal(len(system.living_cases()), len({row["case_no"] for row in rows(system.export())}), "cases in the list")
    system.stop()
    check("intact" in system.command("audit", "verify").stdout, "the audit's chain")


@needs("mounted")
def starting_on_a_full_disk(stage):
    """It serves what it has, refuses what is new, and needs no other start once there is room."""
    system = stage.system
    ballast(stage, leave=SETTINGS["store.min_free_bytes"] // 2)
    system.serve()
    kept_full(stage)
    is_full(system.post("/api/v1/complaints", complaint(10 ** 6)), "a complaint after a start on a full disk")
    check(len(rows(system.export())) == len(stage.taken), "the export on a full disk")
    (stage.disk / "ballast").unlink()
    eventually("the system is ready again", lambda: system.get("/readyz").status == 200)
    equal(system.post("/api/v1/complaints", complaint(10 ** 6)).status, 201, "a complaint once there is room")
    system.stop()


if __name__ == "__main__":
    on.run(mounted, full_and_then_not, an_upload_that_fills_the_disk, all_there_after_a_restart,
           starting_on_a_full_disk)
