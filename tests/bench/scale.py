#!/usr/bin/env python3
# A system that holds 1,000,000 complaints: how fast the officers' pages are answered, its memory, its start.
#
#   scale.py [--complaints N] [--seconds S] [--rate R] [--folder DIR]
#
# Fills an empty system through the public API, waits until everybody is told and all can be found, and asks what
# the console asks: quiet, and while R complaints a second (100) come in. --folder keeps what was filled; one that is
# filled is used as it is. Prints p50, p95 and the slowest of each question; reach: p95 of 150 ms.
import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIYI = os.environ.get("GUIYI", str(ROOT / "build/release/guiyi"))
LOAD = str(ROOT / "build/release/tests/bench/bench_load")
OFFICER = "li.qiang"  # of the desk that has most of what is filled in
MACHINES = {"/readyz", "/metrics"}
NOTICES = re.compile(r"^guiyi_notices_queued_total(?:\{[^}]*\})? (\S+)", re.M)
WORDS = ["美容仪", "净水器 退款", "机器人来电", "保健床垫 空号", "扫地机器人 发票", "投资课程", "全额退货款",
         "手续费", "寄件人是另一家公司", "北京 健康管理", "理疗仪 效果", "没有经过我本人同意"]


def say(sentence):
    print(f"scale: {sentence}", file=sys.stderr, flush=True)


class Served:
    """The program on a data folder and free ports, with a connection to the staff side."""

    def __init__(self, folder):
        self.data = folder / "data"
        (self.data / "running.json").unlink(missing_ok=True)
        begun = time.monotonic()
        with open(folder / "serve.log", "ab") as log:
            self.process = subprocess.Popen([GUIYI, "serve", "--data", str(self.data), "--public", "127.0.0.1:0",
                                             "--staff", "127.0.0.1:0"], stdout=log, stderr=log)
        while not (self.data / "running.json").exists():
            if self.process.poll() is not None:
                raise SystemExit(f"scale: the program ended, see {folder / 'serve.log'}")
            time.sleep(0.02)
        told = json.loads((self.data / "running.json").read_text())
        self.public, self.staff = (told[side].removeprefix("http://").rstrip("/") for side in ("public", "staff"))
        self.machine = (self.data / "keys/local.token").read_text().split("\n")[0]
        self.connection = HTTPConnection(self.staff, timeout=60)
        while self.ask("GET", "/readyz")[0] != 200:
            time.sleep(0.02)
        self.start_s = time.monotonic() - begun
        issued = subprocess.run([GUIYI, "--data", str(self.data), "token", "issue", OFFICER], capture_output=True,
                                text=True, check=True)
        self.token = issued.stdout.strip()

    def ask(self, method, path, body=None):
        token = self.machine if path in MACHINES else self.token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def json(self, method, path, body=None):
        status, text = self.ask(method, path, body)
        if status != 200:
            raise SystemExit(f"scale: {method} {path} answered {status}")
        return json.loads(text)

    def memory(self):
        """Its own, and what is mapped of files, which the kernel takes back when it is needed elsewhere."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        own, mapped, most = (int(re.search(rf"{key}:\s+(\d+) kB", status)[1]) // 1024
                             for key in ("RssAnon", "RssFile", "VmHWM"))
        return f"{own} MiB its own and {mapped} mapped, together at most {most}"

    def stop(self):
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def load(served, *options):
    return subprocess.Popen([LOAD, "--to", served.public, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def notices(served):
    return sum(float(count) for count in NOTICES.findall(served.ask("GET", "/metrics")[1].decode()))


def settle(served):
    """Until no notice was added for five seconds and the search index has caught up."""
    before, since = -1, time.monotonic()
    while time.monotonic() - since < 5:
        now = notices(served)
        if now != before:
            before, since = now, time.monotonic()
        time.sleep(0.5)
    while served.json("POST", "/api/v1/search", {"q": WORDS[0], "limit": 1})["behind"]:
        time.sleep(0.5)


def fill(served, count):
    begun = time.monotonic()
    filling = load(served, "--connections", "64", "--count", str(count))
    while filling.poll() is None:
        time.sleep(20)
        say(f"{time.monotonic() - begun:.0f} s: {notices(served):.0f} notices, {served.memory()}")
    posted = time.monotonic() - begun
    settle(served)
    print(f"filled {count} in {time.monotonic() - begun:.0f} s, posted after {posted:.0f} s")


def some_cases(served, pages=20):
    """Case rows from all over the queue: by due date, newest first, of every state."""
    rows = []
    for query in ("state=open", "state=any&sort=received"):
        cursor = ""
        for _ in range(pages):
            page = served.json("GET", f"/api/v1/cases?{query}&limit=100&cursor={cursor}")
            rows += page["cases"]
            cursor = page["next"]
            if not cursor:
                break
    return rows


def questions(served):
    rows = some_cases(served)
    numbers = [row["case_no"] for row in rows]
    desks = sorted({row["desk"] for row in rows if row.get("desk")})
    officers = sorted({row["officer"] for row in rows if row.get("officer")})
    chance = random.Random(1)
    cursors = {"": ""}

    def list_of(query):
        return lambda: ("GET", f"/api/v1/cases?limit=50&{query}", None)

    def next_page():
        return "GET", f"/api/v1/cases?limit=50&state=open&cursor={cursors['']}", None

    def found(words):
        return lambda: ("POST", "/api/v1/search", {"q": words(), "limit": 20})

    return {
        "queue, open": list_of("state=open"),
        "queue, all states": list_of("state=any&sort=received"),
        "queue, page after page": next_page,
        "queue of a desk": lambda: list_of(f"state=open&desk={chance.choice(desks)}")(),
        "queue of an officer": lambda: list_of(f"state=open&officer={chance.choice(officers)}")(),
        "queue, with repeats": list_of("state=open&repeat=any"),
        "queue, category C4": list_of("state=open&category=C4"),
        "queue, one number": lambda: list_of(f"q={chance.choice(numbers)}")(),
        "case": lambda: ("GET", f"/api/v1/cases/{chance.choice(numbers)}", None),
        "case, timeline": lambda: ("GET", f"/api/v1/cases/{chance.choice(numbers)}/timeline", None),
        "case, clocks": lambda: ("GET", f"/api/v1/cases/{chance.choice(numbers)}/clocks", None),
        "search, words": found(lambda: chance.choice(WORDS)),
        "search, four digits": found(lambda: f"{chance.randrange(10000):04}"),
        "search, a name": found(lambda: chance.choice("王李张刘陈杨黄") + chance.choice("伟芳娜敏静丽强")),
    }, cursors


def time_of(served, name, asked, cursors, seconds):
    took = []
    begun = time.monotonic()
    while time.monotonic() - begun < seconds or len(took) < 20:
        method, path, body = asked()
        start = time.monotonic()
        status, text = served.ask(method, path, body)
        took.append((time.monotonic() - start) * 1e3)
        if status != 200:
            raise SystemExit(f"scale: {name} answered {status}")
        if name == "queue, page after page":
            cursors[""] = json.loads(text)["next"] or ""
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.95)], took[-1], len(took)


def measure(served, seconds, when):
    asked, cursors = questions(served)
    print(f"\n{when + ', ms':<28}{'p50':>9}{'p95':>9}{'slowest':>9}{'asked':>8}")
    for name, question in asked.items():
        print("{:<28}{:>9.1f}{:>9.1f}{:>9.1f}{:>8}".format(
            name, *time_of(served, name, question, cursors, seconds)), flush=True)


def main():
    options = argparse.ArgumentParser(description="How fast the officers' pages are of a system that holds much.")
    options.add_argument("--complaints", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=3, help="each question, 3")
    options.add_argument("--rate", type=int, default=100, help="complaints a second while asked, 100")
    options.add_argument("--folder", type=Path)
    with_ = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="guiyi-bench-") as made:
        folder = with_.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "filled").exists():
            served = Served(folder)
            fill(served, with_.complaints)
            print(f"memory when filled: {served.memory()}")
            served.stop()
            (folder / "filled").touch()
        served = Served(folder)
        print(f"start: {served.start_s:.1f} s")
        size = subprocess.run(["du", "-sm", str(served.data)], capture_output=True, text=True, check=True).stdout
        print(f"on disk: {size.split()[0]} MiB")
        measure(served, with_.seconds, "quiet")
        rush = load(served, "--connections", "8", "--seconds", "100000", "--rate", str(with_.rate), "--seed", "7")
        measure(served, with_.seconds, f"with {with_.rate} complaints/s")
        rush.kill()
        print(f"memory after: {served.memory()}")
        served.stop()


if __name__ == "__main__":
    main()
