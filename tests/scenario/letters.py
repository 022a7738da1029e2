#!/usr/bin/env python3
"""Letters by the real program: drafted, issued with a number, made into a PDF that can be read, kept sealed, served
byte for byte also after a restart and out of a backup, sent by e-mail, read by their addressee.
And hints on the way: money on the move is told 110 and stands first."""
import hashlib
import json
import shutil
import subprocess

import stage as on
from complaints import portal
from stage import Skip, System, check, equal, needs

NAME, PHONE, ADDRESS = "王小明", "13800138000", "示例市人民路12号"
OFFICER = "wang.min"
PATIENT = {"letters.pdf_timeout_s": 900}  # on a machine that does other things as well
FRAUD = "自称公安说我涉嫌洗钱，让我把钱转到安全账户，刚刚转了五万元，还在通话"


def say(system, path, body, headers=()):
    """What an officer of the desk asks for; the machine's own token decides nothing."""
    return system.post(path, body, headers, side="staff", by=OFFICER)


def tools(_):
    for program in ("weasyprint", "pdftotext"):
        if not shutil.which(program):
            raise Skip(f"{program} is not installed")


def a_complaint_is_accepted(stage):
    tools(stage)
    stage.system = system = System(stage, "letters", PATIENT).serve()
    filed = system.post("/api/v1/complaints", portal(
        1, complainant={"name": NAME, "phone": PHONE, "address": ADDRESS, "email": "wxm@example.com"},
        respondent={"name": "美丽科技有限公司", "address": "温州市解放路8号"},
        narrative=f"机器人来电推销美容仪，与宣传不符，拒绝退款<script>alert(1)</script>。"))
    equal(filed.status, 201, f"filing: {filed}")
    stage.receipt, stage.code = filed.json["receipt_no"], filed.json["query_code"]
    system.settle()
    row = next(one for one in system.cases() if one["track"] == "C")
    stage.case = row["case_no"]
    stage.letters = f"/api/v1/cases/{stage.case}/letters"
    early = say(system, stage.letters, {"form": "5"})
    equal(early.status, 409, f"a decision that was not taken: {early}")
    page = system.get(f"/api/v1/cases/{stage.case}")
    accepted = say(system, f"/api/v1/cases/{stage.case}/actions/accept", {}, {"If-Match": page.headers["etag"]})
    equal(accepted.status, 200, f"accepting: {accepted}")
    system.settle()


def file_of(system, stage, letter, kind):
    return system.get(f"{stage.letters}/{letter}/{kind}", headers={"Reveal-Reason": "%E6%A0%B8%E5%AF%B9"}, by=OFFICER)


def text_of(pdf):
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def fonts_of(stage, pdf):
    file = stage.folder / "letter.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout


@needs("system")
def a_draft_has_no_number_and_no_clear_name(stage):
    draft = say(stage.system, stage.letters + ":preview", {"form": "5", "format": "pdf"})
    equal(draft.status, 200, f"a draft: {draft}")
    text = text_of(draft.body)
    check("草稿" in text and "王**" in text and NAME not in text, f"a draft: {text}")


@needs("system")
def an_issued_letter_is_a_pdf_that_reads_in_chinese(stage):
    system = stage.system
    issued = say(system, stage.letters, {"form": "5"})
    equal(issued.status, 201, f"issuing: {issued}")
    stage.issued = issued.json
    year = issued.json["issued_on"][:4]
    equal(issued.json["number"], f"示例市监消受〔{year}〕第1号", "the number")
    pdf = file_of(system, stage, issued.json["letter"], "pdf")
    equal(pdf.status, 200, f"the PDF: {pdf.status}")
    equal(pdf.headers["content-type"], "application/pdf", "its type")
    equal(hashlib.sha256(pdf.body).hexdigest(), issued.json["pdf_sha256"], "SHA-256 of the PDF")
    text = "".join(text_of(pdf.body).split())
    for wanted in ("投诉受理决定书", f"示例市监消受〔{year}〕第1号", NAME, "美丽科技有限公司", "第十五条第一款", "六十日", stage.case):
        check(wanted in text, f"the PDF lacks {wanted}: {text}")
    fonts = fonts_of(stage, pdf.body)
    check("UMing" in fonts or "Noto" in fonts or "CJK" in fonts, f"fonts with Chinese: {fonts}")
    equal([line for line in fonts.splitlines()[2:] if " yes " not in line], [], "fonts that are not embedded")
    html = file_of(system, stage, issued.json["letter"], "html")
    equal(hashlib.sha256(html.body).hexdigest(), issued.json["html_sha256"], "SHA-256 of the HTML")
    check(b"<script" not in html.body, "a script in a letter")
    stage.bytes = (pdf.body, html.body)
    again = say(system, stage.letters, {"form": "5"})
    equal(again.status, 409, f"the same once more: {again}")


@needs("bytes")
def a_stored_script_is_text(stage):
    issued = say(stage.system, stage.letters, {"form": "1"})
    equal(issued.status, 201, f"issuing form 1: {issued}")
    pdf = file_of(stage.system, stage, issued.json["letter"], "pdf")
    text = "".join(text_of(pdf.body).split())
    check("<script>alert(1)</script>" in text and PHONE in text.replace("+86", ""), f"form 1: {text}")


@needs("bytes")
def what_a_respondent_may_not_read_costs_no_number(stage):
    fields = {"meeting_on": "2026-12-20", "meeting_time": "9:00", "meeting_place": f"投诉人家，电话{PHONE}", "mediator": "李强"}
    leak = say(stage.system, stage.letters, {"form": "7", "addressee": "respondent", "fields": fields})
    equal((leak.status, leak.json["errors"][0]["pointer"]), (422, "/fields/meeting_place"), "a telephone number")
    fields["meeting_place"] = "三楼调解室"
    issued = say(stage.system, stage.letters, {"form": "7", "addressee": "respondent", "fields": fields})
    equal(issued.status, 201, f"form 7: {issued}")
    check(issued.json["number"].endswith("第1号"), f"a number was spent: {issued.json['number']}")
    text = text_of(file_of(stage.system, stage, issued.json["letter"], "pdf").body)
    check(PHONE not in text and ADDRESS not in text and "三楼调解室" in text, f"form 7: {text}")


@needs("bytes")
def sent_by_mail_its_addressee_reads_it(stage):
    system, letter = stage.system, stage.issued["letter"]
    own = {"receipt_no": stage.receipt, "query_code": stage.code}
    equal(system.post("/api/v1/status/letters", own).json["letters"], [], "letters before they are sent")
    sent = say(system, f"{stage.letters}/{letter}/dispatch", {"channel": "email"})
    equal(sent.status, 200, f"dispatching: {sent}")
    system.settle()
    deliveries = system.get(f"/api/v1/cases/{stage.case}/deliveries").json
    check(any(one["template"] == "letter" for one in deliveries["messages"]), f"messages: {deliveries}")
    told = system.post("/api/v1/status/letters", own).json["letters"]
    equal([one["letter"] for one in told], [letter], "letters that were sent")
    pdf = system.post(f"/api/v1/status/letters/{letter}", own)
    equal(pdf.body, stage.bytes[0], "the PDF that the addressee reads")
    wrong = system.post(f"/api/v1/status/letters/{letter}", {**own, "query_code": "7ZQK1-0F9XA-00000-00000-000000"})
    equal(wrong.status, 404, "with another code")


@needs("bytes")
def the_same_bytes_after_a_restart_a_rebuild_and_from_a_backup(stage):
    system, letter = stage.system, stage.issued["letter"]
    copy = stage.folder / "backup"
    system.command("backup", copy)
    system.stop()
    system.command("rebuild", "casework")
    system.serve()
    equal(tuple(file_of(system, stage, letter, kind).body for kind in ("pdf", "html")), stage.bytes, "after a restart")
    system.stop()
    other = System(stage, "restored", PATIENT)
    other.command("restore", copy)
    other.serve()
    equal(file_of(other, stage, letter, "pdf").body, stage.bytes[0], "out of the backup")
    other.stop()
    for folder in (system.data, copy):
        for path in (folder / "letters").rglob("*"):
            if path.is_file():
                bytes_ = path.read_bytes()
                check(NAME.encode() not in bytes_ and b"%PDF" not in bytes_, f"{path.name} is not sealed")
    check(NAME not in system.log_text() and PHONE not in system.log_text(), "the log names the complainant")


def fraud_on_the_move_is_told_110_and_stands_first(stage):
    system = System(stage, "fraud").serve()
    for number in range(3):
        equal(system.post("/api/v1/complaints", portal(10 + number)).status, 201, "filing")
    filed = system.post("/api/v1/complaints", portal(20, narrative=FRAUD, requests=[]), {"Accept-Language": "zh"})
    advice = filed.json["advice"]
    equal(advice[0]["code"], "call_110", f"advice: {advice}")
    check("马上拨打110" in advice[0]["text"], f"advice: {advice}")
    lure = system.post("/api/v1/complaints", portal(21, narrative="有人自称12315可以退款，要我先交手续费"))
    check("refund_lure" in [one["code"] for one in lure.json["advice"]], f"advice: {lure}")
    system.settle()
    first = system.get("/api/v1/cases?state=open&sort=due&limit=20").json["cases"][0]
    equal(first["urgency"], "now", "the first of the queue")
    hints = system.get(f"/api/v1/cases/{first['case_no']}").json["hints"]
    equal((hints["referral"], hints["desk"]), ("P", "police"), "what is offered")
    words = [span["words"] for one in hints["hints"] if one["code"] == "money_moving" for span in one["because"]]
    check("还在通话" in words, f"words of the hint: {json.dumps(hints, ensure_ascii=False)}")
    equal(first["state"], "registered", "a hint decided something")
    system.stop()


if __name__ == "__main__":
    on.run(a_complaint_is_accepted, a_draft_has_no_number_and_no_clear_name,
           an_issued_letter_is_a_pdf_that_reads_in_chinese, a_stored_script_is_text,
           what_a_respondent_may_not_read_costs_no_number, sent_by_mail_its_addressee_reads_it,
           the_same_bytes_after_a_restart_a_rebuild_and_from_a_backup, fraud_on_the_move_is_told_110_and_stands_first)
