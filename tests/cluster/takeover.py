"""Five services, two copies of each, on three NATS servers: complaints come in through two intakes while servers and
the copies whose turn it is are killed with -9. Every complaint that was acknowledged is there once, the copies of a
service end with the same, and how long each take-over took is printed. GUIYI_LONG=1: twenty kills of each kind.
"""
import statistics
import time

from nats_cluster import NatsCluster, run_with_a_server  # first: it makes the next importable
import stage as on
from copies import DEADLINE_S, KINDS, both_of, ties_of_both, two_of_each
from stage import check, equal, eventually
from under_load import Load, distribution, once_each

ROUNDS = 20 if on.LONG else 1


def a_cluster_with_two_copies_of_each(stage):
    stage.nats = NatsCluster(stage)
    two_of_each(stage, stage.nats.url(), {})


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
    stage.load = Load(lambda: stage.copies["intake"], pause_s=0.02)
    eventually("complaints are acknowledged", lambda: stage.load.count() >= 50, DEADLINE_S)


def copies_are_killed(stage):
    stage.took = {}
    for _ in range(ROUNDS):
        for services in KINDS:
            victim, other = both_of(stage, services[0])
            begun = time.monotonic()
            victim.kill()
            eventually(f"the other copy of {services[0]} takes over", other.decides, DEADLINE_S)
            stage.took.setdefault(services[0], []).append(time.monotonic() - begun)
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


def nothing_acknowledged_is_lost(stage):
    stage.load.finish()
    receipts = stage.load.receipts()
    rows = ties_of_both(stage, receipts).splitlines()[1:]
    once_each((row.split(",")[0] for row in rows), {row.split(",")[0] for row in rows}, "complaints in a case")
    streams = [one.command("export", "events", "--stream", "intake").stdout for one in stage.copies["casework"]]
    equal(streams[0], streams[1], "the history of intake, told by two processes")
    print(f"     {len(receipts)} acknowledged, {stage.load.refused} refused with 503 and {stage.load.unanswered} not "
          f"answered on the way, {len(rows)} in cases, none lost, none twice", flush=True)


def take_over_times(stage):
    for name, took in stage.took.items():
        distribution(name, took)
    copies = [one for name, took in stage.took.items() if name != "nats-server" for one in took]
    check(statistics.median(copies) <= 5, "a killed copy is taken over within 5 s at the median")


run_with_a_server(a_cluster_with_two_copies_of_each, a_case_through_five_processes, complaints_come_in_through_both,
    copies_are_killed, servers_are_killed, nothing_acknowledged_is_lost, take_over_times)
