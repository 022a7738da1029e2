"""State is a fold and a backup is a moment: rebuilding changes nothing that shows, a backup taken under load restores
to a beginning of what came after, and one byte changed in the audit is found. The statute's golden dates stand too.
"""
import json
import random
import shutil
import threading

import stage as on
from complaints import lines_of_file, portal, rows
from stage import Importing, System, check, equal, needs

SERVICES = ("intake", "deduplication", "assignment", "notification", "casework", "access")
LINES = 750  # before the backup
UNDER_LOAD = 11000 if on.LONG else 5000  # while it is taken
DATES = (
    ("K1", "2026-04-15", "2026-04-24"), ("K1", "2026-04-30", "2026-05-13"), ("K1", "2026-09-17", "2026-09-28"),
    ("K1", "2026-09-24", "2026-10-12"), ("K1", "2026-09-30", "2026-10-15"), ("K1", "2025-09-26", "2025-10-13"),
    ("K1", "2024-02-09", "2024-02-26"), ("K5", "2026-05-08", "2026-05-28"), ("K5", "2026-09-21", "2026-10-19"),
    ("K5+ext", "2026-09-21", "2026-11-09"), ("K2", "2026-07-01", "2026-08-30"), ("K2", "2026-07-27", "2026-09-28"),
    ("K6", "2026-07-03", "2026-10-08"), ("K2", "2026-11-23", "2027-01-22 provisional"),
    ("K2", "2026-04-10", "2026-06-09"),
    ("K1", "2026-12-28", "2027-01-06 provisional"))


def act(system, case_no, action, body):
    system.settle()  # what is on its way to the case changes it, and who acts must have seen that
    page = system.get(f"/api/v1/cases/{case_no}")
    equal(page.status, 200, f"case {case_no}: {page}")
    revision = {"If-Match": page.headers["etag"]}
    said = system.post(f"/api/v1/cases/{case_no}/actions/{action}", body, revision, side="staff", by="li.qiang")
    equal(said.status, 200, f"{action} of {case_no}: {said}")


def shown(system):
    """What the system shows: the whole list; of many cases every so-manieth, of few each; and to complainants."""
    over = system.connect("staff")

    def read(path):
        answer = system.get(path, over=over)
        equal(answer.status, 200, f"{path}: {answer}")
        return answer.json
    out = {"list": system.cases(), "failed": read("/api/v1/messages"), "days": read("/api/v1/reports/respondent-days")}
    for row in out["list"][::len(out["list"]) // 500 + 1]:
        number = row["case_no"]
        out[number] = [read(f"/api/v1/cases/{number}{part}") for part in ("", "/timeline")]
        out[number].append(system.get(f"/api/v1/cases/{number}/deliveries", over=over).json)  # none of split reports
    for receipt in system.receipts:
        answer = system.post("/api/v1/status", receipt)
        equal(answer.status, 200, f"status: {answer}")
        out[receipt["receipt_no"]] = answer.json
    return out


def same(got, expected, what):
    for key in expected:
        equal(got.get(key), expected[key], f"{what}: {key}")
    equal(sorted(got), sorted(expected), what)


def a_system_with_history(stage):
    """Imported and filed complaints, evidence, urges, and officers' decisions of each kind."""
    lines = lines_of_file(LINES)
    stage.system = system = System(stage, "history")
    source = stage.folder / "lines.ndjson"
    source.write_bytes(b"\n".join(lines))
    system.command("import", source)
    system.serve()
    system.receipts = []
    stage.evidence = bytes(random.Random(7).randbytes(300_000))
    stored = system.post("/api/v1/evidence", b"%PDF-1.4\n" + stage.evidence, {"Content-Type": "application/pdf"})
    equal(stored.status, 201, f"evidence: {stored}")
    stage.evidence_id = stored.json["id"]
    for number in range(1, 6):
        said = system.post("/api/v1/complaints", portal(number, evidence=[stored.json["id"]]))
        equal(said.status, 201, f"filing: {said}")
        system.receipts.append({name: said.json[name] for name in ("receipt_no", "query_code")})
    system.settle()
    for place, path, more in ((0, "urge", {"text": "请尽快"}), (1, "supplement", {"text": "补充：卡号末四位1234"}),
                              (4, "withdraw", {})):
        equal(system.post(f"/api/v1/status/{path}", {**system.receipts[place], **more}).status, 202, path)
    cases = [system.get(f"/api/v1/cases?q={one['receipt_no']}").json["cases"][0]["case_no"] for one in system.receipts]
    act(system, cases[0], "accept", {"note": "属于本局管辖"})
    act(system, cases[0], "contact", {"text": "请在三日内答复"})
    act(system, cases[0], "reply", {"text": "同意退款", "result": "refund"})
    act(system, cases[0], "close", {"outcome": "agreed"})
    act(system, cases[1], "refuse", {"ground": "NA5", "reason": "材料不全"})
    act(system, cases[2], "accept", {})
    act(system, cases[2], "split", {"lead": "涉嫌虚假宣传", "category": "B1"})
    act(system, cases[3], "note", {"text": "待核实"})
    system.settle()
    stage.shown = shown(system)
    stage.text = system.export()
    system.stop()


@needs("system")
def rebuilt_each_service(stage):
    system = stage.system
    for service in SERVICES:
        said = system.command("rebuild", service).stdout
        check(said.startswith(f"{service}: ") and not said.startswith(f"{service}: 0 facts"), f"rebuild says: {said}")
        equal(system.export(), stage.text, f"the export after a rebuild of {service}")
        system.serve()
        same(shown(system), stage.shown, f"what shows after a rebuild of {service}")
        system.stop()
    system.command("rebuild", "catering", expect=2)


@needs("system")
def backup_under_load(stage):
    """Taken in the middle of an import, restored, served: a beginning of what the live system became."""
    system, rest = stage.system, lines_of_file(LINES + UNDER_LOAD)[LINES:]
    system.serve()
    taken = threading.Event()
    importing = Importing(system, rest, last_after=taken)  # however quick the machine: no backup of a finished import
    importing.answers.wait(lambda seen: len(seen) >= UNDER_LOAD // 10)
    before = importing.acknowledged()
    copy = stage.folder / "backup"
    system.command("backup", copy)
    check(not importing.answers.ended, "the import ended before the backup did: there was no load")
    taken.set()
    importing.finish()
    system.settle()
    stage.final = system.export()

    restored = System(stage, "restored")
    said = restored.command("restore", copy).stdout
    check("casework: " in said and "chain intact" in said, f"restore says: {said}")
    for secret in (restored.data / "keys", restored.data / "keys" / "deployment.key"):
        equal(secret.stat().st_mode & 0o077, 0, f"what others may do with {secret.name} after a restore")
    restored.serve()
    restored.settle()
    text = restored.export()
    # A later complaint may show that two earlier cases are one, so case numbers are compared once all are there.
    order = [row["receipt_no"] for row in rows(stage.final)]
    equal([row["receipt_no"] for row in rows(text)], order[:len(rows(text))], "receipts of the restored export")
    held = {row["receipt_no"] for row in rows(text)}
    check(held >= set(before.values()), "the backup lacks what was acknowledged before it began")
    check(len(held) < len(rows(stage.final)), "the backup holds all: it was not taken under load")
    for receipt in system.receipts:
        equal(restored.post("/api/v1/status", receipt).status, 200, "a query code on the restored system")

    Importing(restored, rest).finish()
    restored.settle()
    equal(restored.export(), stage.final, "the restored system, after the import was repeated, beside the live one")
    equal(restored.command("audit", "verify").stdout.split(",")[0], "casework: intact", "audit of the restored system")
    restored.stop()


@needs("system")
def idle_backup(stage):
    """The same from a system at rest, while it serves and after it stopped; it all shows as before."""
    system = stage.system
    expected = shown(system)
    copies = [stage.folder / "backup-idle", stage.folder / "backup-stopped"]
    system.command("backup", copies[0])
    check("not empty" in system.command("backup", copies[0], expect=1).stderr, "a backup over a backup")
    system.stop()
    system.command("backup", copies[1])
    for copy in copies:
        restored = System(stage, f"restored-{copy.name}")
        restored.receipts = system.receipts
        restored.command("restore", copy)
        equal(restored.export(), stage.final, f"the export of {copy.name}")
        digest = stage.evidence_id.removeprefix("sha256:")
        file = restored.data / "evidence" / digest[:2] / digest[2:]
        equal(file.read_bytes(), b"%PDF-1.4\n" + stage.evidence, f"evidence in {copy.name}")
        restored.serve()
        same(shown(restored), expected, f"what {copy.name} shows")
        restored.stop()
        check("not empty" in restored.command("restore", copy, expect=1).stderr, "a restore over data")
    nothing = System(stage, "void").command("restore", stage.folder, expect=1)
    check("no backup" in nothing.stderr, f"a restore from nothing says: {nothing.stderr}")


@needs("system")
def a_damaged_backup(stage):
    """Bytes changed inside a backup's tables do not pass as data."""
    copy = stage.folder / "backup-damaged"
    shutil.copytree(stage.folder / "backup-idle", copy)
    for table in (copy / "db").glob("*.sst"):
        content = bytearray(table.read_bytes())
        for place in range(len(content) // 2, min(len(content) // 2 + 64, len(content))):
            content[place] ^= 0xff
        table.write_bytes(content)
    System(stage, "damaged").command("restore", copy, expect=1)


@needs("system")
def audit(stage):
    """One byte anywhere in an exported chain is found, and its place is named."""
    system = stage.system
    check("casework: intact" in system.command("audit", "verify").stdout, "audit of the data folder")
    file = stage.folder / "chain.txt"
    text = system.command("audit", "export").stdout.encode()
    file.write_bytes(text)
    said = system.command("audit", "verify", file).stdout
    lines = text.count(b"\n")
    check(f"intact, {lines} commits" in said, f"audit verify says: {said}")
    draws = random.Random(11)
    for _ in range(5):
        place = draws.randrange(len(text))
        while text[place:place + 1] in b"\n ":
            place += 1
        broken = bytearray(text)
        broken[place] ^= 1
        file.write_bytes(broken)
        said = system.command("audit", "verify", file, expect=1).stderr
        number = text.count(b"\n", 0, place) + 1
        expected = f"the chain breaks at line {number}"
        check(expected in said and str(file) in said, f"instead of '{expected}': {said}")
    kept = text.splitlines(keepends=True)
    file.write_bytes(b"".join(kept[:3] + kept[4:]))
    check("line 4" in system.command("audit", "verify", file, expect=1).stderr, "a line that was taken out")
    file.write_bytes(b"".join(kept[:3] + kept[4:5] + kept[3:4] + kept[5:]))
    check("line 4" in system.command("audit", "verify", file, expect=1).stderr, "two lines exchanged")


def golden_dates(stage):
    system = System(stage, "nowhere")
    for clock, start, due in DATES:
        lines = system.command("deadline", clock, "--from", start).stdout.splitlines()
        equal(lines[0], due, f"{clock} from {start}")
        check(len(lines) > 3 and start in lines[2], f"{clock} from {start} does not show its arithmetic: {lines}")
    both = system.command("deadline", "K2", "--from", "2026-04-10", "--language", "en").stdout
    check("\nsamr-o20 counts as well, to 2026-06-16; the earlier date, of samr-o121, governs:\n" in both, both)
    excluded = system.command("deadline", "K1", "--from", "2026-09-30", "--exclude", "2026-10-12..2026-10-13").stdout
    equal(excluded.splitlines()[0], "2026-10-19", "K1 with two days excluded")
    for wrong in (("K99", "--from", "2026-09-30"), ("K1", "--from", "2026-02-30"), ("K1",),
                  ("K1", "--from", "2026-09-30", "--exclude", "2026-10-12"),
                  ("K1", "--from", "2026-09-30", "--rulebook", "none")):
        said = system.command("deadline", *wrong, expect=2)
        check(said.stderr and not said.stdout, f"{wrong} is answered: {said.stdout}")
    check(not system.data.exists(), "computing a date opened a data folder")


if __name__ == "__main__":
    on.run(golden_dates, a_system_with_history, rebuilt_each_service, backup_under_load, idle_backup, a_damaged_backup,
           audit)
