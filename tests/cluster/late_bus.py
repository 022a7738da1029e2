"""A service that is started before its bus: it waits, says so at /readyz, and serves once the bus is there. It ends
when that takes longer than the settings allow, and at once when it was set up wrongly."""
import re
import time
from pathlib import Path

from nats_cluster import NatsCluster, free_ports, run_with_a_server  # first: it makes the next importable
import stage as on
from stage import Failure, System, check, equal, eventually

COMPLAINT = {
    "channel": "portal", "complainant": {"name": "王小明", "phone": "138 0013 8000"},
    "respondent": {"name": "某某科技有限公司"}, "narrative": "机器人来电推销美容仪，收货后与宣传不符，拒绝退款",
    "calls": [{"caller_number": "010-5555 0100", "called_at": "2026-11-20"}], "requests": ["refund"]}


def three_servers_that_are_down(stage):
    """Not started yet: servers that are killed while their meta group forms may come back as a group of two."""
    stage.nats = NatsCluster(stage, begin=False)
    stage.bus = {"bus.kind": stage.nats.url(), "bus.replicas": 3}


class Early(System):
    """It answers where it will serve before it serves."""

    def __init__(self, stage, name, settings):
        super().__init__(stage, name, settings)
        public, staff = free_ports(2)
        self.public_listen, self.staff_listen = f"127.0.0.1:{public}", f"127.0.0.1:{staff}"
        self.public, self.staff = (on.urlsplit(f"http://127.0.0.1:{port}") for port in (public, staff))

    def says(self, path="/readyz"):
        try:
            return self.ask("GET", path)
        except OSError:
            return None  # it does not listen yet, or is about to serve

    def threads(self):
        """What each thread of it waits for: where a start that says nothing stands."""
        def text(file):
            try:
                return file.read_text().strip()
            except OSError as why:
                return str(why)
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*")
        return "\n".join(" ".join(text(one / name) for name in ("comm", "wchan", "stat")) for one in tasks)


def a_start_waits_for_the_bus_and_says_so(stage):
    early = stage.early = Early(stage, "early", stage.bus)
    early.start()
    said = eventually("readiness is answered", early.says)
    equal(said.status, 503, f"{said}")
    check("the start waits" in said.json["detail"], f"{said}")
    equal(early.says("/healthz").status, 200, "it lives")
    refused = early.post("/api/v1/complaints", COMPLAINT)
    equal((refused.status, "retry-after" in refused.headers), (503, True), f"{refused}")
    check("guiyi: the start waits: " in early.log_text(), early.log_text())


def a_minority_is_no_bus(stage):
    stage.nats.start("n0")
    eventually("what is waited for is another thing, and what to do is said",
               lambda: "meta group has no leader" in stage.early.log_text())
    check(stage.early.process.poll() is None, stage.early.log_text())


def it_serves_once_the_bus_is_there(stage):
    for name in stage.nats.names[1:]:
        stage.nats.start(name)
    try:
        stage.early.output.wait(lambda lines: any("Ctrl-C" in line for line in lines))
    except Failure as why:
        raise Failure(f"{why}\n{stage.early.log_text()[-3000:]}\n{stage.early.threads()}") from why
    stage.early.find()
    eventually("it is ready", lambda: (said := stage.early.says()) and said.status == 200)
    filed = stage.early.post("/api/v1/complaints", COMPLAINT)
    equal(filed.status, 201, f"{filed}")
    stage.early.stop()


def wrong_settings_end_it_at_once(stage):
    stage.password = stage.folder / "password"
    stage.password.write_text("wrong\n")
    wrong = Early(stage, "wrong", {**stage.bus, "bus.user": "guiyi", "bus.password_file": str(stage.password)})
    said = wrong.command("serve", "--public", "none", "--staff", "none", expect=1).stderr
    check("credentials" in said or "uthori" in said, said)


def a_bus_that_stays_away_ends_it_in_time(stage):
    for name in stage.nats.names:
        stage.nats.kill(name)
    late = Early(stage, "late", {**stage.bus, "bus.start_within_s": 3})
    begun = time.monotonic()
    said = late.command("serve", "--public", "none", "--staff", "none", expect=1).stderr
    check("gave up after 3 s (bus.start_within_s)" in said, said)
    check(time.monotonic() - begun < 60, "it gave up in time")


def a_start_that_waits_can_be_ended(stage):
    waits = Early(stage, "waits", stage.bus)
    waits.start()
    eventually("it says that it still waits, and for how long",
               lambda: len(re.findall(r"the start waits: .* \([0-9]+ s so far\)", waits.log_text())) >= 2)
    waits.stop()


run_with_a_server(three_servers_that_are_down, a_start_waits_for_the_bus_and_says_so, a_minority_is_no_bus,
                  it_serves_once_the_bus_is_there, wrong_settings_end_it_at_once,
                  a_bus_that_stays_away_ends_it_in_time, a_start_that_waits_can_be_ended)
