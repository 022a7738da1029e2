# An independent recount of reports: reads exported facts (guiyi export events --stream casework), lives through them
# day by day up to the day a question is asked as of, counts every figure from what then is, and compares with the
# answers the system gave. Shares nothing with it but the definitions in config/reports.
#
#   recount.py EVENTS ANSWERS DEFINITIONS     each answer: {"query": {...}, "answer": the system's JSON}
import fnmatch
import json
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

OFFICE = timezone(timedelta(hours=8))
STOCKS = {"open", "waiting", "due", "pausing"}
DIMENSIONS = ("desk", "officer", "respondent", "category", "channel", "region", "campaign", "track",
              "firm")


def office_day(rfc3339):
    return datetime.fromisoformat(rfc3339.replace("Z", "+00:00")).astimezone(OFFICE).date()


def plain_day(text):
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


class Receipt:
    def __init__(self, number, fact):
        said = fact.get("summary", {})
        self.number, self.received = number, office_day(fact["received_at"])
        self.at = {"respondent": said.get("respondent") or said.get("shop", ""), "category": said.get("category", ""),
                   "channel": said.get("channel", ""), "region": said.get("region", ""), "campaign": "", "track": "",
                   "firm": ""}
        self.order = (fact["received_at"], number)
        self.case, self.unplaced = None, False
        self.owner = ["", ""]  # whom its arrival counts for
        self.acts = []         # [day, kind, desk, officer]
        self.repeat = self.repeat_in = self.mass = ""
        self.repeat_decided = False
        days = [(plain_day(c.get("called_at", "")), c.get("refused", False)) for c in said.get("calls", [])]
        self.called = max((d for d, _ in days if d), default=None)
        self.refused = min((d for d, no in days if d and no), default=None)
        self.after_refusal = bool(self.refused and self.called > self.refused)

    def place(self, desk, officer):
        self.owner = [self.owner[0] or desk, self.owner[1] or officer]
        for act in self.acts:
            act[2], act[3] = act[2] or desk, act[3] or officer


HINDRANCES = {"C-TESTING": "testing", "C-ID-WAIT": "identity", "C-SUSPENDED": "recusal",
              "T-BACK-TO-OPERATOR": "respondent"}


class Case:
    def __init__(self, number, track, how, today, received):
        self.number, self.opened, self.received, self.how = number, today, received, how
        self.at = dict.fromkeys(DIMENSIONS, "")
        self.at["track"] = track
        self.said_by = {"respondent": None, "firm": None, "category": None, "region": None}
        self.owner = ["", ""]
        self.merged = None     # (into, day, cause, desk, officer)
        self.state, self.contacted, self.hindered = "registered", False, ""
        self.wait, self.since = "", received
        self.acted = self.acted_here = self.answered = False
        self.asked = None
        self.urges, self.refused = 0, None
        self.holds, self.clocks, self.done = [], {}, []

    def note(self, measure, day, label="", n=0, about="", party=("", "")):
        self.done.append([measure, day, label, n, self.at["desk"], self.at["officer"], party, about])

    def waits_for(self):
        if not self.state:
            return ""
        if self.hindered:
            return self.hindered
        if not self.at["desk"]:
            return "placement"
        if self.contacted:
            return "respondent"
        return "officer" if self.at["officer"] else "desk_queue"

    def end_wait(self, today, instead=""):
        if self.wait and today > self.since:
            self.note("spell", today, instead or self.wait, (today - self.since).days)
        self.wait = ""

    def begin_wait(self, since):
        self.wait, self.since = self.waits_for(), since

    def look(self, today):
        if self.wait != self.waits_for():
            self.end_wait(today)
            self.begin_wait(today)

    def act(self, today, what):
        self.acted_here = True
        if not self.acted:
            self.acted = True
            self.note("first_action", today, what, (today - self.received).days)
            self.note("early_urges", today, "urged" if self.urges else "not_urged", self.urges)

    def follow(self, today, step, outcome):
        if not step or not step.get("action"):
            return
        stage = step.get("stage", "")
        self.at["track"] = step.get("track") or self.at["track"]
        if stage in ("refused", "closed"):
            self.end(today, outcome)
        elif stage in ("registered", "accepted"):
            if not self.state:
                self.note("reopened", today, step["action"])
            self.state, self.hindered = stage, HINDRANCES.get(step.get("to", ""), "")
            self.look(today)

    def end(self, today, outcome):
        if self.state:
            if self.contacted and not self.answered:
                self.note("unanswered", today, "", (today - self.asked).days)
            self.note("ended", today, outcome, (today - self.received).days)
            self.state, self.contacted, self.hindered = "", False, ""
            self.look(today)


class World:
    """Everything that was known at the end of a day."""

    def __init__(self, facts, until):
        self.receipts, self.cases = {}, {}
        self.firm_of_name, self.merged_into = {}, {}
        for day, kind, data in facts:
            if day <= until:
                self.today = day
                handler = getattr(self, kind, None)
                if handler:
                    handler(data)

    # -- facts
    def complaint_noted(self, f):
        self.receipts.setdefault(f["receipt"], Receipt(f["receipt"], f))

    def respondent_recorded(self, f):
        if f.get("name"):
            self.firm_of_name.setdefault(f["name"], f["respondent"])
        receipt = self.receipts.get(f["receipt"])
        if receipt:
            receipt.at["firm"] = f["respondent"]
            if receipt.case in self.cases:
                self.describe(self.cases[receipt.case], receipt)

    def respondent_split(self, f):
        for number in f.get("receipts", []):
            receipt = self.receipts[number]
            receipt.at["firm"] = f["opened"]
            case = self.cases.get(receipt.case)
            if case and case.said_by["firm"] == number:
                case.at["firm"] = f["opened"]

    def respondents_merged(self, f):
        self.merged_into[f["merged"]] = f["into"]

    def respondent_restored(self, f):
        self.merged_into.pop(f["restored"], None)

    def firm_on(self, firm):
        while firm in self.merged_into:
            firm = self.merged_into[firm]
        return firm

    def case_registered(self, f):
        how = "review" if f.get("verdict") == "review" else "new"
        self.open(f["registered"], f.get("track", ""), how, [f["receipt"]])

    def complaint_joined(self, f):
        if f["joined"] in self.cases:
            self.take_in(self.cases[f["joined"]], f["receipt"], True)

    def report_split(self, f):
        parent = self.cases.get(f["from"])
        if not parent:
            return
        parent.act(self.today, "split")
        parent.follow(self.today, f.get("step"), "split")
        self.open(f["report"], "R", "report", [], parent, f.get("category", ""), f.get("route", {}))

    def child_opened(self, f):
        parent = self.cases.get(f["from"])
        if parent:
            parent.act(self.today, f["step"]["action"])
            parent.follow(self.today, f["step"], f["step"]["action"])
            self.open(f["child"], f.get("track", ""), "report", [], parent, f.get("category", ""), f.get("route", {}))

    def case_stepped(self, f):
        case = self.cases.get(f["of_case"])
        if case:
            step = f["step"]
            case.act(self.today, step["action"])
            case.follow(self.today, step, ((f.get("outcome") or step["action"]) + " " + f.get("ground", "")).strip())

    def complainant_acted(self, f):
        receipt = self.receipts.get(f["receipt"])
        if not receipt:
            return
        case = self.cases.get(receipt.case)
        owner = [case.at["desk"], case.at["officer"]] if case else ["", ""]
        receipt.acts.append([self.today, f["kind"], *owner])
        if f["kind"] == "urge" and case and not case.acted:
            case.urges += 1

    def case_merged_noted(self, f):
        self.move(f.get("moved", []), f["into"])
        case = self.cases.get(f["merged"])
        if case:
            case.merged = (f["into"], self.today, f.get("cause", ""), case.at["desk"], case.at["officer"])
        self.describe_anew(f["into"])

    def case_restored_noted(self, f):
        self.move(f.get("moved", []), f["restored"])
        self.describe_anew(f["out_of"])
        if f["restored"] in self.cases:
            self.cases[f["restored"]].merged = None
        self.describe_anew(f["restored"])

    def case_split_noted(self, f):
        if f.get("moved"):
            self.move(f["moved"], f["opened"])
            self.describe_anew(f["out_of"])
            self.open(f["opened"], f.get("track", ""), "split", f["moved"])

    def campaign_noted(self, f):
        for one in (self.cases.get(f["of_case"]), self.receipts.get(f["receipt"])):
            if one and not one.at["campaign"]:
                one.at["campaign"] = f["campaign"]

    def repeat_classified(self, f):
        receipt = self.receipts.get(f["receipt"])
        if receipt and f.get("campaign"):
            receipt.mass = f["kind"]
        elif receipt:
            receipt.repeat, receipt.repeat_in, receipt.repeat_decided = f["kind"], f["of_case"], False

    def repeat_decided(self, f):
        receipt = self.receipts.get(f["receipt"])
        if receipt and receipt.mass and (not receipt.repeat or receipt.mass == f.get("was", "")):
            receipt.mass = f["kind"]
        elif receipt:
            receipt.repeat, receipt.repeat_in, receipt.repeat_decided = f["kind"], f["of_case"], True

    def assignment_noted(self, f):
        case = self.cases.get(f["of_case"])
        if not case:
            return
        desk, officer = f.get("desk", ""), f.get("officer", "")
        waiting = [r for r in self.receipts.values() if r.case == case.number and r.unplaced]
        self.hand_over(case, desk, officer)
        for receipt in waiting:
            receipt.place(desk, officer)
            receipt.unplaced = not officer

    def hand_over(self, case, desk, officer):
        at, first = case.at, not case.holds
        if not first and (at["desk"], at["officer"]) == (desk, officer):
            return
        other = at["desk"] != desk
        if not first and case.state:
            if other:
                case.note("moved", self.today, "desk_back" if desk in [h[0] for h in case.holds] else "desk")
            elif at["officer"]:
                back = (desk, officer) in [h[:2] for h in case.holds]
                case.note("moved", self.today, "officer_back" if back else "officer")
        case.end_wait(self.today, "dispatch" if not first and other and not case.acted_here else "")
        at["desk"], at["officer"] = desk, officer
        if not any(h[1] for h in case.holds):
            case.owner = [case.owner[0] or desk, case.owner[1] or officer]
        case.holds.append((desk, officer, self.today))
        if other:
            case.acted_here = False
        case.begin_wait(self.today)

    def clock_noted(self, f):
        case, clock, state = self.cases.get(f["of_case"]), f["clock"], f["state"]
        if not case:
            return
        code = clock.split("+")[0]
        run = case.clocks.get(clock)
        if state == "running" or (run and state == "breached" and f.get("change")):
            due = plain_day(f.get("due_on", ""))
            if run:
                stood = bool(run["paused"])
                if stood:
                    self.end_pause(case, clock, run)
                run["due"] = due
                over = due and due < self.today
                if not over:
                    self.not_missed(case, run)
                elif run["missed"]:
                    run["missed"][1] = due + timedelta(1)
                elif stood:
                    self.miss(case, clock, run)
                return
            case.clocks[clock] = {"due": due, "missed": None, "paused": None}
            if not case.state and "+" in clock:
                case.note("reopened", self.today, "repeat_to_answer", about=clock)
        elif run and state == "paused":
            run["due"] = plain_day(f.get("due_on", "")) or run["due"]
            if not run["paused"]:
                if run["due"] and (plain_day(f.get("paused_on", "")) or self.today) <= run["due"]:
                    self.not_missed(case, run)
                run["paused"] = (min(plain_day(f.get("paused_on", "")) or self.today, self.today), f.get("reason", ""))
        elif state == "dropped":
            case.done = [one for one in case.done if one[7] != clock]
            case.clocks.pop(clock, None)
        elif run and state == "breached":
            self.miss(case, clock, run)
        elif run and state in ("met", "missed"):
            on = min(plain_day(f.get("ended_on", "")) or self.today, self.today)
            if state == "met":
                self.not_missed(case, run)
                case.note("clock", on, code + (".last_day" if on == run["due"] else ".met"), about=clock)
            else:
                self.miss(case, clock, run)
                case.note("late", on, code, max(0, (on - run["due"]).days) if run["due"] else 0, about=clock)
            if run["paused"]:
                self.end_pause(case, clock, run)
            del case.clocks[clock]

    def end_pause(self, case, clock, run):
        since, reason = run["paused"]
        case.note("paused", self.today, reason, (self.today - since).days, about=clock)
        run["paused"] = None

    def miss(self, case, clock, run):
        if not run["missed"]:
            passed = run["due"] + timedelta(1) if run["due"] else self.today
            case.note("clock", min(passed, self.today), clock.split("+")[0] + ".missed", about=clock)
            run["missed"] = case.done[-1]

    @staticmethod
    def not_missed(case, run):
        case.done = [one for one in case.done if one is not run["missed"]]
        run["missed"] = None

    def case_accepted(self, f):
        case = self.cases.get(f["accepted"])
        if case:
            case.act(self.today, "accept")
            case.state = case.state and "accepted"
            case.follow(self.today, f.get("step"), "accepted")

    def case_refused(self, f):
        case = self.cases.get(f["refused"])
        if case:
            case.act(self.today, "refuse")
            case.end(self.today, ("refused " + f.get("ground", "")).strip())

    def case_closed(self, f):
        case = self.cases.get(f["closed"])
        if case:
            case.act(self.today, "close")
            case.end(self.today, (f["outcome"] + " " + f.get("ground", "")).strip())

    def repeat_refused(self, f):
        if f["of_case"] in self.cases:
            self.cases[f["of_case"]].act(self.today, "refuse")

    def case_categorised(self, f):
        case = self.cases.get(f["of_case"])
        if case:
            case.at["category"] = (f.get("categories") or [""])[0]
            case.said_by["category"] = None

    def respondent_contacted(self, f):
        case = self.cases.get(f["of_case"])
        if case:
            case.act(self.today, "contact")
            case.contacted = bool(case.state)
            case.asked = case.asked or self.today
            named = f.get("respondent", "")
            case.at["respondent"] = case.at["respondent"] or named
            if case.at["respondent"] == named:
                case.at["firm"] = case.at["firm"] or self.firm_of_name.get(named, "")
            case.note("contacted", self.today, party=self.party(named))
            case.look(self.today)

    def respondent_replied(self, f):
        case = self.cases.get(f["of_case"])
        if case:
            case.acted_here, case.contacted = True, False
            with_whom = self.party(f.get("respondent", ""))
            case.note("replied", self.today, f.get("result", ""), f.get("days", 0), party=with_whom)
            if not case.answered:
                case.note("first_reply", self.today, "", f.get("days", 0), party=with_whom)
            case.answered = True
            case.look(self.today)

    def party(self, named):
        return named, self.firm_of_name.get(named, "")

    # -- complaints and their cases
    def open(self, number, track, how, receipts, parent=None, category="", route=None):
        first = self.receipts.get(receipts[0]) if receipts else None
        came = office_day(route["received_at"]) if (route or {}).get("received_at") else self.today
        case = Case(number, track, how, self.today, first.received if first else came)
        if first:
            case.at["channel"] = first.at["channel"]
        if parent:
            for name in ("respondent", "firm", "channel", "region"):
                case.at[name] = parent.at[name]
            case.at["category"] = category
        self.cases[number] = case
        for receipt in receipts:
            self.take_in(case, receipt, False)
        case.begin_wait(case.received)

    def take_in(self, case, number, calls_again):
        receipt = self.receipts.get(number)
        if not receipt:
            return
        receipt.case, receipt.at["track"] = case.number, case.at["track"]
        if calls_again and case.refused and receipt.called and receipt.called > case.refused:
            receipt.after_refusal = True
        receipt.place(case.at["desk"], case.at["officer"])
        receipt.unplaced = not case.at["officer"]
        self.bring(case, receipt)
        self.describe(case, receipt)

    @staticmethod
    def urges_of(receipt):
        return sum(act[1] == "urge" for act in receipt.acts)

    def bring(self, case, receipt):
        if receipt.refused and (not case.refused or receipt.refused < case.refused):
            case.refused = receipt.refused
        if not case.acted:
            case.urges += self.urges_of(receipt)

    def move(self, numbers, to):
        case = self.cases.get(to)
        for number in numbers:
            receipt = self.receipts.get(number)
            if receipt and receipt.case != to:
                left = self.cases.get(receipt.case)
                if left and not left.acted:
                    left.urges -= min(left.urges, self.urges_of(receipt))
                receipt.case = to
                if case:
                    self.bring(case, receipt)
                    receipt.place(case.at["desk"], case.at["officer"])
                    receipt.unplaced = not case.at["officer"]

    @staticmethod
    def describe(case, receipt):
        for name in case.said_by:
            if not case.at[name] and receipt.at[name]:
                case.at[name], case.said_by[name] = receipt.at[name], receipt.number

    def describe_anew(self, number):
        case = self.cases.get(number)
        if not case:
            return
        for name, by in case.said_by.items():
            if by and self.receipts[by].case != number:
                case.at[name], case.said_by[name] = "", None
        for receipt in sorted((r for r in self.receipts.values() if r.case == number), key=lambda r: r.order):
            self.describe(case, receipt)

    def living(self, number):
        while number in self.cases and self.cases[number].merged:
            number = self.cases[number].merged[0]
        return number

    def label_of(self, receipt):
        kind = receipt.repeat or "first"
        apart = (receipt.repeat and not receipt.repeat_decided and receipt.case != receipt.repeat_in
                 and self.living(receipt.repeat_in) != receipt.case)
        return "new_dispute" if apart and kind not in ("refile", "other_procedure") else kind

    # -- figures: (measure, day, label, n, place)
    def figures(self):
        for measure, day, label, n, place in self.each_figure():
            yield measure, day, label, n, place | {"firm": self.firm_on(place["firm"])}

    def each_figure(self):
        for receipt in self.receipts.values():
            own = receipt.at | dict(zip(("desk", "officer"), receipt.owner))
            yield "received", receipt.received, self.label_of(receipt), 0, own
            if receipt.after_refusal:
                yield "after_refusal", receipt.received, "", 0, own
            for day, kind, desk, officer in receipt.acts:
                yield "acted", day, kind, 0, receipt.at | {"desk": desk, "officer": officer}
        for case in self.cases.values():
            yield from self.figures_of(case)

    @staticmethod
    def figures_of(case):
        if case.merged:
            _, day, cause, desk, officer = case.merged
            yield "merged", day, cause, 0, case.at | {"desk": desk, "officer": officer}
            return
        yield "opened", case.opened, case.how, 0, case.at | dict(zip(("desk", "officer"), case.owner))
        for measure, day, label, n, desk, officer, (named, firm), _ in case.done:
            own = not named or named == case.at["respondent"]
            party = {} if own else {"respondent": named, "firm": firm}
            yield measure, day, label, n, case.at | {"desk": desk, "officer": officer} | party
        if case.state:
            yield "open", case.received, case.state, 0, case.at
        if case.wait:
            yield "waiting", case.since, case.wait, 0, case.at
        for clock, run in case.clocks.items():
            if run["paused"]:
                yield "pausing", run["paused"][0], run["paused"][1], 0, case.at
            elif run["due"]:
                yield "due", run["due"], clock.split("+")[0], 0, case.at


@cache
def selections(text):
    return list(each_selection(text))


def each_selection(text):
    for one in text.split(" + "):
        bounds = (None, None)
        if one.endswith("]"):
            one, span = one[:-1].split("[")
            bounds = tuple(int(x) if x else None for x in span.split(".."))
        measure, _, labels = one.partition(":")
        yield measure, labels.split("|") if labels else ["*"], bounds


@cache
def taken(text, measure, label, n):
    return any(measure == m and any(fnmatch.fnmatchcase(label, x) for x in labels)
               and (low is None or n >= low) and (high is None or n <= high)
               for m, labels, (low, high) in selections(text))


class Column:
    def __init__(self, definition):
        self.d, self.values, self.whole = definition, Counter(), 0

    def take(self, measure, label, n):
        if taken(self.d["of"], measure, label, n):
            self.values[n] += 1
        if "whole" in self.d and taken(self.d["whole"], measure, label, n):
            self.whole += 1

    def value(self):
        count, total = self.values.total(), sum(n * many for n, many in self.values.items())
        match self.d["kind"]:
            case "count":
                return count
            case "sum":
                return total
            case "mean":
                return {"sum": total, "of": count}
            case "maximum":
                return max(self.values) if count else None
            case "share":
                return {"part": count, "of": self.whole}
            case "percentile":
                every = sorted(self.values.elements())
                return every[-(-count * self.d["percent"] // 100) - 1] if count else None


def is_at(place, query):
    return all(place[name] == value for name, value in query.get("where", {}).items())


def recount(definition, query, figures, as_of, within):
    first, last = date.fromisoformat(query["from"]), min(date.fromisoformat(query["to"]), as_of)
    groups = defaultdict(lambda: [Column(one) for one in definition["column"]])
    total = [Column(one) for one in definition["column"]]
    for measure, day, label, n, place in figures:
        stock = measure in STOCKS
        if not stock and not first <= day <= last:
            continue
        if not is_at(place, query):
            continue
        if within is not None and place["desk"] not in within:
            continue
        n = (as_of - day).days if stock else n
        group = {"all": "", "cause": label, "month": day.isoformat()[:7]}.get(query["by"], place.get(query["by"], ""))
        for column in groups[group] + total:
            column.take(measure, label, n)
    rows = {group: [one.value() for one in columns] for group, columns in groups.items()}
    zero = [one.value() for one in (Column(x) for x in definition["column"])]
    return {group: values for group, values in rows.items() if values != zero}, [one.value() for one in total]


def bare(value):
    return {k: v for k, v in value.items() if k != "hundredths"} if isinstance(value, dict) else value


def compare(definition, query, answer, figures, as_of):
    within = answer.get("within")  # the desks in reach of who asked; none: everybody's
    if "list" in definition:
        first, last = date.fromisoformat(query["from"]), min(date.fromisoformat(query["to"]), as_of)
        mine = Counter((day.isoformat(), label, place["desk"], place["officer"])
                       for measure, day, label, n, place in figures
                       if taken(definition["list"], measure, label, n) and first <= day <= last
                       and is_at(place, query) and (within is None or place["desk"] in within))
        theirs = Counter((row["on"], row["label"], row["desk"], row["officer"]) for row in answer["rows"])
        return mine == theirs, mine, theirs
    rows, total = recount(definition, query, figures, as_of, within)
    said = {row["group"]: [bare(one) for one in row["values"]] for row in answer["rows"]}
    told = [bare(one) for one in answer["total"]]
    return (rows, total) == (said, told), (rows, total), (said, told)


def main(events, answers, definitions):
    facts = []
    for line in Path(events).read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        facts.append((office_day(event["time"]), event["type"].split(".")[-2], event["data"]))
    known = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in Path(definitions).glob("*.toml")}
    counted, wrong, asked = {}, 0, 0
    for line in Path(answers).read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        query, as_of = one["query"], date.fromisoformat(one["answer"]["as_of"])
        if as_of not in counted:
            world = World(facts, as_of)
            counted[as_of] = list(world.figures()), world
        figures, world = counted[as_of]
        if "firm" in query.get("where", {}):
            query["where"]["firm"] = world.firm_on(query["where"]["firm"])
        same, mine, theirs = compare(known[query["name"]], query, one["answer"], figures, as_of)
        asked += 1
        if not same:
            wrong += 1
            print(f"{query}: recount {mine}, system {theirs}")
    print(f"{asked} answers, {wrong} wrong, {len(facts)} facts")
    return 1 if wrong or not asked else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
