"""Two copies of each service, each a process of its own, on a bus that all of them reach."""
import json
from http.client import HTTPException

from nats_cluster import Here  # first: it makes the next importable
import stage as on
from stage import System, eventually

KINDS = [("intake",), ("deduplication",), ("assignment",), ("notification",), ("casework", "access")]
DEADLINE_S = 120


class Copy(System):
    """One process of the deployment."""

    def __init__(self, stage, services, number, place):
        super().__init__(stage, f"{services[0]}-{number}")
        self.serves, self.place = services, place
        self.config = stage.config
        self.public_listen = self.staff_listen = f"{place.address}:0"
        self.in_child = place.in_child
        self.down = True  # because it was killed, or is not started yet
        self.ended = []  # what it said each time when it ended by itself

    def start(self):
        super().start()
        self.down = False

    def serve(self):
        """On a bus that is slow a start waits, for long."""
        self.start()
        eventually(f"{self.name} serves", self.up)
        return self

    def kill(self):
        self.down = True
        super().kill()

    def stop(self):
        self.down = True
        super().stop()

    def up(self):
        """Whether it serves; what ended by itself is started again, as its unit of systemd does."""
        if self.down:
            return False
        if self.process.poll() is not None:
            self.ended.append(next((line for line in reversed(self.log_text().splitlines()) if "guiyi: " in line), ""))
            self.start()
        try:
            return any("Ctrl-C" in line for line in self.output.seen) and bool(self.find())
        except on.Failure:
            return False  # it ended this very moment

    def standing(self):
        """What /readyz says of its services; nothing when it does not answer or is not ready."""
        try:
            connection = self.connect("public", 5)
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            told = json.loads(answer.read())
            connection.close()
            return told["services"] if answer.status == 200 else {}
        except (OSError, HTTPException, ValueError):
            return {}

    def decides(self):
        return self.standing().get(self.serves[0]) == "decides"


def two_of_each(stage, url, settings, place=lambda: Here(None)):
    """Sets stage.copies, by the first service of each. @param place gives where the next process runs"""
    shared = stage.folder / "shared"
    shared.mkdir()
    stage.config = stage.settings("cluster", {
        "bus.kind": url, "bus.replicas": 3, "privacy.key_file": str(stage.folder / "deployment.key"),
        "store.shared_dir": str(shared), **settings})
    stage.copies = {}
    for number in (0, 1):
        for services in KINDS:
            one = Copy(stage, services, number, place())
            one.serve()
            stage.copies.setdefault(services[0], []).append(one)
    for services in KINDS:
        eventually(f"one copy of {services[0]} has the turn", lambda: decider(stage, services[0]), DEADLINE_S)


def decider(stage, service):
    return next((one for one in stage.copies[service] if one.up() and one.decides()), None)


def both_of(stage, service):
    """The copy that decides and the other, which is ready to take over."""
    one = eventually(f"one copy of {service} has the turn", lambda: decider(stage, service), DEADLINE_S)
    other = next(copy for copy in stage.copies[service] if copy is not one)
    eventually(f"the other copy of {service} is ready", other.standing, DEADLINE_S)
    return one, other


def ties(stage, receipts, said):
    """The export of the copy that decides, once it holds all those receipts; else None.

    @param said gets what it said
    """
    of = decider(stage, "deduplication")
    exported = of.get("/api/v1/export/ties") if of else None
    if not exported or exported.status != 200:
        said[:] = [exported]
        return None
    text = exported.body.decode()
    missing = set(receipts) - {row.split(",")[0] for row in text.splitlines()[1:]}
    said[:] = [f"{len(missing)} of {len(receipts)} are missing: {sorted(missing)[:3]}"]
    return None if missing else text


def ties_of_both(stage, receipts):
    """What one copy exports and, once that one is killed and started again, the other."""
    said = []

    def complete(whose):
        try:
            return eventually(f"every acknowledged complaint is in a case, {whose}",
                              lambda: ties(stage, receipts, said), DEADLINE_S)
        except on.Failure as why:
            raise on.Failure(f"{why}; last: {said}") from None
    first = complete("by the copy that decides")
    was, other = both_of(stage, "deduplication")
    was.kill()
    eventually("the other copy takes over", other.decides, DEADLINE_S)
    second = complete("by the other copy")
    was.serve()
    on.equal(second, first, "what the other copy exports")
    return second
