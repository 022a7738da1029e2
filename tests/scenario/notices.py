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
from complaints import Person, card, portal
from stage import AT_ONCE, Skip, System, check, equal, eventually, needs

COUNT = 200
SECRET = b"a secret of this test alone"


def python_with_smtp():
    """Debian's own interpreter has the mail server's package even where another one comes first in the path."""
    for name in (sys.executable, "/usr/bin/python3"):
        if Path(name).exists() and subprocess.run([name, "-c", "import aiosmtpd"], capture_output=True).returncode == 0:
            return name
    raise Skip("python3-aiosmtpd is not installed")


class Hook:
    """Receives webhooks: 500 to each event once, then 204; and 503 to the first, as one that is just starting."""

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
            first, again = not self.seen, name in self.seen
            self.seen.add(name)
            if again:
                self.taken.append((name, headers["Content-Type"], body))
        return 204 if again else 503 if first else 500


def complaint(number):
    one = Person(number)
    return portal(
        number, narrative=f"机器人报出我的卡号 {card(number)}，订单{one.order}，{one.company}拒绝退款，请打 {one.phone}。",
        language="en" if number % 4 == 0 else "zh",
        complainant={"name": one.name, "phone": one.phone, "email": one.email, "address": one.address})


def mail_server_that_is_down(stage):
    python = python_with_smtp()
    stage.mails = stage.folder / "mails.ndjson"
    stage.server = subprocess.Popen([python, "-B", Path(__file__).with_name("mail_server.py"), stage.mails], text=True,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stage.children.append(stage.server)
    port = stage.server.stdout.readline().strip()
    stage.hook = Hook()
    secret = stage.folder / "hook.secret"
    secret.write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")
    stage.system = System(stage, "notices", {
        **AT_ONCE,
        "notification.smtp_url": f"smtp://127.0.0.1:{port}", "notification.smtp_from": "desk@guiyi.example",
        "notification.smtp_tls": "none", "notification.retry_first_ms": 300, "notification.retry_max_ms": 2000,
        "notification.timeout_ms": 20_000,
        "tail": f'[[notification.webhooks]]\nurl = "{stage.hook.url}"\nsecret_file = "{secret}"\n'}).serve()


@needs("system")
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


@needs("system")
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


@needs("system")
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


@needs("system")
def only_what_may_be_told(stage):
    """Addressed to the person alone, and without card, query code or full phone anywhere."""
    for mail in taken(stage):
        number = next(number for receipt, number in stage.receipts.items() if receipt in mail["body"])
        one = Person(number)
        equal((mail["to"], mail["header_to"]), ([one.email], f"<{one.email}>"), "addressees")
        equal(mail["sender"], "desk@guiyi.example", "sender")
        english = "with the people who will handle it" in mail["body"]
        equal(english, number % 4 == 0, f"language of: {mail['body']}")
        text = mail["subject"] + mail["body"] + mail["headers"] + mail["raw"]
        holds_nothing_private(text, stage, number)
        check(one.address not in text and one.name not in text, f"a mail holds more than it need: {mail['body']}")
    for name, kind, body in stage.hook.taken:
        event = json.loads(body)
        check(kind.startswith("application/cloudevents+json"), f"content type of an event: {kind}")
        equal((event["specversion"], event["id"]), ("1.0", name), "a CloudEvent's version and id")
        check(event["type"].startswith("io.guiyi.notice.") and event["source"] and event["time"], f"an event: {event}")
        holds_nothing_private(body.decode(), stage, None)
        check("@" not in body.decode(), f"an event holds an address: {event}")
    equal(stage.hook.wrong, [], "events with a wrong signature")


def holds_nothing_private(text, stage, number):
    for code in stage.codes:
        check(code not in text, "a query code was sent")
    for one in range(COUNT) if number is None else (number,):
        for secret in (card(one), Person(one).phone):
            check(secret not in text, f"what was sent holds {secret}")


@needs("system")
def nothing_more_after_that(stage):
    """Stopped and started once more: everything was told, nothing is told again."""
    before = (len(brought(stage)), len(stage.hook.taken))
    stage.system.stop()
    stage.system.serve()
    stage.system.settle()
    stage.system.stop()
    equal((len(brought(stage)), len(stage.hook.taken)), before, "what was brought after another start")
    log = stage.system.log_text()
    check(not any(Person(number).email in log for number in range(COUNT)), "the log names an addressee")


if __name__ == "__main__":
    on.run(mail_server_that_is_down, complaints_while_the_server_is_down, open_again_and_a_restart_in_the_middle,
           each_exactly_once, only_what_may_be_told, nothing_more_after_that)
