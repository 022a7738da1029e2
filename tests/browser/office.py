"""An office to look at: the real program with invented complaints and one account for each role's day."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "scenario")]

import stage as on  # noqa: E402
from demo_data import SCRIPT, complaint_with, complaints, recording  # noqa: E402
from stage import SOURCE, Skip, equal  # noqa: E402

PASSWORD = "correct horse battery"
PEOPLE = {  # account: (roles, desk, name)
    "wang.min": (["intake", "dispatch", "officer", "mediator", "triage"], "samr-12315", "王敏"),
    "li.qiang": (["officer", "mediator", "lead"], "samr-12315", "李强"),
    "the.manager": (["manager"], "samr-12315", "周经理"),
    "the.auditor": (["auditor"], None, "吴审计"), "the.admin": (["administrator"], None, "管理员")}


def needs_a_browser():
    if not any(Path(path).exists() for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser")):
        raise Skip("no /usr/bin/chromium; scripts/setup installs it")


def account(system, name, roles, desk, called):
    body = {"account": name, "name": called, "roles": roles, "desk": desk}
    made = system.post("/api/v1/admin/accounts", body, side="staff")
    if made.status == 409:  # somebody of config/desks.toml has one already
        made = system.post(f"/api/v1/admin/accounts/{name}/invite", {}, side="staff")
        equal(made.status, 200, f"invitation of {name}: {made}")
    else:
        equal(made.status, 201, f"account of {name}: {made}")
    said = system.post("/api/v1/invitation", {"code": made.json["link"].rsplit("/", 1)[1], "password": PASSWORD},
                       headers={"Origin": f"http://{system.staff.netloc}"}, side="staff")
    equal(said.status, 200, f"password of {name}: {said}")


def file_a_recording(system):
    stored = system.post("/api/v1/evidence", recording(), {"Content-Type": "audio/wav"})
    equal(stored.status, 201, f"a recording: {stored}")
    filed = system.post("/api/v1/complaints", complaint_with(stored.json["id"]))
    equal(filed.status, 201, f"a complaint with a recording: {filed}")
    return filed.json["receipt_no"]


def supplement_with_a_script(system, receipt):
    """The last but one of the complaints has a script in every field; here it comes in afterwards as well."""
    body = {"receipt_no": receipt["receipt_no"], "query_code": receipt["query_code"], "text": SCRIPT}
    equal(system.post("/api/v1/status/supplement", body).status, 202, "a supplement")
    return receipt["receipt_no"]


def officers_write_a_script(system, receipt):
    """What officers write down, the respondent's answer among it; by a token, as a program of theirs would."""
    def page():
        found = system.get(f"/api/v1/cases?state=any&q={receipt}", by="wang.min").json["cases"][0]
        return found["case_no"], system.get(f"/api/v1/cases/{found['case_no']}", by="wang.min")
    for action, body in (("accept", {"note": SCRIPT}), ("contact", {"respondent": SCRIPT, "text": SCRIPT}),
                         ("reply", {"respondent": SCRIPT, "text": SCRIPT, "result": "refused"}),
                         ("note", {"text": SCRIPT})):
        case_no, read = page()
        said = system.post(f"/api/v1/cases/{case_no}/actions/{action}", body, {"If-Match": read.headers["etag"]},
                           side="staff", by="wang.min")
        equal(said.status, 200, f"{action} with a script: {said}")


def an_office(stage, count=60, **how):
    """stage.system serves, with complaints filed and everybody able to sign in; one complaint has a recording."""
    needs_a_browser()
    system = stage.system = on.System(stage, "office", **how).serve()
    filed = [system.post("/api/v1/complaints", one) for one in complaints(count)]
    equal({one.status for one in filed}, {201}, "complaints")
    stage.scripted = supplement_with_a_script(system, filed[-2].json)
    stage.recorded = file_a_recording(system)
    system.settle()
    officers_write_a_script(system, stage.scripted)
    for name, of in PEOPLE.items():
        account(system, name, *of)


def node():
    return shutil.which("node") or shutil.which("nodejs")


def tell(stage, script, **given):
    """Runs a story in the browser; its lines are shown, and it must end well."""
    story = json.dumps({"base": f"http://{stage.system.staff.netloc}", "password": PASSWORD,
                        "recorded": getattr(stage, "recorded", None), "scripted": getattr(stage, "scripted", None),
                        **given})
    done = subprocess.run([node(), str(SOURCE / "tests" / "browser" / script)], timeout=2 * on.DEADLINE_S,
                          env={**os.environ, "GUIYI_STORY": story}, preexec_fn=on.end_with_us)
    equal(done.returncode, 0, f"exit code of {script}")
