"""Notices reach a real mail server exactly once each, although it is down at first and then answers 451 to each message
once, and although the sending system is restarted in the middle. Webhooks likewise, each signed.
"""
import base64
import collections
import hashlib
import hmac
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import stage as on
from complaints import card, portal
from stage import Lines, Skip, System, check, equal, eventually

COUNT = 200
SECRET = b"a secret of this test alone"


def python_with_smtp():
    """Debian's own interpreter has the mail server's package even where another one comes first in the path."""
    for name in (sys.executable, "/usr/bin/python3"):
        if Path(name).exists() and subprocess.run([name, "-c", "import aiosmtpd"], capture_output=True).returncode == 0:
            return name
    raise Skip("python3-aiosmtpd is not installed")


class Hook:
    """Receives webhooks: 503 to each event once, then 204."""

    def __init__(self):
        self.lock = threading.Lock()
        self.seen, self.taken, self.wrong = set(), [], []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(hook.take(self.headers, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/guiyi"

    def take(self, headers, body):
        name, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        expected = base64.b64encode(hmac.digest(SECRET, f"{name}.{stamp}.".encode() + body, hashlib.sha256)).decode()
        with self.lock:
            if headers["webhook-signature"] != f"v1,{expected}":
                self.wrong.append(name)
            again = name in self.seen
            self.seen.add(name)
            if again:
                self.taken.append((name, headers["Content-Type"], body))
        return 204 if again else 503


def complaint(number):
    phone = f"138{number:08d}"
    return portal(
        number, narrative=f"机器人报出我的卡号 {card(number)}，订单{number * 7919}，商家拒绝退款，请打 {phone}。",
        language="en" if number % 4 == 0 else "zh",
        complainant={"name": f"钱{chr(0x4e00 + number * 37)}", "phone": phone, "email": f"person{number}@example.com",
                     "address": f"示例市西门街{number + 1}号"})


def mail_server_that_is_down(stage):
    python = python_with_smtp()
    stage.mails = stage.folder / "mails.ndjson"
    stage.server = subprocess.Popen([python, "-B", Path(__file__).with_name("mail_server.py"), stage.mails], text=True,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stage.children.append(stage.server)
    port = stage.server.stdout.readline().strip()
    stage.hook = Hook()
    (stage.folder / "hook.secret").write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")
    stage.system = System(stage, "notices", {
        "notification.smtp_url": f"smtp://127.0.0.1:{port}", "notification.smtp_from": "desk@guiyi.example",
        "notification.smtp_tls": "none", "notification.retry_first_ms": 300, "notification.retry_max_ms": 2000,
        "notification.timeout_ms": 20_000,
        "tail": f'[[notification.webhooks]]\nurl = "{stage.hook.url}"\nsecret_file = "{stage.folder / "hook.secret"}"\n'}).serve()


def with_mail(step):
    def wrapped(stage):
        if not hasattr(stage, "system"):
            raise Skip("there is no mail server")
        step(stage)
    wrapped.__name__ = step.__name__
    return wrapped


@with_mail
def complaints_while_the_server_is_down(stage):
    system, over = stage.system, stage.system.connect()
    stage.receipts, stage.codes = {}, []
    for number in range(COUNT):
        answer = system.post("/api/v1/complaints", complaint(number), over=over)
        equal(answer.status, 201, f"complaint {number}: {answer}")
        stage.receipts[answer.json["receipt_no"]] = number
        stage.codes.append(answer.json["query_code"])
    system.settle()
    eventually("the sender notices that the server is down", lambda: "provider_paused" in system.log_text())
    check(not stage.mails.exists(), "a mail was brought to a server that is down")


def brought(stage):
    return [json.loads(line) for line in stage.mails.read_text().splitlines() if line.endswith("}")]


def taken(stage):
    return [mail for mail in brought(stage) if mail["answer"] == 250]


@with_mail
def open_again_and_a_restart_in_the_middle(stage):
    stage.server.stdin.write("open\n")
    stage.server.stdin.flush()
    equal(stage.server.stdout.readline().strip(), "open", "the mail server says")
    eventually("mails are taken", lambda: len(taken(stage)) >= 40)
    stage.system.stop()
    middle = len(taken(stage))
    check(middle < COUNT, "all was sent before the restart")
    print(f"     restarted after {middle} of {COUNT} mails", flush=True)
    stage.system.serve()
    eventually("all mails are taken", lambda: len({mail["guiyi"] for mail in taken(stage)}) >= COUNT)
    eventually("all events are taken", lambda: len({one[0] for one in stage.hook.taken}) >= COUNT)


def ledger(system):
    """Every message of every case, as the system knows it."""
    over, found = system.connect("staff"), {}
    for row in system.cases():
        page = system.get(f"/api/v1/cases/{row['case_no']}/deliveries", over=over)
        equal(page.status, 200, f"deliveries: {page}")
        equal(page.json["unreachable"], [], f"people without an address in {row['case_no']}")
        found.update((one["message"], one) for one in page.json["messages"])
    return found


@with_mail
def each_exactly_once(stage):
    system = stage.system

    def known():
        found = ledger(system)
        return found if all(one["state"] not in ("waiting", "in_flight") for one in found.values()) else None
    messages = eventually("the ledger is settled", known)
    equal(collections.Counter(one["state"] for one in messages.values()), {"sent": 2 * COUNT}, "states in the ledger")
    mails = taken(stage)
    expected = sorted(name for name, one in messages.items() if one["channel"] == "email")
    equal(sorted(mail["guiyi"] for mail in mails), expected, "mails taken, by the system's own number")
    equal(len({mail["message_id"] for mail in mails}), len(mails), "distinct Message-IDs of mails taken")
    deferred = collections.Counter(mail["guiyi"] for mail in brought(stage) if mail["answer"] == 451)
    equal(sorted(deferred), expected, "mails that were answered 451")
    equal(set(deferred.values()), {1}, "how often each was answered 451")
    equal(sorted(stage.receipts), sorted(messages[name]["receipt_no"] for name in expected), "receipts that were told")
    equal(sum(one["unknown_attempts"] for one in messages.values()), 0, "attempts of which nobody knows the end")
    events = [one[0] for one in stage.hook.taken]
    equal(sorted(events), sorted(name for name, one in messages.items() if one["channel"] == "webhook"), "events taken")


@with_mail
def only_what_may_be_told(stage):
    """Addressed to the person alone, and without card, query code or full phone anywhere."""
    for mail in taken(stage):
        number = next(number for receipt, number in stage.receipts.items() if receipt in mail["body"])
        equal((mail["to"], mail["header_to"]), ([f"person{number}@example.com"], f"<person{number}@example.com>"), "addressees")
        equal(mail["sender"], "desk@guiyi.example", "sender")
        english = "with the people who will handle it" in mail["body"]
        equal(english, number % 4 == 0, f"language of: {mail['body']}")
        text = mail["subject"] + mail["body"] + mail["headers"] + mail["raw"]
        holds_nothing_private(text, stage, number)
        for secret in (f"示例市西门街{number + 1}号", "卡号"):
            check(secret not in text, f"a mail holds {secret}")
    for name, kind, body in stage.hook.taken:
        event = json.loads(body)
        check(kind.startswith("application/cloudevents+json"), f"content type of an event: {kind}")
        equal((event["specversion"], event["id"]), ("1.0", name), "a CloudEvent's version and id")
        check(event["type"].startswith("io.guiyi.notice.") and event["source"] and event["time"], f"an event: {event}")
        holds_nothing_private(body.decode(), stage, None)
        check("example.com" not in body.decode() and "钱" not in body.decode(), f"an event names a person: {event}")
    equal(stage.hook.wrong, [], "events with a wrong signature")


def holds_nothing_private(text, stage, number):
    for code in stage.codes:
        check(code not in text, "a query code was sent")
    for one in range(COUNT) if number is None else (number,):
        for secret in (card(one), f"138{one:08d}"):
            check(secret not in text, f"what was sent holds {secret}")


@with_mail
def nothing_more_after_that(stage):
    """Stopped and started once more: everything was told, nothing is told again."""
    before = (len(brought(stage)), len(stage.hook.taken))
    stage.system.stop()
    stage.system.serve()
    stage.system.settle()
    stage.system.stop()
    equal((len(brought(stage)), len(stage.hook.taken)), before, "what was brought after another start")
    check("person1@" not in stage.system.log_text(), "the log names an addressee")


if __name__ == "__main__":
    on.run(mail_server_that_is_down, complaints_while_the_server_is_down, open_again_and_a_restart_in_the_middle,
           each_exactly_once, only_what_may_be_told, nothing_more_after_that)
