"""The ways out of the whole program, against real servers that fail: mail under STARTTLS with a certificate of its own,
text messages through an HTTP gateway that settings describe, answers of every class, a server that goes away and comes
back. Then what staff see of it: the ledger of a case and of a person, the inbox, a preview and a test of a text, and
mail that came back.
"""
import json
import subprocess
import sys
from pathlib import Path

import stage as on
from complaints import Person, portal
from notices import python_with_smtp
from stage import AT_ONCE, Lines, System, check, equal, eventually, needs

COUNT = 30
SUPPORT = on.SOURCE / "tests" / "support"
GATEWAY = """
[notification.sms]
url = "http://127.0.0.1:{port}/send"
headers = ["Content-Type: application/json", "Authorization: Bearer {{{{secret}}}}"]
body = '{{"id":"{{{{message|json}}}}","to":"{{{{to|json}}}}","text":"{{{{text|json}}}}"}}'
secret_file = "{secret}"
signature = "【示例市市场监管】"
rate_per_min = 0
[[notification.sms.answers]]
status = "200"
pattern = '"code": 0\\b'
is = "sent"
[[notification.sms.answers]]
status = "200"
pattern = '"code": 15'
is = "temporary"
"""


class Child:
    """A scripted server: orders in, one JSON line for each event out."""

    def __init__(self, stage, *command):
        self.process = subprocess.Popen(list(map(str, command)), text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        stage.children.append(self.process)
        self.lines = Lines(self.process.stdout)
        self.port = self.event("bound")["port"]

    def events(self):
        return [json.loads(line) for line in list(self.lines.seen) if line.endswith("\n")]

    def event(self, name, count=1):
        """The count-th event of that name."""
        def found():
            all_of_it = [one for one in self.events() if one["event"] == name]
            return all_of_it[count - 1] if len(all_of_it) >= count else None
        return eventually(f"event {name} {count}", found)

    def order(self, text):
        done = len([one for one in self.events() if one["event"] == "done"])
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        self.event("done", done + 1)


def complaint(number):
    """Every third person has a phone alone."""
    one = Person(number)
    email = None if number % 3 == 0 else one.email
    return portal(number, complainant={"name": one.name, "phone": one.phone, "email": email, "address": one.address})


def servers(stage):
    python = python_with_smtp()
    key, certificate = stage.folder / "key.pem", stage.folder / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True,
                   capture_output=True)
    stage.mail = Child(stage, python, "-B", SUPPORT / "smtp_server.py", certificate, key)
    stage.texts = Child(stage, sys.executable, "-B", SUPPORT / "sms_gateway.py")
    secret = stage.folder / "sms.secret"
    secret.write_text("a key of this test\n")
    stage.changed = {
        **AT_ONCE, "notification.smtp_url": f"smtp://127.0.0.1:{stage.mail.port}",
        "notification.smtp_from": "desk@guiyi.example", "notification.retry_first_ms": 300,
        "notification.retry_max_ms": 1000, "notification.breaker_pause_first_ms": 300,
        "notification.breaker_pause_max_ms": 1000, "notification.smtp_bounces_to": "<>",
        "tail": GATEWAY.format(port=stage.texts.port, secret=secret)}
    stage.certificate = certificate


@needs("texts")
def a_server_whose_certificate_nobody_knows_gets_nothing(stage):
    system = stage.system = System(stage, "strangers", dict(stage.changed)).serve()
    stage.mail.order("listen")
    over = system.connect()
    equal(system.post("/api/v1/complaints", complaint(1), over=over).status, 201, "a complaint")
    system.settle()
    eventually("the sender says why", lambda: '"tls"' in system.log_text())
    system.stop()
    stage.mail.process.stdin.write("total\n")
    stage.mail.process.stdin.flush()
    equal(stage.mail.event("total")["accepted"], 0, "mails given to a stranger")


@needs("system")
def with_its_certificate_everybody_is_told_once_through_every_fault(stage):
    system = stage.system = System(stage, "faults", {
        **stage.changed, "notification.smtp_ca_file": str(stage.certificate)}).serve()
    stage.mail.order("answer 451 3")
    stage.mail.order("drop 2")
    stage.mail.order("refuse 550 1")
    stage.texts.order("answer 200 15 2")
    stage.texts.order("answer 503 0 2")
    over = system.connect()
    stage.receipts = {}
    for number in range(COUNT):
        answer = system.post("/api/v1/complaints", complaint(number), over=over)
        equal(answer.status, 201, f"complaint {number}: {answer}")
        stage.receipts[number] = answer.json["receipt_no"]
        if number == COUNT // 2:
            stage.mail.order("close")
    eventually("the sender notices that the server is down", lambda: "provider_paused" in system.log_text())
    stage.mail.order("listen")

    def settled():
        found = ledger(system)
        return found if found and all(one["state"] in ("sent", "failed") for one in found) else None
    stage.ledger = eventually("every message has come to an end", settled)


def ledger(system):
    """Every message; none as long as notification has not heard of every case."""
    over, found = system.connect("staff"), []
    for row in system.cases():
        answer = system.get(f"/api/v1/cases/{row['case_no']}/deliveries", over=over)
        if answer.status == 404:
            return []
        found += answer.json["messages"]
    return found


@needs("ledger")
def nobody_was_told_twice_beyond_what_the_ledger_admits(stage):
    sent = [one for one in stage.ledger if one["state"] == "sent"]
    failed = [one for one in stage.ledger if one["state"] == "failed"]
    equal([one["answer"] for one in failed], ["550"], "the one whose address was refused")
    equal(len([one for one in sent if one["reason"] == "fallback"]), 1, "and who was told by text instead")
    equal(sorted({one["receipt_no"] for one in sent}), sorted(stage.receipts.values()), "everybody who was told")
    accepted = [one["id"] for one in stage.mail.events() if one["event"] == "accepted"]
    maybe = [one["id"] for one in stage.mail.events() if one["event"] == "dropped"]
    for one in stage.ledger:
        if one["channel"] == "email" and one["state"] == "sent":
            arrived = accepted.count(one["message"])
            check(1 <= arrived <= 1 + one["unknown_attempts"], f"{one['message']} arrived {arrived} times: {one}")
            check(maybe.count(one["message"]) <= one["unknown_attempts"], f"the ledger admits too little: {one}")
    texts = [one for one in stage.texts.events() if one["event"] == "asked"]
    check(all(one["good"] for one in texts), "a request with a wrong key or path")
    check(all(one["text"].startswith("【示例市市场监管】") for one in texts), "a text without its signature")
    for one in stage.ledger:
        if one["channel"] == "sms":
            equal(one["unknown_attempts"], 0, f"texts whose end nobody knows: {one}")
    tries = stage.system.get(f"/api/v1/messages/{max(stage.ledger, key=lambda one: one['attempts'])['message']}")
    equal(tries.json["attempts"], len(tries.json["tries"]), "attempts in a message's own page")
    log = stage.system.log_text()
    check(not any(Person(number).email in log or Person(number).phone in log for number in range(COUNT)),
          "the log names an addressee")


@needs("ledger")
def a_person_s_ledger_and_what_came_back(stage):
    system = stage.system
    receipt, message = next((one["receipt_no"], one["message"]) for one in stage.ledger
                            if one["channel"] == "email" and one["state"] == "sent" and not one["unknown_attempts"])
    mine = system.get(f"/api/v1/complaints/{receipt}/deliveries").json["messages"]
    equal({one["receipt_no"] for one in mine}, {receipt}, "receipts in a person's ledger")
    reply = (f"From: a@example.org\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <{message}@guiyi.example>\r\n\r\n"
             "I am away.\r\n").encode()
    answer = system.post("/api/v1/messages:returned", reply, {"Content-Type": "message/rfc822"}, side="staff")
    equal((answer.json["kind"], answer.json["message"]), ("auto_reply", message), f"an auto-reply: {answer}")
    report = (f"Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
              f"--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
              f"Content-Type: text/rfc822-headers\r\n\r\nX-Guiyi-Message: {message}\r\n--b--\r\n").encode()
    answer = system.post("/api/v1/messages:returned", report, {"Content-Type": "message/rfc822"}, side="staff")
    equal(answer.json["kind"], "bounce", f"a bounce: {answer}")
    system.settle()
    shown = system.get(f"/api/v1/messages/{message}").json
    equal((shown["state"], shown["returned_status"]), ("failed", "5.1.1"), "a message that came back")
    eventually("the person is told by text instead", lambda: any(
        one["channel"] == "sms" and one["state"] == "sent"
        for one in system.get(f"/api/v1/complaints/{receipt}/deliveries").json["messages"]))


@needs("ledger")
def texts_are_previewed_and_tested(stage):
    system = stage.system
    shown = system.post("/api/v1/templates/placed/preview", {"language": "en", "values": {"decide_by": "2027-01-05"}},
                        side="staff")
    check("by 5 January 2027" in shown.json["body"], f"a preview: {shown}")
    wrong = system.post("/api/v1/templates/placed/test", {"to": "noreply@example.org"}, side="staff")
    equal(wrong.status, 422, f"a test to a machine: {wrong}")
    sent = system.post("/api/v1/templates/placed/test", {"to": "clerk@example.org", "language": "en"}, side="staff")
    equal(sent.status, 202, f"a test: {sent}")
    name = sent.json["message"]
    arrived = eventually("the test arrives", lambda: next(
        (one for one in stage.mail.events() if one["event"] == "accepted" and one["id"] == name), None))
    equal(arrived["header_to"], "<clerk@example.org>", "addressee of a test")
    shown = system.get(f"/api/v1/messages/{name}")
    equal(shown.json["reason"], "test", "why it was sent")
    check("clerk" not in shown.body.decode(), "the ledger shows an address")


if __name__ == "__main__":
    on.run(servers, a_server_whose_certificate_nobody_knows_gets_nothing,
           with_its_certificate_everybody_is_told_once_through_every_fault,
           nobody_was_told_twice_beyond_what_the_ledger_admits, a_person_s_ledger_and_what_came_back,
           texts_are_previewed_and_tested)
