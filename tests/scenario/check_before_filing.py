"""Somebody about to file the same matter again proves that the earlier complaint is theirs, and adds to it instead:
with the code that is mailed to the address on file, or with the query code. Who only types their name learns nothing.
"""
import json
import re
import subprocess

import stage as on
from complaints import Person, portal
from notices import python_with_smtp
from stage import Lines, System, check, equal, eventually, needs

CHECK = "/api/v1/complaints:check"
NARRATIVE = "机器人来电推销美容仪，拒绝退款。又打来一次，号码相同。"


def draft(number=1, **changed):
    """Of one person with an address, about their own matter."""
    one = Person(number)
    out = portal(number, complainant={"name": one.name, "phone": one.phone, "email": one.email,
                                      "address": one.address})
    out.update(changed)
    return out


def a_complaint_on_file(stage):
    python = python_with_smtp()
    server = subprocess.Popen([python, "-B", on.SOURCE / "tests/support/smtp_server.py"], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stage.children.append(server)
    stage.mails = Lines(server.stdout)
    stage.mails.wait(lambda lines: len(lines) >= 1)
    server.stdin.write("listen\n")
    server.stdin.flush()
    port = json.loads(stage.mails.seen[0])["port"]
    stage.system = System(stage, "check", {
        **on.AT_ONCE,
        "notification.smtp_url": f"smtp://127.0.0.1:{port}", "notification.smtp_from": "desk@guiyi.example",
        "notification.smtp_tls": "none"}).serve()
    answer = stage.system.post("/api/v1/complaints", draft())
    equal(answer.status, 201, f"a complaint: {answer}")
    stage.receipt = answer.json
    stage.system.settle()
    stage.case = stage.system.cases()[0]["case_no"]


def codes(stage):
    """(addressees, code) of every mail that holds one."""
    out = []
    for line in list(stage.mails.seen):
        mail = json.loads(line)
        if mail["event"] == "accepted" and (found := re.search(r"(?:Code: |验证码：)(\d{8})\b", mail["body"])):
            out.append((mail["to"], found.group(1)))
    return out


def checked(stage, what):
    answer = stage.system.post(CHECK, what)
    equal(answer.status, 200, f"a check: {answer}")
    return answer.json


def ask(stage, step, **body):
    return stage.system.post(f"{CHECK}/{step}", body)


def case_page(stage):
    page = stage.system.get(f"/api/v1/cases/{stage.case}")
    equal(page.status, 200, f"the case: {page}")
    return page.json


@needs("case")
def nobody_learns_anything_from_a_check(stage):
    """A stranger types the name and number of somebody who did complain, and of somebody who did not."""
    known, unknown = draft(), draft(2)
    for one in (known, unknown):
        one["complainant"]["email"] = "curious@example.net"
    first, second = checked(stage, known), checked(stage, unknown)
    equal(sorted(first), ["advice", "check_id", "expires_at", "next"], "what a check tells")
    for name in ("advice", "next"):
        equal(first[name], second[name], f"{name} with and without a case")
    sent = [ask(stage, "send", check_id=one["check_id"]) for one in (first, second)]
    equal([one.status for one in sent], [202, 202], "answers to the wish for a code")
    equal(sent[0].body, sent[1].body, "words with and without a case")
    eventually("the code is mailed", lambda: codes(stage))
    equal(codes(stage)[0][0], [Person(1).email], "who got the code: never the address of the request")
    wrong = "0" * 8 if codes(stage)[0][1] != "0" * 8 else "1" * 8
    tried = [ask(stage, "confirm", check_id=one["check_id"], code=wrong) for one in (first, second)]
    equal([one.status for one in tried], [422, 422], "a wrong code")
    equal(tried[0].body, tried[1].body, "words for a wrong code with and without a case")


@needs("case")
def a_faulty_draft_is_refused_as_filing_would(stage):
    faulty = draft()
    del faulty["complainant"]["phone"]
    faulty["mood"] = "angry"
    filed, looked = (stage.system.post(path, faulty) for path in ("/api/v1/complaints", CHECK))
    equal(looked.status, 422, f"a check of a faulty draft: {looked}")
    equal(looked.json["errors"], filed.json["errors"], "faults by pointer")
    check(any(one["pointer"] == "/complainant/phone" for one in looked.json["errors"]), f"no pointer: {looked}")
    equal(stage.system.post(CHECK, draft(narrative="x" * 300_000)).status, 413, "a check of far too much")


@needs("case")
def the_mailed_code_adds_to_the_case(stage):
    before = case_page(stage)
    draft_again = draft(narrative=NARRATIVE)
    check_id = checked(stage, draft_again)["check_id"]
    have = len(codes(stage))
    equal(ask(stage, "send", check_id=check_id).status, 202, "the wish for a code")
    eventually("another code is mailed", lambda: len(codes(stage)) > have)
    stage.system.stop()
    stage.system.serve()  # neither check nor code lives in memory

    proved = ask(stage, "confirm", check_id=check_id, code=codes(stage)[-1][1])

    equal(proved.status, 200, f"the right code: {proved}")
    equal(proved.json["receipt_no"], stage.receipt["receipt_no"], "whose it is")
    equal(proved.json["case_no"], stage.case, "its case")
    mine = {"receipt_no": proved.json["receipt_no"], "pass": proved.json["pass"]}
    status = stage.system.post("/api/v1/status", mine)
    equal((status.status, status.json["case_no"]), (200, stage.case), f"status with the pass: {status}")
    equal(stage.system.post("/api/v1/status/withdraw", mine).status, 422, "withdrawing with the pass")
    added = stage.system.post("/api/v1/status/supplement", {**mine, "text": NARRATIVE})
    equal((added.status, added.json["case_no"]), (202, stage.case), f"a supplement with the pass: {added}")
    stage.system.settle()
    equal([row["case_no"] for row in stage.system.cases()], [stage.case], "cases: no new one")
    after = case_page(stage)
    equal(after["clocks"], before["clocks"], "the clocks of the case")
    timeline = stage.system.get(after["timeline"])
    check(NARRATIVE in timeline.body.decode(), f"the case does not show what was added: {timeline}")
    equal(ask(stage, "confirm", check_id=check_id, code=codes(stage)[-1][1]).status, 422, "the same code again")


@needs("case")
def the_query_code_does_too(stage):
    check_id = checked(stage, draft(narrative=NARRATIVE))["check_id"]
    mine = {"check_id": check_id, "receipt_no": stage.receipt["receipt_no"].lower().replace("-", " ")}
    proved = ask(stage, "prove", **mine, query_code=stage.receipt["query_code"])
    equal(proved.status, 200, f"the query code: {proved}")
    equal((proved.json["case_no"], proved.json["same_matter"]), (stage.case, True), "what it says")
    equal(ask(stage, "prove", **mine, query_code="0" * 26).status, 404, "a wrong query code")
    other = checked(stage, draft(2))["check_id"]
    differs = ask(stage, "prove", **{**mine, "check_id": other}, query_code=stage.receipt["query_code"])
    equal(differs.json["same_matter"], False, "another matter")


@needs("case")
def filing_anyway_is_still_possible(stage):
    answer = stage.system.post("/api/v1/complaints", draft(narrative=NARRATIVE))
    equal(answer.status, 201, f"the same matter, filed: {answer}")
    stage.system.settle()
    equal([row["case_no"] for row in stage.system.cases()], [stage.case], "cases: it is tied")
    log = stage.system.log_text()
    for secret in (*(code for _, code in codes(stage)), Person(1).email, Person(1).phone, "curious@example.net"):
        check(secret not in log, "the log names somebody, or a code")
    stage.system.stop()


if __name__ == "__main__":
    on.run(a_complaint_on_file, nobody_learns_anything_from_a_check, a_faulty_draft_is_refused_as_filing_would,
           the_mailed_code_adds_to_the_case, the_query_code_does_too, filing_anyway_is_still_possible)
