"""Complaints while things break, and what must be true afterwards; for the stories that kill, pause and cut off.

`Load` files complaints and keeps a ledger of what was acknowledged, `Mail` is where the notices arrive, and the checks
below hold both against the facts and the pages of the system once everything is well again.
"""
import argparse
import bisect
import collections
import json
import os
import random
import statistics
import sys
import threading
import time
import uuid
from http.client import HTTPConnection, HTTPException

import stage as on
from complaints import Person, portal, rows
from notice_faults import SUPPORT, Child
from notices import python_with_smtp
from stage import AT_ONCE, Answer, check, equal

PEOPLE = 400  # who complain again and again, each of one matter
ANSWER_S = 5  # then a sender tries again, as a person's browser would
SHOWN = 60  # receipts and cases that are looked at closely


def asked(what, short, full):
    """The arguments of a story of rounds: how many, and the seed that repeats them. GUIYI_LONG=1: `full` of them."""
    told = argparse.ArgumentParser(description=what)
    told.add_argument("program")
    told.add_argument("--rounds", type=int, default=int(os.environ.get("GUIYI_ROUNDS") or (full if on.LONG else short)))
    told.add_argument("--seed", type=int, default=int(os.environ.get("GUIYI_SEED") or
                                                      random.SystemRandom().randrange(2 ** 32)))
    out = told.parse_args()
    print(f"{out.rounds} rounds; again: {sys.argv[0]} PROGRAM --rounds {out.rounds} --seed {out.seed}", flush=True)
    return out


def complaint(count, choice):
    """Of somebody who may have complained before: some are repeats of one matter, in other words each time."""
    number = choice.randrange(PEOPLE)
    one = Person(number)
    return portal(
        number, complainant={"name": one.name, "phone": one.phone, "email": one.email, "address": one.address},
        narrative=f"机器人第{count}次来电推销美容仪，订单{one.order}，{one.company}拒绝退款。")


class Load:
    """Files complaints at whichever door answers, each until it is acknowledged, and keeps the ledger."""

    def __init__(self, doors, senders=4, pause_s=0.0, seed=0):
        self.doors, self.pause_s = doors, pause_s
        self.ending = threading.Event()
        self.lock = threading.Lock()
        self.ledger = {}  # idempotency key: what was answered
        self.acknowledged_at = [time.monotonic()]
        self.refused = self.unanswered = 0
        self.wrong = []
        self.threads = [threading.Thread(target=self._send, args=(i, seed), daemon=True) for i in range(senders)]
        for one in self.threads:
            one.start()

    def _send(self, number, seed):
        choice, count = random.Random(f"{seed} {number}"), 0
        while not self.ending.is_set() and not self.wrong:
            count += 1
            self._one(f"{number}-{count}-{uuid.uuid4()}", json.dumps(complaint(count, choice)).encode(), choice)
            self.ending.wait(self.pause_s)

    def _one(self, key, body, choice):
        """Also when the end has come: an attempt nobody answered may have come through, so it is asked about again."""
        while not self.wrong:
            answer = self._try(choice.choice(self.doors()), key, body)
            with self.lock:
                if answer is None:
                    self.unanswered += 1
                elif answer.status in (200, 201):
                    self.ledger[key] = answer.json
                    self.acknowledged_at.append(time.monotonic())
                    return
                elif answer.status == 503:
                    self.refused += 1
                else:
                    self.wrong.append(f"a complaint under faults is answered {answer}")
            threading.Event().wait(0.05)

    @staticmethod
    def _try(door, key, body):
        try:
            connection = HTTPConnection(door.public.hostname, door.public.port, timeout=ANSWER_S)
            connection.request("POST", "/api/v1/complaints", body,
                               {"Content-Type": "application/json", "Idempotency-Key": key})
            answer = Answer(connection.getresponse())
            connection.close()
            return answer
        except (OSError, HTTPException):
            return None

    def count(self):
        with self.lock:
            check(not self.wrong, self.wrong[:1])
            return len(self.ledger)

    def first_after(self, moment):
        """When the first complaint after a moment was acknowledged; None when none was."""
        with self.lock:
            place = bisect.bisect_right(self.acknowledged_at, moment)
            return self.acknowledged_at[place] if place < len(self.acknowledged_at) else None

    def longest_gap(self, since):
        """The longest time without an acknowledgement since a moment."""
        with self.lock:
            at = self.acknowledged_at[bisect.bisect_right(self.acknowledged_at, since):]
        return max(later - earlier for earlier, later in zip([since, *at], [*at, time.monotonic()]))

    def receipts(self):
        """{receipt number: query code} of all that was acknowledged."""
        with self.lock:
            return {one["receipt_no"]: one.get("query_code") for one in self.ledger.values()}

    def finish(self):
        self.ending.set()
        for one in self.threads:
            one.join(on.DEADLINE_S)
            check(not one.is_alive(), "a complaint is not acknowledged, although everything is well again")
        equal(self.wrong, [], "answers that are none")
        equal(len(self.receipts()), len(self.ledger), "receipts given out, each to one complaint")


class Mail:
    """Where the notices arrive: a real mail server, and what it has taken."""

    def __init__(self, stage, address="127.0.0.1"):
        self.server = Child(stage, python_with_smtp(), "-B", SUPPORT / "smtp_server.py", "--address", address)
        self.server.order("listen")
        self.settings = {
            **AT_ONCE, "notification.smtp_url": f"smtp://{address}:{self.server.port}",
            "notification.smtp_from": "desk@guiyi.example", "notification.smtp_tls": "none",
            "notification.retry_first_ms": 300, "notification.retry_max_ms": 1000, "notification.timeout_ms": 5000,
            "notification.breaker_pause_first_ms": 300, "notification.breaker_pause_max_ms": 1000,
            "notification.unknown_attempts_max": 20}

    def taken(self):
        """{message: how often it was taken}"""
        return collections.Counter(one["id"] for one in self.server.events() if one["event"] == "accepted")


def history(system):
    """{stream: its facts as (type, data)} as the system exports them."""
    out = collections.defaultdict(list)
    for line in system.command("export", "events").stdout.splitlines():
        one = json.loads(line)
        out[one["id"].split("/")[0]].append((one["type"].split(".")[-2], one["data"]))
    return out


def of_kind(facts, kind):
    return [data for named, data in facts if named == kind]


def once_each(found, expected, what):
    """Each of what is expected, once, and nothing else."""
    counted = collections.Counter(found)
    lost, doubled = set(expected) - set(counted), [one for one, count in counted.items() if count > 1]
    strange = set(counted) - set(expected)
    check(not lost and not doubled and not strange,
          f"{what}: lost {sorted(lost)[:5]}, doubled {doubled[:5]}, unknown {sorted(strange)[:5]}")


def nothing_lost_or_set_aside(facts, receipts):
    """Everything acknowledged is on the bus, and no service found a fact that it cannot handle."""
    lost = set(receipts) - {data["receipt"] for data in of_kind(facts["intake"], "complaint_received")}
    check(not lost, f"{len(lost)} of {len(receipts)} acknowledged complaints are not on the bus: {sorted(lost)[:5]}")
    aside = [(stream, data["why"], data["subject"]) for stream, told in facts.items()
             for data in of_kind(told, "fact_parked")]
    equal(aside, [], "facts that were set aside")


def every_complaint_once(facts, receipts):
    """In every stream that speaks of complaints; no key came through under two receipts."""
    received = of_kind(facts["intake"], "complaint_received")
    once_each((data["receipt"] for data in received), receipts, "complaints received")
    once_each((data["idempotency_key"] for data in received), {data["idempotency_key"] for data in received}, "keys")
    opened = of_kind(facts["deduplication"], "case_opened")
    tied = of_kind(facts["deduplication"], "complaint_tied")
    once_each((data["record"]["receipt"] for data in opened + tied), receipts, "complaints that are in a case")
    for stream, kind in (("intake", "complaint_placed"), ("casework", "complaint_noted"),
                         ("notification", "recipient_noted"), ("notification", "recipient_placed")):
        once_each((data["receipt"] for data in of_kind(facts[stream], kind)), receipts, f"{stream}: {kind}")
    cases = [data["opened"] for data in opened]
    once_each(cases, set(cases), "cases opened")
    once_each((data["assigned"] for data in of_kind(facts["assignment"], "case_assigned")), cases, "cases assigned")


def every_complaint_in_one_case(text, cases, receipts):
    """The exported ties and the list of cases say the same."""
    ties = rows(text)
    once_each((row["receipt_no"] for row in ties), receipts, "rows of the export")
    members = collections.Counter(row["case_no"] for row in ties)
    equal({row["case_no"]: row["complaints"] for row in cases if row["state"] != "merged"}, dict(members),
          "complaints in each case")
    return len(members)


def deliveries(system, cases):
    """Every message of every case, as the ledger tells of it."""
    over, found = system.connect("staff"), {}
    for row in cases:
        page = system.get(f"/api/v1/cases/{row['case_no']}/deliveries", over=over)
        equal(page.status, 200, f"deliveries of {row['case_no']}: {page}")
        found.update((one["message"], one) for one in page.json["messages"])
    return found


def everybody_told_once(ask_facts, ask_ledger, mail):
    """Waits until everybody was told; then what arrived, against what the ledger says was sent and admits may have come
    twice.

    @param ask_facts, ask_ledger give what stands there at the moment; the ledger may be nothing
    """
    facts, ledger, left = {}, {}, []

    def all_told():
        ledger.clear()
        ledger.update(ask_ledger())
        left[:] = [one for one in ledger.values() if one["state"] != "sent"]
        if left or not ledger:
            return False
        facts.update(ask_facts())
        queued = {data["message"] for data in of_kind(facts["notification"], "message_queued")}
        people = {data["person"] for data in of_kind(facts["notification"], "recipient_noted")}
        told = {data.get("person") for data in of_kind(facts["notification"], "message_queued")}
        left[:] = sorted(people - told) + sorted(queued ^ set(ledger))
        return not left and people
    try:
        on.eventually("everybody is told", all_told, 2 * on.DEADLINE_S)
    except on.Failure as why:
        raise on.Failure(f"{why}; {len(left)} people or messages are left, like {left[:2]}") from None
    nobody_told_twice(facts, ledger, mail.taken())


def nobody_told_twice(facts, ledger, taken):
    queued = of_kind(facts["notification"], "message_queued")
    once_each((data["message"] for data in queued), ledger, "messages queued, against the ledger")
    causes = [(data["cause"], data["receipt"], data["template_id"], data["channel"]) for data in queued]
    once_each(causes, set(causes), "causes of messages")
    once_each(set(taken), ledger, "messages that arrived")
    for name, one in ledger.items():
        check(taken[name] <= 1 + one["unknown_attempts"],
              f"message {name} arrived {taken[name]} times, and the ledger admits {one['unknown_attempts']}: {one}")
    again, admitted = sum(taken.values()) - len(taken), sum(one["unknown_attempts"] for one in ledger.values())
    print(f"     {len(ledger)} notices sent; {again} came twice, where the ledger admits up to {admitted}", flush=True)


def shown_by(service, system, receipts, reader):
    """What a copy of a service shows of its own state: everything where that is short, else evenly chosen parts.

    @param receipts {receipt number: query code}
    @param reader a token that may read, issued anywhere
    """
    over, chosen = system.connect("staff"), sorted(receipts)[::len(receipts) // SHOWN + 1]

    def read(path):
        answer = system.ask("GET", path, headers={"Authorization": f"Bearer {reader}"}, over=over)
        equal(answer.status, 200, f"{system.name}: {path}: {answer}")
        return answer.json
    if service == "intake":
        public = system.connect()
        return {one: system.post("/api/v1/status", {"receipt_no": one, "query_code": receipts[one]}, over=public).json
                for one in chosen if receipts[one]}
    if service == "deduplication":
        return {one: read(f"/api/v1/complaints/{one}/match") for one in chosen} | {"reviews": read("/api/v1/reviews")}
    if service == "assignment":
        staff = read("/api/v1/staff")
        return {"staff": staff, "queue": read("/api/v1/desks/samr-12315/queue")}
    cases = system.cases()
    if service == "notification":
        return deliveries(system, cases)
    some = [row["case_no"] for row in cases][::len(cases) // SHOWN + 1]
    return {"list": cases} | {one: [read(f"/api/v1/cases/{one}{part}") for part in ("", "/timeline")] for one in some}


def distribution(name, seconds):
    """One line: how often, median, 90 of 100, the longest, and how many within each second."""
    ordered = sorted(seconds)
    within = collections.Counter(min(int(one), 9) for one in ordered)
    spread = " ".join(f"{'9+' if s == 9 else s}s:{within[s]}" for s in sorted(within))
    print(f"     {name}: {len(ordered)} times, median {statistics.median(ordered):.2f} s, 90% within "
          f"{ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]:.2f} s, at most {ordered[-1]:.2f} s  [{spread}]",
          flush=True)
