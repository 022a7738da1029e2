"""A new copy of every service, on a machine with an empty disk: it begins with snapshots and folds what came after, and
shows what a copy shows that has folded everything. A torn snapshot is refused with the reason."""
import json
import re

from nats_cluster import NatsCluster, run_with_a_server  # first: it makes the next importable
import stage as on
from complaints import portal
from stage import System, check, equal, eventually

SERVICES = ("intake", "deduplication", "assignment", "notification", "casework", "access")


def a_process_with_a_history(stage):
    stage.nats = NatsCluster(stage)
    stage.shared = stage.folder / "shared"
    stage.shared.mkdir()
    stage.bus = {"bus.kind": stage.nats.url(), "bus.replicas": 3, "store.shared_dir": str(stage.shared),
                 "privacy.key_file": str(stage.folder / "deployment.key"), "store.snapshot_every_h": 0}
    stage.first = System(stage, "first", stage.bus).serve()
    has_the_turns(stage.first)
    file_some(stage.first, range(40))


def has_the_turns(system):
    eventually("it has the turns",
               lambda: set((system.get("/readyz").json or {}).get("services", {}).values()) == {"decides"})


def file_some(system, numbers):
    for number in numbers:
        filed = system.post("/api/v1/complaints", portal(number))
        equal(filed.status, 201, f"{filed}")
    system.settle()


def snapshots_are_written(stage):
    stage.snapshots = stage.shared / "snapshots"
    for service in SERVICES:
        said = stage.first.command("snapshot", service, stage.snapshots).stdout
        check(said.startswith(f"snapshot of {service} in {stage.snapshots}/{service}/"), said)
    again = stage.first.command("snapshot", "casework", stage.snapshots, expect=1).stderr
    check("cannot name" in again, f"the same once more: {again}")
    wrong = stage.first.command("snapshot", "nothing", stage.snapshots, expect=2).stderr
    check("no service 'nothing'" in wrong, wrong)


def the_history_goes_on(stage):
    file_some(stage.first, range(40, 60))
    stage.shown = shown(stage.first)
    stage.first.stop()


def shown(system):
    """What a process has to show, all of it."""
    return {"ties": system.export("ndjson"), "events": system.command("export", "events").stdout,
            "cases": [system.get(f"/api/v1/cases/{row['case_no']}", by="li.qiang").body for row in system.cases()]}


def beginnings(system):
    """By service, how its state began, as the log says."""
    found = {}
    for line in system.log_text().splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if told.get("event", "").startswith(("state_from", "snapshot_refused")):
            found.setdefault(told["service"], []).append(told["event"])
    return found


def audited(system):
    """By service, how many commits the audit of this disk alone says are not kept on it; each chain is whole."""
    said = system.command("audit", "verify").stdout.splitlines()
    missing = {}
    for line in said[:len(SERVICES)]:
        service, rest = line.split(": ", 1)
        check(rest.startswith("intact, "), line)
        kept_elsewhere = re.search(r"the first (\d+) of them not kept", rest)
        missing[service] = int(kept_elsewhere[1]) if kept_elsewhere else 0
    equal(set(missing), set(SERVICES), "the chains of the audit")
    return missing


def takes_over(stage, name, settings):
    """A process on an empty disk that shows the same, and whose disk can be audited by itself."""
    one = System(stage, name, settings).serve()
    has_the_turns(one)
    for part, said in shown(one).items():
        equal(said, stage.shown[part], f"{part} shown by {name}")
    began = beginnings(one)
    one.stop()
    missing = audited(one)
    for service in SERVICES:
        equal(missing[service] > 0, began[service][-1] == "state_from_snapshot", f"{service} begins late: {missing}")
    return began


def a_new_copy_begins_with_them(stage):
    began = takes_over(stage, "newcomer", stage.bus)
    equal(began, {service: ["state_from_snapshot"] for service in SERVICES}, "how the states began")


def from_the_first_commit_it_is_the_same(stage):
    nowhere = stage.folder / "nowhere"
    began = takes_over(stage, "from-zero", {**stage.bus, "store.snapshots_dir": str(nowhere)})
    equal(began, {service: ["state_from_first_commit"] for service in SERVICES}, "how the states began")


def a_torn_one_is_refused(stage):
    folder = next((stage.snapshots / "casework").iterdir())
    (folder / "rows-1").write_bytes((folder / "rows-1").read_bytes()[:-1])
    began = takes_over(stage, "careful", stage.bus)
    equal(began["casework"], ["snapshot_refused", "state_from_first_commit"], "how casework began")


def the_copy_that_decides_writes_them_by_itself(stage):
    own = stage.folder / "by-itself"
    settings = {**stage.bus, "store.snapshots_dir": str(own), "store.snapshot_every_h": 1}
    system = System(stage, "writes", settings).serve()
    eventually("a snapshot of each service", lambda: all(list((own / one).glob("0*-v*")) for one in SERVICES))
    system.stop()


run_with_a_server(a_process_with_a_history, snapshots_are_written, the_history_goes_on, a_new_copy_begins_with_them,
                  from_the_first_commit_it_is_the_same, a_torn_one_is_refused,
                  the_copy_that_decides_writes_them_by_itself)
