"""The law as data, from the command line: what is shipped is sound, a wrong edit is refused by file, line and reason,
and every clock of a case is explained day by day, of a running system as of a folder nobody serves."""
import shutil

import stage as on
from complaints import portal
from stage import SOURCE, System, check, equal


def what_is_shipped_is_sound(stage):
    stage.system = system = System(stage, "office")
    said = system.command("rulebook", "check").stdout.splitlines()
    books = list((SOURCE / "config" / "rulebooks").rglob("*.toml"))
    equal(len(said), len(books) + 1, f"a line a rulebook, and one for the calendars: {said}")
    for line in said:
        check(": sound; from " in line, line)


def a_wrong_edit_is_refused(stage):
    text = (SOURCE / "config" / "rulebooks" / "samr-o121.toml").read_text("utf-8")
    broken = stage.folder / "samr-o121.toml"
    for what, by, says in (
            ("to = \"C-ACCEPTED\"", "to = \"C-LOST\"", "C accept: to unknown state C-LOST"),
            ("stops = [\"K3\"]\n", "", "C inform_parties: ends in C-CLOSED with K3 still running"),
            ("who = [\"sup\"]", "who = [\"boss\"]", "C call_back: 'boss' is no role"),
            ("article = \"§26\"\nverified", "article = \"§126\"\nverified", "O121 §126 has no text among 'article'")):
        equal(text.count(what) > 0, True, what)
        broken.write_text(text.replace(what, by, 1), "utf-8")
        said = stage.system.command("rulebook", "check", broken, expect=1).stdout
        found = [line for line in said.splitlines() if says in line]
        check(found, f"{says}\n{said}")
        check(found[0].startswith(f"{broken}:") and found[0].split(":")[1].isdigit(), found[0])
    shutil.copy(SOURCE / "config" / "rulebooks" / "samr-o121.toml", broken)
    stage.system.command("rulebook", "check", broken)


def every_day_is_explained(stage):
    system = stage.system.serve()
    said = system.post("/api/v1/complaints", portal(1))
    equal(said.status, 201, f"filing: {said}")
    system.settle()
    case = system.cases()[0]["case_no"]
    told = system.command("rulebook", "explain", case, "--language", "en").stdout
    lines = told.splitlines()
    check(lines[0].startswith("K1 Decide on acceptance and inform the complainant (O121 §15(1)) running"), told)
    check("start day, not counted [O121 §45]" in lines[1], told)
    equal(sum(": working day" in line or ": make-up" in line for line in lines), 7, f"seven working days\n{told}")
    page = system.get(f"/api/v1/cases/{case}/clocks/K1")
    equal((page.status, page.json["clock"]), (200, "K1"), f"{page}")
    equal(system.get(f"/api/v1/cases/{case}/clocks/K9").status, 404, "a clock that does not run")
    refused = system.post(f"/api/v1/cases/{case}/actions/refuse", {"ground": "NA3", "reason": "x"},
                          {"If-Match": system.get(f"/api/v1/cases/{case}").headers["etag"]}, side="staff")
    equal(refused.status, 403, "no machine refuses a complaint")
    check("lead" in refused.json["detail"], f"{refused}")
    system.stop()
    again = system.command("rulebook", "explain", case, "--clock", "K1", "--language", "en").stdout
    equal(again, told, "the same offline")
    check("has no clock K2" in system.command("rulebook", "explain", case, "--clock", "K2", expect=1).stderr, "K2")


if __name__ == "__main__":
    on.run(what_is_shipped_is_sound, a_wrong_edit_is_refused, every_day_is_explained)
