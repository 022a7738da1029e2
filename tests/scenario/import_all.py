"""`guiyi import` takes all that there is, each once, and says by line what it cannot take."""
import json

import stage as on
from complaints import Person, lines_of_file, portal, reference, rows
from stage import System, check, equal, shared

BOM = "\ufeff"
FTC_HEADER = ("Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Consumer_Area_Code,"
              "Subject,Recorded_Message_Or_Robocall")
FTC_ROWS = [
    '2025550101,2026-09-09 10:11:12,2026-09-08 18:00:00,"Saint Paul, East",Minnesota,651,"Reducing your debt (credit '
    'cards, ""student"" loans)",Y',
    "None,2026-09-09 10:12:00,,Springfield,Illinois,217,Other,N",
    "Minnesota,2025550102,2026-09-09 10:11:12,2026-09-08 18:00:00,Duluth,218,Other,Y",  # 4: one column to the right
    "2025550103,2026-09-09 10:13:00,2026-09-08 18:00:00,Denver,Colorado,303,Dropped call or no message,Y",
    "2025550104,2026-09-09 10:14:00,2026-09-08 18:00:00,Denver,Colorado,Y,Other,303",  # 6: two columns exchanged
    "2025550105,2026-09-09 10:15:00,2026-09-08 18:00:00,Denver,Colorado,303",  # 7: two values short
    "2025550103,2026-09-09 10:13:00,2026-09-08 18:00:00,Denver,Colorado,303,Dropped call or no message,Y",
    "2025550106,2026-09-31 10:13:00,2026-09-08 18:00:00,Denver,Colorado,303,Other,Y",  # 9: no such day
]
FTC_REFUSED = {4: "Company_Phone_Number", 6: "Consumer_Area_Code", 7: "6 values for 8 columns", 9: "Created_Date"}
FCC_HEADER = ("id,issue_date,issue_time,issue_type,method,issue,caller_id_number,type_of_call_or_messge,"
              "advertiser_business_phone_number,state,zip,location_1")
FCC_ROWS = [
    '3405010,2026-08-01T00:00:00.000,10:15 am,Phone,Wired,Unwanted Calls,202-555-0111,"Prerecorded\nVoice",'
    '202-555-0199,CA,94016,"CA 94016\n(37.7, -122.4)"',  # lines 2 to 4
    "3405011,08/02/2026,1:00 pm,Phone,Wireless (cell phone),Robocalls,202-555-0112,Live Voice,,NY,10001,",
    "3405012,08/03/2026,1:00 pm,Phone,Wired,Robocalls,NY,Live Voice,,202-555-0113,10001,",  # 6
    "x,08/03/2026,1:00 pm,Phone,Wired,Robocalls,202-555-0114,Live Voice,,NY,10001,",  # 7
    "3405013,1:00 pm,08/03/2026,Phone,Wired,Robocalls,202-555-0115,Live Voice,,NY,10001,",  # 8
]
FCC_REFUSED = {6: "caller_id_number", 7: "column id", 8: "issue_date"}


def told(done):
    """What an import counted: the last line on standard error."""
    return done.stderr.splitlines()[-1]


def says(done, name, refused):
    """Each refused line is named with its reason, and no other."""
    named = {}
    for line in done.stderr.splitlines()[:-1]:
        if line.startswith(f"{name}:"):
            number, why = line[len(name) + 1:].split(":", 1)
            named[int(number)] = why
    equal(sorted(named), sorted(refused), f"refused lines of {name}\n{done.stderr}")
    for number, reason in refused.items():
        check(reason in named[number], f"{name}:{number} is refused without saying '{reason}': {named[number]}")


def one_case_each(found, references):
    equal(len(found), len(references), "rows of the export")
    equal(sorted(row["external_ref"] for row in found), sorted(references), "references in the export")
    equal(len({row["receipt_no"] for row in found}), len(found), "distinct receipts")
    check(all(row["case_no"] for row in found), "a row without a case")
    check({row["verdict"] for row in found} <= {"new", "tie", "review"}, "a verdict of another name")
    openers = {row["case_no"] for row in found if row["verdict"] != "tie"}
    check({row["case_no"] for row in found} == openers, "a complaint is tied to a case that none opened")
    check(len(openers) == sum(row["verdict"] != "tie" for row in found), "two complaints opened one case")


def all_complaints_offline(stage):
    lines = lines_of_file()
    equal(len(lines), 11961, "lines of complaints.ndjson")
    file = shared("complaints", "complaints.ndjson")
    system = System(stage, "all")
    done = system.command("import", file)
    equal(told(done), "11961 taken, 0 refused", "told by the import")
    first = system.export()
    one_case_each(rows(first), [reference(line) for line in lines])
    objects = [json.loads(line) for line in system.export("ndjson").splitlines()]
    equal(objects, rows(first), "the NDJSON export beside the CSV one")

    equal(told(system.command("import", file)), "11961 taken, 0 refused", "told by the second import")
    check(system.export() == first, "importing a file again changed the export")


def real_transcripts_into_a_running_system(stage):
    stage.running = System(stage, "running").serve()
    file = shared("ppone_robocalls", "complaints.ndjson")
    lines = file.read_bytes().splitlines()
    equal(len(lines), 430, "transcripts")
    elsewhere = System(stage, "elsewhere")  # its data folder is never made
    to = ("--to", stage.running.staff.geturl(), "--token", stage.running.token)
    equal(told(elsewhere.command("import", *to, file)), "430 taken, 0 refused", "told by the import")
    check(not elsewhere.data.exists(), "an import into a running system opened a data folder")
    stage.running.settle()
    text = elsewhere.command("export", "ties", *to).stdout
    one_case_each(rows(text), [reference(line) for line in lines])
    equal(text, stage.running.export(), "export by --to beside that by --data")

    refused = elsewhere.command("import", "--to", stage.running.staff.geturl(), "--token", "gy_wrong", file, expect=1)
    check("401" in refused.stderr, f"a wrong token is not named: {refused.stderr}")


def ftc_rows_by_column(stage):
    file = stage.folder / "ftc.csv"
    file.write_bytes((BOM + "\r\n".join([FTC_HEADER] + FTC_ROWS) + "\r\n").encode())
    done = stage.running.command("import", "--format", "ftc-dnc", file, expect=3)
    equal(told(done), "4 taken, 4 refused", f"told by the import\n{done.stderr}")
    says(done, str(file), FTC_REFUSED)
    stage.running.settle()
    first = stage.running.export()
    taken = [row for row in rows(first) if row["external_ref"].startswith("FTC-")]
    equal(len(taken), 4, "FTC rows in the export; two that are alike are two calls")
    stage.running.command("import", "--format", "ftc-dnc", file, expect=3)
    stage.running.settle()
    equal(stage.running.export(), first, "the export after the file was imported again")


def fcc_rows_by_column(stage):
    file = stage.folder / "fcc.csv"
    file.write_text("\n".join([FCC_HEADER] + FCC_ROWS))  # no end of line behind the last
    done = stage.running.command("import", "--format", "fcc-unwanted", file, expect=3)
    equal(told(done), "2 taken, 3 refused", f"told by the import\n{done.stderr}")
    says(done, str(file), FCC_REFUSED)
    stage.running.settle()
    taken = {row["external_ref"] for row in rows(stage.running.export()) if row["external_ref"].startswith("FCC-")}
    equal(taken, {"FCC-3405010", "FCC-3405011"}, "FCC rows in the export")


def files_that_are_none(stage):
    """A wrong header, a quote that never ends, a format and a file that do not exist."""
    system = stage.running
    file = stage.folder / "broken.csv"
    file.write_text(FTC_HEADER.replace("Subject", "Topic") + "\n" + FTC_ROWS[1] + "\n")
    said = system.command("import", "--format", "ftc-dnc", file, expect=1).stderr
    check("the header lacks: Subject" in said, f"a missing column is not named: {said}")
    file.write_text(FTC_HEADER + "\n" + FTC_ROWS[1].replace("Springfield", '"Springfield') + "\n")
    said = system.command("import", "--format", "ftc-dnc", file, expect=3).stderr
    check("line 2: a quote is never closed" in said, f"an open quote is not named: {said}")
    check("12315" in system.command("import", "--format", "xml", file, expect=2).stderr, "formats are not listed")
    check("nowhere" in system.command("import", "nowhere.ndjson", expect=1).stderr, "a missing file is not named")
    system.command("import", expect=2)


def standard_input_and_bad_lines(stage):
    system = stage.running
    good = [json.dumps(portal(number, external_ref=f"STDIN-{number}"), ensure_ascii=False) for number in (1, 2, 3)]
    bad = {2: "/narrative", 4: "not JSON", 5: "/colour unknown_field", 8: "/calls/0/called_at impossible_date"}
    lines = [good[0], json.dumps(portal(4, narrative="")), "", "{not json", json.dumps(portal(5, colour="red")),
             good[1] + "\r", good[2],
             json.dumps(portal(6, calls=[{"caller_number": "01055550100", "called_at": "2026-02-30"}]))]
    done = system.command("import", "-", stdin="\n".join(lines).encode(), expect=3)
    equal(told(done), "3 taken, 4 refused", f"told by the import\n{done.stderr}")
    says(done, "-", bad)
    for one in (Person(4), Person(5), Person(6)):
        private = one.phone in done.stderr or one.name in done.stderr
        check(not private, f"the import repeats personal data: {done.stderr}")
    system.settle()
    taken = {row["external_ref"] for row in rows(system.export()) if row["external_ref"].startswith("STDIN-")}
    equal(taken, {"STDIN-1", "STDIN-2", "STDIN-3"}, "lines of standard input in the export")
    before = system.export()
    system.stop()
    equal(system.export(), before, "the export of the stopped system beside that of the running one")


if __name__ == "__main__":
    on.run(all_complaints_offline, real_transcripts_into_a_running_system, ftc_rows_by_column, fcc_rows_by_column,
           files_that_are_none, standard_input_and_bad_lines)
