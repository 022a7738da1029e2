"""Five services, two copies of each, on three NATS servers: complaints come in through two intakes while servers and
the copies whose turn it is are killed with -9. Every complaint that was acknowledged is there once, the copies of a
service end with the same, and how long each take-over took is printed. GUIYI_LONG=1: twenty kills of each kind.
"""
import json
import random
import statistics
import threading
import time
import uuid
from http.client import HTTPConnection, HTTPException

from nats_cluster import NatsCluster, run_with_a_server  # first: it makes the next importable
import stage as on
from stage import System, check, equal, eventually

ROUNDS = 20 if on.LONG else 1
SENDERS = 4
KINDS = [("intake",), ("deduplication",), ("assignment",), ("notification",), ("casework", "access")]
DEADLINE_S = 120


class Copy(System):
    """One process of the deployment."""

    def __init__(self, stage, services, number):
        super().__init__(stage, f"{services[0]}-{number}")
        self.services = services
        self.config = stage.config

    def start(self):
        with open(self.log, "ab") as log:
            self.process = self.spawn("serve", *self.services, "--public", "127.0.0.1:0", "--staff", "127.0.0.1:0",
                                      stdout=on.subprocess.PIPE, stderr=log, text=True)
        self.output = on.Lines(self.process.stdout)

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
        return self.standing().get(self.services[0]) == "decides"


class Load:
    """Sends complaints to whichever intake answers, each until it is acknowledged, and keeps the ledger."""

    def __init__(self, stage):
        self.stage = stage
        self.ending = threading.Event()
        self.lock = threading.Lock()
        self.ledger = {}  # idempotency key: receipt
        self.acknowledged_at = [time.monotonic()]
        self.refused = 0
        self.threads = [threading.Thread(target=self._send, args=(i,), daemon=True) for i in range(SENDERS)]
        for one in self.threads:
            one.start()

    def _send(self, number):
        choice = random.Random(number)
        count = 0
        while not self.ending.is_set():
            count += 1
            self._one(f"{number}-{count}-{uuid.uuid4()}", count, choice)

    def _one(self, key, count, choice):
        body = json.dumps({
            "channel": "portal", "complainant": {"name": "王小明", "phone": f"139{choice.randrange(10 ** 8):08d}"},
            "respondent": {"name": "某某科技有限公司"}, "narrative": f"机器人来电推销美容仪，第{count}次，拒绝退款",
            "calls": [{"caller_number": "010-5555 0100", "called_at": "2026-11-20"}], "requests": ["refund"]})
        while not self.ending.is_set():
            to = choice.choice(self.stage.copies["intake"])
            try:
                connection = HTTPConnection(to.public.hostname, to.public.port, timeout=20)
                connection.request("POST", "/api/v1/complaints", body.encode(),
                                   {"Content-Type": "application/json", "Idempotency-Key": key})
                answer = on.Answer(connection.getresponse())
                connection.close()
            except (OSError, HTTPException):
                self.ending.wait(0.05)
                continue
            if answer.status in (200, 201):
                with self.lock:
                    self.ledger[key] = answer.json["receipt_no"]
                    self.acknowledged_at.append(time.monotonic())
                return
            equal(answer.status, 503, f"a complaint under faults: {answer}")
            with self.lock:
                self.refused += 1
            self.ending.wait(0.05)

    def count(self):
        with self.lock:
            return len(self.ledger)

    def first_after(self, moment):
        with self.lock:
            return next((at for at in self.acknowledged_at if at > moment), None)

    def finish(self):
        self.ending.set()
        for one in self.threads:
            one.join(60)


def a_cluster_with_two_copies_of_each(stage):
    stage.nats = NatsCluster(stage)
    shared = stage.folder / "shared"
    shared.mkdir()
    stage.config = stage.settings("cluster", {
        "bus.kind": stage.nats.url(), "bus.replicas": 3, "privacy.key_file": str(stage.folder / "deployment.key"),
        "store.shared_dir": str(shared)})
    stage.copies = {}
    for number in (0, 1):
        for services in KINDS:
            one = Copy(stage, services, number)
            one.serve()
            stage.copies.setdefault(services[0], []).append(one)
    for services in KINDS:
        eventually(f"one copy of {services[0]} has the turn", lambda: decider(stage, services[0]), DEADLINE_S)


def decider(stage, service):
    return next((one for one in stage.copies[service] if one.process.poll() is None and one.decides()), None)


def a_case_through_five_processes(stage):
    """Filed at one process, tied and assigned by others, accepted at a fifth, and seen where it was filed."""
    door, desk, pairs = (stage.copies[name][0] for name in ("intake", "casework", "deduplication"))
    filed = door.post("/api/v1/complaints", {
        "channel": "portal", "complainant": {"name": "李小红", "phone": "137 0013 7000"},
        "respondent": {"name": "某某科技有限公司"}, "narrative": "机器人来电推销保健品，收货后与宣传不符，拒绝退款",
        "calls": [{"caller_number": "010-5555 0100", "called_at": "2026-11-20"}], "requests": ["refund"]})
    equal(filed.status, 201, f"{filed}")
    receipt = {name: filed.json[name] for name in ("receipt_no", "query_code")}

    def case():
        return next((row for row in desk.cases() if row.get("officer")), None)
    row = eventually("the case has an officer", case, DEADLINE_S)
    path, officer = f"/api/v1/cases/{row['case_no']}", row["officer"]
    page = desk.get(path, by=officer)
    check("K1" in page.body.decode(), f"the case has its first clock: {page}")
    accepted = desk.post(f"{path}/actions/accept", {}, {"If-Match": page.headers["etag"]}, side="staff", by=officer)
    equal(accepted.status, 200, f"accepting: {accepted}")
    eventually("the complainant sees it", lambda: door.post("/api/v1/status", receipt).json["stage"] == "accepted")

    token = {"Authorization": f"Bearer {desk.officer(officer)}"}
    eventually("the officer is known at another process", lambda: pairs.ask(
        "GET", "/api/v1/reviews", headers=token, over=pairs.connect("staff")).status == 200)
    equal(pairs.ask("GET", "/api/v1/reviews", over=pairs.connect("staff")).status, 401, "nobody at another process")


def complaints_come_in_through_both(stage):
    stage.load = Load(stage)
    eventually("complaints are acknowledged", lambda: stage.load.count() >= 50, DEADLINE_S)


def copies_are_killed(stage):
    stage.took = {}
    for _ in range(ROUNDS):
        for services in KINDS:
            service = services[0]
            victim = eventually(f"one copy of {service} has the turn", lambda: decider(stage, service), DEADLINE_S)
            other = next(one for one in stage.copies[service] if one is not victim)
            eventually(f"the other copy of {service} is ready", lambda: other.standing(), DEADLINE_S)
            begun = time.monotonic()
            victim.kill()
            eventually(f"the other copy of {service} takes over", other.decides, DEADLINE_S)
            stage.took.setdefault(service, []).append(time.monotonic() - begun)
            victim.serve()


def servers_are_killed(stage):
    for _ in range(ROUNDS):
        leader = eventually("a server leads intake's stream", lambda: stage.nats.leader_of("intake"), DEADLINE_S)
        begun = time.monotonic()
        stage.nats.kill(leader)
        eventually("complaints are acknowledged again", lambda: stage.load.first_after(begun + 0.2), DEADLINE_S)
        stage.took.setdefault("nats-server", []).append(stage.load.first_after(begun + 0.2) - begun)
        stage.nats.start(leader)
        eventually("more complaints", lambda n=stage.load.count(): stage.load.count() > n + 20, DEADLINE_S)


def ties(stage, ledger):
    """Rows of the export of the copy that decides, once it holds every complaint of the ledger."""
    of = decider(stage, "deduplication")
    if not of:
        return None
    exported = of.get("/api/v1/export/ties")
    rows = sorted(exported.body.decode().splitlines()[1:]) if exported.status == 200 else []
    return rows if set(ledger.values()) <= {row.split(",")[0] for row in rows} else None


def nothing_acknowledged_is_lost(stage):
    stage.load.finish()
    ledger = stage.load.ledger
    equal(len(set(ledger.values())), len(ledger), "receipts given out twice")
    rows = eventually("every acknowledged complaint is in a case", lambda: ties(stage, ledger), DEADLINE_S)
    receipts = [row.split(",")[0] for row in rows]
    equal(len(receipts), len(set(receipts)), "complaints in two cases")
    eventually("deduplication decides", lambda: decider(stage, "deduplication"), DEADLINE_S).kill()
    equal(eventually("the other copy takes over and has decided all", lambda: ties(stage, ledger), DEADLINE_S), rows,
          "what the other copy exports")
    streams = [one.command("export", "events", "--stream", "intake").stdout for one in stage.copies["casework"]]
    equal(streams[0], streams[1], "the history of intake, told by two processes")
    print(f"     {len(ledger)} acknowledged, {stage.load.refused} refused with 503 on the way, "
          f"{len(rows)} in cases, none lost, none twice", flush=True)


def take_over_times(stage):
    for name, took in stage.took.items():
        ordered = sorted(took)
        print(f"     {name}: {len(ordered)} times, median {statistics.median(ordered):.2f} s, "
              f"from {ordered[0]:.2f} to {ordered[-1]:.2f} s", flush=True)
    copies = [one for name, took in stage.took.items() if name != "nats-server" for one in took]
    check(statistics.median(copies) <= 5, "a killed copy is taken over within 5 s at the median")


run_with_a_server(a_cluster_with_two_copies_of_each, a_case_through_five_processes, complaints_come_in_through_both,
    copies_are_killed, servers_are_killed, nothing_acknowledged_is_lost, take_over_times)
