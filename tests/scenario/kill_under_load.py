"""kill -9 again and again, at moments drawn under a seed, while complaints are filed and notices go out: among answers,
among mails, and while it starts. Nothing that was acknowledged is lost or doubled, nobody was told twice beyond what
the ledger admits, and what the system shows is what it shows when every service is folded anew.

  kill_under_load.py PROGRAM [--rounds N] [--seed S]      GUIYI_LONG=1: two hundred rounds
"""
import collections
import random

import stage as on
import under_load as load
from kill_nine import kill_while_starting
from rebuild_and_backup import SERVICES, same
from stage import System, check, equal, eventually

SENDERS = 4
PAUSE_S = 0.05  # of each sender, so that the mails keep up
MORE = 40  # answers or mails, at most, until a kill
READER = "li.qiang"


def a_system_under_load(stage):
    stage.random = random.Random(ASKED.seed)
    stage.mail = load.Mail(stage)
    stage.system = System(stage, "killed", stage.mail.settings).serve()
    stage.load = load.Load(lambda: [stage.system], SENDERS, PAUSE_S, seed=ASKED.seed)


def after_more(stage, what, count):
    """Kills once so many more were counted."""
    more = stage.random.randrange(1, MORE)
    wanted = count() + more
    eventually(f"{more} more {what}", lambda: count() >= wanted)
    stage.system.kill()
    return f"after {more} more {what}"


def among_answers(stage):
    stage.system.serve()
    return after_more(stage, "answers", stage.load.count)


def among_mails(stage):
    stage.system.serve()
    return after_more(stage, "mails", lambda: len(stage.mail.server.lines.seen))


def killed_again_and_again(stage):
    kinds = [among_answers, among_mails, kill_while_starting]
    drawn = (kinds * ASKED.rounds)[:ASKED.rounds]
    stage.random.shuffle(drawn)
    told = collections.Counter()
    stage.system.kill()
    for kind in drawn:
        moment = kind(stage)
        told[kind.__name__.replace("_", " ")] += 1
        if ASKED.rounds <= 20 or sum(told.values()) % 20 == 0:
            print(f"     {sum(told.values())}: killed {moment}; {stage.load.count()} acknowledged", flush=True)
    print(f"     {dict(told)}", flush=True)


def everybody_is_told_and_nobody_twice(stage):
    system = stage.system.serve()
    stage.load.finish()
    load.everybody_told_once(lambda: load.history(system), lambda: load.deliveries(system, system.cases()), stage.mail)


def nothing_acknowledged_is_lost_or_doubled(stage):
    system = stage.system
    system.settle()
    stage.receipts = stage.load.receipts()
    facts = load.history(system)
    load.nothing_lost_or_set_aside(facts, stage.receipts)
    load.every_complaint_once(facts, stage.receipts)
    stage.text = system.export()
    cases = load.every_complaint_in_one_case(stage.text, system.cases(), stage.receipts)
    print(f"     {len(stage.receipts)} acknowledged, each once and in one of {cases} cases; {stage.load.unanswered} "
          "answers did not come on the way", flush=True)


def shown(stage):
    reader = stage.system.officer(READER)
    return {service: load.shown_by(service, stage.system, stage.receipts, reader) for service in SERVICES[:-1]}


def rebuilt_it_shows_the_same(stage):
    system = stage.system
    system.settle()
    before = shown(stage)
    check("casework: intact" in system.command("audit", "verify").stdout, "the chain")
    system.stop()
    for service in SERVICES:
        print(f"     {system.command('rebuild', service).stdout.strip()}", flush=True)
    system.serve()
    system.settle()
    equal(system.export(), stage.text, "the export after a rebuild")
    after = shown(stage)
    for service, parts in before.items():
        same(after[service], parts, f"what {service} shows after a rebuild")
    system.stop()


if __name__ == "__main__":
    ASKED = load.asked(__doc__.split("\n", 1)[0], 12, 200)
    on.run(a_system_under_load, killed_again_and_again, everybody_is_told_and_nobody_twice,
           nothing_acknowledged_is_lost_or_doubled, rebuilt_it_shows_the_same, program=ASKED.program)
