"""Many at once: the same submission twice at the same moment is one, different ones are different."""
import collections
import json
import threading

import stage as on
from complaints import portal, rows
from stage import System, check, equal

CLIENTS = 64
ROUNDS = 10


def together(acts):
    """Runs all at the same moment. @returns what each gave, in order"""
    gate, given = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        gate.wait(on.DEADLINE_S)
        try:
            given[place] = act()
        except BaseException as why:
            given[place] = why
    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(on.DEADLINE_S)
    for one in given:
        if isinstance(one, BaseException):
            raise one
    return given


def filing(system, complaint, headers=()):
    return lambda: system.post("/api/v1/complaints", complaint, headers)


def receipts(answers, what):
    for answer in answers:
        equal(answer.status, 201, f"{what}: {answer}")
    return [answer.json["receipt_no"] for answer in answers]


def start(stage):
    stage.system = System(stage, "busy").serve()


def one_idempotency_key(stage):
    for number in range(ROUNDS):
        same = filing(stage.system, portal(number), {"Idempotency-Key": f"key-{number}"})
        answers = together([same] * 8)
        equal(len(set(receipts(answers, "the same key"))), 1, "receipts of one Idempotency-Key")
        equal(len({answer.json["query_code"] for answer in answers}), 1, "query codes of one Idempotency-Key")
        equal(len({answer.json["received_at"] for answer in answers}), 1, "times of receipt of one Idempotency-Key")


def one_reference(stage):
    for number in range(100, 100 + ROUNDS):
        same = filing(stage.system, portal(number, channel="platform", external_ref=f"P-{number}"))
        answers = together([same] * 4 + [import_of(stage.system, number)] * 4)
        all_of_it = receipts(answers[:4], "the same reference") + answers[4:]
        equal(len(set(all_of_it)), 1, "receipts of one reference, filed and imported")

    def later(number, channel):
        return filing(stage.system, portal(number, channel=channel, external_ref="P-100"))()
    first, other, changed = later(100, "platform"), later(100, "hotline"), later(101, "platform")
    check(receipts([other], "another channel") != receipts([first], "again"), "two channels share a reference")
    equal(receipts([changed], "other words"), receipts([first], "again"), "receipt of a reference that was taken")
    check("query_code" not in changed.json, "who guesses a reference is given the query code")


def import_of(system, number):
    line = json.dumps(portal(number, channel="platform", external_ref=f"P-{number}")).encode() + b"\n"

    def act():
        kind = {"Content-Type": "application/x-ndjson"}
        answer = system.ask("POST", "/api/v1/complaints:import", line, kind, side="staff")
        told = json.loads(answer.body)
        equal((answer.status, told["status"]), (200, 201), f"an imported line: {answer}")
        return told["receipt_no"]
    return act


def many_clients(stage):
    """Each keeps its connection; all are different complaints, half of them with keys of their own."""
    def client(number):
        def act():
            over, given = stage.system.connect(), []
            for turn in range(ROUNDS):
                one = 1000 + number * ROUNDS + turn
                key = {"Idempotency-Key": f"own-{one}"} if number % 2 else {}
                given.append(stage.system.post("/api/v1/complaints", portal(one), key, over=over))
            over.close()
            return receipts(given, f"client {number}")
        return act
    given = [one for several in together([client(number) for number in range(CLIENTS)]) for one in several]
    equal(len(set(given)), CLIENTS * ROUNDS, "distinct receipts")
    stage.many = given


def everything_once_in_the_export(stage):
    stage.system.settle()
    found = rows(stage.system.export())
    equal(len(found), ROUNDS + ROUNDS + 1 + CLIENTS * ROUNDS, "rows of the export")
    counted = collections.Counter(row["receipt_no"] for row in found)
    check(all(counted[receipt] == 1 for receipt in stage.many), "a receipt that is not there once")
    references = collections.Counter(row["external_ref"] for row in found if row["external_ref"])
    expected = {f"P-{number}": 1 for number in range(100, 100 + ROUNDS)} | {"P-100": 2}  # of two channels
    equal(references, expected, "references in the export")


def the_same_move_twice(stage):
    """Two officers act on one reading of a case: one of them is told that it has changed."""
    case = stage.system.cases()[0]["case_no"]
    page = stage.system.get(f"/api/v1/cases/{case}")
    tag = {"If-Match": page.headers["etag"]}

    stage.system.officer("wang.min")

    def note():
        return stage.system.post(f"/api/v1/cases/{case}/actions/note", {"text": "已电话联系"}, tag, side="staff",
                                 by="wang.min").status
    equal(sorted(together([note] * 8)), [200] + [412] * 7, "answers to one revision used by eight")
    stage.system.stop()


if __name__ == "__main__":
    on.run(start, one_idempotency_key, one_reference, many_clients, everything_once_in_the_export, the_same_move_twice)
